# What people read. Every language has the same keys; {$n} chooses the plural.

start =
    Hello! Send me a picture, and I'll make something new of it.
help =
    Send me pictures, and I'll make something new of them. Several at once work too.

    { $commands }
command-start = say hello
command-help = how this works
command-effects = choose what I make of your pictures
command-settings = how your pictures are made
command-status = what is being made, and how long it will take
command-cancel = stop what is being made
command-reset = stop, and start from scratch
command-language = change the language
command-privacy = what is kept, and for how long
command-forget = delete everything I have of you
command-export = get everything I have of you

# Names in menus of commands: of commands and their pictures in one word and small letters, "use-" may have spaces.
name-start = start
name-help = help
name-effects = effects
name-settings = settings
name-status = status
name-cancel = cancel
name-reset = reset
name-language = language
name-privacy = privacy
name-forget = forget
name-export = export
form-title = Settings
use = Use as { $slot }
welcome = Pictures, made new
welcome-more = Give me what I ask for. The rest is my work.
slot-title = { $slot }
slot-about = A picture: { $slot }.
how-here = Here you give it with /{ $command }, or in a message's menu under Apps: { $uses }.

ask-first = Send me a picture: { $slot }.
ask = Got it. Now send me: { $slot }.
ask-kept = I've kept this for the next one. Send me the rest for it whenever you like: { $slot }.
ask-again = The rest is still here: just send me another picture: { $slot }.
ask-paint = All your pictures are here. Press “Begin”.
photo-too-many =
    { $n ->
        [one] I already have pictures waiting for their turn, so I haven't taken this one. Press “Begin” to try them now.
       *[other] I already have pictures waiting for their turn, so I haven't taken the last { $n } of these. Press “Begin” to try the others now.
    }
album-refused = Of the { $all } files I couldn't use no. { $which }. { $why }
photos-expired = The photos you sent earlier have been deleted meanwhile, so let's begin anew.

button-paint = Begin
button-cancel = Cancel
button-retry = Try again
button-swap = Swap the two
button-file = As a file
button-defaults = Back to the defaults
button-forget-yes = Yes, delete everything
button-forget-no = No, keep it
button-unknown = I don't know that button any more.
button-use-as = Use it as: { $slot }
button-another = Another: { $slot }

job-started = I'm on it. It'll take { $time }.
job-queued =
    { $n ->
        [one] One picture comes before yours. It'll take { $time }.
       *[other] { $n } pictures come before yours. It'll take { $time }.
    }
job-painting = Working: { $percent }%, { $time } to go.
job-done =
    { $n ->
        [one] Here it is, made in one second.
       *[other] Here it is, made in { $n } seconds.
    }
job-cancelled = Stopped. Your pictures are still here for a while.
job-failed-error = Something went wrong over this. That's my fault, not your pictures'. Shall I try again?
job-failed-timeout = This took much too long, so I stopped. Shall I try again?
job-failed-died = I fell over three times at this one. Shall I try again?
job-failed-weights = I've lost a tool that this needs. Whoever runs me can read in the log what is missing.
job-failed-options = This can't be made with these settings here. Change them in /settings and try again.
job-failed-expired = The photos have been deleted meanwhile. Please send them again.
job-forgotten = I no longer have the pictures of that. Please send them again.
not-yours = Only the person whom this answers can do that. Send me pictures of your own!
cancel-too-late = That one is already finished.
here-as-file = Here it is as a file, without any loss.
queue-yours-full =
    { $n ->
        [one] You already have one picture waiting. What you sent is safe: press “Begin” when it's done.
       *[other] You already have { $n } pictures waiting. What you sent is safe: press “Begin” when one of them is done.
    }
queue-full = Very many people are waiting right now. Your pictures are safe: press “Begin” in a few minutes.

status-running = Working: { $percent }%, { $time } to go.
status-queued =
    { $n ->
        [0] Next in line: { $time } to go.
        [one] One picture comes before yours: { $time } to go.
       *[other] { $n } pictures come before yours: { $time } to go.
    }
cancelled-jobs =
    { $n ->
        [one] Stopped.
       *[other] Stopped all { $n }.
    }
cancelled-photos = I've put what you sent aside. Send me something else whenever you like.
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
refused-too-large = This file is too large for me. If it's a picture, a smaller copy will do.
refused-too-small = This picture is too small: each side needs at least 32 pixels.
refused-too-thin = This picture is too long and thin: its long side may be at most 20 times the short one. Cut out a part of it and send that.
refused-bomb = This file unpacks to far more than a picture should, so I won't open it.
refused-expired = The link to this file has expired. Please send it again.
refused-unavailable = I couldn't get this file just now. Please send it again.
bad = This picture can't be used: { $slot }.
other = I can only use photos, and pictures sent as files.

effect = Effect
effects =
    What shall I make of your pictures?
    { $effects }
settings =
    Your settings:
    { $values }
settings-refused = That value is out of range, so nothing has changed.
yes = yes
no = no

language = Which language shall I speak?
language-set = English it is.
privacy-here = Nobody else sees your pictures, and they never leave the machine I run on.
privacy =
    { $hours ->
        [one] I keep your pictures and what I make of them for an hour after you get it, so that you can try something else, and then delete them.
       *[other] I keep your pictures and what I make of them for { $hours } hours after you get it, so that you can try something else, and then delete them.
    }
    I remember your settings and your language. { $where }
    /export sends you everything I have of you, /forget deletes it.
forget-ask = This deletes your pictures, what I made of them, your settings and everything else I have of you, and stops what I'm making for you. Are you sure?
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
