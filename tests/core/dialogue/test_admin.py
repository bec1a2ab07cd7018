"""What those in charge can have the bot do, and that nobody else can, or learns that it can be done."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue.admin import MAX_QUOTA, person_meant
from core.dialogue.admin_status import status
from core.dialogue.context import TurnContext
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Action, Rules, Standing, TurnInput
from core.model.event import CommandGiven
from core.model.job import Job, JobState, Order
from core.model.people import Mode, People, Restriction
from core.model.person import Person, PersonId
from core.plugins.bot_status import BotStatus, Machine
from core.plugins.health import Condition, Health
from tests.core.dialogue.harness import ANN, EFFECTS, HOME, DialogueHarness

ANN_ID, BEN_ID = PersonId.of("web", "local", "ann"), PersonId.of("web", "local", "ben")
BEN = Person(id="ben", locale="en")
IN_CHARGE = Rules(EFFECTS, jobs_a_day=50, people=People(admins={ANN_ID}))


@pytest.fixture
def ann() -> DialogueHarness:
    """She is in charge."""
    return DialogueHarness(IN_CHARGE)


@pytest.fixture
def ben() -> DialogueHarness:
    return DialogueHarness(IN_CHARGE, BEN)


class TestOthers:
    def test_the_command_is_one_that_there_is_not(self, ben: DialogueHarness) -> None:
        ben.command("nonsense")
        unknown = ben.said
        for argument in ("", "status", f"ban {ANN_ID}"):
            turn = ben.command("admin", argument)
            assert ben.said == unknown.replace("nonsense", "admin")
            assert (turn.action, turn.mode, turn.restrictions) == (None, None, {})

    def test_a_button_of_its_is_one_that_there_is_not(self, ben: DialogueHarness) -> None:
        ben.press("nonsense:pause", "m1")
        unknown = ben.replies
        turn = ben.press("admin:pause", "m1")
        assert (ben.replies, turn.mode) == (unknown, None)

    def test_help_does_not_tell_of_it(self, ben: DialogueHarness) -> None:
        ben.command("help")
        assert "/admin" not in ben.said


class TestWhoami:
    def test_it_tells_the_id_by_which_plugins_toml_names_somebody(self, ben: DialogueHarness) -> None:
        ben.command("whoami")
        assert ben.said == f"I know you as {BEN_ID}."
        assert ben.replies[0].private

    def test_it_tells_those_in_charge_that_they_are(self, ann: DialogueHarness) -> None:
        ann.command("whoami")
        assert ann.said == f"I know you as {ANN_ID}. You are in charge of me: /admin says what you can do."


class TestModes:
    @pytest.mark.parametrize(
        ("action", "mode"), [("pause", Mode.PAUSED), ("DRAIN", Mode.DRAINING), ("resume", Mode.RUNNING)]
    )
    def test_a_word_changes_how_the_bot_works(self, ann: DialogueHarness, action: str, mode: Mode) -> None:
        assert ann.command("admin", action).mode is mode
        assert all(reply.private for reply in ann.replies)

    def test_so_does_a_button_which_shows_the_status_anew(self, ann: DialogueHarness) -> None:
        turn = ann.press("admin:pause", "m1")
        assert (turn.mode, turn.action) == (Mode.PAUSED, Action.STATUS)
        again = ann.press("admin:status", "m1")
        assert (again.mode, again.action) == (None, Action.STATUS)

    @given(st.text(max_size=30).filter(lambda text: text.split()[:1] != ["status"]))
    def test_any_other_word_is_answered_with_what_there_is(self, text: str) -> None:
        known = ("status", "pause", "drain", "resume", "ban", "unban", "quota")
        if text.strip().partition(" ")[0].casefold() not in known:
            ann = DialogueHarness(IN_CHARGE)
            turn = ann.command("admin", text)
            assert "/admin status" in ann.said
            assert (turn.action, turn.mode, turn.restrictions) == (None, None, {})


def decide(argument: str, other: Standing | None = None) -> tuple[str, dict[PersonId, Restriction]]:
    """What is said to a command of Ann's, and what is decided, where the other person stands so."""
    ann = DialogueHarness(IN_CHARGE)
    ann.more = {"other": other or Standing()}
    turn = ann.command("admin", argument)
    return ann.said, turn.restrictions


