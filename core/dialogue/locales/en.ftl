# What people read. Every language has the same keys; {$n} chooses the plural.

start =
    Hello! Send me a picture, and I'll make something new of it.
help =
    Send me pictures, and I'll make something new of them. Several at once work too.

    { $commands }
unknown-command =
    I don't know /{ $command }. This is what I know:

    { $commands }
command-start = say hello
command-help = how this works
command-effects = choose what I make of your pictures
command-variants = try small variants, side by side
command-gallery = choose a picture from my gallery
command-settings = how your pictures are made
command-kept = what you have kept, to use it again
command-keep = keep your last picture, under a name if you give one
command-status = what is being made, and how long it will take
command-cancel = stop what is being made
command-reset = stop, and start from scratch
command-language = change the language
command-privacy = what is kept, and for how long
command-whoami = the id by which I know you
command-forget = delete everything I have of you
command-export = get everything I have of you

# Names in menus of commands: of commands and their pictures in one word and small letters, "use-" may have spaces.
name-start = start
name-help = help
name-effects = effects
name-variants = variants
name-gallery = gallery
name-settings = settings
name-kept = kept
name-keep = keep
name-status = status
name-cancel = cancel
name-reset = reset
name-language = language
name-privacy = privacy
name-whoami = whoami
name-forget = forget
name-export = export
name-of-kept = name
about-name-of-kept = What to call it. You can leave that to me.
form-title = Settings
use = Use as { $slot }
welcome = Pictures, made new
welcome-more = Give me what I ask for, and I'll do the rest.
slot-title = { $slot }
slot-about = A picture: { $slot }.
slot-gallery = From the gallery: { $slot }.
how-here = Here you give it with /{ $command }, or in a message's menu under Apps: { $uses }.

# "ask-again" is said where what is here has been here for a while, the others where a picture has just come.
ask-first = Send me a picture: { $slot }.
ask = Got it. Now send me: { $slot }.
ask-kept = I've kept this for the next one. Send me the rest for it whenever you like: { $slot }.
ask-again = The rest is still here. Now send me: { $slot }.
ask-paint = All your pictures are here. Press “Begin”.
choose = Choose a picture by its number: { $slot }.
photo-too-many =
    { $n ->
        [one] I already have pictures waiting for their turn, so I haven't taken this one. Send it again when I've begun with those.
       *[other] I already have pictures waiting for their turn, so I haven't taken the last { $n } of these. Send them again when I've begun with the others.
    }
album-refused = Of the { $all } files I couldn't use no. { $which }. { $why }
photos-expired = The photos you sent earlier have been deleted meanwhile, so let's begin anew.

button-paint = Begin
button-cancel = Cancel
button-retry = Try again
button-again = With my settings
button-swap = Swap the two
button-variants = Variants
button-file = As a file
button-deliver = Send it here
button-more = More…
button-back = Back
button-defaults = Back to the defaults
button-forget-yes = Yes, delete everything
button-forget-no = No, keep it
button-unknown = I don't know that button any more.
button-use-as = Use it as: { $slot }
button-another = Another: { $slot }
button-add = Add: { $slot }
button-keep = Keep this picture
button-own = Keep: { $slot }
button-kept = What you've kept
button-name = Rename
button-drop = Delete
button-gallery = Choose from my gallery: { $slot }
button-more = More
button-admin-pause = Pause
button-admin-drain = Drain
button-admin-resume = Resume
button-admin-status = Look again

# What people keep: "own-name" and "result-name" are followed by a number.
own-name = My { $slot }
result-name = My picture
kept-result = picture
kept-now = Kept as “{ $name }” until you delete it. /kept leads to it.
kept-to-choose = Kept as “{ $name }” until you delete it. It comes first when you choose from my gallery, and /kept leads to it.
kept-already = You've kept that already, as “{ $name }”.
kept-named = It's called “{ $name }” now.
kept-dropped = Deleted: “{ $name }”.
kept-gone = I no longer have that one.
kept-none = You've kept nothing yet. “More…” under a picture that I made is where you can.
kept-list =
    { $n ->
        [one] You've kept one picture ({ $mb }/{ $most } MB):
       *[other] You've kept { $n } pictures ({ $mb }/{ $most } MB):
    }
name-ask = What shall I call “{ $name }”? Write me its new name.
keep-nothing = There's nothing here to keep yet. Send me pictures first.
keep-full =
    { $n ->
        [one] You can keep one picture, of { $mb } MB at most, and this one doesn't fit in. Delete the one in /kept first.
       *[other] You can keep { $n } pictures, of { $mb } MB together at most, and this one doesn't fit in. Delete one in /kept first.
    }
delete = delete

# "takes" follows "job-started", and "time-left" follows "job-queued" and "job-painting", where the time is known.
job-started = I'm on it.
job-paused = Your picture waits: whoever runs me has me pause. I'll begin with it when they let me go on.
takes = It'll take about { $time }.
takes-little = It won't take long.
takes-unknown = I can't tell yet how long it will take.
job-queued =
    { $n ->
        [0] Next in line.
        [one] One picture comes before yours.
       *[other] { $n } pictures come before yours.
    }
