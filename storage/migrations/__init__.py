"""Alembic's migrations: how each version of the database becomes the next."""
