# Style transfer's own words; what is missing here the framework says.

start =
    Hello! I paint your photos in the style of any picture.
    Send me two: first the photo to paint, then the picture whose style you like. That's all.
help =
    Send me a photo, then a picture whose style you like, and I'll paint the first in the manner of the second. Two at once work too; of three the last is a second style to mix in. Write “style”, “photo” or “second style” under a picture to say which is which.

    { $commands }
welcome = Your photo, painted in any style
welcome-more = Give me two pictures: a photo to paint, and one whose style you love. I'll do the rest.
effect-about = paint a photo in the style of another picture
command-settings = size, strength and more
command-gallery = choose a style from my gallery
name-gallery = styles
command-keep = keep the style of your last painting, under a name if you give one
command-status = what is being painted, and how long it will take
command-cancel = stop painting
command-name = style
slot-content = photo
slot-style = style
slot-second = second style
slot-about-content = The photo to paint.
slot-about-style = The picture whose style you like.
slot-about-second = Another picture whose style you like, to be mixed in.
slot-gallery-content = An example photo, if you have none at hand.
slot-gallery-style = A style from my gallery.
slot-gallery-second = A second style from my gallery.
slot-title-content = Your photo
slot-title-style = The style
slot-title-second = A second style
slot-hint-content = what to paint
slot-hint-style = how to paint it
slot-hint-second = optional, to mix in
use-content = Use as photo
use-style = Use as style
use-second = Use as second style
ask-first-content = Send me the photo you want painted.
ask-content = Got the picture with the style. Now send me the photo to paint.
ask-style = Got your photo. Now send me a picture whose style you like.
ask-second = I have your photo and its style. Now send me the picture whose style to mix in.
ask-kept-content = I've kept this as the style for the next painting. Send me the photo for it whenever you like.
ask-kept-style = I've kept this photo for the next painting. Send me a picture with the style for it whenever you like.
ask-kept-second = I've kept your photo and its style for the next painting. Send me the picture whose style to mix in whenever you like.
ask-paint = I have all your pictures. Press “Paint” to begin.
choose-content = Choose a photo by its number.
choose-style = Choose a style by its number, or send me a picture of your own.
choose-second = Choose a second style by its number, or send me a picture of your own.
ask-again-content = The style is still here. Now send me the photo to paint.
ask-again-style = Your photo is still here. Now send me a picture whose style you like.
ask-again-second = Your photo and its style are still here. Now send me the picture whose style to mix in.
photo-too-many =
    { $n ->
        [one] I already have pictures waiting for their turn, so I haven't taken this one. Send it again when I've begun with those.
       *[other] I already have pictures waiting for their turn, so I haven't taken the last { $n } of these. Send them again when I've begun with the others.
    }
words-content = photo content picture paint
words-style = style
words-second = second_style

button-use-as-content = Use it as the photo instead
button-use-as-style = Use it as the style instead
button-paint = Paint
button-another-style = Another style
button-another-second = Another second style
button-add-second = Add a second style
button-another-content = Another photo
button-gallery-content = Use an example photo
button-gallery-style = Choose a style
button-gallery-second = Choose a second style
button-keep = Keep this painting
button-own-style = Keep this style
button-own-second = Keep the second style
tweak-stronger = Stronger
tweak-softer = Softer
tweak-larger = Larger
tweak-keep-colours = Keep my colours
tweak-style-colours = The style's colours
variant-lighter = Lighter
variant-bolder = Bolder
variant-larger-strokes = Larger strokes
variant-finer-strokes = Finer strokes

job-started = I have the pictures and I'm on it.
job-queued =
    { $n ->
        [0] Next in line.
        [one] One painting comes before yours.
       *[other] { $n } paintings come before yours.
    }
job-painting = Painting: { $percent }%.
job-nearly-done = Painting: nearly done.
job-done =
    { $n ->
        [one] Here it is, painted in one second.
       *[other] Here it is, painted in { $n } seconds.
    }
