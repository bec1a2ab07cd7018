"""The commands: within Discord's limits in every language, and written only where they differ."""

import asyncio
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.command_sync import keep_trying, write
from adapters.discord.commands import canonical, declared
from core.dialogue.commands import FRAMEWORK, declared_commands
from core.dialogue.framework_texts import framework_texts
from core.model.base import Model
from core.plugins.adapter import RateLimited
from core.plugins.answers import Refused
from core.plugins.effect import Effect, Slot, Variant
from core.plugins.installed_effect import install
from effects.colour_transfer.effect import ColourTransfer
from effects.enlarge.effect import Enlarge
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferConfig
from effects.texture.effect import Texture
from examples.pencil.pencil.effect import Pencil
from examples.triptych.effect import Triptych
from tests.adapters.discord.harness import ScriptedApi
from tests.adapters.telegram.harness import StillClock

PLACE = "/applications/42/commands"
NAME = re.compile(r"[-_'\w]{1,32}")


STYLE_TRANSFER = StyleTransfer(StyleTransferConfig(), Path())


def declaring(*effects: Effect[Any]) -> list[dict[str, Any]]:
    return declared(declared_commands(install({effect.name: effect for effect in effects}, framework_texts())))


def commands() -> list[dict[str, Any]]:
    return declaring(STYLE_TRANSFER)


def named(name: str) -> dict[str, Any]:
    return next(command for command in commands() if command["name"] == name)


