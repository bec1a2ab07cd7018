"""Draws the pictures of the style gallery, so that they are our own; ``python -m tools.styles``, or ``make styles``."""
