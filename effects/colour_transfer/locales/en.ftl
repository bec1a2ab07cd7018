# Colour transfer's own words; what is missing here the framework says.

start =
    Hello! I give your photos the colours of any other picture.
    Send me two: first your photo, then the picture whose colours you like. That's all.
help =
    Send me a photo, then a picture whose colours you like, and I'll give the first the colours of the second. Both at once work too. Write “photo” or “colours” under a picture to say which is which.

    { $commands }
welcome = Your photo, in new colours
welcome-more = Give me two pictures: your photo, and one whose colours you love. I'll do the rest.
effect-name = colours
effect-about = give a photo the colours of another picture
command-name = colours
slot-photo = photo
slot-colours = colours
slot-about-photo = The photo that gets new colours.
slot-about-colours = The picture whose colours you like.
slot-title-photo = Your photo
slot-title-colours = The colours
slot-hint-photo = what to recolour
slot-hint-colours = a picture that has them
use-photo = Use as photo
use-colours = Use for its colours
words-photo = photo picture
words-colours = colours colors colour color palette
ask-first-photo = Send me the photo that shall get new colours.
ask-photo = Got the colours. Now send me the photo that shall get them.
ask-colours = Got your photo. Now send me a picture whose colours you like.
ask-kept-photo = I've kept these colours for the next photo. Send it to me whenever you like.
ask-kept-colours = I've kept this photo for the next one. Send me a picture with colours for it whenever you like.
ask-again-photo = The colours are still here. Now send me the photo that shall get them.
ask-again-colours = Your photo is still here. Now send me a picture whose colours you like.
bad-photo = The photo can't be given new colours.
bad-colours = The picture with the colours can't be used.
button-use-as-photo = Use it as the photo instead
button-use-as-colours = Use it for its colours instead
button-another-photo = Another photo
button-another-colours = Other colours
job-started = I have both and I'm mixing the paint.
job-done =
    { $n ->
        [one] Here it is in its new colours, done in one second.
       *[other] Here it is in its new colours, done in { $n } seconds.
    }
alt-text = The photo, in the colours of the picture that was chosen for it.
option-strength = Strength
about-strength = 0 keeps your photo's colours, 1 takes all of the other picture's.
option-keep-light = My light
about-keep-light = Shall I keep your photo's light and shade, and change its colours alone?
tweak-keep-light = Keep my light
tweak-all-light = Its light, too
tweak-softer = Softer
tweak-stronger = Stronger