job-painting = Working: { $percent }%.
job-nearly-done = Nearly done.
time-left = About { $time } to go.
job-done =
    { $n ->
        [one] Here it is, made in one second.
       *[other] Here it is, made in { $n } seconds.
    }
job-smaller = { $option }: { $value } instead of { $asked }, because I ran out of memory.
size-lowered = The largest size here is { $size } pixels now, so I take that.
job-same = I'm already at work on exactly that one.
job-made = You already have exactly that one: the same pictures with the same settings. Change a setting in /settings, and I'll make another.
job-cancelled = Stopped. Your pictures are still here for a while.
job-failed-error = Something went wrong over this. That's my fault, not your pictures'. Shall I try again?
job-failed-timeout = This took much too long, so I stopped. Shall I try again, with your settings as they are now?
job-failed-died = I broke down over this one several times. Shall I try again, with your settings as they are now?
job-failed-memory = There isn't enough memory for this here. A smaller size may do: change it in /settings, then press “Try again”.
job-failed-weights = I can't make this: I lack a file that I need for it. Whoever runs me can read in my log which one.
job-failed-options = This can't be made with these settings here. Change them in /settings, then press “Try again”.
job-failed-expired = The photos have been deleted meanwhile. Please send them again.
job-forgotten = I no longer have the pictures of that. Please send them again.
variants-started = I'm making small ones for you to choose from. It won't take long.
variants-done = Which one shall I make at full size? I'll remember your choice in your settings.
variants-none = There are no variants of this to choose from.
not-yours = Only the person whom this answers can do that. Send me pictures of your own!
cancel-too-late = That one is already finished.
cancelled-already = That one has already been stopped.
here-as-file = Here it is as a file, without any loss.
result-told = I couldn't show here what came of this, so I've sent it to you in our private chat.
result-untold = This one is done, but I can't show it here. Tap my name and write to me in private: I'll send it there. Or press the button, and I'll try here again.
result-is-newer = What came of this is in a newer message.
result-gone = I made you a picture earlier but couldn't deliver it, and by now it has been deleted. Please send me your pictures again.
alt-text = A picture made from the ones that were sent.
file-sent = You've just asked for that file: it's on its way, or already here.
what-else = What else shall I do with it?
queue-yours-full =
    { $n ->
        [one] You already have one picture waiting, and can't have more.
       *[other] You already have { $n } pictures waiting, and can't have more.
    }
queue-full =
    { $n ->
        [one] One picture is waiting just now, and I take no more.
       *[other] { $n } pictures are waiting just now, and I take no more.
    }
queue-day-full =
    { $n ->
        [one] You can order no more than one picture within 24 hours. The next one can begin in about { $time }.
       *[other] You can order no more than { $n } pictures within 24 hours. The next one can begin in about { $time }.
    }
queue-draining = I'm finishing what I have, and take nothing new until whoever runs me lets me go on.
queue-kept = What you sent is safe, and I'll begin with it as soon as there's room.
queue-kept-until-then = What you sent is safe, and I'll begin with it then.
queue-press-again = Press the same button again a little later.
queue-press-then = Press the same button again then.

status-now = This is how it stands right now:
status-idle = Nothing is being made just now.
cancelled-jobs =
    { $n ->
        [one] Stopped.
       *[other] Stopped: { $n }.
    }
cancelled-photos = I've put what you sent aside. Send me something else whenever you like.
cancelled-nothing = There's nothing to stop. Send me a photo whenever you like.
duration-seconds =
    { $n ->
        [one] one second
       *[other] { $n } seconds
    }
duration-minutes =
    { $n ->
        [one] a minute
       *[other] { $n } minutes
    }
duration-hours =
    { $n ->
        [one] an hour
       *[other] { $n } hours
    }
duration-days =
    { $n ->
        [one] a day
       *[other] { $n } days
    }

refused-not-a-picture = I can't read this as a picture. JPEG, PNG, WebP, GIF, HEIC and TIFF all work.
refused-unsupported = This is a kind of file that I can't read. Send the picture as JPEG, PNG, WebP, GIF, HEIC or TIFF.
refused-truncated = This file is cut short or damaged. Please send it again.
refused-too-large = This file is too large for me: I take { $mb } MB at most. If it's a picture, a smaller copy will do.
refused-too-many-pixels = This picture has too many pixels for me. A copy of 50 megapixels or less will do.
refused-too-small = This picture is too small: each side needs at least 32 pixels.
refused-too-thin = This picture is too long and thin: its long side may be at most 20 times the short one. Cut out a part of it and send that.
refused-bomb = This file unpacks to far more than a picture should, so I won't open it.
refused-expired = The link to this file has expired. Please send it again.
refused-deleted = That picture has been deleted meanwhile. Please choose another.
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
settings-out-of-range = That value is out of range, so nothing has changed. { $option } can be { $low } to { $high }.
yes = yes
no = no

