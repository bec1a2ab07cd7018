"""Our own effects pass the suite that strangers' effects are to pass."""

from atelier_bot.testing import effect_suite
from effects.colour_transfer.effect import ColourTransfer
from effects.enlarge.effect import Enlarge
from effects.style_transfer.effect import StyleTransfer
from effects.texture.effect import Texture
from examples.pencil.pencil.effect import Pencil
from examples.triptych.effect import Triptych


class OftenKept(StyleTransfer):
    """Style transfer that has a checkpoint after each step: the suite's paintings are done before one is due."""

    checkpoint_seconds = 0.0


test_pencil = effect_suite(Pencil, megabytes=500)
test_triptych = effect_suite(Triptych, megabytes=500)
test_colour_transfer = effect_suite(ColourTransfer)
test_enlarge = effect_suite(Enlarge, options={"size": 128}, megabytes=500)
test_texture = effect_suite(Texture, megabytes=500)
test_style_transfer = effect_suite(OftenKept, options={"detail": "draft"})
