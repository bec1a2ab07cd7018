"""Errors that a command ends with, in a module that costs nothing to import."""


class StorageError(Exception):
    """A database that can't be used, or not now; the transaction it came out of has changed nothing."""
