"""What the page shows, and whoever waits for it to change."""

import asyncio
from itertools import count
from typing import Any


class PageState:
    """What the page shows, in JSON, and its pictures, each under a name that no other has had."""

    def __init__(self, **shown: Any) -> None:
        self._shown = shown
        self._pictures: dict[str, bytes] = {}
        self._names: dict[str, str] = {}
        self._numbers = count()
        self._version = 1
        self._changed = asyncio.Event()
        self.is_closed = False

    def show(self, **changes: Any) -> None:
        """Shows something else."""
        self._shown = {**self._shown, **changes}
        self._tell()

    def keep(self, kind: str, data: bytes) -> str:
        """The new name of a picture, which takes the place of the last one of its ``kind``."""
        self._pictures.pop(self._names.get(kind, ""), None)
        name = f"{kind}-{next(self._numbers)}"
        self._names[kind], self._pictures[name] = name, data
        return name

    def picture(self, name: str) -> bytes | None:
        """The picture of this name, while it is shown."""
        return self._pictures.get(name)

    async def after(self, version: int) -> tuple[int, dict[str, Any]]:
        """What is shown, as soon as that isn't what this ``version`` was, with a version of its own."""
        while version == self._version and not self.is_closed:
            await self._changed.wait()
        return self._version, self._shown

    def close(self) -> None:
        """Nobody waits any longer."""
        self.is_closed = True
        self._tell()

    def _tell(self) -> None:
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()
