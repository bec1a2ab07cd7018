"""A small disk of its own for a program's data, so that it can be full: a file with a file system in it, mounted.

It takes root and a loop device; where either is missing there is none.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MB = 1_000_000
FILLING = "filling"
PIECE = 1 << 20


@contextmanager
def small_disk(image: Path, folder: Path, size_mb: int) -> Iterator[bool]:
    """Has ``folder`` on a disk of its own until it is left; whether that could be done."""
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(size_mb * MB)
    mounted = _done("mkfs.ext4", "-q", "-m", "0", str(image)) and _done("mount", "-o", "loop", str(image), str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            _done("umount", "--lazy", str(folder))


def fill(folder: Path) -> None:
    """Leaves no room on a folder's disk."""
    with (folder / FILLING).open("wb", buffering=0) as file:
        most = shutil.disk_usage(folder).free * 9 // 10  # the rest may go into where a file's blocks are
        os.posix_fallocate(file.fileno(), 0, most)
        file.seek(most)
        with suppress(OSError):  # it is full
            while file.write(bytes(PIECE)):
                pass


def empty(folder: Path) -> None:
    """Gives the room back."""
    (folder / FILLING).unlink()


def freeze(files: list[Path]) -> None:
    """Has the system let nobody write to files, not even those who have them open: chmod doesn't stop root."""
    subprocess.run(["chattr", "+i", *files], check=True)


def thaw(files: list[Path]) -> None:
    """Undoes ``freeze``."""
    subprocess.run(["chattr", "-i", *files], check=True)


def _done(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False  # there is no such program here
