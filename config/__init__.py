"""Reads plugins.toml into one validated ``Settings``."""
