"""Where the encoders' weights are; free of PyTorch and of the network."""

from pathlib import Path

from atelier_bot import WeightsError
from effects.features import oxford

COMPACT = Path(__file__).with_name("compact.safetensors")


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


def torchvision_path(folder: Path) -> Path:
    """Where torchvision's weights of VGG19 are kept: by the name that they had when there were no others."""
    return folder / "vgg19.safetensors"
