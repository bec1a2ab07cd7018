"""How torchvision's weights of VGG19 get here: downloaded, checked, cut to the layers we use.

Nothing here imports PyTorch or holds the file in memory, so that the command stays under 150 MB.
"""

import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import aiohttp

from atelier_bot import WeightsError
from effects.features import legacy, weights_file
from effects.features.weights import torchvision_path
from effects.features.weights_metadata import RELU_TAPS, VGG19_WIDTHS, WeightsMetadata, shapes

METADATA = WeightsMetadata(
    name="vgg19-torchvision",
    licence="BSD-3-Clause",
    trained_on="ImageNet-1k, by torchvision (VGG19_Weights.IMAGENET1K_V1)",
    widths=VGG19_WIDTHS,
    taps=RELU_TAPS,
)
CHUNK = 1 << 20

Notice = Callable[[int, int], None]
"""Told how many bytes of how many have arrived; 0 of all where the server doesn't say."""


def url() -> str:
    """Where torchvision publishes VGG19's weights.

    Read out of torchvision's source: importing it would cost 300 MB and import PyTorch.
    """
    try:
        source = Path(str(distribution("torchvision").locate_file("torchvision/models/vgg.py"))).read_text()
    except (PackageNotFoundError, OSError) as error:
        raise WeightsError("torchvision isn't installed, so the address of its weights isn't known") from error
    found = re.search(r"https://\S+/vgg19-[0-9a-f]{8}\.pth", source)
    if found is None:
        raise WeightsError("this torchvision doesn't name its VGG19 weights as others do; give their address by --url")
    return found.group()


async def fetch(url: str, folder: Path, notice: Notice) -> Path:
    """Downloads torchvision's weights and keeps features.0 to features.28 as safetensors; returns their path.

    The file's name ends in the first digits of its SHA-256, as torchvision's do. An interrupted download is kept and
    continued the next time; a wrong file is deleted. Raises WeightsError.
    """
    path = torchvision_path(folder)
    download = folder / (url.rpartition("/")[2] + ".part")
    digits = re.search(r"-([0-9a-f]{8,64})\.pth\.part$", download.name)
    if digits is None:
        raise WeightsError(f"{url}: the name doesn't end in a SHA-256 prefix, as in vgg19-01234567.pth")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        await _download(url, download, notice)
        if not weights_file.sha256(download).startswith(digits.group(1)):
            download.unlink()
            raise WeightsError(
                f"{url}: the file doesn't have the SHA-256 in its name; it was deleted, please try again"
            )
        try:
            _cut(download, path)
        except legacy.LegacyFormatError as error:
            download.unlink()
            raise WeightsError(f"{url}: {error}; it was deleted") from error
        download.unlink()
    except OSError as error:
        raise WeightsError(f"couldn't write to {folder}: {error.strerror or error}") from error
    return path


async def _download(url: str, path: Path, notice: Notice) -> None:
    """Downloads into ``path``, continuing what is there."""
    have = path.stat().st_size if path.exists() else 0
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=60)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(url, headers={"Range": f"bytes={have}-"} if have else {}) as response,
        ):
            if response.status == 416:  # nothing is left to send: the check that follows says whether it is right
                return
            response.raise_for_status()
            if response.status != 206:
                have = 0
            total = have + (response.content_length or 0)
            with path.open("ab" if have else "wb") as file:
                async for chunk in response.content.iter_chunked(CHUNK):
                    file.write(chunk)
                    have += len(chunk)
                    notice(have, total)
    except (aiohttp.ClientError, TimeoutError) as error:
        kept = f"; {have / 1e6:.0f} MB are kept, the same command continues" if have else ""
        raise WeightsError(f"couldn't download {url}: {_reason(error)}{kept}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientResponseError):
        return f"the server answered {error.status} {error.message}"
    return str(error) or type(error).__name__


def _cut(source: Path, target: Path) -> None:
    """Writes the encoder's tensors of a legacy file as safetensors, copying one at a time."""
    stored = legacy.index(source)
    tensors = []
    for name, shape in shapes(METADATA.widths).items():
        tensor = stored.get(name)
        if tensor is None or tensor.shape != shape or tensor.kind != "FloatStorage":
            raise legacy.LegacyFormatError(f"has no fp32 tensor {name} of the shape {shape}")
        tensors.append(tensor)
    with source.open("rb") as file:
        weights_file.write(target, METADATA, "F32", (tensor.read(file) for tensor in tensors))
