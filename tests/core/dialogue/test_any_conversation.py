"""What holds in the dialogue whatever people do."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.errors import Lost, Refusal
from core.model.event import AddedToGroup
from core.model.job import JobState
from core.model.people import Mode, People
from core.model.person import PersonId
from core.model.retention import DAY
from core.model.session import Session, Settings, read
from core.plugins.effect import Slot
from core.plugins.installed_effect import InstalledEffect, install
from tests.core.dialogue.harness import ANN, COMMANDS, EFFECTS, HOME, Blend, DialogueHarness
from tests.core.dialogue.test_gallery import STYLES

blobs = st.sampled_from("abcdefgh")
captions = st.sampled_from(["", "style", "photo", "style photo", "second style", "стиль", "hello"])


class BlendOfThree(Blend):
    """The same with a slot that need not be filled."""

    slots = (*Blend.slots, Slot(name="second", optional=True))


class AnyConversation(RuleBasedStateMachine):
    """Whatever people do, in whatever order."""

    @initialize(effect=st.sampled_from([Blend(), BlendOfThree()]))
    def begin(self, effect: Blend) -> None:
        offering = InstalledEffect("blend", effect, EFFECTS["blend"].texts, {"style": STYLES})
        limits = {"max_waiting": 2, "max_queue": 3, "max_kept": 3, "max_kept_bytes": 2_500_000, "jobs_a_day": 5}
        people = People(admins={PersonId.of("web", "local", "ann")})
        self.talk = DialogueHarness(Rules({"blend": offering}, people=people, **limits))
        self.before_drain: int | None = None
        self.optional = {slot.name for slot in effect.slots if slot.optional}

    @rule(
        blob=blobs,
        caption=captions,
        album=st.sampled_from(["", "", "1", "2"]),
        slot=st.sampled_from([None, "content", "style", "second", "nose"]),
    )
    def send_photo(self, blob: str, caption: str, album: str, slot: str | None) -> None:
        turn = self.talk.photo(blob, caption, album, slot)
        assert turn.replies or self.talk.session.album is not None

    @rule(why=st.sampled_from([*Refusal, *Lost]))
    def send_bad_photo(self, why: Refusal) -> None:
        before = self.talk.session
        assert self.talk.refused_photo(why).replies
        if before.album is None:  # one that is pending is settled by this
            assert self.talk.session.photos == before.photos

    @rule()
    def add_to_group(self) -> None:
        assert self.talk.happen(AddedToGroup(id="added", address=HOME, sender=ANN, is_group=True)).replies

    @rule(text=st.one_of(st.text(max_size=20), st.integers(0, 12).map(str), st.sampled_from(["style", "photo"])))
    def send_text(self, text: str) -> None:
        turn = self.talk.text(text)
        assert turn.replies or turn.action or turn.cancelled

    @rule(
        name=st.sampled_from([*(c.name for c in COMMANDS), "nonsense", ""]), argument=st.sampled_from(["", "ru", "xx"])
    )
    def give_command(self, name: str, argument: str) -> None:
        turn = self.talk.command(name, argument)
        assert turn.replies or turn.action

    @rule(
        argument=st.sampled_from(
            ["", "status", "pause", "drain", "resume", "ban web:local:ben", "quota web:local:ann 1"]
        )
    )
    def be_in_charge(self, argument: str) -> None:
        turn = self.talk.command("admin", argument)
        assert turn.replies or turn.action
        assert turn.cancelled == ()
        if turn.mode is not None:
            self.talk.more = {"mode": turn.mode}
            self.before_drain = len(self.talk.jobs) if turn.mode is Mode.DRAINING else None

    @rule(
        values=st.dictionaries(
            st.sampled_from(["strength", "warm", "gone"]), st.sampled_from([0.3, 9, True, "x", None])
        )
    )
    def change_settings(self, values: dict[str, object]) -> None:
        assert self.talk.command("settings", options=values).replies

    @rule(data=st.data())
    def press_any_button(self, data: st.DataObject) -> None:
        jobs = [*self.talk.jobs, *self.talk.kept, "gone", ""]
        names = [
            "cancel",
            "retry",
            "swap",
            "another-style",
            "another-photo",
            "another-content",
            "another-second",
            "add-second",
            "stronger",
            "softer",
            "again",
            "file",
            "more",
            "back",
            "keep",
            "own-style",
            "kept",
            "name",
            "drop",
            "as-content",
            "as-second",
            "set",
            "x",
        ]
        plain = [
            "paint",
            "use-as-style",
            "use-as-content",
            "use-as-second",
            "set-defaults",
            "forget-yes",
            "language:ru",
            "set:a:b",
            ":",
            "",
        ]
        button = data.draw(
            st.one_of(
                st.sampled_from(plain),
                st.builds("{}:{}".format, st.sampled_from(names), st.sampled_from(jobs)),
                st.text(max_size=10),
            )
        )
        turn = self.talk.press(button)
        assert turn.replies or turn.action or turn.cancelled

    @rule()
    def send_a_sticker(self) -> None:
        assert self.talk.other().replies

    @rule(seconds=st.one_of(st.floats(0, 6), st.just(DAY)))
    def wait(self, seconds: float) -> None:
        self.talk.wait(seconds)

    @precondition(lambda self: any(job.state.active for job in self.talk.jobs.values()))
    @rule(
        state=st.sampled_from([JobState.DONE, JobState.FAILED, JobState.CANCELLED]),
        reason=st.sampled_from(
            ["error", "died", "timeout", "content:truncated", "style:bomb", "second:bomb", "expired"]
        ),
    )
    def end_a_job(self, state: JobState, reason: str) -> None:
        job = next(job.id for job in self.talk.jobs.values() if job.state.active)
        assert self.talk.end(job, state, reason if state is JobState.FAILED else None).replies

    @invariant()
    def slots_and_jobs_are_consistent(self) -> None:
        talk = self.talk
        assert set(talk.session.photos) <= {"content", "style"} | self.optional
        assert sum(job.state.active for job in talk.jobs.values()) <= 2
        for job in talk.jobs.values():
            assert set(job.order.inputs) - self.optional == {"content", "style"}
            assert set(job.order.options) == {"strength", "warm"}
            assert 0 <= job.order.options["strength"] <= 1

    @invariant()
    def nobody_orders_more_than_a_days_share_and_nothing_while_the_bot_drains(self) -> None:
        times = sorted(job.created for job in self.talk.jobs.values())
        assert all(later - earlier >= DAY for earlier, later in zip(times, times[5:], strict=False))
        assert self.before_drain in (None, len(times))

    @invariant()
    def nobody_keeps_more_than_there_is_room_for(self) -> None:
        kept = self.talk.kept.values()
        assert len(kept) <= 3
        assert sum(picture.size for picture in kept) <= 2_500_000
        assert len({(picture.blob, picture.slot) for picture in kept}) == len(kept)

    @invariant()
    def replies_are_fit_to_send(self) -> None:
        for reply in self.talk.replies:
            assert reply.text or reply.picture or reply.document
            assert all(len(button.encode()) <= 64 for button in reply.numbered)
            assert len(set(reply.numbered)) == len(reply.numbered)

    @invariant()
    def the_session_can_be_stored(self) -> None:
        session = self.talk.session
        assert read(Settings, session.settings.model_dump_json()) == session.settings
        assert read(Session, session.model_dump_json()) == session.model_copy(update={"settings": Settings()})


AnyConversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyConversation = AnyConversation.TestCase


@given(st.lists(st.tuples(blobs, captions), min_size=2, max_size=6))
@settings(max_examples=40, deadline=None)
def test_an_album_of_uncaptioned_or_captioned_photos_uses_every_photo_once(photos: list[tuple[str, str]]) -> None:
    talk = DialogueHarness(Rules(install({"blend": Blend()}, framework_texts()), max_waiting=10))
    for number, (_, caption) in enumerate(photos):
        talk.photo(f"p{number}", caption="" if caption == "photo" else caption, album="1")
    turn = talk.wait(2)
    assert turn is not None
    used = [blob for order in turn.orders for blob in order.inputs.values()]
    assert len(used) == len(set(used)) == 2 * len(turn.orders)
