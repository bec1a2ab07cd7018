"""A memory that forgets: what was used last is kept, what is older than so many others isn't."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """At most ``size`` values by key; a value that is put again is the newest."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)

    def items(self) -> tuple[tuple[K, V], ...]:
        """What is known by its key, the oldest first."""
        return tuple(self._values.items())

    def get(self, key: K) -> V | None:
        """The value of a key, if it is still known."""
        return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Keeps a value, and forgets the oldest one where there are too many."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forgets a key, if it is known."""
        self._values.pop(key, None)
