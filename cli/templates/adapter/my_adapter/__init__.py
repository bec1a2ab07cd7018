"""An adapter for Atelier."""
