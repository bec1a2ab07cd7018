"""Where the encoders' weights are; free of PyTorch and of the network."""

from pathlib import Path

from core.nst.errors import WeightsError

COMPACT = Path(__file__).with_name("compact.safetensors")


def find(encoder: str, folder: Path) -> Path:
    """The weights file of ``compact``, of ``vgg19`` (in ``folder``) or at a path. Raises WeightsError."""
    if encoder == "compact":
        return COMPACT
    path = vgg19_path(folder) if encoder == "vgg19" else Path(encoder)
    if not path.is_file():
        advice = "get them with: python main.py weights vgg19" if encoder == "vgg19" else "is the path right?"
        raise WeightsError(f"there are no weights at {path}; {advice}")
    return path


def vgg19_path(folder: Path) -> Path:
    """Where VGG19's weights are kept."""
    return folder / "vgg19.safetensors"
