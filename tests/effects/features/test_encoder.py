"""The encoder has VGG19's topology, gives the published numbers and says which tensor doesn't fit."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from core.plugins.errors import WeightsError
from effects.features import encoder
from effects.features.encoder import Encoder, FeatureConfig, read_weights
from effects.features.losses import mean_gram, relative_distance
from effects.features.weights_metadata import (
    CONVOLUTIONS,
    POOLINGS,
    RELU_TAPS,
    VGG19_WIDTHS,
    WeightsMetadata,
    factor,
    shapes,
)
from tests.conftest import SMALL, shared, small_weights
from tests.effects.harness import transcription

PUBLISHED = FeatureConfig(padding="zeros", normalise=False)


def noise(height: int, width: int) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(0))


def small(feature_config: FeatureConfig = PUBLISHED) -> Encoder:
    return Encoder(*small_weights(SMALL), feature_config)


def test_its_layers_are_those_of_torchvisions_vgg19() -> None:
    from tools.torchvision_shim import declare

    declare()
    from torchvision.models import vgg19

    with torch.device("meta"):
        theirs = vgg19().features[:30]
    kinds = {index: type(layer).__name__ for index, layer in enumerate(theirs)}
    assert [index for index, kind in kinds.items() if kind == "Conv2d"] == list(CONVOLUTIONS)
    assert [index for index, kind in kinds.items() if kind == "MaxPool2d"] == list(POOLINGS)
    found = {f"features.{name}": tuple(tensor.shape) for name, tensor in theirs.state_dict().items()}
    assert found == shapes(VGG19_WIDTHS)


def test_every_layer_agrees_with_pytorchs_modules() -> None:
    picture = noise(48, 32)
    features = small().features(picture, range(30))
    expected = picture
    for index, layer in enumerate(transcription()):
        expected = layer(expected)
        torch.testing.assert_close(features[index], expected, atol=1e-4, rtol=1e-4)


def test_a_tap_before_a_relu_is_not_overwritten_by_it() -> None:
    features = small().features(noise(32, 32), [0, 1, 28])
    assert features[0].min() < 0
    assert features[28].min() < 0
    torch.testing.assert_close(features[1], features[0].relu())


def test_replicate_padding_sees_no_border_in_a_flat_picture() -> None:
    flat = torch.full((1, 3, 32, 32), 0.5)
    assert small(FeatureConfig()).features(flat, [1])[1].std(dim=(-2, -1)).max() < 1e-5
    assert small(PUBLISHED).features(flat, [1])[1].std(dim=(-2, -1)).max() > 1e-2


def test_mean_and_deviation_are_applied_when_asked() -> None:
    metadata, weights = small_weights(SMALL)
    picture = noise(32, 32)
    normalised = (picture - torch.tensor(metadata.mean).view(3, 1, 1)) / torch.tensor(metadata.std).view(3, 1, 1)
    feature_config = FeatureConfig(padding="zeros", normalise=True)
    torch.testing.assert_close(
        Encoder(metadata, weights, feature_config).features(picture, [6])[6], small().features(normalised, [6])[6]
    )


def test_it_ticks_after_every_layer_forward_and_back() -> None:
    ticks: list[None] = []
    picture = noise(32, 32).requires_grad_()
    features = small().features(picture, [29], lambda: ticks.append(None))
    assert len(ticks) == 30
    features[29].sum().backward()
    assert len(ticks) == 60


@pytest.mark.parametrize("after", [10, 45])
def test_what_a_tick_raises_stops_the_work(after: int) -> None:
    ticks: list[None] = []

    def tick() -> None:
        ticks.append(None)
        if len(ticks) == after:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        small().features(noise(32, 32).requires_grad_(), [29], tick)[29].sum().backward()
    assert len(ticks) == after


class TestDescriptions:
    """What ``describe`` gives is what ``features`` would, without its memory."""

    @pytest.mark.parametrize(("height", "width"), [(32, 32), (67, 50), (300, 201)])
    @pytest.mark.parametrize("feature_config", [PUBLISHED, FeatureConfig()], ids=["published", "replicated"])
    def test_they_are_of_the_features(self, height: int, width: int, feature_config: FeatureConfig) -> None:
        features = small(feature_config).features(noise(height, width), RELU_TAPS)
        grams, contents = small(feature_config).describe(noise(height, width), RELU_TAPS, [11, 20])
        for gram, tap in zip(grams, RELU_TAPS, strict=True):
            torch.testing.assert_close(gram, mean_gram(features[tap]))
        assert all(torch.equal(contents[tap], features[tap]) for tap in (11, 20))

    def test_gradients_are_the_same_too(self) -> None:
        found = []
        for described in (True, False):
            picture = noise(135, 64).requires_grad_()
            if described:
                grams, contents = small().describe(picture, RELU_TAPS, [20])
            else:
                features = small().features(picture, RELU_TAPS)
                grams, contents = [mean_gram(features[tap]) for tap in RELU_TAPS], features
            loss = sum((gram.square().sum() for gram in grams), start=contents[20].square().mean())
            found += torch.autograd.grad(loss, picture)
        torch.testing.assert_close(*found)

    def test_a_strip_s_size_changes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = small().describe(noise(96, 40), RELU_TAPS, [11])
        monkeypatch.setattr(encoder, "STRIP", 4 * 40)
        strips = small().describe(noise(96, 40), RELU_TAPS, [11])
        torch.testing.assert_close(strips, whole)

    def test_a_distilled_encoders_distances_are_its_teachers(self) -> None:
        """Heads H and b are drawn; the file holds the factor R of [H b] alone, the distances are those of H s + b."""
        generator = torch.Generator().manual_seed(3)
        metadata, weights = small_weights(SMALL)
        heads = {tap: torch.randn(20, 9, generator=generator) for tap in RELU_TAPS}
        factors = {factor(tap): torch.linalg.qr(head, mode="r").R for tap, head in heads.items()}
        distilled = Encoder(metadata, {**weights, **factors}, FeatureConfig())
        pictures = noise(64, 64), noise(64, 64).flip(2) ** 2
        described = [distilled.describe(picture, RELU_TAPS, [20]) for picture in pictures]
        features = [small(FeatureConfig()).features(picture, RELU_TAPS) for picture in pictures]
        for number, tap in enumerate(RELU_TAPS):
            kernel, bias = heads[tap][:, :-1, None, None], heads[tap][:, -1]
            taught = [functional.conv2d(each[tap], kernel, bias) for each in features]
            expected = relative_distance(mean_gram(taught[0]), mean_gram(taught[1]))
            found = relative_distance(described[0].grams[number], described[1].grams[number])
            torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-6)
            if tap == 20:
                apart = (described[0].contents[tap] - described[1].contents[tap]).square().sum()
                torch.testing.assert_close(apart, (taught[0] - taught[1]).square().sum(), rtol=1e-3, atol=1e-6)

    def test_it_ticks_forward_and_back(self) -> None:
        ticks: list[None] = []
        grams, _ = small().describe(noise(64, 64).requires_grad_(), RELU_TAPS, (), lambda: ticks.append(None))
        forward = len(ticks)
        assert forward == 1 + 25  # the first block, then the layers from conv2_1 to relu5_1
        grams[4].sum().backward()
        assert len(ticks) == forward + 25


def test_bf16_features_are_close_to_fp32() -> None:
    metadata, weights = small_weights(SMALL)
    half = Encoder(metadata, weights, PUBLISHED, torch.bfloat16).features(noise(32, 32), [11])[11]
    full = small().features(noise(32, 32), [11])[11]
    assert half.dtype is torch.bfloat16
    assert (half.float() - full).norm() / full.norm() < 0.02


class TestFiles:
    def write(self, path: Path, drop: str = "", shape: tuple[str, tuple[int, ...]] | None = None) -> WeightsMetadata:
        metadata, weights = small_weights(SMALL)
        weights.pop(drop, None)
        if shape is not None:
            weights[shape[0]] = torch.zeros(shape[1])
        save_file(weights, path, metadata.to_strings())
        return metadata

    def test_a_file_gives_back_metadata_and_tensors(self, tmp_path: Path) -> None:
        metadata = self.write(tmp_path / "small.safetensors")
        read, tensors = read_weights(tmp_path / "small.safetensors")
        assert read == metadata
        _, weights = small_weights(SMALL)
        assert all(torch.equal(tensors[name], weights[name]) for name in weights)

    def test_half_precision_files_compute_in_full(self, tmp_path: Path) -> None:
        metadata, weights = small_weights(SMALL)
        path = tmp_path / "half.safetensors"
        save_file({name: tensor.half() for name, tensor in weights.items()}, path, metadata.to_strings())
        assert Encoder.open(path, PUBLISHED).features(noise(32, 32), [6])[6].dtype is torch.float32

    def test_a_missing_tensor_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "small.safetensors"
        self.write(path, drop="features.10.bias")
        with pytest.raises(WeightsError, match=r"small\.safetensors: tensor features\.10\.bias is missing"):
            Encoder.open(path, PUBLISHED)

    def test_a_tensor_of_another_shape_is_named_with_both(self, tmp_path: Path) -> None:
        path = tmp_path / "small.safetensors"
        self.write(path, shape=("features.5.weight", (8, 4, 3, 3)))
        with pytest.raises(WeightsError, match=r"features\.5\.weight .* \(8, 4, 3, 3\), not \(8, 8, 3, 3\)"):
            Encoder.open(path, PUBLISHED)

    def test_a_distilled_file_has_a_factor_for_each_tap(self, tmp_path: Path) -> None:
        metadata, weights = small_weights(SMALL)
        factors = {factor(tap): torch.eye(9) for tap in RELU_TAPS}
        path = tmp_path / "distilled.safetensors"
        save_file({**weights, **factors}, path, metadata.to_strings())
        assert set(read_weights(path)[1]) == {*weights, *factors}
        del factors[factor(11)]
        save_file({**weights, **factors}, path, metadata.to_strings())
        with pytest.raises(WeightsError, match=r"tensor taps\.11\.factor is missing"):
            read_weights(path)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(WeightsError, match="no such weights file"):
            Encoder.open(tmp_path / "none.safetensors", PUBLISHED)

    @pytest.mark.parametrize("data", [b"", b"\x80\x02.", b"\xff" * 64])
    def test_a_file_of_something_else(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "other.safetensors"
        path.write_bytes(data)
        with pytest.raises(WeightsError, match="not a safetensors file"):
            Encoder.open(path, PUBLISHED)

    def test_a_file_without_metadata(self, tmp_path: Path) -> None:
        path = tmp_path / "bare.safetensors"
        save_file(small_weights(SMALL)[1], path)
        with pytest.raises(WeightsError, match="lacks a readable name, licence"):
            Encoder.open(path, PUBLISHED)


@pytest.mark.parametrize(
    ("layer", "lowest", "highest", "norm"),
    [
        (0, -3.05, 3.71, 1.42e3),
        (2, -12.0, 11.8, 3.38e3),
        (5, -20.6, 13.8, 5.32e3),
        (7, -30.8, 26.6, 5.74e3),
        (10, -62.9, 39.3, 5.77e3),
    ],
    ids=["conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1"],
)
def test_the_true_weights_give_the_published_fingerprint(
    layer: int, lowest: float, highest: float, norm: float
) -> None:
    weights = load_file(shared("weights/vgg19-conv1_1-conv3_1.safetensors"))
    metadata = WeightsMetadata(
        name="vgg19", licence="BSD-3-Clause", trained_on="ImageNet", widths=VGG19_WIDTHS[:5], taps=(11,)
    )
    torch.manual_seed(0)
    features = Encoder(metadata, weights, PUBLISHED).features(torch.rand(1, 3, 256, 256), [layer])[layer]
    found = features.min().item(), features.max().item(), features.norm().item()
    assert found == pytest.approx((lowest, highest, norm), rel=5e-3)


def test_the_encoder_in_the_repository_is_whole_and_small() -> None:
    from effects.features.weights import COMPACT

    encoder = Encoder.open(COMPACT, FeatureConfig())
    assert encoder.metadata.taps == RELU_TAPS
    assert len(encoder.metadata.widths) == 13
    assert COMPACT.stat().st_size <= 8_000_000
    assert all(feature.isfinite().all() for feature in encoder.features(noise(64, 64), RELU_TAPS).values())
