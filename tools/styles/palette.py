"""Colours: red, green and blue in [0, 1]."""

import numpy as np

from tools.styles.sheet import Array


def colour(name: str) -> Array:
    """The colour, (3,), of six hexadecimal digits."""
    return np.array([int(name[i : i + 2], 16) for i in (0, 2, 4)]) / 255


def colours(names: str) -> Array:
    """Colours, (count, 3), of words of six hexadecimal digits."""
    return np.array([colour(name) for name in names.split()])


def ramp(names: str, t: Array) -> Array:
    """Colours, (..., 3), that run through those named as ``t`` runs from 0 to 1."""
    stops = colours(names)
    places = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(t, places, stops[:, channel]) for channel in range(3)], -1)


def steps(names: str, t: Array) -> Array:
    """The colour named for each ``t`` in [0, 1], (..., 3), with no mixtures between."""
    stops = colours(names)
    return stops[np.clip((t * len(stops)).astype(int), 0, len(stops) - 1)]


def vary(random: np.random.Generator, mixed: Array, light: float, hue: float) -> Array:
    """Colours, (count, 3), each a little lighter or darker than asked for, and a little off in hue."""
    return np.clip(mixed + random.normal(0, light, (len(mixed), 1)) + random.normal(0, hue, mixed.shape), 0, 1)
