# The texture's own words; what is missing here the framework says.

start =
    Hello! I make a pattern of any picture: a fabric, a wallpaper, a wall of bricks without an end.
    Send me one, and you get a square with more of what is in it.
help =
    Send me a picture, and I'll make a square of what is in it, in new places. Laid side by side the squares have no seam. It's best at things that are alike everywhere: stones, leaves, brush strokes, cloth.

    { $commands }
welcome = A pattern of any picture
welcome-more = Give me a picture. I'll make more of what is in it.
effect-name = texture
effect-about = make a pattern out of a picture
command-name = texture
slot-picture = picture
slot-about-picture = The picture to make a pattern of.
slot-title-picture = The picture
slot-hint-picture = what the pattern is made of
use-picture = Use as picture
words-picture = picture pattern texture
ask-first-picture = Send me the picture to make a pattern of.
ask-again-picture = Send me the picture to make a pattern of.
bad-picture = I can't make a pattern of this picture.
button-another-picture = Another picture
job-started = I'm cutting it up and sewing it together.
job-done =
    { $n ->
        [one] Here is your pattern, sewn in one second.
       *[other] Here is your pattern, sewn in { $n } seconds.
    }
variants-started = I'm sewing three small ones for you to choose from. It won't take long.
variants-done = Which one shall I make at full size? I'll remember your choice in your settings.
alt-text = A pattern made of the picture.
option-size = Size
about-size = The side of the square in pixels. Larger takes longer.
option-tileable = Seamless
about-tileable = Shall the squares fit together, side by side and one above the other, without a seam?
option-patch = Pieces
about-patch = How large are the pieces I cut? Large ones keep whole things, small ones mix them.
patch-is-small = small
patch-is-medium = medium
patch-is-large = large
option-seed = Variation
about-seed = Another number gives another pattern of the same picture.
tweak-another = Sew another
tweak-larger-pieces = Larger pieces
tweak-smaller-pieces = Smaller pieces
tweak-with-border = With a border
tweak-without-border = Seamless
variant-small-pieces = Small pieces
variant-medium-pieces = Medium pieces
variant-large-pieces = Large pieces
