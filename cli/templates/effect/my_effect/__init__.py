"""An effect for Atelier."""
