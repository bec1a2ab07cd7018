"""Between Pillow's pictures and PyTorch's tensors."""

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def to_tensor(image: Image.Image, device: torch.device) -> Tensor:
    """An RGB picture as 1 x 3 x H x W in [0, 1]."""
    pixels = torch.from_numpy(np.array(image, dtype=np.uint8))
    return pixels.to(device).permute(2, 0, 1)[None].float().div_(255).contiguous()


def to_image(picture: Tensor) -> Image.Image:
    """1 x 3 x H x W as an RGB picture; what lies outside [0, 1] is cut off."""
    pixels = picture.detach()[0].clamp(0, 1).mul(255).round().to(torch.uint8)
    return Image.fromarray(pixels.permute(1, 2, 0).cpu().numpy())
