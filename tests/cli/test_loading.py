"""A broken plugin costs one line and itself: the others load."""

import asyncio
import logging
from pathlib import Path

import pytest

from cli import loading
from config.checks import ConfigError
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.plugins import trial

CONFIG = Path("plugins.toml")

EFFECTS = {
    "lacks_at_import:Any": "ModuleNotFoundError: No module named 'a_package_that_nobody_has'",
    "gives_up_at_import:Any": "SystemExit: no licence",
    "exits_at_import:Any": "it ends the process that loads it (exit code 3)",
    "effects:ExitsWhenMade": "it ends the process that loads it (exit code 3)",
    "effects:CrashesWhenMade": "it ends the process that loads it (signal 6)",
    "effects:GivesUpWhenMade": "SystemExit: no licence",
    "effects:TakesNothing": "TypeError: TakesNothing.__init__() takes 1 positional argument but 3 were given",
    "effects:ExitsAtTweaks": "it ends the process that loads it (exit code 4)",
    "effects:ExitsAtVariants": "it ends the process that loads it (exit code 4)",
    "effects:VariesWithoutOptions": "its variants takes other arguments: it is called variants(options)",
    "effects:Nameless": "it is no effect: it has no name",
    "effects:Numbered": "its name is 5 and should be a text of 1 to 64 characters",
    "effects:Slotless": "its slots are () and should be one Slot or more",
    "effects:SlotsOfText": "its slots are ('content', 'other') and should be one Slot or more",
    "effects:OffersNothing": "the gallery of its slot content can't be read: FileNotFoundError",
    "effects:OffersOddly": "the gallery of its slot content: text.jpg: it is no JPEG, PNG or WebP",
    "effects:Optionless": "it is no effect: it has no options",
    "effects:OptionsOfNoModel": "its options are no pydantic model",
    "effects:Runless": "it is no effect: it has no run",
    "effects:RunsWithOne": "its run takes other arguments: it is called run(inputs, options, report)",
    "effects:RunsLater": "its run shouldn't be async",
    "effects:OfTomorrow": "it is made for contract 2, and this Atelier keeps 1; update Atelier, or install a version",
    "effects:OfNoVersion": "its contract is 'one' and should be a whole number: 1",
    "effects:Unpicklable": "it can't be handed to the process that computes: PicklingError",
    "effects:DrawsFreeText": "its option motto can't be drawn: it should be a switch, a choice or a number",
    "effects:DrawsNoDefault": "its option depth has no default",
    "effects:DrawsWrongDefault": "its options' defaults: ValidationError: 1 validation error for WrongDefault depth",
    "effects:DrawsLongName": "has a name that not every platform takes: small letters, digits and _, at most 32",
    "effects:DrawsShouting": "its option Depth has a name that not every platform takes",
    "effects:DrawsLongChoice": "its option mood has a choice that is too long for a button",
    "effects:DrawsMixedChoice": "its option depth has choices that aren't all texts or all numbers",
    "effects:DrawsTakenName": "its option effect has a name that Atelier needs itself",
    "effects:DrawsOfAType": "its option picture: PydanticInvalidForJsonSchema",
    "effects:DrawsAliased": "its option depth has an alias",
}
ADAPTERS = {
    "exits_at_import:Any": "it ends the process that loads it (exit code 3)",
    "adapters:ExitsWhenMade": "it ends the process that loads it (exit code 3)",
    "adapters:FailsWhenMade": "RuntimeError: two lines",
    "adapters:Nameless": "it is no adapter: it has no name",
    "adapters:Accountless": "its account is None and should be what it was made with, 'broken'",
    "adapters:OfAnotherAccount": "its account is 'telegram' and should be what it was made with, 'broken'",
    "adapters:Incapable": "its capabilities should be Capabilities",
    "adapters:CapableOfText": "its capabilities should be Capabilities",
    "adapters:CapableOfNothing": "its capabilities have a limit that lets nothing through",
    "adapters:CapableAtNoTime": "its capabilities have an edit_interval of nan s, and should have seconds or None",
    "adapters:SendsToNobody": "its send takes other arguments: it is called send(address, message)",
    "adapters:SendsAtOnce": "its send should be async",
    "adapters:OfYesterday": "it is made for contract 0, and this Atelier keeps 1; install a version of it for that",
}


