"""Where each private conversation was left: kept in a file, so that what is missed meanwhile can be asked for."""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from discord.utils import DISCORD_EPOCH

from atelier_bot import Clock, Event

log = logging.getLogger(__name__)

FILE_NAME: Final = "last_seen.json"
CACHE_SIZE: Final = 500
DAYS: Final = 30
"""Conversations that were left longer ago are forgotten."""


class Left(NamedTuple):
    """A private channel, and the id of the last that its person did there."""

    channel: int
    last: int


class LastSeen:
    """The last conversations, by person. ``folder`` is made when there is something to keep."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._path, self._clock = folder / FILE_NAME, clock
        self._left: dict[str, Left] = dict(self._read())

    def all(self) -> list[Left]:
        """Where conversations were left, the newest first."""
        begin = self._clock() - DAYS * 24 * 3600
        found = [left for left in self._left.values() if _when(left.last) > begin]
        return sorted(found, key=lambda left: left.last, reverse=True)

    def note(self, event: Event, last: int) -> None:
        """A person did something in a private channel."""
        before = self._left.pop(event.sender.id, None)
        newest = max(last, before.last) if before is not None else last
        self._left[event.sender.id] = Left(int(event.address.chat), newest)
        self._write()

    def forget(self, person: str) -> None:
        """Forgets where a person's conversation was left."""
        if self._left.pop(person, None) is not None:
            self._write()

    def _write(self) -> None:
        """Puts the newest into the file, all of them or none; one that can't be written costs no event."""
        self._left = dict(list(self._left.items())[-CACHE_SIZE:])
        unfinished = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(unfinished, "w", opener=_for_its_owner) as file:
                json.dump(self._left, file)
            unfinished.replace(self._path)
        except OSError as error:
            log.warning("discord: where conversations were left can't be kept: %s", error.strerror)

    def _read(self) -> Iterator[tuple[str, Left]]:
        try:
            for person, (channel, last) in json.loads(self._path.read_text()).items():
                yield str(person), Left(int(channel), int(last))
        except (FileNotFoundError, NotADirectoryError):
            return
        except (OSError, ValueError, TypeError, AttributeError):
            log.warning("discord: %s can't be read, so what was written meanwhile isn't asked for", self._path)


def _when(id: int) -> float:
    """When something on Discord was done, in seconds since 1970: its id tells."""
    return ((id >> 22) + DISCORD_EPOCH) / 1000


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
