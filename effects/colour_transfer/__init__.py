"""Colour transfer: a photo in the colours of another picture."""
