"""The commands that a person types, and how they say what went wrong; nothing imports this package but main.py."""
