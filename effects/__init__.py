"""Effects that Atelier comes with; each is a plugin that imports ``atelier_bot``, third parties and the
library ``effects.features`` only."""
