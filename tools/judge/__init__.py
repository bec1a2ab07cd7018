"""Judges an encoder by the pictures it paints: ``make judge`` prints figures and draws a sheet of all pairs.

The judge is Oxford's VGG19 as published, with max pooling and zero padding. For a painting x of the photo c in the
style s, its style distance d at a tap is |G(x) - G(s)|^2 / |G(s)|^2, G the mean Gram matrix; x *closes*
(d(c) - d(x)) / d(c) of it: 1 is the style itself, 0 as good as leaving the photo alone. The content distance is the
mean squared difference from c at relu4_1 over the variance of c there.
"""

from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared"
"""Pictures, weights and reference paintings; they are no part of the project, and other places can be named."""