language = Which language shall I speak?
language-set = English it is.
days =
    { $n ->
        [one] a day
       *[other] { $n } days
    }
privacy-ends = I delete what we say to each other after { $messages }, on the web page after { $history }; my notes of what I made for you and how, after { $made }; and your settings, your language and where we left off, { $idle } after you last wrote to me.
privacy-kept =
    { $n ->
        [one] What you have me keep stays until you delete it in /kept: one picture, { $mb } MB at most.
       *[other] What you have me keep stays until you delete it in /kept: { $n } pictures, { $mb } MB at most.
    }
privacy-here = Nobody else sees your pictures, and they never leave the machine I run on.
privacy =
    I keep your pictures and what I make of them for { $hours ->
        [one] an hour
       *[other] { $hours } hours
    } after you get it, so that you can try something else, and then delete them.
    { $ends }
    { $where }
    /export sends you everything I have of you, /forget deletes it, but for what whoever runs me has decided about you, such as a ban.
forget-ask = This deletes your pictures, what I made of them, what you've kept, your settings and everything else I have of you, and stops what I'm making for you. Are you sure?
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
forgotten-but = What whoever runs me has decided about you stays, with your id.
exported = Here is everything I have of you.
export-later = I've sent you everything several times just now. Please wait for about { $time }.
no-downloads = I can't send files here. Whoever runs me can give you what I have of you.
told-in-private = That's for you alone: I've answered in our private chat.
private-only = That's for you alone, and here others would see it. Tap my name, open a private chat with me, press Start, and ask me there.
whoami = I know you as { $person }.
whoami-in-charge = You are in charge of me: /admin says what you can do.
not-admitted = Whoever runs me has decided that I don't work for you. /whoami tells the id by which they know you, /privacy what I keep, and /forget deletes what I have of you.
session-lost = I'm sorry, I can't make sense of what I remembered of you, so let's begin anew.
trouble = Something in me went wrong over that, and I'm sorry. Nothing else has changed; please try it once more.

# Where others read it; the hints are added where I am shown only what is a reply to my messages.
group-hello = Hello, everybody! Write /{ $command } here, and I'll ask you for pictures and make something new of them.
group-hello-hint = Send them as replies to my messages: otherwise they may not reach me here.
answer-hint = Send it as a reply to this message: otherwise it may not reach me here.

# What those in charge are told, whom plugins.toml names.
command-admin = how I am, and what I do for whom
about-admin-action = What to do.
about-admin-about = For ban, unban and quota a person's id, for quota a number behind it.
admin-help =
    /admin status — how I am
    /admin pause — begin no picture; people may order, and wait
    /admin drain — take no orders and finish what is there, as before an upgrade
    /admin resume — go on as usual
    /admin ban ID, /admin unban ID — work no longer for somebody, or do so again
    /admin quota ID — how many pictures somebody may order a day
    /admin quota ID NUMBER — let them order so many; “default” is as many as everybody
    People learn their id with /whoami.
admin-unknown-person = That isn't a person's id. It looks like telegram:telegram:1234, and people learn theirs with /whoami.
admin-is-in-charge = { $person } is in charge of me, as plugins.toml says, and can't be banned.
admin-banned = I work no longer for { $person }. What they have ordered already is still finished.
admin-unbanned = I work for { $person }.
admin-denied = { $person } isn't banned, but plugins.toml doesn't let me work for them.
admin-quota =
    { $kind ->
        [own] { $person }: { $n } pictures a day, which is a number of their own.
       *[usual] { $person }: { $n } pictures a day, as everybody.
    } Ordered within the last 24 hours: { $ordered }.
admin-quota-number = The number of pictures a day is 1 to { $most }, or “default”.
admin-pause = I begin no more pictures until /admin resume. Those at work are finished, and people may order.
admin-drain = I take no more orders until /admin resume, and finish those that I have. /admin status says when all is done.
admin-resume = I go on as usual.
admin-version = Atelier { $version }, running for about { $time }.
admin-well = All is well.
admin-unwell = Not well:
admin-is-paused = Paused: no picture is begun.
admin-is-draining =
    { $n ->
        [0] Drained: all is done, and no orders are taken. You can stop me now.
        [one] Draining: no orders are taken, and one picture is still to be finished.
       *[other] Draining: no orders are taken, and { $n } pictures are still to be finished.
    }
admin-jobs = { $work }: { $running } at work, { $waiting } waiting.
admin-no-jobs = No pictures are at work or waiting.
admin-adapters = Adapters: { $adapters }.
admin-memory = Memory in MB: { $memory }.
admin-disk = Free on disk: { $mb } MB.
condition-running = running
condition-troubled = in trouble
condition-waiting = waiting to be started again
condition-broken = can't be used
condition-stopped = stopped
alarm = Something is wrong with me.
all-clear = All is well again: { $name }.
