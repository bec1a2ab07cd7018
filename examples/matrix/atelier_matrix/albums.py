"""Albums: Matrix has none. Clients that send several photos at once send one message for each, close together."""

from typing import Final

from atelier_bot import Recent

MILLISECONDS: Final = 3000
CACHE_SIZE: Final = 1000


class Albums:
    """Photos of one person that come close together, by the times that their events have: those never change."""

    def __init__(self) -> None:
        self._last: Recent[tuple[str, str], tuple[str, int]] = Recent(CACHE_SIZE)

    def of(self, room: str, person: str, id: str, time: int) -> str:
        """The album of a photo that was sent at a time (milliseconds); it may be the only one in it."""
        album, last = self._last.get((room, person)) or (id, time)
        if not 0 <= time - last <= MILLISECONDS:
            album = id
        self._last.put((room, person), (album, time))
        return album

    def end(self, room: str, person: str) -> None:
        """Somebody has done something else."""
        self._last.drop((room, person))