alt-text = A painting: the photo, in the style of the picture that was chosen for it.
job-failed-error = Something went wrong while painting. That's my fault, not your pictures'. Shall I try again?
job-failed-timeout = This took much too long, so I stopped. Choose a smaller size in /settings, then press “Try again”.
job-failed-died = I broke down over this painting several times. A smaller size in /settings may help: choose one, then press “Try again”.
job-failed-weights = I can't paint: I lack a file that I need for it. Whoever runs me can read in my log which one.
job-failed-options = I can't paint this with these settings. Choose a size of 1024 or less in /settings, then press “Try again”.
job-forgotten = I no longer have the pictures of that painting. Please send them again.
own-name-style = My style
own-name-second = My style
result-name = My painting
kept-result = painting
kept-to-choose = Kept as “{ $name }” until you delete it. It comes first in /styles, and /kept leads to it.
kept-none = You've kept nothing yet. “More…” under a painting is where you can.
keep-nothing = There's no painting here yet whose style I could keep.
variants-started = I'm painting three small ones for you to choose from. It won't take long.
variants-done = Which one shall I paint at full size? I'll remember your choice in your settings.
queue-yours-full =
    { $n ->
        [one] You already have one painting waiting, and can't have more.
       *[other] You already have { $n } paintings waiting, and can't have more.
    }
queue-full =
    { $n ->
        [one] One painting is waiting just now, and I take no more.
       *[other] { $n } paintings are waiting just now, and I take no more.
    }
queue-day-full =
    { $n ->
        [one] You can order no more than one painting within 24 hours. The next one can begin in about { $time }.
       *[other] You can order no more than { $n } paintings within 24 hours. The next one can begin in about { $time }.
    }
job-same = I'm already painting exactly that one.
job-made = You already have exactly that painting: the same pictures with the same settings. Change a setting in /settings, and I'll paint another.
queue-kept = Your pictures are safe, and I'll begin as soon as there's room.

status-idle = Nothing is being painted just now.
cancelled-photos = I've put the photo you sent aside. Send me another whenever you like.
bad-content = The photo can't be painted.
bad-style = The picture with the style can't be used.
bad-second = The picture with the second style can't be used.
option-size = Size
option-strength = Strength
option-second-share = Style mix
option-keep-colours = My colours
option-style-scale = Brush size
option-detail = Quality
option-seed = Variation
effect-name = style transfer
about-size = The painting's longer side in pixels. Larger takes longer; over 1024 needs a graphics card.
about-strength = 0 keeps your photo as it is; the nearer to 1, the more the style takes over.
about-second-share = How much of the second style there is, if you give one: 0 leaves it out, 1 leaves out the first.
about-keep-colours = Shall I keep your photo's colours and take only the brushwork?
about-style-scale = 2 makes brush strokes twice as large, 0.5 half as large.
about-detail = How long I work on it: a draft takes about half the time, fine about twice.
about-seed = Another number gives another painting of the same pictures.
detail-is-draft = draft
detail-is-normal = normal
detail-is-fine = fine
privacy =
    I keep your pictures and the painting for { $hours ->
        [one] an hour
       *[other] { $hours } hours
    } after you get it, so that you can try another style, and then delete them.
    { $ends }
    { $where }
    /export sends you everything I have of you, /forget deletes it, but for what whoever runs me has decided about you, such as a ban.
forget-ask = This deletes your photos, paintings, what you've kept, your settings and everything else I have of you, and stops what I'm painting for you. Are you sure?
privacy-here = Nobody else sees your photos, and they never leave the machine I run on.

# The pictures of the galleries: gallery-NAME is the title of gallery/NAME.jpg and of examples/NAME.jpg.

gallery-dots = Dots of pure colour
gallery-engraving = Coloured engraving
gallery-facets = Cubist facets
gallery-gold = Gold and enamel
gallery-ink-wash = Ink wash
gallery-lake = Mountain lake
gallery-mosaic = Mosaic
gallery-oil = Thick oil paint
gallery-pastel = Soft pastel
gallery-poster = Travel poster
gallery-stained-glass = Stained glass
gallery-watercolour = Watercolour
gallery-waves = Great waves
gallery-whirls = Whirling strokes
gallery-woodcut = Woodcut
