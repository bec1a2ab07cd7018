"""Plugins to learn from and to begin with: an adapter for a terminal, and effects of one picture and of three.

``pencil`` and ``matrix`` are packages to install, each with tests of its own.
"""
