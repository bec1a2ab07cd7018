"""Programs for those who work on Atelier: training the encoder, judging and timing it, drawing the sample pictures."""

import os

from core.jobs.threads import openmp

os.environ.update(openmp(os.environ))  # here, since each of these programs begins by importing PyTorch
