"""Plugins: the contracts of adapters and effects, what platforms can do, how plugins are found and kept running."""
