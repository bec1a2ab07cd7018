"""Files as commands leave them behind: whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write(path: Path, data: bytes, *, clobber: bool = True) -> None:
    """Writes a file whole or not at all; not ``clobber``, raises FileExistsError where there is one already."""
    with _unfinished(path) as unfinished:
        unfinished.write_bytes(data)
        if not clobber:
            path.touch(exist_ok=False)  # claims the name, whoever else wants it at this moment
        unfinished.replace(path)


def try_to_write(path: Path) -> None:
    """Raises what ``write`` would raise because of the folder or the name."""
    with _unfinished(path) as unfinished:
        unfinished.write_bytes(b"\0")


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write under, gone afterwards; an OSError names ``path`` instead."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        try:
            yield unfinished
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
