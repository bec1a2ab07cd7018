"""The golden conversations, which read the same on every platform; see atelier_bot.testing.adapters.golden.

golden.txt and its like are both the script and the transcript; an adapter's test brings a Guest.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from atelier_bot.testing.adapters import golden
from atelier_bot.testing.adapters.golden import SIZE, photo, render
from atelier_bot.testing.adapters.harness import Guest, Sent, Shown
from atelier_bot.testing.running_bot import bot_at
from core.engine.bot import Bot
from core.jobs.effect_run import MakeEffect
from core.model.base import Model
from core.plugins.adapter import Adapter
from examples.pencil.pencil.effect import Pencil
from examples.triptych.effect import Triptych
from tests.golden_effect import Mixture, OfferingMixture, VariedMixture

__all__ = ["CONVERSATIONS", "SIZE", "Guest", "OfferingMixture", "Sent", "Shown", "bot", "converse", "photo", "render"]

SCRIPT = Path(__file__).with_name("golden.txt")
SECOND_STYLE_SCRIPT = Path(__file__).with_name("golden_second_style.txt")
"""The same effect with its optional picture."""
MENUS_SCRIPT = Path(__file__).with_name("golden_menus.txt")
"""The same effect, with the menus under a painting and those of the settings."""
EFFECTS_SCRIPT = Path(__file__).with_name("golden_effects.txt")
"""The same with two other effects: one of a single picture, one of three and an optional one."""
VARIANTS_SCRIPT = Path(__file__).with_name("golden_variants.txt")
"""An effect that offers variants."""
GALLERY_SCRIPT = Path(__file__).with_name("golden_gallery.txt")
"""The same effect with pictures to choose from."""
KEPT_SCRIPT = Path(__file__).with_name("golden_kept.txt")
"""The same, and what is kept of it."""
TWO_EFFECTS: tuple[MakeEffect, ...] = partial(Pencil, Model(), Path()), partial(Triptych, Model(), Path())
CONVERSATIONS = pytest.mark.parametrize(
    ("file", "makes"),
    [
        (SCRIPT, ()),
        (SECOND_STYLE_SCRIPT, ()),
        (MENUS_SCRIPT, ()),
        (EFFECTS_SCRIPT, TWO_EFFECTS),
        (VARIANTS_SCRIPT, (VariedMixture,)),
        (GALLERY_SCRIPT, (OfferingMixture,)),
        (KEPT_SCRIPT, (OfferingMixture,)),
    ],
    ids=[
        *("two pictures", "an optional picture", "menus", "one and three pictures"),
        *("variants", "a gallery", "kept pictures"),
    ],
)


@asynccontextmanager
async def bot(folder: Path, adapters: Mapping[str, Adapter], *makes: MakeEffect) -> AsyncIterator[Bot]:
    """The bot as it is; without other effects it has one that tests can afford."""
    async with bot_at(folder, adapters, {make().name: make for make in makes or (Mixture,)}) as made:
        yield made


async def converse(guest: Guest, file: Path = SCRIPT) -> None:
    """Goes through a whole conversation; what reads differently is a ConformanceError."""
    await golden.converse(guest, file)
