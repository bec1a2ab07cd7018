"""Adapters: each carries conversations between one platform and the engine; they import core and never each other."""
