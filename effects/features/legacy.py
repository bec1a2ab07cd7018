"""Reads tensors out of PyTorch's legacy file format (before 1.6) without PyTorch and without loading the file.

The format, as ``torch.serialization._legacy_save`` writes it: five pickles (a magic number, a protocol version, facts
about the machine, the object with a placeholder for each storage, the list of storage keys), then for every key the
number of elements as int64 and the elements.
"""

import pickle
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
ELEMENT_SIZES = {
    "ByteStorage": 1,
    "CharStorage": 1,
    "ShortStorage": 2,
    "HalfStorage": 2,
    "IntStorage": 4,
    "FloatStorage": 4,
    "LongStorage": 8,
    "DoubleStorage": 8,
}

DAMAGE = (
    *(pickle.UnpicklingError, EOFError, AttributeError, IndexError, KeyError, TypeError, ValueError),
    *(OverflowError, MemoryError),  # a length that a flipped bit has made absurd
)
"""What pickle raises for bytes that aren't a pickle, and for one that holds other things than we expect."""


class LegacyFormatError(ValueError):
    """A file that isn't of the legacy format, is cut short or holds more than plain tensors."""


@dataclass(frozen=True)
class Storage:
    """A block of elements that tensors are views of; ``kind`` is one of ELEMENT_SIZES."""

    kind: str
    key: str
    elements: int


@dataclass(frozen=True)
class StoredTensor:
    """Where a contiguous tensor lies in the file: its first byte and its length in bytes."""

    kind: str
    shape: tuple[int, ...]
    offset: int
    length: int

    def read(self, file: BinaryIO) -> bytes:
        """Its elements, little-endian, out of the file that it lies in."""
        file.seek(self.offset)
        return file.read(self.length)


def index(path: Path) -> dict[str, StoredTensor]:
    """The tensors of a state dictionary in the legacy format. Raises LegacyFormatError."""
    try:
        with path.open("rb") as file:
            if _unpickle(file) != MAGIC or _unpickle(file) != PROTOCOL:
                raise LegacyFormatError(f"{path}: not a file of PyTorch's legacy format")
            _unpickle(file)
            views = _unpickle(file)
            keys = _unpickle(file)
            if not isinstance(views, dict) or not isinstance(keys, list):
                raise LegacyFormatError(f"{path}: holds no dictionary of tensors")
            offsets = _offsets(file, keys, {view.storage.key: view.storage for view in views.values()})
            return {name: view.locate(offsets) for name, view in views.items()}
    except DAMAGE as error:
        if isinstance(error, LegacyFormatError):
            raise
        raise LegacyFormatError(f"{path}: damaged, or not of PyTorch's legacy format ({error})") from error


@dataclass(frozen=True)
class _View:
    storage: Storage
    first: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def locate(self, offsets: dict[str, int]) -> StoredTensor:
        count = 1
        contiguous: list[int] = []
        for side in reversed(self.shape):
            contiguous.insert(0, count)
            count *= side
        if self.strides != tuple(contiguous) or self.first + count > self.storage.elements:
            raise LegacyFormatError("a tensor isn't contiguous or reaches beyond its storage")
        size = ELEMENT_SIZES[self.storage.kind]
        start = offsets[self.storage.key] + self.first * size
        return StoredTensor(self.storage.kind, self.shape, start, count * size)


def _offsets(file: BinaryIO, keys: list[str], storages: dict[str, Storage]) -> dict[str, int]:
    """Where the elements of each storage begin."""
    position = file.tell()
    end = file.seek(0, 2)
    found = {}
    for key in keys:
        file.seek(position)
        elements = int.from_bytes(file.read(8), "little")
        storage = storages[key]
        found[key] = position + 8
        position += 8 + elements * ELEMENT_SIZES[storage.kind]
        if elements != storage.elements or position > end:
            raise LegacyFormatError("cut short: a storage isn't as long as its tensors need")
    return found


def _unpickle(file: BinaryIO) -> object:
    return _Unpickler(file).load()


class _Unpickler(pickle.Unpickler):
    """Knows the five names that a state dictionary needs, and so runs no foreign code."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, first, shape, strides, *_rest: _View(storage, first, tuple(shape), tuple(strides))
        if (module, name) == ("torch._utils", "_rebuild_tensor"):
            return _View
        if module == "torch" and name in ELEMENT_SIZES:
            return name
        raise LegacyFormatError(f"holds {module}.{name}, which is no tensor")

    def persistent_load(self, identity: tuple[object, ...]) -> Storage:
        match identity:
            case ("storage", str(kind), str(key), _, int(elements), *_):
                return Storage(kind, key, elements)
        raise LegacyFormatError("holds something other than tensors")
