"""``backup`` and ``restore``: all that can't be had again, in one file."""

import os
import re
import tarfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from shutil import copyfileobj, rmtree
from tempfile import mkdtemp
from typing import Annotated, BinaryIO, cast

import typer

from cli.parameters import ConfigFile, UsageError
from config import operator_config
from config.operator_config import NAME_PATTERN, OperatorConfig
from config.secrets import Secrets
from core.model.errors import StorageError

DATABASE = "atelier.db"
BLOCK = 1 << 20


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as atelier.tar; it mustn't be there yet.")],
    config: ConfigFile = None,
) -> None:
    """Write the database and the adapters' own files into one file, while the bot runs or not.

    Weights aren't in it, which can be had again, and neither are tokens. Whoever has it can read what people said and
    see their pictures.
    """
    from storage import backup as copies

    operator, database = _settings(config)
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file.parent}: there is no such folder")
    if file.exists():
        raise UsageError(f"{file}: is there already: name another file")
    with _workplace(file.absolute().parent) as folder:
        version = copies.copy(database, folder / DATABASE)
        unfinished = folder / "backup.tar"
        with _new(unfinished) as out, tarfile.open(fileobj=out, mode="w") as archive:
            _add(archive, folder / DATABASE, DATABASE)
            added = _add_folders(archive, operator)
            (folder / DATABASE).unlink()
        file.touch(mode=0o600, exist_ok=False)  # claims the name, whoever else wants it at this moment
        unfinished.replace(file)
    megabytes = file.stat().st_size / 1e6
    print(f"{file}: the database, version {version}, other files: {added}; {megabytes:.1f} MB, checked")


def restore(
    file: Annotated[Path, typer.Argument(help="What backup has written.")],
    config: ConfigFile = None,
) -> None:
    """Put back what backup has written, while the bot doesn't run; what it replaces is kept beside it."""
    from storage import backup as copies
    from storage.lock import only_one

    operator, database = _settings(config)
    with only_one(operator.data), _workplace(operator.data.absolute()) as folder:
        _unpack(file, folder)
        if not (folder / DATABASE).exists():
            raise StorageError(f"{file}: is no backup of Atelier's: there is no {DATABASE} in it")
        version = copies.check(folder / DATABASE)
        database.parent.mkdir(parents=True, exist_ok=True)
        now = time.time()
        # The database may be on another disk than its copy.
        moved = database.with_name(f".{database.name}.restored")
        _copy(folder / DATABASE, moved)
        (folder / DATABASE).unlink()
        replaced = [copies.put_in_place(moved, database, now)]
        folders = sorted(folder.iterdir())
        replaced += [copies.put_folder_in_place(fresh, operator.data / fresh.name, now) for fresh in folders]
    print(f"{database}: restored, version {version}")
    for old in filter(None, replaced):
        print(f"{old}: what was there before; delete it when you are content")


def _settings(config: Path | None) -> tuple[OperatorConfig, Path]:
    """The operator's settings and SQLite's file. Raises ConfigError, and UsageError for a server's database."""
    from storage import database

    operator = operator_config.load(operator_config.find(config), Secrets(os.environ))
    url = database.parse(operator.database_url)
    if not database.is_sqlite(url):
        raise UsageError(
            f"{database.name(url)} is backed up with PostgreSQL's pg_dump and restored with pg_restore; copy the data "
            f"folder {operator.data} beside it"
        )
    return operator, Path(url.database or "")


@contextmanager
def _workplace(parent: Path) -> Iterator[Path]:
    """A folder for its owner alone, gone afterwards."""
    folder = Path(mkdtemp(prefix=".atelier-", dir=parent))
    try:
        yield folder
    finally:
        rmtree(folder)


def _add_folders(archive: tarfile.TarFile, operator: OperatorConfig) -> int:
    """Adds what adapters keep for themselves; how many files. What goes meanwhile, as uploads do, isn't missed."""
    added = 0
    for name in operator.adapters:
        folder = operator.data / name
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            try:
                _add(archive, path, str(PurePosixPath(name, *path.relative_to(folder).parts)))
            except FileNotFoundError:
                continue
            added += 1
    return added


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    with path.open("rb") as data:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = os.fstat(data.fileno()).st_size, int(path.stat().st_mtime), 0o600
        archive.addfile(entry, data)


def _unpack(file: Path, folder: Path) -> None:
    """Unpacks a backup: the database, and files in folders of adapters' names. Raises StorageError, OSError."""
    try:
        with tarfile.open(file, mode="r:") as archive:
            for entry in archive:
                parts = PurePosixPath(entry.name).parts
                if not entry.isreg() or not _is_ours(parts):
                    raise StorageError(f"{file}: is no backup of Atelier's: {entry.name!r} doesn't belong into one")
                target = folder.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with _new(target) as out:
                    copyfileobj(cast(BinaryIO, archive.extractfile(entry)), out, BLOCK)
    except tarfile.TarError as error:
        raise StorageError(f"{file}: is no backup of Atelier's, or not a whole one: {error}") from error


def _is_ours(parts: Sequence[str]) -> bool:
    if len(parts) < 2:
        return parts == (DATABASE,)
    return re.fullmatch(NAME_PATTERN, parts[0]) is not None and parts[0] != "weights" and ".." not in parts


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with source.open("rb") as data, _new(target) as out:
        copyfileobj(data, out, BLOCK)


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """A new file for its owner alone, safe on disk afterwards. Raises OSError."""
    with open(path, "xb", opener=_for_its_owner) as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
