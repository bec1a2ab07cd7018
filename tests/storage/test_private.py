"""What is kept is for the program's own user alone, whoever could read it before."""

import asyncio
import logging
import os
import stat
from pathlib import Path

import pytest

from storage.private import all_in, make_private
from storage.store import open_store


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as an earlier version made it, with somebody else's file outside."""
    folder = tmp_path / "data"
    (folder / "web" / "uploads").mkdir(parents=True)
    for name in ("atelier.db", "web/uploads/photo", "tool"):
        (folder / name).write_bytes(b"words")
    outside = tmp_path / "outside"
    outside.write_bytes(b"")
    (folder / "link").symlink_to(outside)
    for path in (*all_in(folder), outside):
        if not path.is_symlink():
            path.chmod(0o755)
    return folder


def test_a_folder_is_taken_from_others_with_all_that_is_in_it(folder: Path) -> None:
    (folder / "atelier.db").chmod(0o644)
    make_private(all_in(folder))
    assert (mode(folder), mode(folder / "web" / "uploads")) == (0o700, 0o700)
    assert (mode(folder / "atelier.db"), mode(folder / "tool")) == (0o600, 0o700)


def test_what_a_link_leads_to_stays_as_it_is(folder: Path) -> None:
    make_private(all_in(folder))
    assert mode(folder.parent / "outside") == 0o755


def test_what_goes_meanwhile_is_not_missed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    make_private([tmp_path / "gone"])
    assert caplog.messages == []


def test_what_cannot_be_taken_from_others_is_said(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr(Path, "chmod", refuse)
    with caplog.at_level(logging.WARNING):
        make_private([folder])
    assert caplog.messages == [f"{folder}: is open to other users of this machine: Operation not permitted"]


def test_a_database_is_taken_from_others_wherever_it_is(tmp_path: Path) -> None:
    async def use() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store, store.begin() as transaction:
            await transaction.unhandled()

    before = os.umask(0o022)
    try:
        asyncio.run(use())
        (tmp_path / "atelier.db").chmod(0o644)
        asyncio.run(use())
    finally:
        os.umask(before)
    assert {mode(file) for file in tmp_path.glob("atelier.db*")} == {0o600}
