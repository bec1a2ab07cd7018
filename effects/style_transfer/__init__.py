"""Neural style transfer: pictures, the encoder, its losses and the two recipes. PyTorch lives here and nowhere else."""
