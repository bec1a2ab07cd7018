"""Where the encoders' weights are; free of PyTorch and of the network."""

from pathlib import Path

from atelier_bot import WeightsError
from effects.features import oxford, weights_file

COMPACT = Path(__file__).with_name("compact.safetensors")
COMPACT_SHA256 = "e52e704fa192e09fd78569b6b86649cef319253426414b897a707b4e474ac4e5"
"""A file that was cut, as by a checkout without its large files, would only be noticed when somebody paints."""


def find(encoder: str, folder: Path) -> Path:
    """The weights file of ``compact``, ``vgg19`` or ``torchvision``, or at a path. Raises WeightsError.

    ``vgg19`` is written to ``folder`` when it isn't there; ``torchvision`` has to be downloaded to it before.
    """
    if encoder == "compact":
        return COMPACT
    if encoder == "vgg19":
        return oxford.prepare(folder)
    path = torchvision_path(folder) if encoder == "torchvision" else Path(encoder)
    if not path.is_file():
        fetch = "get them with the command `weights torchvision`"
        raise WeightsError(
            f"there are no weights at {path}; {fetch if encoder == 'torchvision' else 'is the path right?'}"
        )
    return path


def check(encoder: str, folder: Path) -> str:
    """Which weights an encoder has, once they are found to be whole. Raises WeightsError."""
    path = find(encoder, folder)
    if encoder == "compact" and weights_file.sha256(path) != COMPACT_SHA256:
        raise WeightsError(f"{path}: damaged, or not the one that Atelier comes with; install Atelier anew")
    return f"{path.name}, {path.stat().st_size / 1e6:.1f} MB"


def torchvision_path(folder: Path) -> Path:
    """Where torchvision's weights of VGG19 are kept: by the name that they had when there were no others."""
    return folder / "vgg19.safetensors"
