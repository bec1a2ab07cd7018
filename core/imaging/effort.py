"""About how long a picture file takes to unpack, told from its header: the quick needn't wait for the slow."""

from core.imaging.kinds import identify

SECONDS = 0.25
"""What every photo takes: to be shrunk, and to be written again ..."""
SECONDS_A_MEGAPIXEL = {"JPEG": 0.02, "PNG": 0.05, "WEBP": 0.08, "HEIF": 0.05, "AVIF": 0.05}
"""... and what each megapixel adds, by kind. Measured on one core of a server; it is the proportions that matter."""
OTHERS = 0.05


def seconds_to_load(data: bytes) -> float:
    """About how many seconds of a processor's ``images.load`` takes; what can't be opened is refused at once."""
    try:
        image = identify(data).open(data)
    except Exception:  # noqa: BLE001 - as decoders do at damaged files; ``load`` says what is wrong with them
        return 0.0
    megapixels = image.width * image.height / 1e6
    return SECONDS + megapixels * SECONDS_A_MEGAPIXEL.get(image.format or "", OTHERS)
