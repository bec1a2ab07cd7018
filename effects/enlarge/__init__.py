"""Enlargement: a painting at up to 2048 pixels, its strokes with edges and not blurred."""
