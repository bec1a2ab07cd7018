"""Texture: more of what is in one picture, as much as is wanted, and without an end if it is to be tiled."""
