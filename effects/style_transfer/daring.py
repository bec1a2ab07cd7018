"""What ``strength`` means: how far a painting goes from its photo; free of PyTorch."""

from dataclasses import dataclass
from typing import Self

KEEP = 0.5, 0.2
"""The share of the photo's fine detail that a painting begins with at middling strength and at full strength."""
CONTENT = 0.05, 0.005
"""The weight of the content at middling strength and at full strength."""


@dataclass(frozen=True)
class Daring:
    """How far to go.

    ``mix`` is the style's share in the statistics that the painting is to have, 0 to 1; the photo's own are the rest.
    ``keep`` is the share of the photo's fine detail to begin with, ``content_weight`` how much the content counts
    beside the style, ``pace`` the size of steps beside the usual one.
    """

    mix: float
    keep: float
    content_weight: float
    pace: float

    @classmethod
    def of(cls, strength: float) -> Self:
        """Of 0 to 1. To the middle the photo's statistics give way to the style's; beyond it the photo itself does."""
        mix, beyond = min(1.0, 2 * strength), max(0.0, 2 * strength - 1)
        detail, least_detail = KEEP
        usual, least = CONTENT
        return cls(
            mix=mix,
            keep=1 - (1 - detail) * mix - (detail - least_detail) * beyond,
            content_weight=usual * (least / usual) ** beyond,
            pace=min(1.0, 3 * mix),  # Adam's steps have one size, however small the way
        )