def load(effect: str | None = None, adapter: str | None = None) -> loading.Loaded:
    """What is loaded where one effect or adapter of tests.broken stands between the working ones."""
    adapters = {"before": "adapters:Working", "broken": adapter, "after": "adapters:Working"}
    effects = {"working": effect, "calm": "effects:Calm"}

    def tables(wanted: dict[str, str | None]) -> dict[str, dict[str, str]]:
        return {name: {"plugin": f"tests.broken.{path}"} for name, path in wanted.items() if path is not None}

    operator = OperatorConfig.model_validate({"adapters": tables(adapters), "effects": tables(effects)})

    async def scenario() -> loading.Loaded:
        return loading.load(operator, CONFIG, Secrets({}))

    return asyncio.run(scenario())


def one_line(reason: str) -> str:
    (line,) = reason.splitlines()
    return line


@pytest.mark.parametrize(("path", "says"), EFFECTS.items(), ids=EFFECTS)
def test_a_broken_effect(path: str, says: str) -> None:
    loaded = load(effect=path)
    assert list(loaded.effects) == ["calm"]
    assert list(loaded.adapters) == ["before", "after"]
    line = one_line(loaded.broken_effects["working"])
    assert line.startswith("plugins.toml: effects.working: ")
    assert says in line


@pytest.mark.parametrize(("path", "says"), ADAPTERS.items(), ids=ADAPTERS)
def test_a_broken_adapter(path: str, says: str) -> None:
    loaded = load(adapter=path)
    assert list(loaded.adapters) == ["before", "after"]
    assert list(loaded.effects) == ["calm"]
    line = one_line(loaded.broken_adapters["broken"])
    assert line.startswith("plugins.toml: adapters.broken: ")
    assert says in line


@pytest.mark.parametrize("path", ["effects:HangsWhenMade", "effects:HangsAtTweaks"])
def test_an_effect_that_hangs(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial.survive, "__defaults__", (1.0,))
    loaded = load(effect=path)
    assert list(loaded.effects) == ["calm"]
    assert one_line(loaded.broken_effects["working"]).endswith("it hangs: it didn't come back within 1 s")


class TestTheOperatorsGallery:
    def load(self, gallery: object) -> loading.Loaded:
        table = {"plugin": "tests.broken.effects:Working", "gallery": gallery}
        operator = OperatorConfig.model_validate({"effects": {"working": table}})

        async def scenario() -> loading.Loaded:
            return loading.load(operator, CONFIG, Secrets({}))

        return asyncio.run(scenario())

    def test_is_a_folder_for_a_slot_of_any_effect(self) -> None:
        assert self.load({"content": "photos"}).galleries == {"working": {"content": Path("photos")}}

    @pytest.mark.parametrize(
        ("gallery", "says"),
        [
            ("photos", 'gallery should be a table of folders by slot, such as { style = "styles" }'),
            ({"content": 5}, 'gallery should be a table of folders by slot, such as { style = "styles" }'),
            ({"contents": "photos"}, "gallery.contents: there is no slot contents; there are content"),
        ],
    )
    def test_that_makes_no_sense_is_one_line(self, gallery: object, says: str) -> None:
        assert self.load(gallery).broken_effects == {"working": f"plugins.toml: effects.working: {says}"}


def test_what_says_the_contract_that_there_is() -> None:
    assert list(load(effect="effects:OfToday").effects) == ["working", "calm"]


def test_all_that_is_wrong_is_logged_a_line_each(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    found = loading.usable(load(effect="effects:Slotless", adapter="adapters:Incapable"), [])
    assert len(caplog.messages) == 2
    assert all(len(message.splitlines()) == 1 for message in caplog.messages)
    assert (list(found.broken), list(found.broken_effects)) == (["broken"], ["working"])


class TestVariablesForEffects:
    OPERATOR = OperatorConfig.model_validate({"children": {"environment": ["MODELS", "UNSET"]}})

    def test_are_those_that_are_set(self) -> None:
        found = loading.variables_for_effects(self.OPERATOR, CONFIG, Secrets({"MODELS": "/models", "OTHER": "1"}))
        assert found == {"MODELS": "/models"}

    def test_hold_no_secret(self) -> None:
        secrets = Secrets({"MODELS": "hush-hush"})
        secrets.read({"env": "MODELS"})
        with pytest.raises(ConfigError, match=r"plugins.toml: children.environment: MODELS holds a secret"):
            loading.variables_for_effects(self.OPERATOR, CONFIG, secrets)