class TestPeople:
    def test_somebody_is_banned_and_unbanned(self) -> None:
        said, decided = decide(f"ban {BEN_ID}")
        assert said.startswith(f"I work no longer for {BEN_ID}.")
        assert decided == {BEN_ID: Restriction(banned=True)}
        said, decided = decide(f"UNBAN  {BEN_ID}", Standing(restriction=Restriction(banned=True, jobs_a_day=3)))
        assert said == f"I work for {BEN_ID}."
        assert decided == {BEN_ID: Restriction(jobs_a_day=3)}

    def test_those_in_charge_can_not_be_banned(self) -> None:
        said, decided = decide(f"ban {ANN_ID}")
        assert "is in charge of me" in said
        assert decided == {}

    def test_a_quota_is_shown_set_and_put_back(self) -> None:
        own = Standing(restriction=Restriction(jobs_a_day=7), ordered=4)
        assert decide(f"quota {BEN_ID}") == (
            f"{BEN_ID}: 50 pictures a day, as everybody. Ordered within the last 24 hours: 0.",
            {},
        )
        assert decide(f"quota {BEN_ID}", own) == (
            f"{BEN_ID}: 7 pictures a day, which is a number of their own. Ordered within the last 24 hours: 4.",
            {},
        )
        assert decide(f"quota {BEN_ID} 9")[1] == {BEN_ID: Restriction(jobs_a_day=9)}
        assert decide(f"quota {BEN_ID} Default", own)[1] == {BEN_ID: Restriction()}

    @given(st.one_of(st.integers().map(str), st.text(min_size=1, max_size=8)))
    def test_a_quota_is_a_number_in_its_range_or_nothing_is_decided(self, text: str) -> None:
        _, decided = decide(f"quota {BEN_ID} {text}")
        for restriction in decided.values():
            assert restriction.jobs_a_day is not None
            assert 1 <= restriction.jobs_a_day <= MAX_QUOTA
            assert str(restriction.jobs_a_day) == text.strip().lstrip("0")

    @pytest.mark.parametrize("argument", ["ban", "ban ben", "unban web:local", "quota 5", "quota :: 5"])
    def test_whoever_is_no_person_is_told_to_be_none(self, argument: str) -> None:
        said, decided = decide(argument)
        assert said.startswith("That isn't a person's id.")
        assert decided == {}

    @given(st.text(max_size=40))
    def test_no_argument_is_too_odd_to_be_looked_at(self, argument: str) -> None:
        person_meant(CommandGiven(id="1", address=HOME, sender=ANN, name="admin", argument=argument))


def job(id: str, state: JobState) -> Job:
    order = Order(id=id, effect="blend", inputs={}, options={})
    return Job(order=order, address=HOME, person=BEN_ID, created=1.0, state=state)


def shown(language: str = "en", mode: Mode = Mode.RUNNING, jobs: tuple[Job, ...] = (), **changes: Any) -> str:
    """What the status of a bot says that has run for two hours."""
    context = TurnContext(IN_CHARGE, TurnInput(now=7300.0, token=""), framework_texts(), language)
    machine = Machine(version="1.2", memory={"bot": 110_400_000, "worker": 380_000_000}, free_bytes=9_000_000_000)
    web = Health(name="web", condition=Condition.RUNNING, since=0.0)
    found = {"started": 100.0, "machine": machine, "health": (web,), **changes}
    return status(context, mode, BotStatus.model_validate(found), jobs).text


class TestStatus:
    def test_a_bot_that_is_well_and_has_nothing_to_do(self) -> None:
        assert shown().splitlines() == [
            "Atelier 1.2, running for about 2 hours.",
            "All is well.",
            "No pictures are at work or waiting.",
            "Adapters: web running.",
            "Memory in MB: bot 110, worker 380.",
            "Free on disk: 9,000 MB.",
        ]

    def test_what_is_wrong_is_said_as_healthz_says_it(self) -> None:
        down = Health(name="telegram", condition=Condition.WAITING, since=0.0, reason="the token is wrong")
        disk = Health(name="disk", kind="part", condition=Condition.TROUBLED, since=0.0, reason="it is full")
        lines = shown(health=(disk, down)).splitlines()
        assert lines[1:4] == ["Not well:", "disk: it is full", "telegram: the token is wrong"]
        assert "Adapters: telegram waiting to be started again." in lines

    def test_jobs_are_counted_by_effect(self) -> None:
        jobs = (job("1", JobState.RUNNING), job("2", JobState.QUEUED), job("3", JobState.QUEUED))
        assert "blend: 1 at work, 2 waiting." in shown(jobs=jobs)

    def test_a_drain_says_when_all_is_done(self) -> None:
        assert "2 pictures are still to be finished" in shown(
            mode=Mode.DRAINING, jobs=(job("1", JobState.RUNNING), job("2", JobState.QUEUED))
        )
        assert "all is done" in shown(mode=Mode.DRAINING)

    def test_its_buttons_are_those_that_change_something(self) -> None:
        context = TurnContext(IN_CHARGE, TurnInput(now=1.0, token=""), framework_texts(), "en")
        buttons = {
            mode: [button.id for button in status(context, mode, BotStatus(started=0.0), ()).buttons[0]]
            for mode in Mode
        }
        assert buttons == {
            Mode.RUNNING: ["admin:pause", "admin:drain", "admin:status"],
            Mode.PAUSED: ["admin:resume", "admin:status"],
            Mode.DRAINING: ["admin:resume", "admin:status"],
        }

    def test_it_is_said_in_russian_too(self) -> None:
        assert shown("ru").splitlines()[:2] == ["Atelier 1.2, работаю уже около 2 часов.", "Всё в порядке."]
