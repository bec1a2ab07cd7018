"""A file that a command writes is there whole or not at all."""

from pathlib import Path

import pytest

from cli.files import try_to_write, write


def test_it_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(path, b"old")
    write(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_it_can_be_told_not_to(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(path, b"old", clobber=False)
    with pytest.raises(FileExistsError):
        write(path, b"new", clobber=False)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_trying_leaves_everything_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    try_to_write(path)
    assert list(tmp_path.iterdir()) == []
    path.write_bytes(b"old")
    try_to_write(path)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("none/file", "No such file"), ("a-file/file", "Not a directory"), ("x" * 255, "name too long")],
)
def test_what_cannot_be_written_is_named_as_it_was_given(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "a-file").touch()
    path = tmp_path / name
    for attempt in (lambda: try_to_write(path), lambda: write(path, b"data")):
        with pytest.raises(OSError, match=reason) as caught:
            attempt()
        assert caught.value.filename == str(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a-file"]
