"""A small engine to have the page served by: the real dialogue, kept in memory, with paintings that tests brush on."""

import asyncio
import io
import time
from collections.abc import Mapping
from importlib.resources import files
from itertools import count
from math import inf
from typing import Any

from PIL import Image

from core.dialogue.context import TurnContext
from core.dialogue.dialogue import Dialogue, DialogueEvent
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Action, JobStatus, Rules, TurnInput, TurnResult
from core.engine.button_owner import mark_buttons, mark_history, unmarked
from core.engine.galleries import Galleries
from core.imaging import images
from core.imaging.errors import PictureError
from core.model.address import Address
from core.model.blob import Blob
from core.model.errors import Lost
from core.model.event import ButtonPressed, DeadlinePassed, Event, GalleryChoice, JobEnded, PhotoSent
from core.model.history import HistoryEntry
from core.model.job import Job, JobState
from core.model.kept_picture import KeptPicture
from core.model.outbox import OutboxEntry
from core.model.person import PersonId
from core.model.reply import Reply
from core.model.session import Session
from core.plugins.adapter import Adapter, OwnPicture, PersonSettings, Receipt
from core.plugins.effect import Effect, Report, Slot, Tweak
from core.plugins.health import Health
from core.plugins.installed_effect import InstalledEffect, install
from core.plugins.message import Answered, Kept, Message
from core.plugins.texts import negotiate
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferOptions
from tests.core.engine.harness import make_here

SIDE = 640
STROKES = 4
HOUR = 3600.0


class PlainEffect(Effect[StyleTransferOptions]):
    """An effect with the slots and options of style transfer; the engine in memory does the painting."""

    name = "style-transfer"
    command = "style"
    texts = files("effects.style_transfer") / "locales"
    slots = (Slot(name="content"), Slot(name="style"), Slot(name="second", optional=True))
    options = StyleTransferOptions

    def tweaks(self, options: StyleTransferOptions) -> list[Tweak]:
        changes = {"stronger": {"strength": 0.9}, "softer": {"strength": 0.1}, "keep-colours": {"keep_colours": True}}
        return [Tweak(name=name, changes=change) for name, change in changes.items()]

    def run(self, inputs: Mapping[str, Image.Image], options: StyleTransferOptions, report: Report) -> Image.Image:
        raise NotImplementedError("the engine paints by itself")


class OfferingEffect(PlainEffect):
    """The same with style transfer's galleries."""

    slots = StyleTransfer.slots


