"""``plugins``: what there is, and what is wrong with what plugins.toml asks for."""

from pathlib import Path

import pytest

from cli.app import main
from cli.loading import BUILT_IN_EFFECTS

BUILT_IN = "atelier-bot"


def listed(folder: Path, capsys: pytest.CaptureFixture[str], config: str) -> tuple[int, dict[str, str]]:
    """The exit code, and each plugin's line by its name."""
    file = folder / "plugins.toml"
    file.write_text(f'data = "{folder}/data"\n{config}')
    code = main(["plugins", "--config", str(file)])
    lines = capsys.readouterr().out.splitlines()
    return code, {line.split()[1]: " ".join(line.split()) for line in lines}


def offer(folder: Path, group: str, monkeypatch: pytest.MonkeyPatch, name: str, path: str) -> None:
    """Installs a package with an entry point."""
    info = folder / "site" / f"atelier_{name}-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: atelier-{name}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {path}\n")
    monkeypatch.syspath_prepend(info.parent)


def test_those_of_plugins_toml_come_first_and_what_else_is_offered_follows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    code, lines = listed(tmp_path, capsys, '[adapters.discord]\ntoken = { env = "DISCORD_TOKEN" }\n[adapters.web]\n')
    assert code == 0
    assert list(lines) == ["discord", "web", "telegram", *BUILT_IN_EFFECTS]
    assert lines["web"].startswith(f"adapter web ready {BUILT_IN} ")
    assert lines["web"].endswith("(adapters.web.adapter:WebPage), contract 1")
    assert lines["discord"].startswith("adapter discord off ")
    assert lines["discord"].endswith("adapters.discord is off until DISCORD_TOKEN is in the environment")
    assert lines["telegram"].startswith("adapter telegram offered ")
    assert lines["style-transfer"].startswith("effect style-transfer ready ")


def test_one_that_can_not_be_used_is_said_why_and_the_exit_code_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = listed(
        tmp_path,
        capsys,
        '[adapters.web]\n[adapters.bad]\nplugin = "tests.broken.adapters:ExitsWhenMade"\n'
        '[effects.working]\nplugin = "tests.broken.effects:DrawsFreeText"\n[effects.style-transfer]\n',
    )
    assert code == 1
    assert lines["web"].startswith("adapter web ready ")
    assert lines["bad"].startswith("adapter bad broken tests.broken.adapters:ExitsWhenMade, contract 1: ")
    assert lines["bad"].endswith("it ends the process that loads it (exit code 3)")
    assert "its option motto can't be drawn" in lines["working"]
    assert lines["style-transfer"].startswith("effect style-transfer ready ")


def test_several_wrong_options_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = listed(tmp_path, capsys, "[adapters.web]\nprot = 1\nhots = 2\n")
    assert code == 1
    assert "did you mean port?; " in lines["web"]
    assert "did you mean host?" in lines["web"]


def test_installed_ones_are_told_by_their_packages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(tmp_path, "atelier_bot.adapters.v1", monkeypatch, "irc", "tests.broken.adapters:Working")
    offer(tmp_path, "atelier.effects", monkeypatch, "blur", "nowhere:Blur")
    code, lines = listed(tmp_path, capsys, "[adapters.web]\n[adapters.irc]\n")
    assert code == 0
    assert lines["irc"] == "adapter irc ready atelier-irc 1.2 (tests.broken.adapters:Working), contract 1"
    assert lines["blur"].startswith(
        "effect blur unusable atelier-blur 1.2 (nowhere:Blur): it is offered in the old group"
    )


def test_settings_that_can_not_be_read_are_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plugins.toml").write_text("adapters = 5")
    assert main(["plugins", "--config", str(tmp_path / "plugins.toml")]) == 2
    assert capsys.readouterr().out == ""
