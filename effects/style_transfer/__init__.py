"""Neural style transfer: the plugin, its options and its two recipes; ``effects.features`` is what they compare by."""
