"""Turns of the dialogue inside a transaction: what it must know is read, and all that it leads to is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from core.dialogue.admin import command_of
from core.dialogue.context import TurnContext
from core.dialogue.dialogue import Dialogue, DialogueEvent, greeting_after_loss, menu_choice
from core.dialogue.framework_texts import framework_texts
from core.dialogue.replies import private
from core.dialogue.turn import Action, GalleryPage, JobStatus, Rules, TurnInput, TurnResult
from core.dialogue.variants import status_buttons
from core.engine.administration import decided, note_address, with_status, write_decisions
from core.engine.export import exported
from core.engine.export_limit import ExportLimit
from core.engine.kept_pictures import sizes_of, write_kept
from core.engine.turn_requests import NOTHING, Brought, ExportWanted, PageWanted, PictureChosen
from core.engine.undelivered import Posts, offer_again
from core.jobs.scheduler import rank_of_new
from core.model.address import Address
from core.model.blob import Blob
from core.model.event import ButtonPressed, CommandGiven, DeadlinePassed, Event, JobEnded, photos_of
from core.model.job import Job, JobState, Order
from core.model.people import People, Restriction
from core.model.person import PersonId
from core.model.reply import Aside, Reply
from core.model.session import Album, Session, Settings, read
from core.model.store import Transaction
from core.plugins.installed_effect import InstalledEffect
from core.plugins.texts import negotiate

HOUR = 3600.0

Forecast = Callable[[list[Job], list[Job], float], tuple[JobStatus, ...]]
"""From active jobs, jobs done lately and the time: how many come before each active job, and when it is done."""
RECENT_LIMIT = 20
EVENTS_AT_ONCE = 500
"""So many of a person's events are read at once."""


@dataclass(frozen=True)
class AfterCommit:
    """What the engine must see to when a turn is committed: jobs to begin or to stop, and the session's ``deadline``.

    ``forgotten`` are the references of the photos of a person who wanted to be forgotten.
    """

    ordered: bool = False
    cancelled: tuple[str, ...] = ()
    deadline: float | None = None
    forgotten: tuple[str, ...] | None = None


