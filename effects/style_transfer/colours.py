"""Painting in the photo's own colours: only the luminance takes on the style (Gatys et al., 2016, section 5.3)."""

from PIL import Image, ImageChops, ImageStat

MAX_CONTRAST = 4.0
"""Bounds how far the style's contrast is spread to match the photo's, which may be next to none."""
FAINTEST = 3
"""Channels that differ by no more of 255 than this are one grey: JPEG's rounding does as much."""


def colourless(image: Image.Image) -> bool:
    """Whether an RGB picture is grey all over."""
    red, green, blue = image.split()
    apart = (ImageChops.difference(*pair) for pair in ((red, green), (green, blue), (red, blue)))
    return all(ImageStat.Stat(difference).extrema[0][1] <= FAINTEST for difference in apart)


def grey(image: Image.Image) -> Image.Image:
    """The luminance of an RGB picture, as mode RGB."""
    return image.convert("L").convert("RGB")


def luminance(style: Image.Image, content: Image.Image) -> Image.Image:
    """The style in grey, mode RGB, its luminance matched to the photo's in mean and deviation."""
    photo, sample = content.convert("L"), style.convert("L")
    photo_stat, sample_stat = ImageStat.Stat(photo), ImageStat.Stat(sample)
    # A deviation is at least one step of 255: a picture of one grey has none.
    contrast = max(photo_stat.stddev[0], 1.0) / max(sample_stat.stddev[0], 1.0)
    contrast = min(max(contrast, 1 / MAX_CONTRAST), MAX_CONTRAST)
    offset = photo_stat.mean[0] - contrast * sample_stat.mean[0]
    return sample.point([round(contrast * value + offset) for value in range(256)]).convert("RGB")


def restore(painting: Image.Image, content: Image.Image) -> Image.Image:
    """The painting's luminance with the colours of ``content``, at the painting's size."""
    luminance = painting.convert("L")
    _, blue, red = content.resize(painting.size, Image.Resampling.LANCZOS).convert("YCbCr").split()
    return Image.merge("YCbCr", (luminance, blue, red)).convert("RGB")
