"""Intermediate pictures of paintings, numbered."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from PIL import Image

from cli import files
from cli.parameters import UsageError
from core.imaging import images


@dataclass
class Film:
    """Pictures of one painting on its way: ``folder``/``stem``-0001.jpg and so on, all of one size."""

    folder: Path
    stem: str
    clobber: bool = True
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def check(self) -> None:
        """Raises UsageError or OSError where they couldn't be written."""
        if not self.folder.is_dir():
            raise UsageError(f"--progress-to {self.folder}: there is no such folder")
        first = self._path(1)
        if not self.clobber and first.exists():
            raise UsageError(f"{first}: is there already, and --no-clobber keeps it")
        files.try_to_write(first)

    def add(self, picture: Image.Image, size: tuple[int, int]) -> None:
        """Saves the next one at this size: on its way a painting may be smaller. Raises OSError."""
        data = images.save(picture.resize(size, Image.Resampling.BICUBIC), "JPEG")
        files.write(self._path(next(self._numbers)), data, clobber=self.clobber)

    def _path(self, number: int) -> Path:
        return self.folder / f"{self.stem}-{number:04}.jpg"