class TurnTransaction:
    """Takes turns under an operator's rules. ``token`` gives fresh ids, ``downloads`` says where files can be had."""

    def __init__(
        self,
        rules: Rules,
        forecast: Forecast,
        token: Callable[[], str],
        downloads: Callable[[Address], bool] = lambda _: True,
    ) -> None:
        self._rules, self._forecast, self._token, self._downloads = rules, forecast, token, downloads
        self._dialogue = Dialogue(rules)
        self._recent: dict[str, list[Job]] = {}
        self._exports = ExportLimit()

    @property
    def effects(self) -> Mapping[str, InstalledEffect]:
        """The effects by name, the default first."""
        return self._rules.effects

    @property
    def people(self) -> People:
        """Whom the operator has named."""
        return self._rules.people

    def expiry(self, now: float) -> float:
        """When a photo goes that comes now and that nothing else happens to."""
        return now + self._rules.keep_hours * HOUR

    async def session(self, transaction: Transaction, address: Address, person: PersonId) -> Session:
        """The stored session with the person's settings, or a fresh one."""
        stored = await transaction.session(address, person)
        session = read(Session, stored) if stored is not None else None
        return (session or Session()).model_copy(update={"settings": await self._settings(transaction, person)})

    async def _settings(self, transaction: Transaction, person: PersonId) -> Settings:
        """A person's settings. Options of an effect without a name are of the operator's first one."""
        stored = await transaction.settings(person)
        settings = (read(Settings, stored) if stored is not None else None) or Settings()
        if "" not in settings.options:
            return settings
        options = dict(settings.options)
        return settings.model_copy(update={"options": {next(iter(self.effects)): options.pop(""), **options}})

    def context(self, session: Session) -> TurnContext:
        """The session's texts and options, in a world where nothing goes on."""
        context = self._quiet(negotiate(session.settings.language, session.settings.locale))
        return context.of(context.effect(session))

    def _quiet(self, language: str) -> TurnContext:
        return TurnContext(self._rules, TurnInput(now=0.0, token=""), framework_texts(), language)

    async def deadline(self, transaction: Transaction, address: Address, person: PersonId) -> float | None:
        """When there is something to do for a session though nobody does anything, if ever."""
        return (await self.session(transaction, address, person)).deadline

    async def take(
        self,
        transaction: Transaction,
        address: Address,
        person: PersonId,
        dialogue_event: DialogueEvent,
        now: float,
        brought: Brought = NOTHING,
    ) -> AfterCommit:
        """One turn, written down. Raises one of ``turn_requests`` where what that wants isn't ``brought``."""
        posts: Posts = []
        outcome = await self._take(transaction, address, person, dialogue_event, now, posts, brought)
        for to, whom, reply in sorted(posts, key=lambda post: post[0]):  # as ``Transaction`` asks for
            await transaction.post(to, whom, reply, now)
        return outcome

    async def _take(
        self,
        transaction: Transaction,
        address: Address,
        person: PersonId,
        dialogue_event: DialogueEvent,
        now: float,
        posts: Posts,
        brought: Brought,
    ) -> AfterCommit:
        stored = await transaction.session(address, person)
        session = read(Session, stored) if stored is not None else Session()
        settings = await self._settings(transaction, person)
        if session is None:
            session = Session()
            posts.append((address, person, _answering(dialogue_event, greeting_after_loss(settings))))
        session = session.model_copy(update={"settings": settings})
        session, lost = await _without_lost(transaction, session)
        if not isinstance(dialogue_event, DeadlinePassed | JobEnded):
            meant = command_of(dialogue_event) if person in self._rules.people.admins else dialogue_event
            dialogue_event = await _with_job(transaction, menu_choice(session, meant))
        if isinstance(dialogue_event, JobEnded):
            turn_input = await self._input_at_an_end(transaction, person, lost, now)
        else:
            turn_input = await self._turn_input(transaction, session, person, lost, now)
        done = await self._done(transaction, dialogue_event)
        known = {
            "downloads": self._downloads(address),
            "done": done,
            "kept": tuple(await transaction.kept_pictures(person)),
            "sizes": await sizes_of(transaction, dialogue_event, done),
            **await decided(transaction, self._rules.people, person, dialogue_event, now),
        }
        turn_input = turn_input.model_copy(update=known)
        turn = self._dialogue.advance(session, dialogue_event, turn_input)
        forgotten = None
        if turn.chosen is not None:
            raise PictureChosen(turn.chosen)
        if turn.page is not None:
            turn = await self._with_page(transaction, turn, turn.page, person, now, brought.sheet)
        if turn.action is Action.STATUS:
            context = replace(self.context(turn.session), turn_input=turn_input)
            turn = await with_status(transaction, context, turn, dialogue_event, brought.status)
        if turn.action is Action.EXPORT:
            turn = await self._export(transaction, turn, person, now, brought.parts)
        await write_decisions(transaction, turn)
        await note_address(transaction, self._rules.people, dialogue_event)
        forget = turn.action is Action.FORGET
        if forget:
            turn, forgotten = await self._forget(transaction, turn, person)
        if not isinstance(dialogue_event, DeadlinePassed | JobEnded):
            turn, corrected = await offer_again(transaction, self.context(turn.session), turn, dialogue_event)
            posts.extend(corrected)
        if not forget:
            await self._write(transaction, address, person, (stored, settings), turn, now)
        aside = self._aside(turn.session)
        posts.extend((address, person, _answering(dialogue_event, reply, aside)) for reply in turn.replies)
        cancelled = await self._cancel(transaction, turn.cancelled, now, posts)
        return AfterCommit(bool(turn.orders) or turn.mode is not None, cancelled, turn.session.deadline, forgotten)

    async def end(self, transaction: Transaction, job: Job, now: float) -> None:
        """The turn that the end of a job is; its pictures are kept for a while longer."""
        await self._keep_pictures(transaction, job, now)
        await self.take(transaction, job.address, job.person, JobEnded(job=job), now)

    def jobs_have_ended(self) -> None:
        """Some have, elsewhere: how long such jobs take is learned anew."""
        self._recent.clear()

    async def apologise(self, transaction: Transaction, event: Event, now: float) -> None:
        """Says that an event couldn't be made sense of, which is the program's own fault."""
        text = framework_texts().say(negotiate(event.sender.locale), "trouble")
        await transaction.post(event.address, event.person, _answering(event, Reply(text=text)), now)

    async def refuse(self, transaction: Transaction, event: Event, now: float) -> None:
        """Says to somebody that the bot doesn't work for them."""
        settings = await self._settings(transaction, event.person)
        locale = event.sender.locale or settings.locale
        session = Session(settings=settings.model_copy(update={"locale": locale}))
        reply = private(self.context(session).reply("not-admitted"))
        await transaction.post(event.address, event.person, _answering(event, reply, self._aside(session)), now)

    def progress(self, job: Job, seconds_left: float | None) -> Reply:
        """What a job's status message says while it is worked on: said often, so nothing is read for it."""
        context = self._quiet(negotiate(job.language)).of(self._rules.effects.get(job.order.effect))
        # no number's: this is shown without being remembered as a menu
        buttons = status_buttons(context, job.order, numbered=False)
        text = context.progress(job.fraction, seconds_left)
        alt = context.say("alt-text")
        return Reply(text=text, buttons=(buttons,), job=job.id, alt=alt, spoiler=job.order.spoiler)

    async def _turn_input(
        self, transaction: Transaction, session: Session, person: PersonId, lost: bool, now: float
    ) -> TurnInput:
        active = await transaction.active_jobs()
        effect = self.context(session).effect(session)
        options = self.context(session).options(session).model_dump(mode="json")
        order = Order(id="", effect=effect.name, inputs={}, options=options)
        rank = rank_of_new(active, person)
        new = Job(order=order, address=Address("", "", ""), person=person, created=now, rank=rank)
        kinds = {job.order.work for job in [*active, new]}
        recent = [job for work in sorted(kinds) for job in await self._lately(transaction, work)]
        statuses = {status.job.id: status for status in self._forecast([*active, new], recent, now)}
        return TurnInput(
            now=now,
            token=self._token(),
            jobs=tuple(statuses[job.id] for job in active if job.person == person),
            queue=len(active),
            ahead=statuses[""].ahead,
            seconds=statuses[""].seconds_left,
            lost=lost,
        )

    async def _input_at_an_end(self, transaction: Transaction, person: PersonId, lost: bool, now: float) -> TurnInput:
        """That of the end of a job: nothing is ordered then, so others' jobs, of which many may wait, aren't read."""
        own = self._forecast(await transaction.active_jobs_of(person), [], now)
        return TurnInput(now=now, token=self._token(), jobs=own, lost=lost)

    async def _lately(self, transaction: Transaction, work: str) -> list[Job]:
        """The jobs of a kind that were done last, read anew when one has ended; only estimates depend on them."""
        if work not in self._recent:
            self._recent[work] = await transaction.recent_jobs(work, RECENT_LIMIT)
        return self._recent[work]

    async def _done(self, transaction: Transaction, dialogue_event: DialogueEvent) -> tuple[Job, ...]:
        """The person's jobs that were done last, where a job's button or a command may ask about them."""
        match dialogue_event:
            case ButtonPressed(job=Job()):
                return tuple(await transaction.done_jobs(dialogue_event.person, RECENT_LIMIT))
            case CommandGiven(name=name, variants=variants) if variants or name in ("variants", "keep"):
                return tuple(await transaction.done_jobs(dialogue_event.person, RECENT_LIMIT))
            case _:
                return ()

    async def _write(
        self,
        transaction: Transaction,
        address: Address,
        person: PersonId,
        before: tuple[str | None, Settings],
        turn: TurnResult,
        now: float,
    ) -> None:
        """Stores what a turn has led to; ``before`` are the stored session and the settings as they were."""
        session = turn.session
        about = {"address": address, "person": person, "created": now, "language": self.context(session).language}
        for order in turn.orders:
            rank = rank_of_new(await transaction.active_jobs(), person)
            await transaction.add_job(Job.model_validate({"order": order, "rank": rank, **about}))
        kept = session.model_dump_json()
        if kept != before[0]:
            await transaction.keep_session(address, person, kept, session.deadline)
        await transaction.touch_session(address, person, now)
        if session.settings != before[1]:
            await transaction.keep_settings(person, session.settings.model_dump_json())
        await write_kept(transaction, person, turn, self.expiry(now))
        if photos := _photos(session):  # those that wait for room are needed then
            await transaction.keep_blobs(photos, self.expiry(max(now, session.retry_at or now)))

    async def _keep_pictures(self, transaction: Transaction, job: Job, now: float) -> None:
        """What a job that has ended was made from and has made is there for a while."""
        self._recent.clear()
        await transaction.keep_blobs(
            [*job.order.inputs.values(), *([job.result] if job.result else [])], self.expiry(now)
        )

    async def _cancel(self, transaction: Transaction, ids: Iterable[str], now: float, posts: Posts) -> tuple[str, ...]:
        """Ends jobs at once, running ones too: what the runner does of them from now on has no effect."""
        cancelled = []
        for id in ids:
            job = await transaction.job(id)
            if job is None:  # the person wants to be forgotten; it may be worked on still
                cancelled.append(id)
            elif job.state.active:
                ended = job.model_copy(update={"state": JobState.CANCELLED, "ended": now})
                if await transaction.update_job(ended, job.attempt):
                    cancelled.append(id)
                    await self._keep_pictures(transaction, ended, now)
                    await self._take(transaction, ended.address, ended.person, JobEnded(job=ended), now, posts, NOTHING)
        return tuple(cancelled)

    async def _export(
        self, transaction: Transaction, turn: TurnResult, person: PersonId, now: float, parts: tuple[str, ...] | None
    ) -> TurnResult:
        """The person is given what is kept of them. Raises ExportWanted where that isn't packed yet."""
        context = self.context(turn.session)
        if parts is None:
            if wait := self._exports.take(person, now):
                return turn.say(context.reply("export-later", time=context.duration(wait)))
            raise ExportWanted
        if await transaction.missing_blobs(parts):
            return turn  # they were forgotten meanwhile
        return turn.say(*exported(context.reply("exported"), parts))

    async def _with_page(
        self,
        transaction: Transaction,
        turn: TurnResult,
        page: GalleryPage,
        person: PersonId,
        now: float,
        sheet: bytes | None,
    ) -> TurnResult:
        """With a page of a gallery to be seen in the last reply. Raises PageWanted where it isn't drawn yet."""
        if sheet is None:
            raise PageWanted(page)
        if not sheet:
            return turn
        blob = Blob(id=self._token(), person=person, kind="image/jpeg", data=sheet, expires=self.expiry(now))
        await transaction.put_blob(blob)
        shown = turn.replies[-1].model_copy(update={"picture": blob.id})
        return turn.model_copy(update={"replies": (*turn.replies[:-1], shown)})

    async def _forget(
        self, transaction: Transaction, turn: TurnResult, person: PersonId
    ) -> tuple[TurnResult, tuple[str, ...]]:
        """Deletes all that is kept of a person; and the references of their photos."""
        references = await _references(transaction, person)
        active = [job.id for job in await transaction.active_jobs() if job.person == person]
        removed = await transaction.forget(person)
        context = self.context(turn.session)
        said = context.reply("forgotten", photos=removed.photos, jobs=removed.jobs)
        if await transaction.restriction(person) != Restriction():
            said = said.model_copy(update={"text": f"{said.text} {context.say('forgotten-but')}"})
        fresh = TurnResult(session=Session(), cancelled=tuple(active))
        return fresh.say(private(said)), references

    def _aside(self, session: Session) -> Aside:
        """What a group is told of a reply that is the person's alone."""
        context = self.context(session)
        return Aside(told=context.say("told-in-private"), untold=context.say("private-only"))


