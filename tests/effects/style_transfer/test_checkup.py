"""What doctor is told of style transfer: weights that are whole, a device, and memory for the sizes."""

from pathlib import Path

import pytest

from atelier_bot import OptionsError, Severity, WeightsError
from effects.features import weights
from effects.style_transfer.checkup import MEGABYTES, findings, memory, room
from effects.style_transfer.options import StyleTransferConfig


def test_all_that_it_needs_is_looked_at(tmp_path: Path) -> None:
    found = findings(StyleTransferConfig(), tmp_path)
    assert found[0].what.startswith("the weights of compact are whole: compact.safetensors, ")
    assert found[1].what.startswith("PyTorch ")
    assert list(tmp_path.iterdir()) == []


def test_weights_that_were_cut_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = tmp_path / "compact.safetensors"
    cut.write_bytes(weights.COMPACT.read_bytes()[:1000])
    monkeypatch.setattr(weights, "COMPACT", cut)
    with pytest.raises(WeightsError, match="damaged, or not the one that Atelier comes with; install Atelier anew"):
        findings(StyleTransferConfig(), tmp_path)


def test_weights_that_are_not_there_are_told_with_the_way_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="get them with the command `weights torchvision`"):
        findings(StyleTransferConfig(encoder="torchvision"), tmp_path)


def test_a_gpu_that_is_not_there_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(OptionsError, match="no GPU") as failure:
        findings(StyleTransferConfig(device="cuda"), tmp_path)
    assert failure.value.remedy == "choose the device auto or cpu"


@pytest.mark.parametrize(
    ("megabytes", "severity", "told"),
    [
        (MEGABYTES[1024], Severity.OK, "930 MB of memory are enough for 1024 px"),
        (MEGABYTES[512], Severity.OK, "510 MB of memory are enough for 512 px"),
        (
            MEGABYTES[512] - 1,
            Severity.WARNING,
            "509 MB of memory are enough for 256 px and no more; 512 px, the default, take 510 MB",
        ),
        (100, Severity.WARNING, "100 MB of memory are enough for no size; 512 px, the default, take 510 MB"),
    ],
)
def test_memory_is_compared_with_the_sizes(megabytes: int, severity: Severity, told: str) -> None:
    finding = room(megabytes)
    assert (finding.severity, finding.what) == (severity, told)
    assert bool(finding.remedy) is (severity is Severity.WARNING)


@pytest.mark.parametrize(
    ("limit", "system", "megabytes"),
    [
        ("512000000\n", "MemTotal: 9 kB\nMemAvailable:   8000000 kB\n", 512),
        ("max\n", "MemAvailable:   8000000 kB\n", 8000),
        ("900000000\n", "MemAvailable:   700000 kB\n", 700),
        (None, None, None),
    ],
)
def test_what_may_be_had_is_what_is_free_and_no_more_than_the_group_may_have(
    tmp_path: Path, limit: str | None, system: str | None, megabytes: int | None
) -> None:
    for name, text in (("limit", limit), ("system", system)):
        if text is not None:
            (tmp_path / name).write_text(text)
    assert memory(tmp_path / "limit", tmp_path / "system") == megabytes
