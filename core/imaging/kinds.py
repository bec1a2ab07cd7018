"""What kind of file it is, by its first bytes: one that is opened, one that is known and isn't, or no picture."""

import io
import re
from importlib import import_module
from typing import NamedTuple, cast

from PIL import ImageFile

from core.imaging.errors import PictureError
from core.model.errors import Refusal

HEAD = 4096
"""Bytes of a file in which its kind shows."""
READ = "JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC and AVIF"


class Kind(NamedTuple):
    """A kind of file that is read: Pillow's name of it, how it begins, and the class that opens it."""

    format: str
    signature: re.Pattern[bytes]
    module: str
    opener: str

    def open(self, data: bytes) -> ImageFile.ImageFile:
        """Reads the header. Raises what decoders raise, which may be anything."""
        # Imported when there is such a file: the bot process opens none, and the libraries behind are large.
        opener = getattr(import_module(self.module), self.opener)
        return cast(ImageFile.ImageFile, opener(io.BytesIO(data)))


def _kind(format: str, signature: bytes, module: str, opener: str) -> Kind:
    return Kind(format, re.compile(signature, re.DOTALL), module, opener)


KINDS = (
    # Not MPO's class for two pictures in one file: the first is an ordinary JPEG.
    _kind("JPEG", rb"\xff\xd8\xff", "PIL.JpegImagePlugin", "JpegImageFile"),
    _kind("PNG", rb"\x89PNG(?!\r\n\x1a\n....CgBI)", "PIL.PngImagePlugin", "PngImageFile"),
    _kind("WEBP", rb"RIFF....WEBP", "PIL.WebPImagePlugin", "WebPImageFile"),
    _kind("GIF", rb"GIF8[79]a", "PIL.GifImagePlugin", "GifImageFile"),
    _kind("BMP", rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0", "PIL.BmpImagePlugin", "BmpImageFile"),
    _kind("TIFF", rb"(?!II\*\0....CR)(?:II|MM)(?:\0[*+]|[*+]\0)", "PIL.TiffImagePlugin", "TiffImageFile"),
    _kind("AVIF", rb"....ftyp(?:avi[fs]|m[is]f1....(?:.{4}){0,12}?avi[fs])", "PIL.AvifImagePlugin", "AvifImageFile"),
    _kind(
        "HEIF",
        rb"....ftyp(?:hei[cxms]|hev[cxms]|m[is]f1|(?:.{4}){2,12}?(?:hei[cx]|mif1))",
        "pillow_heif",
        "HeifImageFile",
    ),
)

UNREAD = {
    name: re.compile(signature, re.DOTALL)
    for name, signature in {
        "a JPEG XL picture": rb"\xff\x0a|\0\0\0\x0cJXL ",
        "a JPEG 2000 picture": rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51",
        "a JPEG XR picture": rb"II\xbc",
        "a HEIF picture of an unusual kind": rb"....ftyp(?:mif2|miaf|avc[is]|j2k[is]|jpe?gs?|vvic|vvis|evbi|evbs)",
        "an iPhone's own variant of PNG": rb"\x89PNG\r\n\x1a\n....CgBI",
        "a camera's raw file": rb"II\*\0....CR|IIR[OS]|MMOR|IIU\0|FUJIFILMCCD-RAW|....ftypcrx |FOVb|\0MRM",
        "a PDF document": rb"%PDF-",
        "a PostScript document": rb"%!PS|\xc5\xd0\xd3\xc6",
        "an SVG drawing": rb"(?:\xef\xbb\xbf)?\s*<(?:[?!].*<)?(?:svg:)?svg[\s>/]",
        "a Windows metafile": rb"\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF",
        "a Photoshop document": rb"8BP[SB]",
        "a GIMP document": rb"gimp xcf",
        "a DjVu document": rb"AT&TFORM",
        "an OpenEXR picture": rb"v/1\x01",
        "a Radiance picture": rb"#\?(?:RADIANCE|RGBE)",
        "a FITS picture": rb"SIMPLE  =",
        "a PNM picture": rb"P[1-7]\s+[#\dW]",
        "a PCX picture": rb"\x0a[\0\x02-\x05]\x01[\x01\x02\x04\x08]",
        "a QOI picture": rb"qoif",
        "a DDS picture": rb"DDS ",
        "a BPG picture": rb"BPG\xfb",
        "an MNG animation": rb"[\x8a\x8b][MJ]NG\r\n",
        "an icon": rb"\0\0[\x01\x02]\0[\x01-\xff]\0|icns",
        "a video": rb"....ftyp|....(?:moov|mdat|wide)|\x1a\x45\xdf\xa3|RIFF....AVI |\0\0\x01[\xb3\xba]"
        rb"|FLV\x01|OggS|0&\xb2u",
    }.items()
}
"""Files that people take for pictures, and for which there is no decoder here or none that is trusted."""
TGA_END = b"TRUEVISION-XFILE.\0"


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file, if it is one that is read."""
    head = data[:HEAD]
    return next((kind for kind in KINDS if kind.signature.match(head)), None)


def identify(data: bytes) -> Kind:
    """The kind of a file. Raises PictureError for one that isn't read and for what is no picture."""
    head = data[:HEAD]
    if kind := kind_of(head):
        return kind
    if name := next((name for name, signature in UNREAD.items() if signature.match(head)), None):
        raise unread(name)
    if data.endswith(TGA_END):
        raise unread("a TGA picture")
    raise PictureError(Refusal.NOT_A_PICTURE, f"not a picture; {READ} are read" if data else "the file is empty")


def unread(name: str) -> PictureError:
    """What to say of a whole file that can't be read: ``name`` with its article."""
    return PictureError(Refusal.UNSUPPORTED, f"{name}, which can't be read; {READ} can")