def _answering(dialogue_event: DialogueEvent, reply: Reply, aside: Aside | None = None) -> Reply:
    """A reply with what it answers, so that a platform can show them together.

    Where nobody else reads it nothing is private, and where others do there is something to tell them.
    """
    if isinstance(dialogue_event, DeadlinePassed | JobEnded):
        return reply
    answers = {"answers": dialogue_event.id, "answer_by": dialogue_event.answer_by}
    private = reply.private and dialogue_event.is_group
    return reply.model_copy(update={**answers, "private": private, "aside": aside if private else reply.aside})


async def _references(transaction: Transaction, person: PersonId) -> tuple[str, ...]:
    """How a platform calls the photos that a person has sent."""
    references: list[str] = []
    after = 0
    while events := await transaction.events_of(person, after, EVENTS_AT_ONCE):
        photos = [photo for _, event in events for photo in photos_of(event)]
        references += [photo.reference for photo in photos if photo.gallery is None]
        after = events[-1][0]
    return tuple(references)


def _photos(session: Session) -> list[str]:
    """The blobs that a session needs."""
    album = session.album.photos if session.album is not None else ()
    return [*session.photos.values(), *(photo.blob for photo in album)]


async def _without_lost(transaction: Transaction, session: Session) -> tuple[Session, bool]:
    """The session without photos that have expired meanwhile, and whether there were any."""
    missing = await transaction.missing_blobs(_photos(session))
    if not missing:
        return session, False
    photos = {slot: blob for slot, blob in session.photos.items() if blob not in missing}
    kept = tuple(photo for photo in session.album.photos if photo.blob not in missing) if session.album else ()
    album: Album | None = session.album.model_copy(update={"photos": kept}) if session.album else None
    album = album if album is not None and (album.photos or album.refused) else None
    return session.model_copy(update={"photos": photos, "album": album}), True


async def _with_job(transaction: Transaction, event: Event) -> Event:
    """A button's event with the job that the button belongs to, and its picture if that is still there."""
    if not isinstance(event, ButtonPressed):
        return event
    job = await transaction.job(event.button.partition(":")[2])
    if job is not None and job.result is not None and await transaction.missing_blobs([job.result]):
        job = job.model_copy(update={"result": None})
    return event.model_copy(update={"job": job})