def everything(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield thing
    for part in thing.get("options", []):
        yield from everything(part)


def registered(command: dict[str, Any], id: int) -> dict[str, Any]:
    """A command as Discord gives it back: with more than it was given, and with less."""
    more = {"id": str(id), "application_id": "42", "version": "7", "default_member_permissions": None, "nsfw": False}
    thing = {**command, **more, "contexts": command["contexts"][::-1], "description": command.get("description", "")}
    if not thing.get("options"):
        thing.pop("options", None)
    return (
        thing | {"options": [{**one, "required": False} for one in thing["options"]]} if "options" in thing else thing
    )


def test_all_that_core_declares_is_there_and_three_for_messages() -> None:
    names = [command["name"] for command in commands()]
    assert names == ["style", "styles", "variants", *FRAMEWORK, "Use as photo", "Use as style", "Use as second style"]


def test_they_are_for_guilds_and_for_users() -> None:
    assert {tuple(command["contexts"]) for command in commands()} == {(0, 1, 2)}
    assert {tuple(command["integration_types"]) for command in commands()} == {(0, 1)}


def test_names_and_descriptions_are_within_the_limits() -> None:
    for command in commands():
        for thing in everything(command):
            if command["type"] == 1:
                for name in (thing["name"], *thing.get("name_localizations", {}).values()):
                    assert NAME.fullmatch(name), name
                    assert name == name.lower()
            texts = [thing.get("description", "-"), *thing.get("description_localizations", {}).values()]
            assert all(1 <= len(text) <= 100 for text in texts), thing["name"]
            assert len(thing.get("options", [])) <= 25


@pytest.mark.parametrize("language", ["", "ru"])
def test_names_are_different(language: str) -> None:
    def of(thing: dict[str, Any]) -> str:
        return str(thing.get("name_localizations", {}).get(language, thing["name"]))

    for siblings in (commands(), *(command.get("options", []) for command in commands())):
        names = [of(one) for one in siblings]
        assert len(set(names)) == len(names)


def test_every_name_and_description_is_there_in_russian() -> None:
    assert all("ru" in option["name_localizations"] for option in named("style")["options"])
    for command in commands():
        assert "ru" in command["name_localizations"], command["name"]
        assert command["type"] == 3 or "ru" in command["description_localizations"], command["name"]


def test_options_have_their_ranges_and_choices() -> None:
    options = {option["name"]: option for option in named("style")["options"]}
    assert list(options) == [
        *("photo", "style", "second-style"),
        *("photo-gallery", "style-gallery", "second-style-gallery", "variants"),
        *("size", "strength", "keep_colours", "style_scale", "detail", "seed", "second_share"),
    ]
    assert [options[name]["type"] for name in options] == [11, 11, 11, 3, 3, 3, 5, 4, 10, 5, 10, 3, 4, 10]
    assert [choice["value"] for choice in options["size"]["choices"]] == [256, 384, 512, 768, 1024]
    assert (options["strength"]["min_value"], options["strength"]["max_value"]) == (0, 1)
    assert options["detail"]["choices"][0] == {
        "name": "draft",
        "value": "draft",
        "name_localizations": {"ru": "черновое"},
    }
    assert options["style-gallery"]["name_localizations"] == {"ru": "стиль-галерея"}
    assert {"name": "Mosaic", "value": "mosaic", "name_localizations": {"ru": "Мозаика"}} in options["style-gallery"][
        "choices"
    ]
    assert options["size"]["name_localizations"] == {"ru": "размер"}
    assert not any(option.get("required") for option in options.values())


def test_an_effect_with_one_picture_asks_for_one() -> None:
    found = declaring(Pencil(Model(), None))
    pencil = next(command for command in found if command["name"] == "pencil")
    assert [option["name"] for option in pencil["options"] if option["type"] == 11] == ["photo"]
    assert [command["name"] for command in found if command["type"] == 3] == ["Use as photo"]


class TestVariants:
    def test_the_switch_is_there_where_there_are_any(self) -> None:
        (switch,) = [option for option in named("style")["options"] if option["name"] == "variants"]
        assert (switch["type"], switch["name_localizations"]) == (5, {"ru": "варианты"})
        pencil = next(one for one in declaring(Pencil(Model(), None)) if one["name"] == "pencil")
        assert "variants" not in [option["name"] for option in pencil["options"]]

    def test_an_effects_own_option_and_picture_of_that_name_keep_theirs(self) -> None:
        class Options(Model):
            variants: bool = False

        class Own(StyleTransfer):
            name, command, options = "own", "own", Options
            slots = (Slot(name="variants"),)

            def variants(self, options: Any) -> list[Variant]:
                return [Variant(name="one", changes={})]

        own = next(one for one in declaring(Own(StyleTransferConfig(), Path())) if one["name"] == "own")
        assert [(option["name"], option["type"]) for option in own["options"]] == [
            ("variants_picture", 11),
            ("variants", 5),
        ]


class TestSeveralEffects:
    """Each has a command, with its slots and options in its own words."""

    @pytest.fixture
    def found(self) -> list[dict[str, Any]]:
        return declaring(STYLE_TRANSFER, Pencil(Model(), None), Triptych(Model(), None))

    def test_each_takes_its_own_pictures_and_options(self, found: list[dict[str, Any]]) -> None:
        names = {one["name"]: [option["name"] for option in one.get("options", [])] for one in found}
        assert names["pencil"] == ["photo", "softness", "pencil"]
        assert names["triptych"][:4] == ["left", "middle", "right", "wall_picture"]  # "wall" is an option
        assert "effects" in names
        assert names["settings"] == []

    def test_discord_takes_five_for_messages_none_twice_and_optional_ones_last(
        self, found: list[dict[str, Any]]
    ) -> None:
        menu = [one["name"] for one in found if one["type"] == 3]
        assert menu == ["Use as photo", "Use as style", "Use as left", "Use as middle", "Use as right"]

    def test_those_that_come_along_have_room_for_all_their_pictures(self) -> None:
        others = (one(Model(), Path()) for one in (ColourTransfer, Texture, Enlarge))
        menu = [one["name"] for one in declaring(STYLE_TRANSFER, *others) if one["type"] == 3]
        required = ["Use as photo", "Use as style", "Use for its colours", "Use as picture"]
        assert menu == [*required, "Use as second style"]

    def test_no_two_options_of_a_command_have_one_name(self, found: list[dict[str, Any]]) -> None:
        for one in found:
            for language in ("", "ru"):
                options = one.get("options", [])
                names = [option.get("name_localizations", {}).get(language, option["name"]) for option in options]
                assert len(set(names)) == len(names)


def test_what_is_kept_may_be_named() -> None:
    (option,) = named("keep")["options"]
    assert (option["name"], option["type"], option.get("required", False)) == ("name", 3, False)
    assert option["name_localizations"] == {"ru": "название"}


def test_what_discord_gives_back_is_the_same() -> None:
    for number, command in enumerate(commands()):
        assert canonical(registered(command, number)) == canonical(command)


class TestSync:
    def test_nothing_is_written_where_nothing_differs(self) -> None:
        wire = ScriptedApi({("GET", PLACE): [registered(command, n) for n, command in enumerate(reversed(commands()))]})
        assert not asyncio.run(write(wire, 42, commands()))
        assert [asked.method for asked in wire.asked] == ["GET"]
        assert wire.asked[0].params == {"with_localizations": "true"}

    @pytest.mark.parametrize(
        "change",
        [
            {"description": "another"},
            {"name_localizations": {}},
            {"contexts": [0]},
            {"integration_types": [0]},
            {"options": []},
        ],
    )
    def test_everything_is_written_at_once_where_one_differs(self, change: dict[str, Any]) -> None:
        there = [registered(command, n) for n, command in enumerate(commands())]
        wire = ScriptedApi({("GET", PLACE): [there[0] | change, *there[1:]]})
        assert asyncio.run(write(wire, 42, commands()))
        assert wire.asked[1].method == "PUT"
        assert wire.asked[1].json == commands()

    def test_a_command_of_an_earlier_version_goes(self) -> None:
        there = [registered(command, n) for n, command in enumerate(commands())]
        wire = ScriptedApi({("GET", PLACE): [*there, there[0] | {"name": "old", "id": "99"}]})
        assert asyncio.run(write(wire, 42, commands()))

    def test_the_one_that_starts_an_activity_stays(self) -> None:
        entry = {"id": "99", "application_id": "42", "version": "1", "type": 4, "name": "launch", "handler": 2}
        there = [registered(command, n) for n, command in enumerate(commands())]
        wire = ScriptedApi({("GET", PLACE): [*there, entry]})
        assert not asyncio.run(write(wire, 42, commands()))
        wire = ScriptedApi({("GET", PLACE): [entry]})
        assert asyncio.run(write(wire, 42, commands()))
        assert wire.asked[1].json[-1] == {"id": "99", "type": 4, "name": "launch", "handler": 2}

    @pytest.mark.parametrize(
        ("failure", "wait"),
        [
            (Refused("Max number of daily application command creates has been reached (200)", 30034), 3600.0),
            (RateLimited(77.0), 77.0),
            (ConnectionError("cut"), 10.0),
        ],
    )
    def test_what_passes_is_said_and_waited_for(
        self, failure: Exception, wait: float, caplog: pytest.LogCaptureFixture
    ) -> None:
        clock, failures = StillClock(), [failure]
        wire = ScriptedApi(
            {("GET", PLACE): [], ("PUT", PLACE): lambda asked: failures.pop() if failures else asked.json}
        )
        with caplog.at_level(logging.WARNING):
            asyncio.run(keep_trying(wire, 42, commands(), clock.sleep))
        assert clock.pauses == [wait]
        assert "the commands aren't entered yet" in caplog.text
        assert len(wire.asked) == 4

    def test_what_doesnt_is_said_only(self, caplog: pytest.LogCaptureFixture) -> None:
        wire, clock = ScriptedApi({("GET", PLACE): Refused("Invalid Form Body", 50035)}), StillClock()
        asyncio.run(keep_trying(wire, 42, commands(), clock.sleep))
        assert "the commands stay as they were: Invalid Form Body" in caplog.text
        assert clock.pauses == []
