effect-name = pencil
effect-about = draw a photo with a pencil
start = Hello! Send me a photo, and I'll draw it with a pencil.
slot-photo = photo
slot-about-photo = The photo to draw.
words-photo = photo picture draw
ask-first-photo = Send me the photo you want drawn.
button-another-photo = Another photo
job-started = I'm sharpening my pencil.
job-done =
    { $n ->
        [one] Here is your drawing, done in one second.
       *[other] Here is your drawing, done in { $n } seconds.
    }
option-softness = Softness
about-softness = Larger is softer: how far around each point the pencil looks.
option-pencil = Pencil
about-pencil = Which pencil shall I take?
pencil-is-grey = grey
pencil-is-sepia = sepia
pencil-is-coloured = coloured
tweak-softer = Softer lines
tweak-coloured = With colours
tweak-grey = Without colours
