"""What Atelier's parts tell each other: frozen pydantic models, and what a database must do for them."""
