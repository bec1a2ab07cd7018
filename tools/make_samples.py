"""Draws the sample pictures, so that they are our own: a mountain lake as the photo, a painted swirl as the style."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import typer
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from core.imaging import images

Array = NDArray[np.float64]

PHOTO = 768, 576
STYLE = 720, 720
SUN = np.array((-0.55, 0.5, 0.45)) / np.linalg.norm((-0.55, 0.5, 0.45))
"""Towards the sun: right, ahead, up."""


def noise(random: np.random.Generator, height: int, width: int, cells: int) -> Array:
    """Smooth noise in [-1, 1] that repeats at the edges, ``cells`` bumps to a side."""
    grid = random.uniform(-1, 1, (cells, cells))
    rows, columns = np.arange(height) * cells / height, np.arange(width) * cells / width
    r0, c0 = rows.astype(int), columns.astype(int)
    fr, fc = rows - r0, columns - c0
    fr, fc = (fr * fr * (3 - 2 * fr))[:, None], (fc * fc * (3 - 2 * fc))[None]
    r1, c1 = (r0 + 1) % cells, (c0 + 1) % cells
    top = grid[np.ix_(r0, c0)] * (1 - fc) + grid[np.ix_(r0, c1)] * fc
    bottom = grid[np.ix_(r1, c0)] * (1 - fc) + grid[np.ix_(r1, c1)] * fc
    return top * (1 - fr) + bottom * fr


def fractal(random: np.random.Generator, height: int, width: int, cells: int, octaves: int, ridged: bool) -> Array:
    """Noise of several scales, each 0.45 times as strong as the last; ridged, its crests are sharp."""
    layers = [noise(random, height, width, cells * 2**octave) for octave in range(octaves)]
    weights = 0.45 ** np.arange(octaves)
    total = sum(w * ((1 - 2 * np.abs(layer)) if ridged else layer) for w, layer in zip(weights, layers, strict=True))
    return np.asarray(total / weights.sum())


@dataclass(frozen=True)
class Land:
    """A square of land: heights over the lake and the colour of each place, lit."""

    heights: Array
    colours: Array


def make_land(random: np.random.Generator, side: int = 1536) -> Land:
    """Mountains round a lake: meadows and forest below, rock and snow above."""
    away = np.linspace(0, 1, side)[:, None]
    across = np.linspace(-1, 1, side)[None]
    ridges = fractal(random, side, side, 3, 7, ridged=True)
    hills = fractal(random, side, side, 12, 6, ridged=False)
    rise = np.clip((away - 0.40) * 1.9, 0, 1) ** 1.4 + 0.5 * np.clip(np.abs(across) - 0.3, 0, 1) ** 1.2 * away
    heights = rise * (120 + 330 * ridges) + 26 * hills * (0.2 + rise) + 30 * np.clip(away - 0.3, 0, 1) - 9
    slope_y, slope_x = np.gradient(heights, 1.1)
    normal = np.stack((-slope_x, -slope_y, np.ones_like(heights)), -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    light = np.clip(normal @ SUN, 0, 1)[..., None]
    grain = fractal(random, side, side, 96, 4, ridged=False)[..., None]

    level = heights[..., None] + 30 * grain
    steep = normal[..., 2:] + 0.2 * grain
    forest = np.array((0.11, 0.18, 0.09)) * (1 + 1.6 * grain)
    meadow = np.array((0.42, 0.41, 0.17)) * (1 + 0.6 * grain)
    rock = np.array((0.44, 0.39, 0.36)) * (1 + 0.8 * grain)
    colours = np.where((level < 9) | ((level < 40) & (grain > 0.16)), meadow, forest)
    colours = np.where((level > 95) | (steep < 0.5), rock, colours)
    colours = np.where((level > 165) & (steep > 0.42), np.array((0.94, 0.95, 0.99)), colours)
    warm, cool = np.array((1.30, 1.04, 0.76)), np.array((0.26, 0.33, 0.48))
    return Land(heights, colours * (warm * light + cool))


def make_sky(random: np.random.Generator, height: int, width: int) -> Array:
    """An evening sky down to the horizon: blue above, warm below, with long clouds."""
    down = np.linspace(0, 1, height)[:, None, None]
    sky = np.array((0.20, 0.38, 0.68)) * (1 - down) + np.array((1.0, 0.83, 0.62)) * down
    clouds = fractal(random, height, width // 2, 3, 6, ridged=False).repeat(2, 1)[:, :width, None]
    cover = np.clip((clouds - 0.05) * 3.2, 0, 0.9) * (1 - 0.6 * down)
    shade = np.clip(1.02 - 0.7 * np.roll(clouds, -height // 20, 0), 0, 1)
    return np.asarray(sky * (1 - cover) + cover * shade * np.array((1.0, 0.93, 0.87)))


def photograph(seed: int = 5) -> Image.Image:
    """The land seen from over the lake, column by column from near to far, and mirrored in the water."""
    random = np.random.default_rng(seed)
    width, height = (2 * side for side in PHOTO)  # drawn twice as large, for smooth edges
    land = make_land(random)
    side = len(land.heights)
    shore = round(height * 0.55)
    picture = np.concatenate((make_sky(random, shore, width), np.zeros((height - shore, width, 3))))
    ends = np.full(width, shore)
    rows = np.arange(shore)[:, None]
    haze = np.array((0.90, 0.80, 0.70))
    for distance in 0.25 * side * 1.0035 ** np.arange(390):
        y = min(int(distance), side - 1)
        x = np.clip(side / 2 + np.linspace(-0.42, 0.42, width) * distance, 0, side - 1).astype(int)
        ground = land.heights[y, x]
        tops = np.clip(shore - ground * 1400 / distance, 0, shore).astype(int)
        seen = (rows >= tops) & (rows < ends) & (ground > 0)
        fog = 0.75 * (1 - np.exp(-(distance - 0.25 * side) / 1500))
        picture[:shore] = np.where(
            seen[..., None], (land.colours[y, x] * (1 - fog) + haze * fog)[None], picture[:shore]
        )
        ends = np.where(ground > 0, np.minimum(ends, tops), ends)
    pixels = (np.clip(mirror(random, picture, shore), 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(pixels).resize(PHOTO, Image.Resampling.LANCZOS)


def mirror(random: np.random.Generator, picture: Array, shore: int) -> Array:
    """Everything below the shore becomes water that mirrors what is above, ruffled more towards the viewer."""
    height, width, _ = picture.shape
    below = np.arange(height - shore)[:, None]
    ripples = fractal(random, (height - shore) * 5, width, 14, 4, ridged=False)[::5]
    rows = np.clip(shore - 1 - below - ripples * (4 + below * 0.2), 0, shore - 1).astype(int)
    columns = np.clip(np.arange(width)[None] + ripples * (2 + below * 0.03), 0, width - 1).astype(int)
    depth = (below / (height - shore))[..., None]
    water = picture[rows, columns] * (0.9 - 0.3 * depth) + np.array((0.02, 0.06, 0.10)) * depth
    glints = 0.25 * np.clip(ripples - 0.12, 0, 1)[..., None]
    return np.concatenate((picture[:shore], water + glints))


def paint_style(seed: int = 3) -> Image.Image:
    """Thousands of brush strokes along a swirling field, from broad and dark to small and bright, with relief."""
    random = np.random.default_rng(seed)
    width, height = size = (2 * STYLE[0], 2 * STYLE[1])  # drawn twice as large, for smooth edges
    field = fractal(random, height, width, 3, 3, ridged=False)
    slope_y, slope_x = np.gradient(field)
    hue = fractal(random, height, width, 2, 3, ridged=False)
    palette = np.array(
        [(14, 28, 74), (22, 52, 116), (34, 84, 150), (70, 132, 176), (150, 190, 186), (240, 206, 110), (232, 148, 48)]
    )
    picture = Image.new("RGB", size, (20, 36, 80))
    relief = Image.new("L", size, 128)
    canvas, bumps = ImageDraw.Draw(picture), ImageDraw.Draw(relief)
    for brush, count in ((46, 1500), (28, 3500), (18, 5000), (11, 4000)):
        for x, y in random.uniform(-0.03, 1.03, (count, 2)) * size:
            path = [(x, y)]
            for _ in range(11):
                row, column = min(max(int(y), 0), height - 1), min(max(int(x), 0), width - 1)
                along = np.array((slope_y[row, column], -slope_x[row, column]))
                x, y = np.array((x, y)) + along / (np.linalg.norm(along) + 1e-9) * brush * 0.6
                path.append((x, y))
            row, column = min(max(int(path[0][1]), 0), height - 1), min(max(int(path[0][0]), 0), width - 1)
            place = (hue[row, column] + 0.42) / 1.15 * (len(palette) - 1) + random.normal(0, 0.55)
            colour = palette[int(np.clip(round(place), 0, len(palette) - 1))] + random.normal(0, 10, 3)
            canvas.line(path, fill=tuple(int(c) for c in np.clip(colour, 0, 255)), width=brush, joint="curve")
            bumps.line(path, fill=int(random.uniform(60, 200)), width=brush, joint="curve")
    bumpy = np.asarray(relief.filter(ImageFilter.GaussianBlur(2)), dtype=float)
    shine = np.gradient(bumpy, axis=0) + np.gradient(bumpy, axis=1)
    lit = np.asarray(picture, dtype=float) + 0.9 * np.clip(shine, -40, 40)[..., None]
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8)).resize(STYLE, Image.Resampling.LANCZOS)


def main(folder: Path = Path("samples")) -> None:
    """Draw photo.jpg and style.jpg."""
    (folder / "photo.jpg").write_bytes(images.save(photograph(), "JPEG"))
    (folder / "style.jpg").write_bytes(images.save(paint_style(), "JPEG"))


if __name__ == "__main__":
    typer.run(main)
