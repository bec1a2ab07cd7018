# Style transfer's own words; what is missing here the framework says.

start =
    Hello! I paint your photos in the style of any picture.
    Send me two: first the photo to paint, then the picture whose style you like. That's all.
help =
    Send me a photo, then a picture whose style you like, and I'll paint the first in the manner of the second. Two at once work too. Write “style” or “photo” under a picture to say which is which.

    { $commands }
welcome = Your photo, painted in any style
welcome-more = Give me two pictures: a photo to paint, and one whose style you love. The rest is my work.
effect-about = paint a photo in the style of another picture
command-settings = size, strength and more
command-status = what is being painted, and how long it will take
command-cancel = stop painting
command-name = style
slot-content = photo
slot-style = style
slot-about-content = The photo to paint.
slot-about-style = The picture whose style you like.
slot-title-content = Your photo
slot-title-style = The style
slot-hint-content = what to paint
slot-hint-style = how to paint it
use-content = Use as photo
use-style = Use as style
ask-first-content = Send me the photo you want painted.
ask-content = Got the picture with the style. Now send me the photo to paint.
ask-style = Got your photo. Now send me a picture whose style you like.
ask-kept-content = I've kept this as the style for the next painting. Send me the photo for it whenever you like.
ask-kept-style = I've kept this photo for the next painting. Send me a picture with the style for it whenever you like.
ask-paint = I have both pictures. Press “Paint” to begin.
ask-again-content = The style is still here: just send me another photo.
ask-again-style = The photo is still here: just send me another picture with the style.
photo-too-many =
    { $n ->
        [one] I already have two pictures waiting for their turn, so I haven't taken this one. Press “Paint” to try them now.
       *[other] I already have two pictures waiting for their turn, so I haven't taken the last { $n } of these. Press “Paint” to try the two now.
    }
words-content = photo content picture paint
words-style = style

button-use-as-content = Use it as the photo instead
button-use-as-style = Use it as the style instead
button-paint = Paint
button-another-style = Another style
button-another-content = Another photo
tweak-stronger = Stronger
tweak-softer = Softer
tweak-keep-colours = Keep my colours
tweak-style-colours = The style's colours

job-started = I have both pictures and I'm on it. It'll take { $time }.
job-queued =
    { $n ->
        [one] One painting comes before yours. It'll take { $time }.
       *[other] { $n } paintings come before yours. It'll take { $time }.
    }
job-painting = Painting: { $percent }%, { $time } to go.
job-done =
    { $n ->
        [one] Here it is, painted in one second.
       *[other] Here it is, painted in { $n } seconds.
    }
job-failed-error = Something went wrong while painting. That's my fault, not your pictures'. Shall I try again?
job-failed-timeout = This took much too long, so I stopped. A smaller size in /settings helps. Shall I try again?
job-failed-died = My painter fell over three times at this one. A smaller size in /settings may help. Shall I try again?
job-failed-weights = My painter has lost its tools. Whoever runs me can read in the log what is missing.
job-failed-options = This can't be painted with these settings here. Choose a smaller size in /settings and try again.
job-forgotten = I no longer have the pictures of that painting. Please send them again.
queue-yours-full =
    { $n ->
        [one] You already have one painting waiting. Your pictures are safe: press “Paint” when it's done.
       *[other] You already have { $n } paintings waiting. Your pictures are safe: press “Paint” when one of them is done.
    }
queue-full = Very many people are painting right now. Your pictures are safe: press “Paint” in a few minutes.

status-running = Painting: { $percent }%, { $time } to go.
status-queued =
    { $n ->
        [0] Next in line: { $time } to go.
        [one] One painting comes before yours: { $time } to go.
       *[other] { $n } paintings come before yours: { $time } to go.
    }
cancelled-photos = I've put the photo you sent aside. Send me another whenever you like.
refused-too-large = This file is too large for me. If it's a picture, a smaller copy will do: I paint at up to 1024 pixels.
bad-content = The photo can't be painted.
bad-style = The picture with the style can't be used.
option-size = Size
option-strength = Strength
option-keep-colours = My colours
option-style-scale = Brush
option-detail = Care
option-seed = Variation
effect-name = style transfer
about-size = The longer side of the painting in pixels. Larger takes longer.
about-strength = 0 keeps your photo, 1 gives in to the style.
about-keep-colours = Shall I keep your photo's colours and take only the brushwork?
about-style-scale = 2 makes brush strokes twice as large, 0.5 half as large.
about-detail = How long I work on it: a draft takes half the time, fine twice.
detail-is-draft = draft
detail-is-normal = normal
detail-is-fine = fine
privacy =
    { $hours ->
        [one] I keep your two photos and the painting for an hour after you get it, so that you can try another style, and then delete them.
       *[other] I keep your two photos and the painting for { $hours } hours after you get it, so that you can try another style, and then delete them.
    }
    I remember your settings and your language. { $where }
    /export sends you everything I have of you, /forget deletes it.
forget-ask = This deletes your photos, paintings, settings and everything else I have of you, and stops what I'm painting for you. Are you sure?
privacy-here = Nobody else sees your photos, and they never leave the machine I run on.
