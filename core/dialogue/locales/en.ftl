# What people read. Every language has the same keys; {$n} chooses the plural.

start =
    Hello! I paint your photos in the style of any picture.
    Send me two: first the photo to paint, then the picture whose style you like. That's all.
help =
    Send me a photo, then a picture whose style you like, and I'll paint the first in the manner of the second. Two at once work too. Write “style” or “photo” under a picture to say which is which.

    { $commands }
command-start = say hello
command-help = how this works
command-style = paint a photo in the style of another picture
command-settings = size, strength and more
command-status = what is being painted, and how long it will take
command-cancel = stop painting
command-reset = stop, and start from scratch
command-language = change the language
command-privacy = what is kept, and for how long
command-forget = delete everything I have of you
command-export = get everything I have of you

# Names in menus of commands: of commands and their pictures in one word and small letters, "use-" may have spaces.
name-start = start
name-help = help
name-style = style
name-settings = settings
name-status = status
name-cancel = cancel
name-reset = reset
name-language = language
name-privacy = privacy
name-forget = forget
name-export = export
slot-content = photo
slot-style = style
about-content = The photo to paint.
about-style = The picture whose style you like.
use-content = Use as photo
use-style = Use as style
form-title = Settings
how-here = Here you give it with /style, or in a message's menu: Apps, “{ $photo }” or “{ $style }”.

ask-first = Send me the photo you want painted.
ask-content = Got the picture with the style. Now send me the photo to paint.
ask-style = Got your photo. Now send me a picture whose style you like.
ask-content-kept = I've kept this as the style for the next painting. Send me the photo for it whenever you like.
ask-style-kept = I've kept this photo for the next painting. Send me a picture with the style for it whenever you like.
ask-paint = I have both pictures. Press “Paint” to begin.
ask-again-content = The style is still here: just send me another photo.
ask-again-style = The photo is still here: just send me another picture with the style.
photo-too-many = I already have two pictures waiting for their turn, so I haven't taken this one. Press “Paint” to try them now.
photos-expired = The photos you sent earlier have been deleted meanwhile, so let's begin anew.
words-content = photo content picture paint
words-style = style

button-use-as-content = Use it as the photo instead
button-use-as-style = Use it as the style instead
button-paint = Paint
button-cancel = Cancel
button-retry = Try again
button-swap = Swap the two
button-another-style = Another style
button-another-photo = Another photo
button-file = As a file
button-defaults = Back to the defaults
button-forget-yes = Yes, delete everything
button-forget-no = No, keep it
button-unknown = I don't know that button any more.
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
job-cancelled = Stopped. Your pictures are still here for a while.
job-failed-error = Something went wrong while painting. That's my fault, not your pictures'. Shall I try again?
job-failed-timeout = This took much too long, so I stopped. A smaller size in /settings helps. Shall I try again?
job-failed-died = My painter fell over three times at this one. A smaller size in /settings may help. Shall I try again?
job-failed-weights = My painter has lost its tools. Whoever runs me can read in the log what is missing.
job-failed-options = This can't be painted with these settings here. Choose a smaller size in /settings and try again.
job-failed-expired = The photos have been deleted meanwhile. Please send them again.
job-forgotten = I no longer have the pictures of that painting. Please send them again.
job-not-yours = Only the person who asked for this painting can do that. Send me two pictures of your own!
cancel-too-late = That one is already finished.
here-as-file = Here it is as a file, without any loss.
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
cancelled-jobs =
    { $n ->
        [one] Stopped.
       *[other] Stopped all { $n }.
    }
cancelled-photos = I've put the photo you sent aside. Send me another whenever you like.
cancelled-nothing = There's nothing to stop. Send me a photo whenever you like.
duration-unknown = a moment
duration-seconds =
    { $n ->
        [one] about one second
       *[other] about { $n } seconds
    }
duration-minutes =
    { $n ->
        [one] about a minute
       *[other] about { $n } minutes
    }

refused-not-a-picture = I can't read this as a picture. JPEG, PNG, WebP, GIF, HEIC and TIFF all work.
refused-unsupported = This is a kind of file that I can't read. Send the picture as JPEG, PNG, WebP, GIF, HEIC or TIFF.
refused-truncated = This file is cut short or damaged. Please send it again.
refused-too-large = This picture is too large for me. A smaller copy will do: I paint at up to 1024 pixels.
refused-too-small = This picture is too small: each side needs at least 32 pixels.
refused-too-thin = This picture is too long and thin: its long side may be at most 20 times the short one. Cut out a part of it and send that.
refused-bomb = This file unpacks to far more than a picture should, so I won't open it.
refused-expired = The link to this photo has expired. Please send it again.
refused-unavailable = I couldn't get this photo just now. Please send it again.
bad-content = The photo can't be painted.
bad-style = The picture with the style can't be used.
other = I can only use photos, and pictures sent as files.

settings =
    Your settings:
    { $values }
settings-refused = That value is out of range, so nothing has changed.
option-effect = Effect
option-size = Size
option-strength = Strength
option-keep-colours = My colours
option-style-scale = Brush
option-detail = Care
option-seed = Variation
effect-style-transfer = style transfer
about-effect = What shall I make of your pictures?
about-size = The longer side of the painting in pixels. Larger takes longer.
about-strength = 0 keeps your photo, 1 gives in to the style.
about-keep-colours = Shall I keep your photo's colours and take only the brushwork?
about-style-scale = 2 makes brush strokes twice as large, 0.5 half as large.
about-detail = How long I work on it: a draft takes half the time, fine twice.
detail-is-draft = draft
detail-is-normal = normal
detail-is-fine = fine
yes = yes
no = no

language = Which language shall I speak?
language-set = English it is.
privacy =
    { $hours ->
        [one] I keep your two photos and the painting for an hour after you get it, so that you can try another style, and then delete them.
       *[other] I keep your two photos and the painting for { $hours } hours after you get it, so that you can try another style, and then delete them.
    }
    I remember your settings and your language. Nobody else sees your photos, and they never leave the machine I run on.
    /export sends you everything I have of you, /forget deletes it.
forget-ask = This deletes your photos, paintings, settings and everything else I have of you, and stops what I'm painting for you. Are you sure?
forget-not = Nothing was deleted.
forgotten =
    Everything is deleted: { $photos ->
        [0] no pictures
        [one] one picture
       *[other] { $photos } pictures
    }, { $jobs ->
        [0] no paintings
        [one] one painting
       *[other] { $jobs } paintings
    } and your settings. We can start over whenever you like.
exported = Here is everything I have of you.
session-lost = I'm sorry, I can't make sense of what I remembered of you, so let's begin anew.
trouble = Something in me went wrong over that, and I'm sorry. Your pictures are safe; please try it another way.
