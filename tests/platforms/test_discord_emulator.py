"""A client of discord.py, as it is, lives with the emulator."""

from collections.abc import Callable
from typing import Any

import discord
import pytest

from tests.platforms import discord_stage
from tests.platforms.discord_interactions import DEFER_UPDATE
from tests.platforms.discord_messages import is_spoiler
from tests.platforms.discord_rest import CALLBACK
from tests.platforms.discord_stage import TEAL, TIMEOUT, TOKEN, Painter, Stage
from tests.platforms.discord_world import Object


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Plays a scene on a stage."""
    return lambda scene, **more: discord_stage.play(scene, monkeypatch, **more)


class TestALife:
    def test_a_command_is_deferred_and_then_answered_with_a_file_and_a_button(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            ann, studio = stage.world.person("Ann"), stage.world.guild("Studio")
            stage.server.acknowledging.clear()
            one = stage.people.slash(ann, "paint", {"photo": TEAL, "size": 512}, studio)
            await stage.world.until(lambda: stage.server.asked("POST", CALLBACK), TIMEOUT)
            stage.server.acknowledging.set()
            (answer,) = await stage.shown(ann, studio, 1)
            assert (answer["content"], answer["type"]) == ("512 px", 20)
            (attachment,) = answer["attachments"]
            assert (attachment["width"], attachment["height"]) == (80, 60)
            assert stage.world.files[attachment["id"]] == TEAL.data
            assert one.taken is not None
            assert not stage.server.interactions.missed()
            stage.people.press(ann, answer, "Again")
            assert (await stage.shown(ann, studio, 2))[-1]["content"] == "pressed"
            assert stage.painter.pressed == ["again:1"]
            assert list(stage.server.interactions.all.values())[-1].callback == DEFER_UPDATE

        play(scene)

    def test_spoilers_stay_spoilers(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            ann = stage.world.person("Ann")
            stage.people.slash(ann, "paint", {"photo": TEAL._replace(spoiler=True)})
            (answer,) = await stage.shown(ann, stage.world.dm(ann), 1)
            assert is_spoiler(answer["attachments"][0])

        play(scene)

    def test_a_message_to_the_bot_is_answered(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            ann = stage.world.person("Ann")
            stage.people.say(ann, "hello", [TEAL, TEAL])
            (answer,) = await stage.shown(ann, stage.world.dm(ann), 1)
            assert answer["content"] == "I heard hello and 2 files"
            assert await stage.painter.heard[0].attachments[0].read() == TEAL.data

        play(scene)

    def test_what_is_only_for_one_person_nobody_else_sees(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            ann, bob, studio = stage.world.person("Ann"), stage.world.person("Bob"), stage.world.guild("Studio")
            stage.people.slash(ann, "secret", place=studio)
            await stage.shown(ann, studio, 1)
            assert stage.world.seen(bob, studio) == []
            with pytest.raises(AssertionError, match="needs"):
                stage.people.slash(ann, "paint", place=studio)

        play(scene)

    def test_forms_and_message_commands(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            ann, studio = stage.world.person("Ann"), stage.world.guild("Studio")
            one = stage.people.slash(ann, "form", place=studio)
            await stage.world.until(lambda: one.modal, TIMEOUT)
            with pytest.raises(AssertionError, match="size can't be '12345'"):
                stage.people.submit(one, {"size": "12345"})
            stage.people.submit(one, {"size": "512"})
            assert (await stage.shown(ann, studio, 1))[0]["content"] == "512"
            stage.people.use(ann, "Use as photo", stage.people.say(ann, "look", [TEAL], studio))
            (_, answer) = await stage.shown(ann, studio, 2)
            assert (answer["content"], answer["type"]) == ("1 files of ann", 23)

        play(scene)

    def test_a_person_who_installed_it_uses_it_where_the_bot_is_not(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            ann, bob = stage.world.person("Ann"), stage.world.person("Bob")
            places = stage.world.guild("Theirs", has_bot=False), stage.world.private(ann, bob)
            with pytest.raises(AssertionError, match="hasn't installed it"):
                stage.people.slash(ann, "paint", {"photo": TEAL}, places[0])
            stage.people.install(ann)
            for place in places:
                stage.people.slash(ann, "paint", {"photo": TEAL}, place)
                (answer,) = await stage.shown(ann, place, 1)
                with pytest.raises(discord.Forbidden) as refused:
                    await stage.painter.http.send_typing(place.id)
                assert refused.value.code == 50001
                params = discord.http.handle_message_parameters("x")
                with pytest.raises(discord.Forbidden):
                    await stage.painter.http.edit_message(place.id, answer["id"], params=params)
            with pytest.raises(AssertionError, match="is for installations"):
                stage.people.slash(ann, "secret", place=places[0])

        play(scene)


class TestTheGateway:
    def test_a_cut_is_resumed_and_nothing_is_missed(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            ann = stage.world.person("Ann")
            stage.gateway.cut()
            await stage.world.until(lambda: not stage.gateway.connected, TIMEOUT)
            stage.people.say(ann, "are you there?")
            await stage.world.until(lambda: stage.gateway.resumes == 1, TIMEOUT)
            await stage.shown(ann, stage.world.dm(ann), 1)
            assert (len(stage.painter.heard), stage.gateway.identifies) == (1, 1)

        play(scene)

    def test_it_asks_to_reconnect_and_invalidates(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            stage.gateway.ask_to_reconnect()
            await stage.world.until(lambda: stage.gateway.resumes == 1, TIMEOUT)
            await stage.world.until(lambda: stage.gateway.connected, TIMEOUT)
            stage.gateway.invalidate(resumable=True)
            await stage.world.until(lambda: stage.gateway.resumes == 2, TIMEOUT)
            assert stage.gateway.identifies == 1
            stage.gateway.invalidate()
            await stage.world.until(lambda: stage.gateway.identifies == 2, TIMEOUT)
            assert stage.gateway.limit()["remaining"] == 998

        play(scene)

    @pytest.mark.parametrize("code", [4004, 4014])
    def test_codes_that_end_it(self, play: Any, code: int) -> None:
        async def scene(stage: Stage) -> None:
            if code == 4004:
                stage.server.revoke()
            other = Painter()
            if code == 4014:
                other._connection._intents.message_content = True
                with pytest.raises(discord.PrivilegedIntentsRequired):
                    await other.start(TOKEN)
            else:
                with pytest.raises(discord.LoginFailure):
                    await other.start(TOKEN)
            await other.close()

        play(scene)

    def test_who_uses_up_the_identifies_loses_the_token(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            stage.gateway.budget = 0
            other = Painter()
            with pytest.raises(discord.ConnectionClosed) as closed:
                await other.start(TOKEN)
            assert closed.value.code == 4004

        play(scene)

    def test_content_in_guilds_is_only_for_those_who_may_read_it(self, play: Any) -> None:
        async def scene(stage: Stage) -> None:
            stage.gateway.allowed = 1 << 15
            ann, studio = stage.world.person("Ann"), stage.world.guild("Studio")
            heard: dict[bool, list[Object]] = {}
            for content in (False, True):
                intents = 1 << 9 | (1 << 15 if content else 0)
                stage.gateway.session.intents = intents  # type: ignore[union-attr]
                stage.people.say(ann, "hello", place=studio)
                stage.people.say(ann, f"<@{stage.world.app_id}> hello", place=studio)
                events = stage.gateway.session.events  # type: ignore[union-attr]
                heard[content] = [event["d"]["content"] for event in list(events)[-2:]]
            assert heard[False] == ["", f"<@{stage.world.app_id}> hello"]
            assert heard[True][0] == "hello"
            stage.people.say(ann, "unheard, as there is no intent for direct messages")
            assert stage.gateway.session.events[-1]["d"]["content"] != "unheard"  # type: ignore[union-attr]

        play(scene)
