"""The emulator refuses what the real Discord refuses, and fails as tests want it to."""

import io
from collections.abc import Callable
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.platforms import harness
from tests.platforms.discord import Trouble
from tests.platforms.discord_commands import Commands
from tests.platforms.discord_errors import ApiError
from tests.platforms.discord_rest import CALLBACK, COMMANDS, ORIGINAL, POSTS
from tests.platforms.discord_state import ATTACH_FILES, LOADING, SEND_MESSAGES, DiscordState, Object
from tests.platforms.harness import DESCRIPTION, TEAL, TIMEOUT, TOKEN, EmulatorHarness

OPTION: Object = {"type": 3, "name": "a", "description": "what it is"}
RUSSIAN = {"name_localizations": {"ru": "размер"}}
CHOICES = [{"name": "x" * 100, "value": "y" * 100} for _ in range(25)]


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Plays a scenario on a harness."""
    return lambda scenario, **more: harness.play(scenario, monkeypatch, **more)


class TestWhatIsRefused:
    def test_an_acknowledgement_after_three_seconds(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann = harness.state.person("Ann")
            harness.server.acknowledging.clear()
            one = harness.people.slash(ann, "secret")
            await harness.state.until(lambda: harness.server.asked("POST", CALLBACK), TIMEOUT)
            harness.clock.more = 3.1
            assert harness.server.interactions.missed() == [one]
            harness.server.acknowledging.set()
            interaction = await harness.first()
            with pytest.raises(discord.NotFound) as refused:
                await interaction.response.defer()
            assert refused.value.code == 10062
            with pytest.raises(discord.NotFound) as refused:
                await interaction.followup.send("late")
            assert refused.value.code == 10015

        play(scenario)

    def test_a_second_acknowledgement_and_a_token_that_is_too_old(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann = harness.state.person("Ann")
            harness.people.slash(ann, "paint", {"photo": TEAL})
            (answer,) = await harness.shown(ann, harness.state.dm(ann), 1)
            interaction = await harness.first()
            interaction.response._response_type = None
            with pytest.raises(discord.HTTPException) as refused:
                await interaction.response.defer()
            assert refused.value.code == 40060
            harness.clock.more = 899.0
            await interaction.edit_original_response(content="just in time")
            harness.clock.more = 901.0
            with pytest.raises(discord.HTTPException) as refused:
                await interaction.edit_original_response(content="too late")
            assert (refused.value.status, refused.value.code) == (401, 50027)
            params = discord.http.handle_message_parameters("by the bot itself")
            await harness.painter.http.edit_message(answer["channel_id"], answer["id"], params=params)
            assert answer["content"] == "by the bot itself"

        play(scenario)

    def test_what_is_too_large_forbidden_or_unknown(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann, studio = harness.state.person("Ann"), harness.state.guild("Studio")

            async def send(place: Any, data: bytes | None = None, **more: Any) -> int:
                file = {"file": discord.File(io.BytesIO(data), "a.png")} if data else {}
                with discord.http.handle_message_parameters("hello", **file, **more) as params:
                    try:
                        await harness.painter.http.send_message(place.id, params=params)
                    except discord.HTTPException as error:
                        return error.code
                return 0

            assert await send(studio, b"x" * (10 * 1024 * 1024 + 1)) == 40005
            assert await send(studio, b"x" * 10 * 1024 * 1024) == 0
            harness.state.forbid(studio, ATTACH_FILES)
            assert await send(studio, b"x") == 50013
            assert await send(studio) == 0
            harness.state.forbid(studio, SEND_MESSAGES)
            assert await send(studio) == 50013
            await harness.painter.http.start_private_message(ann["id"])
            assert await send(harness.state.dm(ann)) == 0
            harness.state.close(ann)
            assert await send(harness.state.dm(ann)) == 50007
            with pytest.raises(discord.NotFound) as refused:
                await harness.painter.http.get_message(studio.id, 5)
            assert refused.value.code == 10008

        play(scenario)

    def test_a_form_of_six_fields(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            harness.server.acknowledging.clear()
            one = harness.people.slash(harness.state.person("Ann"), "form")
            await harness.state.until(lambda: harness.server.asked("POST", CALLBACK), TIMEOUT)
            fields = [{"type": 4, "custom_id": f"field-{n}", "style": 1, "label": "field"} for n in range(6)]
            rows = [{"type": 1, "components": [field]} for field in fields]
            form = {"type": 9, "data": {"custom_id": "form", "title": "Form", "components": rows}}
            with pytest.raises(ApiError) as refused:
                harness.server.interactions.acknowledge(one.id, one.token, form, {})
            assert refused.value.code == 50035
            assert one.callback is None
            harness.server.acknowledging.set()
            await harness.state.until(lambda: one.modal, TIMEOUT)

        play(scenario)

    def test_the_same_nonce_twice_is_one_message(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            place = harness.state.dm(harness.state.person("Ann"))
            for _ in range(2):
                params = discord.http.handle_message_parameters("hello", nonce="7.0")
                await harness.painter.http.send_message(place.id, params=params)
            assert len(place.messages) == 1
            harness.clock.more = 181.0
            params = discord.http.handle_message_parameters("hello", nonce="7.0")
            await harness.painter.http.send_message(place.id, params=params)
            assert len(place.messages) == 2

        play(scenario)

    def test_links_of_the_cdn_that_are_forged_or_too_old(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            harness.people.say(harness.state.person("Ann"), "", [TEAL])
            await harness.state.until(lambda: harness.painter.heard, TIMEOUT)
            attachment = harness.painter.heard[0].attachments[0]
            url = attachment.url
            attachment.url = url.replace("teal", "gold")
            with pytest.raises(discord.NotFound):
                await attachment.read()
            attachment.url = url
            assert await attachment.read() == TEAL.data
            harness.clock.more = 24 * 3600 + 1
            with pytest.raises(discord.NotFound):
                await attachment.read()

        play(scenario)

    def test_requests_that_the_specification_does_not_know(self, play: Any) -> None:
        if not DESCRIPTION.exists():
            pytest.skip("needs the specification, which lies beside the repository only where Atelier is developed")

        async def scenario(harness: EmulatorHarness) -> None:
            place = harness.state.dm(harness.state.person("Ann"))
            params = discord.http.handle_message_parameters("hello")
            params.payload["contnt"] = "hello"  # type: ignore[index]
            with pytest.raises(discord.HTTPException) as refused:
                await harness.painter.http.send_message(place.id, params=params)
            assert refused.value.code == 50035
            assert harness.server.problems == [f"POST {POSTS}: contnt is unknown"]
            harness.server.problems.clear()

        play(scenario)


class TestCommands:
    def test_they_are_kept_and_given_back_with_everything_filled_in(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            assert (harness.server.commands.creates, harness.server.commands.writes) == (4, 1)
            before = {command.id for command in await harness.painter.tree.fetch_commands()}
            versions = [command["version"] for command in harness.server.commands.all.values()]
            await harness.painter.tree.sync()
            assert [command["version"] for command in harness.server.commands.all.values()] == versions
            assert harness.server.commands.creates == 4
            paint = harness.server.commands.named("paint")
            assert (paint["contexts"], paint["integration_types"], paint["nsfw"]) == ([0, 1, 2], [0, 1], False)
            assert {int(id) for id in harness.server.commands.all} == before
            harness.server.commands.creates = 200
            extra = app_commands.Command[Any, Any, Any](name="more", description="more", callback=harness.painter._tell)
            harness.painter.tree.add_command(extra)
            with pytest.raises(discord.HTTPException) as refused:
                await harness.painter.tree.sync()
            assert (refused.value.status, refused.value.code) == (400, 30034)
            assert len(harness.server.asked("PUT", COMMANDS)) == 3

        play(scenario)

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"name": "Paint"}, "'Paint' is not in lower case"),
            ({"name_localizations": {"ru": "Два слова"}}, "'Два слова' is not in lower case or has a space"),
            ({"name_localizations": {"russian": "стиль"}}, "no locales ['russian']"),
            ({"description": ""}, "needs a description"),
            ({"type": 3}, "neither description nor options"),
            ({"options": [OPTION, OPTION]}, "two options have one name"),
            ({"options": [OPTION, OPTION | {"name": "b", "required": True}]}, "Required options must be placed before"),
            ({"options": [OPTION | RUSSIAN, OPTION | RUSSIAN | {"name": "b"}]}, "two options have one name in ru"),
            ({"options": [OPTION | {"name": f"o{n}", "choices": CHOICES} for n in range(2)]}, "more than 8000"),
        ],
    )
    def test_what_they_cannot_be(self, changes: Object, problem: str) -> None:
        commands = Commands(DiscordState(lambda: 1_800_000_000.0))
        with pytest.raises(ApiError) as refused:
            commands.put([{"name": "paint", "description": "paints", **changes}])
        assert refused.value.code == 50035
        assert problem in str(refused.value.body["errors"])
        assert commands.all == {}

    def test_they_have_limits(self) -> None:
        commands = Commands(DiscordState(lambda: 1_800_000_000.0))
        with pytest.raises(ApiError):
            commands.put([{"name": f"use {number}", "type": 3} for number in range(16)])
        commands.put([{"name": f"use {number}", "type": 3} for number in range(15)])
        id = next(iter(commands.all))
        assert commands.patch(id, {"name": "use it"})["id"] == id
        commands.delete(id)
        with pytest.raises(ApiError):
            commands.get(id)


class TestTroubles:
    def test_they_come_once_and_in_turn(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            ann = harness.state.person("Ann")
            harness.server.troubles.append(Trouble.too_many("PATCH", ORIGINAL, 0.01))
            harness.people.slash(ann, "paint", {"photo": TEAL})
            (answer,) = await harness.shown(ann, harness.state.dm(ann), 1)
            assert not answer["flags"] & LOADING
            assert len(harness.server.asked("PATCH", ORIGINAL)) == 2
            assert not harness.server.troubles

        play(scenario)

    def test_rates_are_kept_where_they_shall_be(self, play: Any) -> None:
        async def scenario(harness: EmulatorHarness) -> None:
            place = harness.state.dm(harness.state.person("Ann"))
            session = harness.painter.http._HTTPClient__session  # type: ignore[attr-defined]
            headers = {"Authorization": f"Bot {TOKEN}"}
            url = f"{harness.server.url}/channels/{place.id}/messages"
            answers = []
            for _ in range(6):
                async with session.post(url, json={"content": "x"}, headers=headers) as answer:
                    answers.append((answer.status, answer.headers["X-RateLimit-Remaining"]))
            assert answers == [*((200, str(left)) for left in (4, 3, 2, 1, 0)), (429, "0")]
            assert harness.server.too_many == 1
            harness.clock.more += 5.0
            async with session.post(url, json={"content": "x"}, headers=headers) as answer:
                assert answer.status == 200

        play(scenario, strict=True)
