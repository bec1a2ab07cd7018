"""A client of discord.py, as it is, lives with the emulator."""

from collections.abc import Callable
from typing import Any

import discord
import pytest

from tests.platforms import harness
from tests.platforms.discord_interactions import DEFER_UPDATE
from tests.platforms.discord_messages import is_spoiler
from tests.platforms.discord_rest import CALLBACK
from tests.platforms.discord_state import Object
from tests.platforms.harness import TEAL, TIMEOUT, TOKEN, EmulatorHarness, Painter


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Plays a scenario on a harness."""
    return lambda scenario, **more: harness.play(scenario, monkeypatch, **more)


class TestALife:
    def test_a_command_is_deferred_and_then_answered_with_a_file_and_a_button(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann, studio = harness.state.person("Ann"), harness.state.guild("Studio")
            harness.server.acknowledging.clear()
            one = harness.people.slash(ann, "paint", {"photo": TEAL, "size": 512}, studio)
            await harness.state.until(lambda: harness.server.asked("POST", CALLBACK), TIMEOUT)
            harness.server.acknowledging.set()
            (answer,) = await harness.shown(ann, studio, 1)
            assert (answer["content"], answer["type"]) == ("512 px", 20)
            (attachment,) = answer["attachments"]
            assert (attachment["width"], attachment["height"]) == (80, 60)
            assert harness.state.files[attachment["id"]] == TEAL.data
            assert one.taken is not None
            assert not harness.server.interactions.missed()
            harness.people.press(ann, answer, "Again")
            assert (await harness.shown(ann, studio, 2))[-1]["content"] == "pressed"
            assert harness.painter.pressed == ["again:1"]
            assert list(harness.server.interactions.all.values())[-1].callback == DEFER_UPDATE

        play(scenario)

    def test_spoilers_stay_spoilers(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann = harness.state.person("Ann")
            harness.people.slash(ann, "paint", {"photo": TEAL._replace(spoiler=True)})
            (answer,) = await harness.shown(ann, harness.state.dm(ann), 1)
            assert is_spoiler(answer["attachments"][0])

        play(scenario)

    def test_a_message_to_the_bot_is_answered(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann = harness.state.person("Ann")
            harness.people.say(ann, "hello", [TEAL, TEAL])
            (answer,) = await harness.shown(ann, harness.state.dm(ann), 1)
            assert answer["content"] == "I heard hello and 2 files"
            assert await harness.painter.heard[0].attachments[0].read() == TEAL.data

        play(scenario)

    def test_what_is_only_for_one_person_nobody_else_sees(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann, bob, studio = harness.state.person("Ann"), harness.state.person("Bob"), harness.state.guild("Studio")
            harness.people.slash(ann, "secret", place=studio)
            await harness.shown(ann, studio, 1)
            assert harness.state.seen(bob, studio) == []
            with pytest.raises(AssertionError, match="needs"):
                harness.people.slash(ann, "paint", place=studio)

        play(scenario)

    def test_forms_and_message_commands(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann, studio = harness.state.person("Ann"), harness.state.guild("Studio")
            one = harness.people.slash(ann, "form", place=studio)
            await harness.state.until(lambda: one.modal, TIMEOUT)
            with pytest.raises(AssertionError, match="size can't be '12345'"):
                harness.people.submit(one, {"size": "12345"})
            harness.people.submit(one, {"size": "512"})
            assert (await harness.shown(ann, studio, 1))[0]["content"] == "512"
            harness.people.use(ann, "Use as photo", harness.people.say(ann, "look", [TEAL], studio))
            (_, answer) = await harness.shown(ann, studio, 2)
            assert (answer["content"], answer["type"]) == ("1 files of ann", 23)

        play(scenario)

    def test_a_person_who_installed_it_uses_it_where_the_bot_is_not(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann, bob = harness.state.person("Ann"), harness.state.person("Bob")
            places = harness.state.guild("Theirs", has_bot=False), harness.state.private(ann, bob)
            with pytest.raises(AssertionError, match="hasn't installed it"):
                harness.people.slash(ann, "paint", {"photo": TEAL}, places[0])
            harness.people.install(ann)
            for place in places:
                harness.people.slash(ann, "paint", {"photo": TEAL}, place)
                (answer,) = await harness.shown(ann, place, 1)
                with pytest.raises(discord.Forbidden) as refused:
                    await harness.painter.http.send_typing(place.id)
                assert refused.value.code == 50001
                params = discord.http.handle_message_parameters("x")
                with pytest.raises(discord.Forbidden):
                    await harness.painter.http.edit_message(place.id, answer["id"], params=params)
            with pytest.raises(AssertionError, match="is for installations"):
                harness.people.slash(ann, "secret", place=places[0])

        play(scenario)


class TestTheGateway:
    def test_a_cut_is_resumed_and_nothing_is_missed(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann = harness.state.person("Ann")
            harness.gateway.cut()
            await harness.state.until(lambda: not harness.gateway.connected, TIMEOUT)
            harness.people.say(ann, "are you there?")
            await harness.state.until(lambda: harness.gateway.resumes == 1, TIMEOUT)
            await harness.shown(ann, harness.state.dm(ann), 1)
            assert (len(harness.painter.heard), harness.gateway.identifies) == (1, 1)

        play(scenario)

    def test_it_asks_to_reconnect_and_invalidates(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            harness.gateway.ask_to_reconnect()
            await harness.state.until(lambda: harness.gateway.resumes == 1, TIMEOUT)
            await harness.state.until(lambda: harness.gateway.connected, TIMEOUT)
            harness.gateway.invalidate(resumable=True)
            await harness.state.until(lambda: harness.gateway.resumes == 2, TIMEOUT)
            assert harness.gateway.identifies == 1
            harness.gateway.invalidate()
            await harness.state.until(lambda: harness.gateway.identifies == 2, TIMEOUT)
            assert harness.gateway.limit()["remaining"] == 998

        play(scenario)

    @pytest.mark.parametrize("code", [4004, 4014])
    def test_codes_that_end_it(self, play: Any, code: int) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            if code == 4004:
                harness.server.revoke()
            other = Painter()
            if code == 4014:
                other._connection._intents.message_content = True
                with pytest.raises(discord.PrivilegedIntentsRequired):
                    await other.start(TOKEN)
            else:
                with pytest.raises(discord.LoginFailure):
                    await other.start(TOKEN)
            await other.close()

        play(scenario)

    def test_who_uses_up_the_identifies_loses_the_token(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            harness.gateway.budget = 0
            other = Painter()
            with pytest.raises(discord.ConnectionClosed) as closed:
                await other.start(TOKEN)
            assert closed.value.code == 4004

        play(scenario)

    def test_content_in_guilds_is_only_for_those_who_may_read_it(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            harness.gateway.allowed = 1 << 15
            ann, studio = harness.state.person("Ann"), harness.state.guild("Studio")
            heard: dict[bool, list[Object]] = {}
            for content in (False, True):
                intents = 1 << 9 | (1 << 15 if content else 0)
                harness.gateway.session.intents = intents  # type: ignore[union-attr]
                harness.people.say(ann, "hello", place=studio)
                harness.people.say(ann, f"<@{harness.state.app_id}> hello", place=studio)
                events = harness.gateway.session.events  # type: ignore[union-attr]
                heard[content] = [event["d"]["content"] for event in list(events)[-2:]]
            assert heard[False] == ["", f"<@{harness.state.app_id}> hello"]
            assert heard[True][0] == "hello"
            harness.people.say(ann, "unheard, as there is no intent for direct messages")
            assert harness.gateway.session.events[-1]["d"]["content"] != "unheard"  # type: ignore[union-attr]

        play(scenario)
