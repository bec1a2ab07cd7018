"""The recipe ``classic``: what the original bot did, after Gatys, Ecker and Bethge (2015).

It starts from the photo and takes 50 epochs of Adam with a step of 0.005; content is the mean squared difference of
features, style that of Gram matrices summed over positions, both summed over five layers, style counting 100 times.
The targets don't change, so they are computed once, and the weights aren't trained, so nothing is computed for them:
a quarter of the work for the same losses.
"""

from collections.abc import Iterator
from functools import partial

import torch
from PIL import Image
from torch.nn.functional import mse_loss

from atelier_bot import shrink
from effects.features.encoder import Encoder, FeatureConfig
from effects.features.layers import Tick
from effects.features.losses import gram
from effects.features.tensors import to_image, to_tensor
from effects.style_transfer.adam import Adam
from effects.style_transfer.options import ClassicOptions
from effects.style_transfer.recipe import State, Step

FEATURES = FeatureConfig(padding="zeros", normalise=False)

TAPS = 1, 6, 11, 20, 28
"""The original kept what left layers 0, 5, 10, 19 and 28, but torchvision's ReLU works in place and overwrote all of
them except the last: so they are relu1_1 to relu4_1 and conv5_1."""
EPOCHS = 50
RATE = 0.005
STYLE_WEIGHT = 100.0


def paint(
    content: Image.Image,
    style: Image.Image,
    encoder: Encoder,
    options: ClassicOptions,
    tick: Tick,
    resume: State | None = None,
) -> Iterator[Step]:
    """Paints ``content`` with ``options.size`` as its long side; ``resume`` is an earlier step's state."""
    photo = to_tensor(shrink(content, options.size), encoder.device)
    style_photo = to_tensor(shrink(style, options.size), encoder.device)
    with torch.no_grad():
        contents = {tap: features.float() for tap, features in encoder.features(photo, TAPS, tick).items()}
        grams = {tap: gram(features) for tap, features in encoder.features(style_photo, TAPS, tick).items()}

    picture = photo.clone()
    adam = Adam([picture])
    if resume is not None:
        adam.restore(resume)
    while adam.steps < EPOCHS:
        variable = picture.detach().requires_grad_()
        features = encoder.features(variable, TAPS, tick)
        loss = sum(
            (
                mse_loss(features[tap].float(), contents[tap])
                + STYLE_WEIGHT * mse_loss(gram(features[tap]), grams[tap])
                for tap in TAPS
            ),
            start=torch.zeros((), device=encoder.device),
        )
        (gradient,) = torch.autograd.grad(loss, [variable])
        adam.step({0: gradient}, [RATE])
        yield Step(
            fraction=adam.steps / EPOCHS,
            loss=loss.item(),
            sketched=True,  # it has nothing coarse to begin with
            picture=partial(to_image, picture),
            state=adam.state,
        )
