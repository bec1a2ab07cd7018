"""Effects that Atelier comes with; each is a plugin that imports ``atelier_bot`` and third parties only."""
