"""A folder to work in, and a PostgreSQL."""

from pathlib import Path

import pytest

from tests.conftest import picture
from tests.storage.postgres import server

__all__ = ["server"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a photo and a style."""
    picture(160, 120, 0).save(tmp_path / "photo.jpg")
    picture(100, 100, 1).save(tmp_path / "style.png")
    return tmp_path
