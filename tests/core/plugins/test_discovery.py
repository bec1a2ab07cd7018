"""Plugins are found in the three ways there are, and one that can't be used is named and keeps no other from it."""

import itertools
import pickle
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.checks import validate
from core.plugins.adapter import Adapter
from core.plugins.discovery import Catalogue, NoOptions, Offer, Plugin, discover, find, options_of
from core.plugins.effect import Effect
from core.plugins.errors import PluginError, reason, reason_and_place
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferConfig

EFFECTS = Catalogue("effect", Effect, {"style-transfer": "effects.style_transfer.effect:StyleTransfer"})
NUMBERS = itertools.count()
WHERE = "plugins.toml: adapters"

CHAT = """
import pydantic

class Options(pydantic.BaseModel):
    greeting: str = "hello"
    token: pydantic.SecretStr | None = None

class Chat:
    name = "chat"

    def __init__(self, options, account):
        if getattr(options, "greeting", "") == "trouble":
            raise RuntimeError("can't\\ngreet")
        self.options, self.account = options, account

    async def run(self, engine): ...
    async def fetch(self, photo, limit): ...
    async def send(self, address, message): ...
    async def edit(self, address, reference, message): ...

class Polite(Chat):
    config_model = Options

class Strange(Chat):
    config_model = dict

class Mute:
    async def run(self, engine): ...
    async def fetch(self, photo, limit): ...

chat = Chat
number = 7
"""


