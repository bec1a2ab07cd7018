"""One program at a data folder: two would both continue the same jobs."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.model.errors import StorageError

NAME = "atelier.lock"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keeps other programs from ``folder``, which is made if there is none, until the block ends. Raises StorageError.

    The lock goes with the process, however it ends; the file stays.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(f"{folder}: can't be written to: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            other = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
            raise StorageError(
                f"{folder}: another Atelier is running there (process {other}); stop it, or name another folder as "
                "data in plugins.toml"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def is_held(folder: Path) -> bool:
    """Whether a program has the folder for itself; it isn't disturbed."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
