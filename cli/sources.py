"""The pictures that a command is given: which of them are photos, which are styles, and what each has in it."""

import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from cli.parameters import DASH, UsageError
from core.imaging import images
from core.imaging.errors import PictureError
from core.imaging.limits import LIMITS


@dataclass(frozen=True)
class Source:
    """A picture in a file, or without a path in what comes through standard input."""

    path: Path | None

    @property
    def stem(self) -> str:
        """What files that come of it are called, without an ending."""
        return "stdin" if self.path is None else self.path.stem

    def __str__(self) -> str:
        return "standard input" if self.path is None else str(self.path)

    def check(self) -> None:
        """Raises UsageError where there is nothing to read."""
        if self.path is None:
            if sys.stdin.isatty():
                raise UsageError("- is a picture that comes through standard input, and here that is the keyboard")
        elif self.path.is_dir():
            raise UsageError(f"{self}: is a folder; name the pictures in it")
        elif not self.path.exists():
            raise UsageError(f"{self}: there is no such file")
        elif not os.access(self.path, os.R_OK):
            raise UsageError(f"{self}: you may not read it")

    def load(self, long_side: int) -> Image.Image:
        """The picture, mode RGB, its long side at most ``long_side`` px. Raises PictureError and OSError."""
        # One byte more than is allowed is enough for it to be refused.
        data = sys.stdin.buffer.read(LIMITS.max_bytes + 1) if self.path is None else self.path.read_bytes()
        try:
            return images.load(data, long_side=long_side)
        except PictureError as error:
            raise PictureError(error.refusal, f"{self}: {error}") from error


class StyleSource(NamedTuple):
    """A style's picture, and how much it counts beside the others."""

    picture: Source
    weight: float


def sort(pictures: Sequence[str], styles: Sequence[str]) -> tuple[list[Source], list[StyleSource]]:
    """Photos and styles: ``styles`` are FILE or FILE:WEIGHT; without any the last of ``pictures`` is the style.

    Raises UsageError, also where one of them can't be read.
    """
    photos = [_source(picture) for picture in pictures]
    if styles:
        found = [_style(style) for style in styles]
    elif len(photos) > 1:
        found = [StyleSource(photos.pop(), 1.0)]
    else:
        raise UsageError("name a style after the photo, or give one with --style")
    _check([*photos, *(style.picture for style in found)])
    return photos, found


def sources(pictures: Sequence[str]) -> list[Source]:
    """Pictures that can be read. Raises UsageError."""
    found = [_source(picture) for picture in pictures]
    _check(found)
    return found


def _check(everything: Sequence[Source]) -> None:
    if sum(source.path is None for source in everything) > 1:
        raise UsageError("- can be only one of the pictures: there is one standard input")
    for source in everything:
        source.check()


def _style(text: str) -> StyleSource:
    name, colon, weight = text.rpartition(":")
    if not colon or Path(text).exists():
        return StyleSource(_source(text), 1.0)
    try:
        number = float(weight)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise UsageError(f"--style {text}: what follows the colon is its weight, a number over 0")
    return StyleSource(_source(name), number)


def _source(text: str) -> Source:
    return Source(None if text == DASH else Path(text))
