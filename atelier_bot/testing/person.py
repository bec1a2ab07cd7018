"""A scripted person: a test that reads like the conversation it tests.

person.says("/start").expect("Hello!")
person.sends(picture()).expect("Here is your drawing", buttons=["Another photo"], picture=True)
person.presses("Another photo").expect("Send me the photo")
"""

from collections.abc import Callable, Container, Coroutine, Sequence
from functools import partial
from typing import Any, Self, TypeVar

from PIL import Image

from atelier_bot.testing.check import ConformanceError
from atelier_bot.testing.loop_thread import LoopThread
from atelier_bot.testing.memory_adapter import Chat, MemoryAdapter
from atelier_bot.testing.pictures import file_of
from core.dialogue.commands import declared_commands
from core.dialogue.text_events import command_in, event_of_text
from core.imaging.images import open_own
from core.model.address import Address
from core.model.event import ButtonPressed, Event, Photo, PhotoSent
from core.model.job import Job
from core.model.person import Person as Sender
from core.model.person import PersonId
from core.plugins.adapter import Engine
from core.plugins.message import Message

T = TypeVar("T")

PATIENCE = 120.0
MARK = "• "
"""What the label of a value begins with that is chosen."""


class Person:
    """Somebody who talks with the bot. Each thing that they do ends what can be expected of the one before.

    They wait ``patience`` seconds for what they expect.
    """

    def __init__(
        self, loop: LoopThread, adapter: MemoryAdapter, engine: Engine, name: str, locale: str, patience: float
    ) -> None:
        self._loop, self._adapter, self._engine, self._patience = loop, adapter, engine, patience
        self._sender = Sender(id=name, name=name, locale=locale)
        self._address = Address(adapter.name, adapter.account, name)
        self._did, self._heard = "came", 0

    def says(self, text: str) -> Self:
        """Writes a text, or a command that begins with ``/``."""
        commands = declared_commands(self._engine.effects)
        return self._do(f"says {text!r}", event_of_text(commands, self._base(), text, command_in(text)))

    def sends(self, *pictures: Image.Image | bytes, caption: str = "") -> Self:
        """Sends a picture, or several at once; bytes are sent as they are, whatever they hold."""
        album = self._adapter.fresh() if len(pictures) > 1 else ""
        events = [self._photo(one, album, caption if not number else "") for number, one in enumerate(pictures)]
        return self._do(f"sends {len(pictures)} photo{'s' if album else ''}", *events)

    def presses(self, label: str) -> Self:
        """Presses the newest button of this label, as soon as there is one."""
        found = self._until(partial(_button, label), f"there is no button {label!r}")
        assert found is not None  # it waits until one is
        reference, id = found
        return self._do(f"presses {label!r}", ButtonPressed(**self._base(), button=id, message=reference))

    def expect(self, *texts: str, buttons: Sequence[str] = (), picture: bool | None = None) -> Self:
        """Waits until the bot has said all of these since, in one message or in several.

        With ``buttons``, or where there has to be a ``picture`` (or none), one message has all of that beside the last
        text. Raises ConformanceError with what it said instead.
        """
        *first, last = texts or ("",)
        for text in first:
            self._until(partial(_found, self._heard, text, (), None), f"expected {text!r}")
        self._until(partial(_found, self._heard, last, tuple(buttons), picture), _wanted(last, buttons, picture))
        return self

    def expect_outcome(self) -> Job:
        """Waits until the newest thing that was ordered here is done, has failed or was stopped; the job."""
        earlier = {message.kept.job for _, message in self._chat.changes[: self._heard]}
        person = PersonId.of(*self._address[:2], self._sender.id)
        return self._awaited(_ended(self._chat, self._engine, person, earlier), "nothing is made of it")

    @property
    def messages(self) -> list[Message]:
        """All that the bot's side of the conversation shows, oldest first."""
        return list(self._chat.messages.values())

    @property
    def answers(self) -> list[Message]:
        """What was said or changed since the person did something last."""
        return [message for _, message in self._chat.changes[self._heard :]]

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons under the newest message that has some."""
        shown = next((message for message in reversed(self.messages) if message.buttons), Message(key=""))
        return [button.label for row in shown.buttons for button in row]

    def sees(self, label: str) -> bool:
        """Whether there is a button of this label, under whichever message."""
        return _button(label, self._chat) is not None

    @property
    def labels(self) -> dict[str, str]:
        """These labels by what they say but for the mark of what is chosen."""
        return {label.removeprefix(MARK): label for label in self.buttons}

    @property
    def picture(self) -> Image.Image:
        """The newest picture that is no preview. Raises ConformanceError where there is none."""
        found = [message.picture for message in self.messages if message.picture and message.progress is None]
        if not found:
            raise ConformanceError(f"there is no picture; {self._told()}")
        return open_own(found[-1])

    @property
    def _chat(self) -> Chat:
        return self._adapter.chat(self._address)

    def _base(self) -> dict[str, Any]:
        return {"id": self._adapter.fresh(), "address": self._address, "sender": self._sender}

    def _photo(self, picture: Image.Image | bytes, album: str, caption: str) -> PhotoSent:
        reference = self._adapter.fresh()
        self._adapter.photos[reference] = picture if isinstance(picture, bytes) else file_of(picture)
        return PhotoSent(**self._base(), photo=Photo(reference=reference), caption=caption, album=album)

    def _do(self, did: str, *events: Event) -> Self:
        self._did, self._heard = did, len(self._chat.changes)
        for event in events:
            self._loop.wait(self._adapter.submit(event))
        return self

    def _until(self, found: Callable[[Chat], T], problem: str) -> T:
        """What is found as soon as it is. Raises ConformanceError where it doesn't come."""
        return self._awaited(_until(self._chat, found), problem)

    def _awaited(self, work: Coroutine[Any, Any, T], problem: str) -> T:
        try:
            return self._loop.wait(work, self._patience)
        except TimeoutError:
            raise ConformanceError(f"{problem}; {self._told()}") from None

    def _told(self) -> str:
        said = [f"{answer.text!r} {_labels(answer)}".strip() for answer in self.answers]
        return f"{self._sender.id} {self._did}, and the bot said {'; '.join(said) or 'nothing'}"


