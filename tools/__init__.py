"""Programs for those who work on Atelier: training the encoder, judging and timing it, drawing the sample pictures."""