class Packages:
    """Modules and packages that a test writes, and that are gone after it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.written: list[str] = []

    def module(self, text: str) -> str:
        """Writes a module; returns its name, which no other has."""
        name = f"written_for_a_test_{next(NUMBERS)}"
        (self._folder / f"{name}.py").write_text(text)
        self.written.append(name)
        return name

    def offer(self, group: str, **plugins: str) -> None:
        """Installs a package with entry points in a group."""
        info = self._folder / f"package{next(NUMBERS)}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {info.name.split('-')[0]}\nVersion: 1.0\n")
        lines = [f"[{group}]", *(f"{name} = {path}" for name, path in plugins.items())]
        (info / "entry_points.txt").write_text("\n".join(lines) + "\n")


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    monkeypatch.syspath_prepend(tmp_path)
    packages = Packages(tmp_path)
    yield packages
    for name in packages.written:
        sys.modules.pop(name, None)


def adapters(**built_in: str) -> Catalogue:
    return Catalogue("adapter", Adapter, built_in)


def make(plugin: Plugin) -> Any:
    return plugin.type(plugin.options, plugin.name)


def found(tables: Mapping[str, Any], catalogue: Catalogue) -> tuple[dict[str, Any], dict[str, str]]:
    return discover(tables, catalogue, validate, make, WHERE)


class TestWaysToFindAPlugin:
    def test_a_built_in_one_by_its_name(self, packages: Packages) -> None:
        module = packages.module(CHAT)
        made, broken = found({"chat": {}}, adapters(chat=f"{module}:Chat"))
        assert not broken
        assert type(made["chat"]).__module__ == module

    def test_any_class_by_where_it_is(self, packages: Packages) -> None:
        made, broken = found({"ours": {"plugin": f"{packages.module(CHAT)}:Chat"}}, adapters())
        assert not broken
        assert made["ours"].account == "ours"

    def test_an_installed_one_by_its_entry_point(self, packages: Packages) -> None:
        packages.offer("atelier_bot.adapters.v1", irc=f"{packages.module(CHAT)}:Polite")
        made, broken = found({"irc": {"greeting": "hi"}}, adapters())
        assert not broken
        assert made["irc"].options.greeting == "hi"

    @pytest.mark.parametrize(
        ("group", "says"),
        [
            ("atelier.adapters", "it is offered in the old group atelier.adapters; its package has to offer it in"),
            ("atelier_bot.adapters.v2", "it is made for contract 2, and this Atelier keeps 1; update Atelier"),
            ("atelier_bot.adapters.v0", "it is made for contract 0, and this Atelier keeps 1; install a version"),
        ],
    )
    def test_one_that_is_offered_for_another_contract_is_not_even_imported(
        self, packages: Packages, group: str, says: str
    ) -> None:
        packages.offer(group, irc="no_such_module:Chat")
        _, broken = found({"irc": {}}, adapters())
        assert broken["irc"].startswith(f"{WHERE}.irc: 'irc' can't be used: {says}")
        (offer,) = [offer for offer in adapters().offers() if offer.name == "irc"]
        assert offer.unusable.startswith(says)

    def test_all_are_listed_with_the_packages_that_they_are_from(self, packages: Packages) -> None:
        packages.offer("atelier_bot.adapters.v1", irc="a_module:Chat")
        listed = adapters(chat="here:Chat").offers()
        assert listed[0] == Offer("chat", "here:Chat")
        assert [(offer.path, offer.version) for offer in listed if offer.name == "irc"] == [("a_module:Chat", "1.0")]

    def test_an_entry_point_of_effects_is_no_adapter(self, packages: Packages) -> None:
        packages.offer("atelier_bot.effects.v1", irc=f"{packages.module(CHAT)}:Chat")
        _, broken = found({"irc": {}}, adapters())
        assert "there is no adapter called 'irc'" in broken["irc"]

    def test_a_built_in_name_can_not_be_taken(self, packages: Packages) -> None:
        packages.offer("atelier_bot.adapters.v1", chat="nowhere:Nothing")
        made, _ = found({"chat": {}}, adapters(chat=f"{packages.module(CHAT)}:Chat"))
        assert made["chat"].name == "chat"

    def test_several_accounts_of_one(self, packages: Packages) -> None:
        catalogue = adapters(chat=f"{packages.module(CHAT)}:Polite")
        made, broken = found({"chat": {}, "family": {"plugin": "chat", "greeting": "hi"}}, catalogue)
        assert not broken
        assert [(one.account, one.options.greeting) for one in made.values()] == [("chat", "hello"), ("family", "hi")]

    def test_style_transfer(self, tmp_path: Path) -> None:
        tables = {"style-transfer": {"encoder": "vgg19"}}
        plugins, broken = discover(tables, EFFECTS, validate, lambda plugin: plugin, "plugins.toml: effects")
        assert not broken
        plugin = plugins["style-transfer"]
        assert plugin == Plugin("style-transfer", StyleTransfer, StyleTransferConfig(encoder="vgg19"))
        assert pickle.loads(pickle.dumps(plugin)) == plugin  # as it goes to the compute child
        assert isinstance(plugin.type(plugin.options, tmp_path), StyleTransfer)


class TestWhatIsWrongWithOne:
    @pytest.mark.parametrize(
        ("table", "says"),
        [
            ({}, "there is no adapter called 'ours'; there are chat, polite, and module:Class"),
            ({"plugin": "caht"}, "there is no adapter called 'caht'; did you mean chat?"),
            ({"plugin": 5}, "plugin should be a text in quotes"),
            ({"plugin": "no_such_module:Chat"}, "ModuleNotFoundError: No module named 'no_such_module'"),
            ({"plugin": "MODULE:Chatt"}, "AttributeError: module 'MODULE' has no attribute 'Chatt'"),
            ({"plugin": "MODULE:number"}, "'MODULE:number' can't be used: it is no class"),
            ({"plugin": "MODULE:Mute"}, "'MODULE:Mute' can't be used: it is no adapter: it has no name, send, edit"),
            ({"plugin": "MODULE:Strange"}, "Strange.config_model is no pydantic model"),
            ({"plugin": ":"}, "ValueError: Empty module name"),
            ({"plugin": ""}, "there is no adapter called ''; there are chat, polite, and module:Class"),
            ({"plugin": "polite", "greting": "hi"}, "greting: no such key; did you mean greeting?"),
            ({"plugin": "polite", "greeting": 5}, "greeting: should be a text in quotes"),
            ({"plugin": "polite", "token": "123:abc"}, "token: a secret doesn't belong in this file"),
            ({"plugin": "chat", "greeting": "hi"}, "greeting: no such key; there are none to set"),
            ({"plugin": "polite", "greeting": "trouble"}, "RuntimeError: can't greet"),
        ],
    )
    def test_is_said_in_one_line_and_the_others_run(self, packages: Packages, table: dict[str, Any], says: str) -> None:
        module = packages.module(CHAT)
        if isinstance(path := table.get("plugin"), str):
            table = {**table, "plugin": path.replace("MODULE", module)}
        catalogue = adapters(chat=f"{module}:Chat", polite=f"{module}:Polite")
        made, broken = found({"chat": {}, "ours": table, "polite": {}}, catalogue)
        assert list(made) == ["chat", "polite"]
        (line,) = broken["ours"].splitlines()
        assert line.startswith(f"{WHERE}.ours: {says.replace('MODULE', module)}")

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package'"),
            ("x = = 1", "SyntaxError"),
            ("raise SystemExit('no')", "SystemExit: no"),
            ("1 / 0", "ZeroDivisionError: division by zero"),
        ],
    )
    def test_a_module_that_can_not_be_imported(self, packages: Packages, text: str, says: str) -> None:
        packages.offer("atelier_bot.adapters.v1", bad=f"{packages.module(text)}:Chat")
        good = packages.module(CHAT)
        made, broken = found({"bad": {}, "chat": {}}, adapters(chat=f"{good}:Chat"))
        assert list(made) == ["chat"]
        assert broken["bad"].startswith(f"{WHERE}.bad: {says}")

    def test_every_wrong_option_has_its_line(self, packages: Packages) -> None:
        catalogue = adapters(chat=f"{packages.module(CHAT)}:Polite")
        _, broken = found({"chat": {"greting": 1, "greeting": 2}}, catalogue)
        assert len(broken["chat"].splitlines()) == 2

    def test_no_secret_is_in_a_reason(self, packages: Packages) -> None:
        module = packages.module("raise ValueError('s3cret is wrong')")
        hidden = discover(
            {"bad": {"plugin": f"{module}:Bad"}},
            adapters(),
            validate,
            make,
            WHERE,
            lambda text: text.replace("s3cret", "*"),
        )[1]
        assert hidden["bad"] == f"{WHERE}.bad: ValueError: * is wrong"

    def test_one_effect_may_have_two_tables(self) -> None:
        tables = {
            "watercolour": {"plugin": "style-transfer"},
            "exact": {"plugin": "style-transfer", "encoder": "vgg19"},
        }
        made, broken = discover(tables, EFFECTS, validate, lambda plugin: plugin, "plugins.toml: effects")
        assert broken == {}
        assert [plugin.name for plugin in made.values()] == ["watercolour", "exact"]

    @given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()))))
    def test_no_table_makes_it_raise(self, table: dict[str, Any]) -> None:
        plugins, broken = discover({"style-transfer": table}, EFFECTS, validate, lambda plugin: plugin, "here")
        assert set(plugins) ^ set(broken) == {"style-transfer"}
        for said in broken.values():
            assert all(line.startswith("here.style-transfer: ") for line in said.splitlines())


class TestOptionsOfAllPlugins:
    def test_are_given_by_name(self, packages: Packages) -> None:
        module = packages.module(CHAT)
        packages.offer("atelier_bot.adapters.v1", polite=f"{module}:Polite", bad="no_such_module:Chat")
        models, broken = options_of(adapters(chat=f"{module}:Chat"))
        assert models["chat"] is NoOptions
        assert set(models["polite"].model_fields) == {"greeting", "token"}
        assert broken == {"bad": "ModuleNotFoundError: No module named 'no_such_module'"}

    def test_style_transfers_are_its_config_models(self) -> None:
        assert options_of(EFFECTS)[0]["style-transfer"] is StyleTransferConfig


def test_the_contract_of_an_effect_is_all_it_is_held_to() -> None:
    assert find("style-transfer", EFFECTS) is StyleTransfer
    with pytest.raises(PluginError, match="is no effect: it has no name, slots, options, tweaks, run"):
        find("effects.style_transfer.options:StyleTransferConfig", EFFECTS)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (KeyError("ok"), "KeyError: 'ok'"),
        (TimeoutError(), "TimeoutError"),
        (ValueError("two\n  lines"), "ValueError: two lines"),
        (ExceptionGroup("all", [ExceptionGroup("some", [OSError("gone")]), ValueError()]), "OSError: gone"),
    ],
)
def test_the_reason_is_one_line(error: BaseException, says: str) -> None:
    assert reason(error) == reason_and_place(error) == says


def test_an_exception_that_can_not_be_told_has_its_name_and_place() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def fail() -> None:
        raise Mute

    with pytest.raises(Mute) as caught:
        fail()
    assert re.fullmatch(r"Mute \(test_discovery\.py:\d+ in fail\)", reason_and_place(caught.value))