async def _until(chat: Chat, found: Callable[[Chat], T]) -> T:
    async with chat.changed:
        return await chat.changed.wait_for(lambda: found(chat))


async def _ended(chat: Chat, engine: Engine, person: PersonId, earlier: Container[str | None]) -> Job:
    while True:
        known = len(chat.changes)
        id = _newest_job(chat, earlier)
        job = await engine.job(id, person) if id is not None else None
        if job is not None and not job.state.active:
            return job
        async with chat.changed:
            await chat.changed.wait_for(partial(_has_more, chat, known))


def _has_more(chat: Chat, known: int) -> bool:
    return len(chat.changes) > known


def _newest_job(chat: Chat, earlier: Container[str | None]) -> str | None:
    """The job of the newest status message that isn't of an ``earlier`` one."""
    jobs = [message.kept.job for message in chat.messages.values() if message.kept.job not in earlier]
    return next((job for job in reversed(jobs) if job), None)


def _button(label: str, chat: Chat) -> tuple[str, str] | None:
    """The reference of the message with the newest button of this label, and the button's id."""
    for reference, message in reversed(chat.messages.items()):
        for row in message.buttons:
            for button in row:
                if button.label == label:
                    return reference, button.id
    return None


def _found(since: int, text: str, buttons: tuple[str, ...], picture: bool | None, chat: Chat) -> bool:
    return any(_fits(message, text, buttons, picture) for _, message in chat.changes[since:])


def _fits(message: Message, text: str, buttons: tuple[str, ...], picture: bool | None) -> bool:
    labels = {button.label for row in message.buttons for button in row}
    shows = message.picture is not None and message.progress is None
    return text in message.text and labels.issuperset(buttons) and picture in (None, shows)


def _wanted(text: str, buttons: Sequence[str], picture: bool | None) -> str:
    wanted = [*([repr(text)] if text else []), *(f"[{label}]" for label in buttons)]
    wanted += [] if picture is None else ["a picture" if picture else "no picture"]
    return f"expected {' '.join(wanted) or 'an answer'}"


def _labels(message: Message) -> str:
    return " ".join(f"[{button.label}]" for row in message.buttons for button in row)
