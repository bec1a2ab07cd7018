"""What a person may choose of a painting, with ranges and defaults; free of PyTorch, so every process can read it."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from atelier_bot import Model

MAX_CPU_SIZE = 1024
"""The longest side of a painting that is made without a GPU."""


class Detail(StrEnum):
    """How long to work on a painting: half, once or twice the usual number of steps."""

    DRAFT = "draft"
    NORMAL = "normal"
    FINE = "fine"


class FineOptions(Model):
    """Options of the recipe ``fine``."""

    default_encoder: ClassVar[str] = "compact"

    recipe: Literal["fine"] = "fine"
    size: int = Field(
        512,
        ge=64,
        le=2048,
        description="Long side of the painting in pixels; over 1024 needs a GPU.",
        json_schema_extra={"choices": [256, 384, 512, 768, 1024]},
    )
    strength: float = Field(
        0.5,
        ge=0,
        le=1,
        description="0 keeps the photo, 1 gives in to the style.",
        json_schema_extra={"choices": [0.1, 0.3, 0.5, 0.7, 0.9]},
    )
    keep_colours: bool = Field(default=False, description="Keep the photo's own colours and take only the brushwork.")
    style_scale: float = Field(
        1.0,
        ge=0.25,
        le=4,
        description="Size of the brushwork: 2 makes strokes twice as large.",
        json_schema_extra={"choices": [0.5, 0.75, 1.0, 1.5, 2.0]},
    )
    detail: Detail = Field(Detail.NORMAL, description="How long to work: draft, normal or fine.")
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        description="Another number gives another painting of the same photos.",
        json_schema_extra={"choices": [0, 1, 2, 3]},
    )

    @property
    def style_side(self) -> int:
        """The long side at which the style picture is looked at."""
        return max(32, round(self.size * self.style_scale))


class StyleTransferOptions(FineOptions):
    """What a person may choose in a conversation, where there may be a second style."""

    second_share: float = Field(
        0.5,
        ge=0,
        le=1,
        description="The second style's share, if there is one: 0 leaves it out, 1 leaves out the first.",
        json_schema_extra={"choices": [number / 10 for number in range(11)]},
    )


class ClassicOptions(Model):
    """Options of the recipe ``classic``: the original bot had none, and painted at 256 pixels."""

    default_encoder: ClassVar[str] = "vgg19"

    recipe: Literal["classic"] = "classic"
    size: int = Field(256, ge=64, le=1024, description="Long side of the painting in pixels.")

    @property
    def style_side(self) -> int:
        """The long side at which the style picture is looked at."""
        return self.size


Options = Annotated[FineOptions | ClassicOptions, Field(discriminator="recipe")]


class StyleTransferConfig(Model):
    """What the operator chooses: with which encoder paintings are made, and on what."""

    encoder: str = Field(
        "auto",
        description="compact; vgg19, the true one; torchvision, to be downloaded; or the path of a weights file. "
        "auto takes compact, and vgg19 for the recipe classic.",
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto takes a GPU where there is one.")
    precision: Literal["auto", "fp32", "bf16"] = Field("auto", description="auto takes bf16 where that is faster.")
