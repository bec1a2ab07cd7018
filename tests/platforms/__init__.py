"""Emulators of chat platforms: real sockets, strict about what they are sent, for adapters' tests and their authors."""
