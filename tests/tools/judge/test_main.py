"""The whole command, with small networks and small pictures."""

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from tests.tools.judge.harness import noise, write_encoder
from tools.judge.__main__ import main


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for folder, name in (("content", "a"), ("style", "x"), ("peers/pastiche", "a-x")):
        (tmp_path / folder).mkdir(parents=True)
        noise(ord(name[-1]), 80, 64).save(tmp_path / folder / f"{name}.png")
    return tmp_path


def run(pictures: Path, *arguments: str) -> Result:
    app = Typer()
    app.command()(main)
    folders = ["--pictures", str(pictures), "--data", str(pictures / "data"), "--peers", str(pictures / "peers")]
    return CliRunner().invoke(app, [*folders, "--size", "64", *arguments])


def test_a_sheet_and_a_report_of_all_paintings_are_written(pictures: Path) -> None:
    weights, sheet, report = str(write_encoder(pictures / "w.safetensors")), pictures / "s.jpg", pictures / "r.json"
    result = run(pictures, weights, "--vgg19", weights, "--sheet", str(sheet), "--report", str(report), "--strength-1")
    assert result.exit_code == 0, result.output
    for word in ("relu5_1", "pastiche", "strength 1", "hatching", "0.95"):
        assert word in result.output
    assert sheet.read_bytes().startswith(b"\xff\xd8")
    pair = json.loads(report.read_text())["pairs"]["a-x"]
    assert pair["ours"] == pair["vgg19"]
    assert {"photo", "style", "pastiche", "ours at strength 1"} < pair.keys()


def test_strokes_are_measured_when_asked_for(pictures: Path) -> None:
    weights, sheet = str(write_encoder(pictures / "w.safetensors")), str(pictures / "s.jpg")
    result = run(pictures, weights, "--vgg19", weights, "--sheet", sheet, "--scale")
    assert result.exit_code == 0, result.output
    for phrase in ("zoom at 1", "strokes at style scale 2"):
        assert phrase in result.output


@pytest.mark.parametrize(
    ("encoder", "options", "complaint"),
    [("none.safetensors", [], "no weights at none.safetensors"), ("w.safetensors", ["--pairs", "a-y"], "no pair a-y")],
)
def test_what_is_missing_is_said_in_one_line(
    pictures: Path, monkeypatch: pytest.MonkeyPatch, encoder: str, options: list[str], complaint: str
) -> None:
    monkeypatch.chdir(pictures)
    write_encoder(pictures / "w.safetensors")
    result = run(pictures, encoder, "--vgg19", "w.safetensors", *options)
    assert result.exit_code == 1
    assert result.output.startswith("error: ")
    assert complaint in result.output
    assert result.output.count("\n") == 1
