"""Paints photos one after another with what is loaded once for all of them."""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from core.jobs.threads import openmp
from effects.style_transfer.options import ClassicOptions, FineOptions, StyleTransferConfig
from effects.style_transfer.progress import Report

if TYPE_CHECKING:  # it imports PyTorch, which takes 2 s and 220 MB that no other command needs
    from effects.features.encoder import Encoder

log = logging.getLogger("atelier")

TIDY_SECONDS = 1.0
LARGE_BLOCK = 4 << 20
"""Bytes. With lesser blocks too a painting takes a fifth more time, and 14 MB less: a worker has a bot beside it."""


@dataclass
class Painter:
    """The styles, how to paint and on what; PyTorch and the encoder are loaded when they are first needed.

    ``styles`` are pictures, mode RGB, with their weights; ``folder`` has downloaded weights of encoders.
    """

    styles: Sequence[tuple[Image.Image, float]]
    options: FineOptions | ClassicOptions
    effect_config: StyleTransferConfig
    folder: Path

    def paint(self, photo: Image.Image, report: Report, *, every_step: bool = False) -> Image.Image:
        """The painting of a photo, mode RGB; ``report`` is given a picture after ``every_step``, or none.

        Raises OptionsError, WeightsError and what ``report`` raises.
        """
        encoder = self._encoder
        from effects.style_transfer.recipe import WeightedStyle
        from effects.style_transfer.stylize import stylize

        styles = [WeightedStyle(*style) for style in self.styles]
        return stylize(photo, styles, self.options, report, encoder=encoder, preview_every=0.0 if every_step else None)

    @property
    def means(self) -> str:
        """What paintings are made with: encoder, device and precision, and the seed where there is one.

        Raises OptionsError and WeightsError.
        """
        encoder = self._encoder
        precision = {"torch.float32": "fp32", "torch.bfloat16": "bf16"}[str(encoder.dtype)]
        seed = f", seed {self.options.seed}" if isinstance(self.options, FineOptions) else ""
        return f"encoder {encoder.metadata.name}, {encoder.device}, {precision}{seed}"

    @cached_property
    def _encoder(self) -> "Encoder":
        os.environ.update(openmp(os.environ))  # before PyTorch, which reads it once
        from core.jobs.allocator import give_back_freed_blocks, stay_small
        from effects.style_transfer.stylize import open_encoder

        give_back_freed_blocks(LARGE_BLOCK)
        stay_small(TIDY_SECONDS)
        encoder = open_encoder(self.effect_config, self.options, self.folder)
        log.info("encoder %s, %s on %s; %r", encoder.metadata.name, encoder.dtype, encoder.device, self.options)
        return encoder
