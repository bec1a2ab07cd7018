"""Reads plugins.toml into one validated ``OperatorConfig``."""
