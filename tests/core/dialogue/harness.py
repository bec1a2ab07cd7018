"""A person who talks with the dialogue, and what a turn may know of beside the two."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from PIL import Image
from pydantic import Field

from core.dialogue.commands import declared_commands
from core.dialogue.dialogue import Dialogue, DialogueEvent, menu_choice
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import JobStatus, Rules, TurnInput, TurnResult
from core.model.address import Address
from core.model.base import Model
from core.model.errors import Refusal
from core.model.event import (
    ButtonPressed,
    CommandGiven,
    DeadlinePassed,
    JobEnded,
    OtherSent,
    Photo,
    PhotoSent,
    TextSent,
)
from core.model.job import Job, JobState
from core.model.kept_picture import KeptPicture
from core.model.person import Person, PersonId
from core.model.reply import Reply
from core.model.retention import DAY
from core.model.session import Session
from core.plugins.effect import Effect, Report, Slot, Tweak
from core.plugins.installed_effect import install

HOME = Address("web", "local", "room")
ANN = Person(id="ann", locale="en")


class Tint(Model):
    """Options of an effect that tests can afford."""

    strength: float = Field(0.5, ge=0, le=1)
    warm: bool = False


class Blend(Effect[Tint]):
    """An effect with two slots that needs no PyTorch: it mixes the two pictures."""

    name = "blend"
    command = "style"
    texts = files("effects.style_transfer") / "locales"
    slots = (Slot(name="content"), Slot(name="style"))
    options = Tint

    def tweaks(self, options: Tint) -> list[Tweak]:
        if options.strength < 1:
            return [Tweak(name="stronger", changes={"strength": 1.0})]
        return [Tweak(name="softer", changes={"strength": 0.0})]

    def run(self, inputs: Mapping[str, Image.Image], options: Tint, report: Report) -> Image.Image:
        content = inputs["content"]
        for step in range(4):
            report(step / 4, content)
            report.checkpoint(str(step).encode())
        return Image.blend(content, inputs["style"].resize(content.size), options.strength)


class Poster(Effect[Tint]):
    """Three pictures and perhaps a frame, without a word of its own."""

    name = "poster"
    slots = (Slot(name="sky"), Slot(name="land"), Slot(name="sea"), Slot(name="frame", optional=True))
    options = Tint

    def run(self, inputs: Mapping[str, Image.Image], options: Tint, report: Report) -> Image.Image:
        return inputs["sky"]


EFFECTS = install({"blend": Blend()}, framework_texts())
COMMANDS = declared_commands(EFFECTS)


class DialogueHarness:
    """One person in one conversation; keeps the session and runs jobs the moment it is told to."""

    def __init__(self, rules: Rules | None = None, sender: Person = ANN, *, downloads: bool = True) -> None:
        self.downloads = downloads
        self.dialogue = Dialogue(rules or Rules(EFFECTS))
        self.sender = sender
        self.session = Session()
        self.jobs: dict[str, Job] = {}
        self.kept: dict[str, KeptPicture] = {}
        self.gone: set[str] = set()
        self.now = 1000.0
        self.queue = 0
        self.lost = False
        self.count = 0
        self.more: dict[str, Any] = {}
        """What else a turn is to know of."""
        self.replies: list[Reply] = []

    def photo(self, blob: str, caption: str = "", album: str = "", slot: str | None = None) -> TurnResult:
        photo = Photo(reference=blob, blob=blob)
        return self.happen(PhotoSent(**self._base(), photo=photo, caption=caption, album=album, slot=slot))

    def refused_photo(self, why: Refusal, album: str = "") -> TurnResult:
        return self.happen(PhotoSent(**self._base(), photo=Photo(reference="x", refusal=why), album=album))

    def text(self, text: str) -> TurnResult:
        return self.happen(TextSent(**self._base(), text=text))

    def command(self, name: str, argument: str = "", **more: Any) -> TurnResult:
        return self.happen(CommandGiven(**self._base(), name=name, argument=argument, **more))

    def press(self, button: str, message: str = "") -> TurnResult:
        job = self.jobs.get(button.partition(":")[2])
        return self.happen(ButtonPressed(**self._base(), button=button, job=job, message=message))

    def other(self, what: str = "sticker") -> TurnResult:
        return self.happen(OtherSent(**self._base(), what=what))

    def wait(self, seconds: float) -> TurnResult | None:
        """Time passes, and what the session waits for may be due."""
        self.now += seconds
        deadline = self.session.deadline
        return self.happen(DeadlinePassed()) if deadline is not None and deadline <= self.now else None

    def end(self, job: str, state: JobState, reason: str | None = None) -> TurnResult:
        ended = {"state": state, "reason": reason, "started": self.now, "ended": self.now + 7}
        result = "painting" if state is JobState.DONE else None
        self.jobs[job] = self.jobs[job].model_copy(update={**ended, "result": result})
        return self.happen(JobEnded(job=self.jobs[job]))

    def happen(self, event: DialogueEvent) -> TurnResult:
        """One turn; orders become jobs, and cancelled ones end."""
        self.count += 1
        active = tuple(JobStatus(job=job) for job in self.jobs.values() if job.state.active)
        known = {
            "now": self.now,
            "token": f"t{self.count}",
            "queue": self.queue,
            "lost": self.lost,
            "downloads": self.downloads,
            "done": tuple(job for job in reversed(self.jobs.values()) if job.state is JobState.DONE),
            "kept": tuple(reversed(self.kept.values())),
            "sizes": self._sizes(),
            "ordered": tuple(job.created for job in self.jobs.values() if job.created > self.now - DAY),
            **self.more,
        }
        turn_input = TurnInput(**known, jobs=active, seconds=20)
        if not isinstance(event, DeadlinePassed | JobEnded):
            event = menu_choice(self.session, event)
            if isinstance(event, ButtonPressed) and event.job is None:
                event = event.model_copy(update={"job": self.jobs.get(event.button.partition(":")[2])})
        turn = self.dialogue.advance(self.session, event, turn_input)
        self.session = turn.session
        self.replies = list(turn.replies)
        for order in turn.orders:
            self.jobs[order.id] = Job(order=order, address=HOME, person=self.person, created=self.now)
        self.kept |= {picture.id: picture for picture in turn.kept}
        for id in turn.dropped:
            del self.kept[id]
        for job in turn.cancelled:
            self.jobs[job] = self.jobs[job].model_copy(update={"state": JobState.CANCELLED})
        return turn

    def _sizes(self) -> dict[str, int]:
        """Every picture of a job has a megabyte, as long as it isn't ``gone``."""
        blobs = {blob for job in self.jobs.values() for blob in (*job.order.inputs.values(), job.result or "")}
        return dict.fromkeys(blobs - self.gone, 1_000_000)

    @property
    def person(self) -> PersonId:
        return PersonId.of("web", "local", self.sender.id)

    @property
    def said(self) -> str:
        """The last turn's texts."""
        return "\n".join(reply.text for reply in self.replies)

    @property
    def buttons(self) -> tuple[str, ...]:
        """The ids of the last turn's buttons."""
        return tuple(button.id for reply in self.replies for row in reply.buttons for button in row)

    def _base(self) -> dict[str, Any]:
        return {"id": f"e{self.count}", "address": HOME, "sender": self.sender}


def talk_of(*effects: Effect[Tint], language: str = "en") -> DialogueHarness:
    installed = install({effect.name: effect for effect in effects}, framework_texts())
    return DialogueHarness(Rules(installed), ANN.model_copy(update={"locale": language}))


def painted(talk: DialogueHarness) -> str:
    """Two photos and their painting; the job's id."""
    talk.photo("photo")
    (order,) = talk.photo("style").orders
    talk.end(order.id, JobState.DONE)
    return order.id
