"""Whatever an adapter or an effect does in the bot's process becomes something that it may do, and one line."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import pytest

from core.engine import containment
from core.engine.containment import AdapterFault, Complaints, ContainedAdapter, ContainedEffect
from core.model.errors import AtelierError, Lost
from core.model.event import Photo
from core.plugins.adapter import PhotoLost, RateLimited, Undeliverable
from core.plugins.capabilities import Capabilities
from core.plugins.effect import Tweak, Variant
from core.plugins.message import Message
from tests.broken import in_the_bot
from tests.broken.in_the_bot import FAULTS, LIMITS, Adapter, TroubledInVain, never, raising, returning, tweaking
from tests.core.dialogue.harness import Blend, Tint
from tests.core.engine.harness import ANN_ID, ROOM

MESSAGE = Message(key="1", text="hello")


def run(adapter: Adapter, what: str) -> Any:
    """What a contained adapter makes of one call."""
    contained = ContainedAdapter(adapter, "fake")
    calls = {
        "fetch": lambda: contained.fetch(Photo(reference="x"), 100),
        "send": lambda: contained.send(ROOM, MESSAGE),
        "edit": lambda: contained.edit(ROOM, "7", MESSAGE),
        "direct": lambda: contained.direct(ANN_ID),
        "forget": lambda: contained.forget(ANN_ID, ["x"]),
    }
    return asyncio.run(calls[what]())


CALLS = pytest.mark.parametrize("what", ["fetch", "send", "edit", "direct"])


@CALLS
@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_an_error_that_it_may_not_raise_is_its_fault(
    what: str, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(AdapterFault, match=f"its {what} raised "):
        run(Adapter(act=raising(error)), what)
    (line,) = caplog.messages
    assert line.startswith(f"adapter fake: its {what} raised ")
    assert "in_the_bot.py:" in line


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "ok"),
        (RateLimited(3.0), "rate_limited"),
        (Undeliverable("blocked"), "undeliverable"),
        (PhotoLost(Lost.EXPIRED), "photo_lost"),
        (OSError("reset"), "unreachable"),
        (KeyError("x"), "adapter_fault"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_came_of_a_call_is_told(error: Exception | None, outcome: str) -> None:
    told: list[tuple[str, str, str]] = []

    def observe(label: str, call: str, outcome: str, seconds: float) -> None:
        assert seconds >= 0
        told.append((label, call, outcome))

    async def scenario() -> None:
        act = raising(error) if error is not None else returning("m1")
        with suppress(AtelierError, OSError):
            await ContainedAdapter(Adapter(act=act), "fake", observe).send(ROOM, MESSAGE)

    asyncio.run(scenario())
    assert told == [("fake", "send", outcome)]


@CALLS
@pytest.mark.parametrize("error", [OSError("reset"), Undeliverable("blocked"), PhotoLost(Lost.EXPIRED)], ids=repr)
def test_one_that_it_may_is_passed_on(what: str, error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(type(error)) as raised:
        run(Adapter(act=raising(error)), what)
    assert raised.value is error
    assert caplog.messages == []


@pytest.mark.parametrize("error", [*FAULTS, OSError("reset"), Undeliverable("blocked")], ids=repr)
def test_a_person_is_forgotten_whatever_it_does_then(error: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    run(Adapter(act=raising(error)), "forget")
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("address", [None, "fake:one:ann", ROOM._replace(account="another")])
def test_a_private_chat_that_is_not_its_own_is_its_fault(address: object) -> None:
    with pytest.raises(AdapterFault, match="no address of its own"):
        run(Adapter(act=returning(address)), "direct")


def test_a_class_that_inherits_nothing_has_the_contracts_defaults() -> None:
    class Plain:
        name, account, trouble, capabilities = "fake", "one", "", Capabilities()

    plain = cast(Adapter, Plain())
    run(plain, "forget")
    with pytest.raises(Undeliverable, match="no private chats"):
        run(plain, "direct")


@pytest.mark.parametrize(("limit", "seconds"), list(zip(LIMITS, [60, 60, 60, 86400], strict=True)))
def test_a_rate_limit_is_one_that_can_be_waited_for(limit: RateLimited, seconds: float) -> None:
    with pytest.raises(RateLimited) as raised:
        run(Adapter(act=raising(limit)), "send")
    assert raised.value.retry_after == seconds


@CALLS
def test_one_that_never_returns_is_left_alone(
    what: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(containment, "FETCH_TIMEOUT", 0.01)
    monkeypatch.setattr(containment, "SEND_TIMEOUT", 0.01)

    async def scenario() -> None:
        contained = ContainedAdapter(Adapter(act=never), "fake")
        calls: dict[str, Callable[[], Any]] = {
            "fetch": lambda: contained.fetch(Photo(reference="x"), 100),
            "send": lambda: contained.send(ROOM, MESSAGE),
            "edit": lambda: contained.edit(ROOM, "7", MESSAGE),
            "direct": lambda: contained.direct(ANN_ID),
        }
        with pytest.raises(TimeoutError):
            await calls[what]()
        (left,) = contained._left
        in_the_bot.ENDED.add(left)
        left.cancel()
        await asyncio.wait({left})

    asyncio.run(asyncio.wait_for(scenario(), 60))
    assert caplog.messages == [f"adapter fake: its {what} didn't return within 0.01 s"]


def test_a_call_that_nobody_wants_any_more_is_called_off() -> None:
    ended = asyncio.Event()

    async def act() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def scenario() -> None:
        adapter = Adapter(act=act)
        sending = asyncio.create_task(ContainedAdapter(adapter, "fake").send(ROOM, MESSAGE))
        await adapter.heard.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await ended.wait()

    asyncio.run(asyncio.wait_for(scenario(), 60))


@pytest.mark.parametrize("value", [None, "text", 5, ["x"]])
def test_bytes_that_are_none_are_its_fault(value: object) -> None:
    with pytest.raises(AdapterFault, match=f"its fetch returned {type(value).__name__} and not bytes"):
        run(Adapter(act=returning(value)), "fetch")


@pytest.mark.parametrize(("value", "sent", "edited"), [(None, "", "7"), (["x"], "", "7"), (12, "12", "12")])
def test_a_reference_that_is_none_does_not_have_a_message_sent_again(value: object, sent: str, edited: str) -> None:
    assert run(Adapter(act=returning(value)), "send") == sent
    assert run(Adapter(act=returning(value)), "edit") == edited


def test_capabilities_that_go_are_the_usual_ones(caplog: pytest.LogCaptureFixture) -> None:
    adapter = Adapter()
    contained = ContainedAdapter(adapter, "fake")
    assert contained.capabilities is adapter.capabilities
    adapter.capabilities = None
    assert contained.capabilities == Capabilities()
    assert caplog.messages == ["adapter fake: its capabilities are NoneType"]


def test_trouble_that_can_not_be_told_is_trouble() -> None:
    told = ContainedAdapter(TroubledInVain(), "fake").trouble
    assert told.startswith("what troubles it can't be told: LookupError: no trouble (in_the_bot.py:")


def test_the_same_complaint_is_made_once_in_a_while(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    complaints = Complaints("adapter fake", lambda: now[0])
    for time in (0.0, 1.0, 599.0, 601.0, 602.0):
        now[0] = time
        complaints.say("it fails")
    complaints.say("otherwise")
    assert caplog.messages == ["adapter fake: it fails", "adapter fake: it fails", "adapter fake: otherwise"]


def _raise(error: BaseException) -> Any:
    raise error


class TestVariants:
    def test_that_are_none_are_left_out(self, caplog: pytest.LogCaptureFixture) -> None:
        class Varied(Blend):
            def variants(self, options: Tint) -> list[Any]:
                odd = Variant(name="odd", changes={}, draft={"size": object()})
                return [odd, Tweak(name="stronger", changes={}), Variant(name="bolder", changes={"strength": 1.0})]

        effect = ContainedEffect(Varied())
        assert [variant.name for variant in effect.variants(Tint())] == ["bolder"]
        assert [message.partition(":")[0] for message in caplog.messages] == ["effect blend"] * 2
        assert "its variant odd is left out" in caplog.messages[0]
        assert "no Variant" in caplog.messages[1]

    def test_that_raise_are_none(self, caplog: pytest.LogCaptureFixture) -> None:
        class Varied(Blend):
            def variants(self, options: Tint) -> list[Variant]:
                raise LookupError("no variants today")

        assert ContainedEffect(Varied()).variants(Tint()) == []
        assert caplog.messages[0].startswith("effect blend: its variants are left out: LookupError: no variants today")

    def test_a_class_that_inherits_nothing_needs_none(self, caplog: pytest.LogCaptureFixture) -> None:
        class Alone:
            name = "alone"

        assert ContainedEffect(cast(Any, Alone())).variants(Tint()) == []
        assert caplog.messages == []


class TestTweaks:
    @pytest.mark.parametrize(
        "offer",
        [
            lambda: _raise(LookupError("x")),
            lambda: _raise(SystemExit(3)),
            lambda: None,
            lambda: 5,
            lambda: ["stronger"],
            lambda: {"stronger": {"strength": 1.0}},
            lambda: [{"name": "stronger"}],
            lambda: [Tweak(name="Stronger and stronger", changes={})],
            lambda: [Tweak(name="x" * 40, changes={})],
            lambda: [Tweak(name="stronger", changes={"strength": object()})],
            lambda: [Tweak(name="stronger", changes={"strength": {1, 2}})],
        ],
    )
    def test_that_are_none_are_left_out(self, offer: Callable[[], Any], caplog: pytest.LogCaptureFixture) -> None:
        effect = ContainedEffect(tweaking(offer))
        assert effect.tweaks(Tint()) == []
        assert effect.tweaks(Tint()) == []
        (line,) = caplog.messages
        assert line.startswith("effect blend: ")
        assert "left out" in line

    def test_one_that_is_none_takes_no_other_along(self) -> None:
        effect = ContainedEffect(tweaking(lambda: ["no tweak", Tweak(name="softer", changes={"strength": 0.1})]))
        assert [tweak.name for tweak in effect.tweaks(Tint())] == ["softer"]

    def test_the_rest_is_the_effects_own(self) -> None:
        effect = ContainedEffect(tweaking(list))
        assert (effect.name, effect.options) == ("blend", Tint)
