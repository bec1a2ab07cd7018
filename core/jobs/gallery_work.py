"""Work for a child: small copies of a gallery's pictures, and sheets of them."""

import io
from collections.abc import Mapping

from PIL import Image

from core.imaging.contact_sheet import SQUARE, contact_sheet, square
from core.imaging.errors import PictureError
from core.imaging.images import load
from core.jobs.work import Failure, WorkChannel

QUALITY = 85


def make_small(files: Mapping[str, bytes], line: WorkChannel) -> bytes:  # noqa: ARG001 - nothing to say
    """The only file as a small square JPEG. Raises Failure with the kind of refusal."""
    (data,) = files.values()
    try:
        image = load(data, long_side=4 * SQUARE)
    except PictureError as error:
        raise Failure(error.refusal.value, str(error)) from error
    return _jpeg(square(image))


def make_sheet(files: Mapping[str, bytes], line: WorkChannel) -> bytes:  # noqa: ARG001 - nothing to say
    """Small copies, in order, as one numbered sheet, a JPEG. One without bytes is left empty."""
    squares = [Image.open(io.BytesIO(data)) if data else None for data in files.values()]
    return _jpeg(contact_sheet(squares))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
