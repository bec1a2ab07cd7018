# Enlargement's own words; what is missing here the framework says.

start =
    Hello! I make small paintings large and keep their strokes sharp.
    Send me one, and you get it back at up to 2048 pixels.
help =
    Send me a painting or a drawing, and I'll make it large, with the edges of its strokes as sharp as they were. It's best at what is painted: of a photo no more than before will be seen.

    { $commands }
welcome = Small paintings made large
welcome-more = Give me a painting. Its strokes stay sharp.
effect-name = enlargement
effect-about = make a painting large, its strokes still sharp
command-name = enlarge
slot-picture = picture
slot-about-picture = The painting that shall be larger.
slot-title-picture = The painting
slot-hint-picture = what to enlarge
use-picture = Use as picture
words-picture = picture painting enlarge
ask-first-picture = Send me the painting you want large.
ask-again-picture = Send me the painting you want large.
bad-picture = This picture can't be enlarged.
refused-large-already = It's that large already: choose a larger size in /settings, or send me a smaller picture.
button-another-picture = Another painting
job-started = I'm getting a larger canvas.
job-done =
    { $n ->
        [one] Here it is, enlarged in one second.
       *[other] Here it is, enlarged in { $n } seconds.
    }
alt-text = The painting, larger.
option-size = Size
about-size = The longer side in pixels that the picture shall have.
option-sharpness = Sharpness
about-sharpness = How sharp the edges of the strokes are: 0 leaves them soft, 1 is as sharp as a knife.
tweak-crisper = Sharper
tweak-softer = Softer
