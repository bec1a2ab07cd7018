"""What a person may choose of a painting, with ranges and defaults; free of PyTorch, so every process can read it."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Detail(StrEnum):
    """How long to work on a painting: half, once or twice the usual number of steps."""

    DRAFT = "draft"
    NORMAL = "normal"
    FINE = "fine"


class FineOptions(BaseModel):
    """Options of the recipe ``fine``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: Literal["fine"] = "fine"
    size: int = Field(512, ge=64, le=2048, description="Long side of the painting in pixels; over 1024 needs a GPU.")
    strength: float = Field(0.5, ge=0, le=1, description="0 keeps the photo, 1 gives in to the style.")
    keep_colours: bool = Field(default=False, description="Keep the photo's own colours and take only the brushwork.")
    style_scale: float = Field(1.0, ge=0.25, le=4, description="Size of the brushwork: 2 makes strokes twice as large.")
    detail: Detail = Field(Detail.NORMAL, description="How long to work: draft, normal or fine.")
    seed: int = Field(0, ge=0, lt=2**31, description="Another number gives another painting of the same photos.")

    @property
    def style_side(self) -> int:
        """The long side at which the style picture is looked at."""
        return max(32, round(self.size * self.style_scale))


class ClassicOptions(BaseModel):
    """Options of the recipe ``classic``: the original bot had none, and painted at 256 pixels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: Literal["classic"] = "classic"
    size: int = Field(256, ge=64, le=1024, description="Long side of the painting in pixels.")

    @property
    def style_side(self) -> int:
        """The long side at which the style picture is looked at."""
        return self.size


Options = Annotated[FineOptions | ClassicOptions, Field(discriminator="recipe")]


class Studio(BaseModel):
    """What the operator chooses: with which encoder paintings are made, and on what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: str = Field("compact", description="compact, vgg19 or the path of a weights file.")
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto takes a GPU where there is one.")
    precision: Literal["auto", "fp32", "bf16"] = Field("auto", description="auto takes bf16 where matrix units do.")
