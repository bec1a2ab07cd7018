"""Plugins to learn from and to begin with: an adapter for a terminal, an effect of one picture and one of three."""
