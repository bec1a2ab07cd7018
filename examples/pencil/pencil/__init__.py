"""Pencil: an effect of one picture, which draws it."""
