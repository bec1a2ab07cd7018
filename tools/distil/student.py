"""The encoder while it learns: VGG19's topology, narrow, with a linear head at each tap that gives VGG19's features.

If the heads H give t = H s + b, then VGG19's Gram matrix is [H b] G [H b]^T with the student's own Gram matrix G of
[s 1], so distances of these *are* distances of VGG19's, in as many numbers as the student has features.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from effects.features.weights_metadata import CONVOLUTIONS, POOLINGS, RELU_TAPS, WeightsMetadata

SHALLOW = 2
"""So many taps have much to compare and little to learn."""
Window = tuple[float, float]
"""Where a quarter of the picture begins: down and right, as shares of what is left beside it."""


def within(window: Window | None, features: Sequence[Tensor]) -> list[Tensor]:
    """The features at the taps, of the shallow ones only those in the window."""
    if window is None:
        return list(features)
    return [_quarter(window, one) if n < SHALLOW else one for n, one in enumerate(features)]


def _quarter(window: Window, features: Tensor) -> Tensor:
    height, width = (side // 2 for side in features.shape[-2:])
    top, left = int(window[0] * height), int(window[1] * width)
    return features[..., top : top + height, left : left + width]


class Student(nn.Module):
    """``widths`` are the output channels of its convolutions, ``targets`` those of the teacher at the taps."""

    def __init__(self, widths: Sequence[int], targets: Sequence[int], half: bool = False) -> None:
        super().__init__()
        self.half = half
        self.widths = tuple(widths)
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise((3, *widths)))
        at_taps = [widths[CONVOLUTIONS.index(tap - 1)] for tap in RELU_TAPS]
        self.heads = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in zip(at_taps, targets, strict=True))
        for convolution in self.convolutions:
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
            nn.init.zeros_(convolution.bias)
        metadata = WeightsMetadata(name="", licence="", trained_on="", widths=self.widths, taps=RELU_TAPS)
        self.register_buffer("mean", torch.tensor(metadata.mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(metadata.std).view(1, 3, 1, 1), persistent=False)

    def forward(self, pictures: Tensor, window: Window | None = None) -> list[Tensor]:
        """What the heads make of pictures N x 3 x H x W in [0, 1]: the teacher's features at the taps, N x C x H' x W'.

        With ``half`` convolutions run in bf16; the parameters stay in fp32. A ``window`` is all that is translated of
        the shallow taps' large features.
        """
        with torch.autocast(pictures.device.type, torch.bfloat16, enabled=self.half):
            found = zip(within(window, self.features(pictures)), self.heads, strict=True)
            return [head(features).float() for features, head in found]

    def features(self, pictures: Tensor) -> list[Tensor]:
        """Its own features at the taps."""
        x = ((pictures - self.mean) / self.std).contiguous(memory_format=torch.channels_last)
        x = functional.pad(x, (1, 1, 1, 1), mode="replicate")  # as the encoder does; the other layers pad with zeros
        found = []
        for layer, convolution in zip(CONVOLUTIONS, self.convolutions, strict=True):
            padding = 0 if layer == 0 else 1
            x = functional.relu(functional.conv2d(x, convolution.weight, convolution.bias, padding=padding))
            if layer + 1 in RELU_TAPS:
                found.append(x)
            if layer + 2 in POOLINGS:
                x = functional.max_pool2d(x, 2)
        return found

    @torch.no_grad()
    def start_from(self, convolutions: Mapping[str, Tensor]) -> None:
        """Takes over an encoder's convolutions; the heads are to be fitted then."""
        for layer, convolution in zip(CONVOLUTIONS, self.convolutions, strict=True):
            convolution.weight.copy_(convolutions[f"features.{layer}.weight"])
            convolution.bias.copy_(convolutions[f"features.{layer}.bias"])

    @torch.no_grad()
    def fit_heads(self, batches: Iterable[tuple[Tensor, list[Tensor]]]) -> None:
        """Fits the heads by least squares to pictures and what the teacher says of them."""
        sums: list[tuple[Tensor, Tensor]] = []
        for pictures, wanted in batches:
            found = []
            for features, target in zip(self.features(pictures), wanted, strict=True):
                rows = functional.pad(features.float(), (0, 0, 0, 0, 0, 1), value=1).transpose(0, 1).flatten(1)
                found.append((rows @ rows.T, rows @ target.transpose(0, 1).flatten(1).T))
            sums = [(a + c, b + d) for (a, b), (c, d) in zip(sums, found, strict=True)] if sums else found
        for head, (own, both) in zip(self.heads, sums, strict=True):
            ridge = 1e-5 * own.diagonal().mean() * torch.eye(len(own), device=own.device)
            solved = torch.linalg.solve((own + ridge).double(), both.double()).T.float()
            head.weight.copy_(solved[:, :-1, None, None])
            head.bias.copy_(solved[:, -1])

    @torch.no_grad()
    def tensors(self) -> dict[str, Tensor]:
        """What the encoder's file holds: the convolutions in half precision, and a factor for each tap.

        The factor R of [H b] is square, upper triangular, and R^T R = [H b]^T [H b].
        """
        found = {}
        for layer, convolution in zip(CONVOLUTIONS, self.convolutions, strict=True):
            found[f"features.{layer}.weight"] = convolution.weight.half().cpu().contiguous()
            found[f"features.{layer}.bias"] = convolution.bias.half().cpu()
        for tap, head in zip(RELU_TAPS, self.heads, strict=True):
            full = torch.cat((head.weight[:, :, 0, 0], head.bias[:, None]), dim=1).double().cpu()
            found[f"taps.{tap}.factor"] = torch.linalg.qr(full, mode="r").R.float().contiguous()
        return found
