"""The topology of the encoder and what a weights file says of itself; free of PyTorch.

Layers carry torchvision's indices into ``vgg19().features`` (Simonyan and Zisserman, 2014, configuration E):
0 is conv1_1, 1 its ReLU, 4 the first pooling, 28 conv5_1, 29 its ReLU.
"""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, field_validator

CONVOLUTIONS = (0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28)
POOLINGS = (4, 9, 18, 27)
RELU_TAPS = (1, 6, 11, 20, 29)
"""relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1."""
VGG19_WIDTHS = (64, 64, 128, 128, 256, 256, 256, 256, 512, 512, 512, 512, 512)
"""Output channels of VGG19's convolutions."""


class WeightsMetadata(BaseModel):
    """What a weights file says of itself, as strings in its safetensors metadata.

    ``mean`` and ``std`` are per RGB channel of pictures in [0, 1].
    """

    model_config = ConfigDict(frozen=True)

    name: str
    licence: str
    trained_on: str
    widths: tuple[int, ...]
    taps: tuple[int, ...]
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)

    @field_validator("widths", "taps", "mean", "std", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.split(",") if isinstance(value, str) else value

    def to_strings(self) -> dict[str, str]:
        """The metadata as safetensors keeps it, lists joined by commas."""
        return {
            key: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
            for key, value in self.model_dump().items()
        }


def shapes(widths: Iterable[int]) -> dict[str, tuple[int, ...]]:
    """Name and shape of every tensor of an encoder with these widths, in the order of the layers."""
    found: dict[str, tuple[int, ...]] = {}
    inputs = 3
    for layer, outputs in zip(CONVOLUTIONS, widths, strict=False):
        found[f"features.{layer}.weight"] = (outputs, inputs, 3, 3)
        found[f"features.{layer}.bias"] = (outputs,)
        inputs = outputs
    return found


def factor(tap: int) -> str:
    """The name of the tensor that a distilled encoder's file holds for a tap; see ``encoder.Encoder.describe``."""
    return f"taps.{tap}.factor"
