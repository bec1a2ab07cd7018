"""Writes and checks weights files, safetensors with a metadata; free of PyTorch and of the network."""

import hashlib
import json
import math
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from effects.features.weights_metadata import WeightsMetadata, shapes

SIZES = {"F16": 2, "F32": 4}
"""Bytes of an element by its kind, as safetensors names them."""


def write(
    path: Path, metadata: WeightsMetadata, kind: Literal["F16", "F32"], tensors: Iterable[bytes | bytearray]
) -> None:
    """Writes an encoder's tensors, whole or not at all, whoever else writes the same file.

    ``tensors`` gives their little-endian elements in the order of ``shapes``, and is asked for the next when one is
    written. Raises OSError.
    """
    header = _header(metadata, kind)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(header)
            for tensor in tensors:
                file.write(tensor)
            file.flush()
            os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _header(metadata: WeightsMetadata, kind: str) -> bytes:
    """The length of the description and the description, filled up so that the data begins on a multiple of 8."""
    described: dict[str, object] = {"__metadata__": metadata.to_strings()}
    end = 0
    for name, shape in shapes(metadata.widths).items():
        begin, end = end, end + math.prod(shape) * SIZES[kind]
        described[name] = {"dtype": kind, "shape": shape, "data_offsets": (begin, end)}
    encoded = json.dumps(described).encode()
    encoded += b" " * (-len(encoded) % 8)
    return len(encoded).to_bytes(8, "little") + encoded
