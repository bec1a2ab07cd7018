"""Whether what the bot says arrives: as it is, at its longest, in its place, and once."""

from atelier_bot.testing.adapters.harness import Guest, Shown
from atelier_bot.testing.adapters.subject import AdapterUnderTest, Stage
from atelier_bot.testing.check import NotApplicable, blamed, require
from atelier_bot.testing.pictures import file_of, picture
from core.model.event import ButtonPressed, Event
from core.model.reply import Button
from core.plugins.message import Message

MAX_BUTTON_BYTES = 57
LONGEST = 20_000
"""Characters of a text where a platform has no limit to speak of."""
LETTERS = "Ёлка и ель, "
"""What texts are made of: a limit is one of characters, and these have two bytes each."""


def texts_and_buttons_arrive(subject: AdapterUnderTest) -> None:
    """Letter by letter, row by row; what looks like markup is none."""
    said = "Note: <b>5 * 3 > 2_ & [this](is) `so`</b>"
    rows = (("One", "Two"), ("Three",))

    async def scenario(stage: Stage) -> None:
        _, shown = await _send(stage, Message(key="k1", text=said, buttons=_buttons(rows)))
        require(shown.text == said, f"of the text {said!r} arrives {shown.text!r}")
        if stage.adapter.capabilities.buttons:
            require(shown.buttons == rows, f"of the buttons {rows} arrive {shown.buttons}")

    subject.play(scenario)


def pictures_arrive(subject: AdapterUnderTest) -> None:
    """With their captions."""

    async def scenario(stage: Stage) -> None:
        _, shown = await _send(
            stage, Message(key="k1", text="Here it is.", picture=file_of(picture()), alt="a drawing")
        )
        if stage.adapter.capabilities.pictures:
            require(shown.picture == picture().size, f"of a picture of {picture().size} arrives {shown.picture}")
        require(shown.text == "Here it is.", f"of the caption 'Here it is.' arrives {shown.text!r}")

    subject.play(scenario)


def files_arrive_as_files(subject: AdapterUnderTest) -> None:
    """A picture that is wanted as a file isn't shown but given, as it is."""

    async def scenario(stage: Stage) -> None:
        if not stage.adapter.capabilities.downloads:
            raise NotApplicable("there are no files there")
        _, shown = await _send(stage, Message(key="k1", text="A file.", picture=file_of(picture()), as_file=True))
        require(shown.file, "a picture as a file arrives as none")

    subject.play(scenario)


def the_longest_text_arrives(subject: AdapterUnderTest) -> None:
    """All of it, at the limit that the capabilities say."""

    async def scenario(stage: Stage) -> None:
        text = _text(min(stage.adapter.capabilities.text_limit, LONGEST))
        _, shown = await _send(stage, Message(key="k1", text=text), text[:20])
        require(shown.text == text, f"of a text of {len(text)} characters {len(shown.text)} arrive")

    subject.play(scenario)


def the_longest_caption_arrives(subject: AdapterUnderTest) -> None:
    """All of it, at the limit that the capabilities say."""

    async def scenario(stage: Stage) -> None:
        text = _text(min(stage.adapter.capabilities.caption_limit, LONGEST))
        _, shown = await _send(stage, Message(key="k1", text=text, picture=file_of(picture())), text[:20])
        require(shown.text == text, f"of a caption of {len(text)} characters {len(shown.text)} arrive")

    subject.play(scenario)


def buttons_come_back_with_their_ids(subject: AdapterUnderTest) -> None:
    """Also the longest ones that there are."""
    id = "set:" + "x" * (MAX_BUTTON_BYTES - 4)

    async def scenario(stage: Stage) -> None:
        if not stage.adapter.capabilities.buttons:
            raise NotApplicable("there are no buttons there")
        guest, _ = await _send(stage, Message(key="k1", text="Press it.", buttons=((Button(id=id, label="Press"),),)))
        await guest.press("Press")
        pressed = await stage.adapter.heard_again(_is_press, 1, "the press of a button")
        assert isinstance(pressed[0], ButtonPressed)
        require(pressed[0].button.startswith(id), f"the button {id!r} comes back as {pressed[0].button!r}")

    subject.play(scenario)


def messages_change_in_their_place_after_a_restart(subject: AdapterUnderTest) -> None:
    """What ``send`` returned is all that ``edit`` needs, in another process too."""
    known: list[tuple[Guest, Event, str]] = []

    async def before(stage: Stage) -> None:
        if stage.adapter.capabilities.edit_interval is None:
            raise NotApplicable("no message can be edited there")
        guest, event = await _heard(stage)
        reference = await stage.adapter.send(event.address, Message(key="k1", person=event.person, text="Before"))
        await stage.seen(guest, lambda shown: shown.text == "Before", "a message")
        known.append((guest, event, reference))

    async def after(stage: Stage) -> None:
        guest, event, reference = known[0]
        with blamed("its edit, after a restart"):
            await stage.adapter.edit(event.address, reference, Message(key="k2", person=event.person, text="After"))
        await stage.seen(guest, lambda shown: shown.text == "After", "a message that was edited after a restart")
        require("Before" not in [shown.text for shown in await guest.seen()], "edit sends another message")

    subject.play(before, after)


def the_same_message_is_seen_once(subject: AdapterUnderTest) -> None:
    """Where the platform takes a key: after a crash nobody knows whether a message was sent, so it is sent again."""

    async def scenario(stage: Stage) -> None:
        if not stage.harness.sends_once:
            raise NotApplicable("the platform takes no key")
        guest, event = await _heard(stage)
        for _ in range(2):
            await stage.adapter.send(event.address, Message(key="same", person=event.person, text="Only once"))
        await stage.adapter.send(event.address, Message(key="other", person=event.person, text="The end"))
        await stage.seen(guest, lambda shown: shown.text == "The end", "a message")
        times = [shown.text for shown in await guest.seen()].count("Only once")
        require(times == 1, f"a message with one key is seen {times} times")

    subject.play(scenario)


async def _heard(stage: Stage) -> tuple[Guest, Event]:
    """Somebody who has said something, so that messages can be sent to them."""
    if stage.adapter.capabilities.history:
        raise NotApplicable(
            "it shows what the engine has kept, and not what is sent: the golden conversation reads that"
        )
    guest = await stage.harness.guest("ann")
    return guest, await stage.said(guest, "hello")


async def _send(stage: Stage, message: Message, begins: str = "") -> tuple[Guest, Shown]:
    """Sends somebody a message; who sees it, and how. ``begins`` is how its text does."""
    guest, event = await _heard(stage)
    with blamed("its send"):
        await stage.adapter.send(event.address, message.model_copy(update={"person": event.person}))
    start = begins or message.text[:3]
    shown = await stage.seen(guest, lambda shown: shown.text.startswith(start), f"the message {start!r}")
    return guest, shown


def _buttons(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(id=label.lower(), label=label) for label in row) for row in rows)


def _text(length: int) -> str:
    return (LETTERS * (length // len(LETTERS) + 1))[: length - 1] + "."


def _is_press(event: Event) -> bool:
    return isinstance(event, ButtonPressed)