class MemoryEngine:
    """Implements Receiver. Each stroke of a painting waits for ``brush``; it outlives the adapters that carry it."""

    def __init__(self, max_photo_bytes: int = 50_000_000) -> None:
        self.max_photo_bytes = max_photo_bytes
        self.admins: frozenset[PersonId] = frozenset()
        self.rules = Rules(install({"style-transfer": PlainEffect()}, framework_texts()))
        self.dialogue = Dialogue(self.rules)
        self.adapter: Adapter | None = None
        self.brush = asyncio.Semaphore(0)
        self.events: list[Event] = []
        self.said: dict[Address, list[HistoryEntry]] = {}
        self.blobs: dict[str, Blob] = {}
        self.jobs: dict[str, Job] = {}
        self.sessions: dict[Address, Session] = {}
        self.kept: dict[str, KeptPicture] = {}
        self.left = 2520.0
        self.healths: tuple[Health, ...] = ()
        self._ids: set[str] = set()
        self._numbers = count(1)
        self._clock = 1_750_000_000.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()

    async def until_answering(self) -> None:
        """Nobody else does."""

    async def submit(self, event: Event) -> Receipt:
        if event.id in self._ids:
            return Receipt(new=False)
        if isinstance(event, ButtonPressed):
            event = event.model_copy(update={"button": unmarked(event.button, event.person)})
        self._ids.add(event.id)
        self.events.append(event)
        self.said.setdefault(event.address, []).append(HistoryEntry(when=self._now(), event=event))
        self._start(self._handle(event))
        return Receipt()

    @property
    def effects(self) -> Mapping[str, InstalledEffect]:
        return self.rules.effects

    async def history(self, address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
        return [mark_history(line) for line in self.said.get(address, ()) if line.when <= before][-most:]

    async def blob(self, id: str, person: str) -> Blob | None:
        blob = self.blobs.get(id)
        return blob if blob is not None and blob.person == person else None

    async def job(self, id: str, person: str) -> Job | None:
        job = self.jobs.get(id)
        return job if job is not None and job.person == person else None

    async def settings(self, address: Address, person: str, locale: str = "") -> PersonSettings:
        assert person == _person(address)
        session = self.sessions.get(address, Session())
        said = session.settings.model_copy(update={"locale": session.settings.locale or locale})
        session = session.model_copy(update={"settings": said})
        context = self._context(session)
        return PersonSettings(
            language=context.language,
            effect=context.effect(session),
            photos=session.photos,
            values=context.options(session).model_dump(mode="json"),
            kept=self._kept(person),
        )

    async def pictures(self, person: str) -> list[OwnPicture]:
        """What is kept, and of jobs what isn't; that goes ``left`` seconds from now."""
        jobs = [job for job in reversed(self.jobs.values()) if job.person == person]
        return [*map(_as_own, self._kept(person)), *(one for job in jobs for one in self._made(job))]

    def _made(self, job: Job) -> list[OwnPicture]:
        kept = {(one.blob, one.slot) for one in self._kept(job.person)}
        about = {"effect": job.order.effect, "job": job.id, "expires": time.time() + self.left}
        found = [("", job.result), ("style", job.order.inputs["style"])]
        return [OwnPicture(blob=blob, slot=slot, **about) for slot, blob in found if blob and (blob, slot) not in kept]

    async def small_picture(self, id: str, person: str) -> bytes | None:
        blob = await self.blob(id, person)
        return await Galleries({}, make_here).small_own(blob) if blob is not None else None

    def _kept(self, person: str) -> tuple[KeptPicture, ...]:
        return tuple(one for one in reversed(self.kept.values()) if one.person == person)

    def offer_galleries(self) -> None:
        """The effect's slots have galleries from now on."""
        self.rules = Rules(install({"style-transfer": OfferingEffect()}, framework_texts()))
        self.dialogue = Dialogue(self.rules)

    async def gallery_picture(self, choice: GalleryChoice) -> bytes | None:
        return await Galleries(self.effects, make_here).small(choice)

    def health(self) -> tuple[Health, ...]:
        return self.healths

    async def say(self, address: Address, reply: Reply) -> None:
        """Says something of its own accord."""
        earlier: str | None = reply.replaces or None
        if reply.job is not None and earlier is None:
            lines = (line.reply for line in reversed(self.said.get(address, [])))
            earlier = next((line.reference for line in lines if line and line.reply.job == reply.job), None)
        number = next(self._numbers)
        message = self._message(address, reply, f"{number}.0")
        assert self.adapter is not None
        if earlier is None:
            reference = await self.adapter.send(address, message)
        else:
            reference = await self.adapter.edit(address, earlier, message)
        outgoing = OutboxEntry(
            number=number,
            address=address,
            person=_person(address),
            reply=reply,
            created=self._now(),
            reference=reference,
        )
        self.said.setdefault(address, []).append(HistoryEntry(when=outgoing.created, reply=outgoing))

    async def close(self) -> None:
        """Lets go of everything that goes on."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _handle(self, event: Event) -> None:
        async with self._lock:
            if isinstance(event, PhotoSent):
                event = await self._bring(event)
                lines = self.said[event.address]
                index = next(i for i, line in enumerate(lines) if line.event and line.event.id == event.id)
                lines[index] = lines[index].model_copy(update={"event": event})
            if isinstance(event, ButtonPressed):
                event = event.model_copy(update={"job": self.jobs.get(event.button.partition(":")[2])})
            await self._turn(event.address, event)
        album = self.sessions[event.address].album
        if album is not None:
            self._start(self._settle(event.address, album.deadline))

    async def _settle(self, address: Address, deadline: float) -> None:
        await asyncio.sleep(1.0)
        async with self._lock:
            album = self.sessions[address].album
            if album is not None and album.deadline <= deadline:
                await self._turn(address, DeadlinePassed())

    async def _bring(self, event: PhotoSent) -> PhotoSent:
        assert self.adapter is not None
        if event.photo.own:
            own = await self.blob(event.photo.own, event.person)
            found = {"blob": own.id} if own is not None else {"refusal": Lost.DELETED}
            return event.model_copy(update={"photo": event.photo.model_copy(update=found)})
        if event.photo.gallery is not None:
            data = await Galleries(self.effects, make_here).read(event.photo.gallery)
        else:
            data = await self.adapter.fetch(event.photo, self.max_photo_bytes)
        try:
            picture = images.load(data, long_side=SIDE)
        except PictureError as error:
            return event.model_copy(update={"photo": event.photo.model_copy(update={"refusal": error.refusal})})
        blob = self._keep(images.save(picture, "PNG"), event.person)
        return event.model_copy(update={"photo": event.photo.model_copy(update={"blob": blob})})

    async def _turn(self, address: Address, happening: DialogueEvent) -> None:
        session = self.sessions.get(address, Session())
        active = tuple(JobStatus(job=job) for job in self.jobs.values() if job.address == address and job.state.active)
        turn_input = TurnInput(
            now=self._now(),
            token=f"t{next(self._numbers)}",
            jobs=active,
            seconds=20,
            kept=self._kept(_person(address)),
            sizes={blob.id: len(blob.data) for blob in self.blobs.values()},
        )
        turn = self.dialogue.advance(session, happening, turn_input)
        if turn.action is not None:
            turn = self._act(address, turn)
        self.sessions[address] = turn.session
        self.kept |= {picture.id: picture for picture in turn.kept}
        self.kept = {id: picture for id, picture in self.kept.items() if id not in turn.dropped}
        for order in turn.orders:
            self.jobs[order.id] = Job(order=order, address=address, person=_person(address), created=self._now())
            self._start(self._paint(order.id))
        for reply in turn.replies:
            await self.say(address, _answering(happening, reply))
        for id in turn.cancelled:
            await self._end(id, JobState.CANCELLED)

    def _act(self, address: Address, turn: TurnResult) -> TurnResult:
        context = self._context(turn.session)
        if turn.action is Action.EXPORT:
            blob = self._keep(b"PK\5\6" + bytes(18), _person(address))
            reply = context.reply("exported").model_copy(update={"document": blob, "document_name": "atelier.zip"})
            return turn.say(reply)
        self.said[address] = []
        self.blobs = {id: blob for id, blob in self.blobs.items() if blob.person != _person(address)}
        self.kept.clear()
        return TurnResult(session=Session()).say(context.reply("forgotten", photos=2, jobs=1))

    async def _paint(self, id: str) -> None:
        job = self.jobs[id]
        content, style = (
            Image.open(io.BytesIO(self.blobs[job.order.inputs[slot]].data)).convert("RGB")
            for slot in ("content", "style")
        )
        style = style.resize(content.size)
        for stroke in range(1, STROKES + 1):
            await self.brush.acquire()
            job = self.jobs[id]
            if not job.state.active:
                return
            fraction = stroke / (STROKES + 1)
            self.jobs[id] = job.model_copy(update={"state": JobState.RUNNING, "fraction": fraction})
            await self._progress(job, fraction, Image.blend(content, style, 0.7 * fraction))
        await self.brush.acquire()
        result = self._keep(images.save(Image.blend(content, style, 0.6), "PNG"), job.person)
        self.jobs[id] = self.jobs[id].model_copy(update={"result": result, "started": 0.0, "ended": 12.0})
        async with self._lock:
            await self._end(id, JobState.DONE)

    async def _progress(self, job: Job, fraction: float, preview: Image.Image) -> None:
        lines = [line.reply for line in self.said[job.address] if line.reply]
        reference = next(line.reference for line in lines if line.reply.job == job.id)
        context = self._context(self.sessions[job.address])
        cancel = (context.button("cancel", f"cancel:{job.id}"),)
        reply = Reply(text=context.progress(fraction, 20 * (1 - fraction)), buttons=(cancel,))
        message = self._message(job.address, reply.model_copy(update={"job": job.id}), f"{job.id}.progress")
        assert self.adapter is not None
        assert reference is not None
        update = {"progress": fraction, "picture": images.save(preview, "PNG")}
        await self.adapter.edit(job.address, reference, message.model_copy(update=update))

    async def _end(self, id: str, state: JobState) -> None:
        if self.jobs[id].state.active:
            self.jobs[id] = self.jobs[id].model_copy(update={"state": state})
            await self._turn(self.jobs[id].address, JobEnded(job=self.jobs[id]))

    def _message(self, address: Address, reply: Reply, key: str) -> Message:
        picture = self.blobs.get(reply.picture or "")
        document = self.blobs.get(reply.document or "")
        return Message(
            key=key,
            answers=Answered(id=reply.answers, answer_by=reply.answer_by) if reply.answers is not None else None,
            text=reply.text,
            buttons=mark_buttons(reply.buttons, _person(address)),
            picture=picture and picture.data,
            document=document and document.data,
            document_name=reply.document_name,
            as_file=reply.as_file,
            spoiler=reply.spoiler,
            side_by_side=reply.side_by_side,
            kept=Kept(blob=reply.picture or reply.document, job=reply.job),
        )

    def _keep(self, data: bytes, person: str) -> str:
        id = f"b{next(self._numbers)}"
        self.blobs[id] = Blob(id=id, person=person, kind="image/png", data=data, expires=self._clock + HOUR)
        return id

    def _context(self, session: Session) -> TurnContext:
        language = negotiate(session.settings.language, session.settings.locale)
        context = TurnContext(self.rules, TurnInput(now=self._clock, token="_"), framework_texts(), language)
        return context.of(context.effect(session))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda task: task.cancelled() or task.result())

    def _now(self) -> float:
        self._clock += 1
        return self._clock


def _as_own(picture: KeptPicture) -> OwnPicture:
    about = {"effect": picture.effect, "slot": picture.slot, "name": picture.name, "kept": picture.id}
    return OwnPicture(blob=picture.blob, **about)


def _answering(happening: DialogueEvent, reply: Reply) -> Reply:
    """A reply with what it answers, as the engine has it."""
    if isinstance(happening, DeadlinePassed | JobEnded):
        return reply
    return reply.model_copy(update={"answers": happening.id, "answer_by": happening.answer_by})


def _person(address: Address) -> PersonId:
    """Whose a conversation with the page is."""
    return PersonId.of(address.adapter, address.account, address.chat)
