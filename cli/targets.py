"""Where paintings go, found out and tried before there are any."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image

from cli import files
from cli.parameters import DASH, UsageError
from cli.sources import Source
from core.imaging import images


class Format(StrEnum):
    """What a painting can be saved as; the values are the endings of files."""

    PNG = "png"
    JPG = "jpg"
    WEBP = "webp"

    @property
    def pillow(self) -> str:
        """Pillow's name of it."""
        return "JPEG" if self is Format.JPG else self.name


ENDINGS = {".jpg": Format.JPG, ".jpeg": Format.JPG, ".png": Format.PNG, ".webp": Format.WEBP}


@dataclass(frozen=True)
class Target:
    """A file, or without a path standard output. An existing file is replaced, if ``clobber``."""

    path: Path | None
    format: Format
    clobber: bool = True

    def __str__(self) -> str:
        return "standard output" if self.path is None else str(self.path)

    @property
    def is_taken(self) -> bool:
        """Whether it is there already and may not be replaced."""
        return self.path is not None and not self.clobber and os.path.lexists(self.path)

    def check(self, sources: Sequence[Source]) -> None:
        """Raises UsageError or OSError where the painting couldn't be written, or would replace one of ``sources``."""
        if self.path is None:
            if sys.stdout.isatty():
                raise UsageError("-o - writes a picture, which is nothing for a terminal: send it to a file or a pipe")
            return
        if not self.path.parent.is_dir():
            raise UsageError(f"{self}: there is no folder {self.path.parent}")
        if self.path.exists():
            if not self.path.is_file():
                raise UsageError(f"{self}: is no ordinary file, so no painting can take its place")
            if any(source.path is not None and self.path.samefile(source.path) for source in sources):
                raise UsageError(f"{self}: the painting would take the place of a picture that it is made of")
        files.try_to_write(self.path)

    def write(self, painting: Image.Image) -> None:
        """Saves a painting. Raises OSError."""
        data = images.save(painting, self.format.pillow)
        if self.path is not None:
            files.write(self.path, data, clobber=self.clobber)
            return
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self)) from error


def targets(photos: Sequence[Source], output: str, format: Format | None, clobber: bool) -> list[Target]:
    """Where the painting of each photo goes. Raises UsageError.

    ``output`` is a file, ``-`` or a folder, in which paintings have the names of their photos. Its ending says the
    format, or ``format`` does; without either it is PNG.
    """
    if output == DASH:
        if len(photos) > 1:
            raise UsageError(f"-o -: standard output takes one painting, not those of {len(photos)} photos")
        return [Target(None, format or Format.PNG)]
    path = Path(output)
    if path.is_dir():
        return _in_folder(path, photos, format or Format.PNG, clobber)
    if len(photos) > 1:
        raise UsageError(f"-o {output}: for {len(photos)} photos it has to be a folder that is there")
    return [Target(path, _format(path, format), clobber)]


def _in_folder(folder: Path, photos: Sequence[Source], format: Format, clobber: bool) -> list[Target]:
    taken: dict[Path, Source] = {}
    for photo in photos:
        path = folder / f"{photo.stem}.{format}"
        if path in taken:
            raise UsageError(f"{path}: would be the painting of both {taken[path]} and {photo}")
        taken[path] = photo
    return [Target(path, format, clobber) for path in taken]


def _format(path: Path, wanted: Format | None) -> Format:
    ending = ENDINGS.get(path.suffix.lower())
    if wanted is not None and ending not in (None, wanted):
        raise UsageError(f"{path}: ends in {path.suffix}, but --format says {wanted}")
    format = wanted or ending
    if format is None:
        raise UsageError(f"{path}: a painting is a {', '.join(ENDINGS)} file, or goes into a folder that is there")
    return format
