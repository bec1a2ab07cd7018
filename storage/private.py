"""Files that are for the program's own user alone: what people said and sent is in them."""

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

log = logging.getLogger(__name__)

OWNER = stat.S_IRWXU
"""What the user may do stays; what others may do goes."""


def make_private(paths: Iterable[Path]) -> None:
    """Takes these files and folders from other users, whom an earlier version, or another umask, had let in.

    Links aren't followed, and what isn't there isn't missed. What can't be taken from others is said in the log.
    """
    for path in paths:
        try:
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and stat.S_IMODE(mode) & ~OWNER:
                path.chmod(stat.S_IMODE(mode) & OWNER)
        except FileNotFoundError:
            continue
        except OSError as error:
            log.warning("%s: is open to other users of this machine: %s", path, error.strerror)


def all_in(folder: Path) -> Iterator[Path]:
    """A folder and all that is in it, at any depth."""
    yield folder
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files))
