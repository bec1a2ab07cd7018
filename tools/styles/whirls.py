"""A night of whirling strokes: the wind's eddies, a moon and stars over hills, a village and a cypress."""

import numpy as np

from tools.styles.brush import Brush, Paint, cover
from tools.styles.palette import colour, ramp
from tools.styles.sheet import Array, Sheet, over, smooth

MOON = (0.80, 0.17, 0.085)
STARS = (
    (0.13, 0.12, 0.034),
    (0.36, 0.09, 0.024),
    (0.58, 0.13, 0.030),
    (0.22, 0.42, 0.026),
    (0.92, 0.44, 0.030),
    (0.50, 0.52, 0.018),
)
EDDIES = ((0.40, 0.30, 0.125), (0.62, 0.37, 0.085))
SKY = "0b1440 12205c 1b3a86 2a5cae 4a8cc4 7cb6cf b9d6c4 efe3a0"
GLOW = "fff3b8 ffd85a f0b03a c9c878 6fb0c8"


def draw(sheet: Sheet) -> Array:
    """Strokes that follow the air round everything that shines."""
    angles, rings = wind(sheet)
    scene = sky(sheet, rings)
    hills, ground = land(sheet, scene)
    angles = np.where(hills, ground, angles)
    paint = Paint(sheet, colour("101a48"))
    cover(
        sheet,
        paint,
        scene,
        angles,
        [
            (Brush(0.030, 0.11, 9), 1600),
            (Brush(0.020, 0.085), 3600),
            (Brush(0.014, 0.06, 6), 5200),
            (Brush(0.009, 0.04, 4), 4200),
        ],
    )
    return paint.lit(1.0)


def wind(sheet: Sheet) -> tuple[Array, Array]:
    """Where the air goes, in radians, and the bands it is seen by: both (side, side)."""
    flow_x = 1 + 0.5 * sheet.noise(3, 2)
    flow_y = 0.55 * np.sin(7 * sheet.across + 2.5) + 0.6 * sheet.noise(3, 2)
    bands = 9 * sheet.down + 2.2 * np.sin(4.5 * sheet.across + 1) + 3 * sheet.noise(3, 3)
    for sign, (x, y, radius) in zip((1, -1), EDDIES, strict=True):
        flow_x, flow_y, bands = eddy(sheet, (flow_x, flow_y, bands), (x, y, radius * 1.35), 6 * sign)
    for x, y, radius in (MOON, *STARS):
        flow_x, flow_y, bands = eddy(sheet, (flow_x, flow_y, bands), (x, y, radius * 1.5), 8)
    return np.arctan2(flow_y, flow_x), 0.5 + 0.5 * np.sin(2.2 * bands)


def eddy(
    sheet: Sheet, air: tuple[Array, Array, Array], place: tuple[float, float, float], strength: float
) -> tuple[Array, Array, Array]:
    """The air with one more eddy in it: it turns round its place and draws a little inwards."""
    x, y, radius = place
    right, down = sheet.across - x, sheet.down - y
    away = np.hypot(right, down) + 1e-6
    near = np.exp(-((away / radius) ** 2) / 2)
    turn_x = strength * (-down) / away - 0.18 * abs(strength) * right / away
    turn_y = strength * right / away - 0.18 * abs(strength) * down / away
    spiral = 9 * away / radius * 0.5 - np.sign(strength) * np.arctan2(down, right)
    flow_x, flow_y, bands = air
    return flow_x + near * turn_x, flow_y + near * turn_y, bands * (1 - near) + near * spiral


def sky(sheet: Sheet, bands: Array) -> Array:
    """Blues in bands, paler at the horizon, with a glow round the moon and each star."""
    tone = 0.12 + 0.52 * bands + 0.22 * sheet.noise(6, 4) + 0.16 * smooth(0.25, 0.7, sheet.down)
    scene = ramp(SKY, tone)
    for x, y, radius in (MOON, *STARS):
        away = sheet.distance(x, y) / radius
        halo = ramp(GLOW, np.clip((away - 0.45) / 2.4, 0, 1) + 0.1 * np.sin(away * 5))
        scene = over(scene, halo, smooth(3.1, 1.2, away) * (0.75 + 0.25 * np.sin(away * 5.2)))
    x, y, radius = MOON
    bitten = (sheet.distance(x, y) < radius) & (sheet.distance(x + 0.035, y - 0.012) > radius * 0.8)
    return np.where(bitten[..., None], colour("ff9e2c"), scene)


def land(sheet: Sheet, scene: Array) -> tuple[Array, Array]:
    """Paints hills, a village and a cypress into the scene; says where they are and which way their strokes run."""
    far, near = sheet.below(0.70, 0.16, 3, 2), sheet.below(0.86, 0.10, 2, 2)
    roll = 0.5 + 0.5 * np.sin(55 * far + 6 * sheet.noise(4, 2))
    scene[:] = np.where((far > 0)[..., None], ramp("131b46 22407c 3f74a0 78aeb0", roll * smooth(0.3, 0, far)), scene)
    houses(sheet, scene)
    furrows = 0.5 + 0.5 * np.sin(70 * near + 5 * sheet.noise(5, 2))
    scene[:] = np.where((near > 0)[..., None], ramp("10241c 1f4a32 4c7a3c a8a850", furrows), scene)
    width = 0.062 * np.sqrt(np.clip((sheet.down - 0.23) / 0.75, 0, 1)) * (1 + 0.35 * np.sin(24 * sheet.down))
    flame = np.abs(sheet.across - 0.155 - 0.018 * np.sin(14 * sheet.down)) < width
    licks = 0.5 + 0.5 * np.sin(150 * (sheet.across - 0.155) + 20 * sheet.down)
    scene[:] = np.where(flame[..., None], ramp("070d16 12281f 2c4a2a 6a5a2c", licks), scene)
    along = np.where(near > 0, np.arctan2(*np.gradient(near)) + np.pi / 2, np.arctan2(*np.gradient(far)) + np.pi / 2)
    upward = -np.pi / 2 + 0.5 * np.cos(14 * sheet.down) + 4 * (sheet.across - 0.155)
    return (far > 0) | flame, np.where(flame, upward, along)


def houses(sheet: Sheet, scene: Array) -> None:
    """A dozen houses in the valley, some of them lit, and a church."""
    for x in np.linspace(0.36, 0.95, 12):
        y, width = 0.83 + sheet.random.uniform(-0.025, 0.02), sheet.random.uniform(0.016, 0.026)
        beside, above = np.abs(sheet.across - x), y - sheet.down
        wall = (beside < width) & (above > -0.03) & (above < 0.022)
        roof = (above >= 0.022) & (above < 0.022 + (width - beside) * 0.9)
        window = (beside < 0.007) & (above > -0.008) & (above < 0.012)
        scene[wall] = ramp("1c2a58 35507e 5a6f92", sheet.random.uniform())
        scene[roof] = ramp("5a3040 8a4a3a 28304e", sheet.random.uniform())
        scene[window] = colour("ffc648")
    spire = np.abs(sheet.across - 0.60) < np.clip((sheet.down - 0.67) * 0.10, 0, 0.012)
    scene[spire & (sheet.down < 0.83)] = colour("2a3c6c")
