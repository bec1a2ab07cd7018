"""Brings a database up to date, or says why it can't be used."""

import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, column, inspect, select, table, text

from core.model.errors import StorageError
from storage.tables import metadata

HEAD = "7"
"""The version of the database that this program works with: the newest of ``migrations/versions``."""

VERSION_TABLE = "atelier_version"
FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x41_74_65_6C_69_65_72
"""PostgreSQL: the lock of those that migrate."""

ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it works on in variables of its own, one for the whole process."""


def migrate(engine: Engine, where: str, before_upgrade: Callable[[str], None] | None = None) -> None:
    """Runs the migrations that are missing, all or none; ``where`` begins error messages. Raises StorageError.

    ``before_upgrade`` is called with the version of one that isn't new, while nobody else writes.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        version = _version(connection)
        if version is None and (strangers := set(metadata.tables) & set(inspect(connection).get_table_names())):
            raise StorageError(f"{where} belongs to another program: it has its own {', '.join(sorted(strangers))}")
        if version != HEAD:
            _upgrade(connection, version, where, before_upgrade)


def version_of(engine: Engine, where: str) -> str | None:
    """A database's version, None for an empty one, once it has been written to. Raises StorageError."""
    with engine.begin() as connection:
        version = _version(connection)
        if version is not None:
            connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = version_num"))  # noqa: S608
    if version is not None and (not version.isdecimal() or int(version) > int(HEAD)):
        raise StorageError(newer(where, version))
    return version


def newer(where: str, version: str) -> str:
    """What is said of a database that this program is too old for."""
    return (
        f"{where} was written by a newer version of Atelier ({version}, this one knows {HEAD}): install that one "
        "again, or restore a backup from before the upgrade"
    )


def try_upgrade(engine: Engine, where: str) -> None:
    """Runs the migrations that are missing, and takes them back. Raises StorageError."""
    with engine.connect() as connection, connection.begin() as transaction:
        _upgrade(connection, _version(connection), where, None)
        transaction.rollback()


def _version(connection: Connection) -> str | None:
    """The version that a database has; None for an empty one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))


def _upgrade(
    connection: Connection, version: str | None, where: str, before_upgrade: Callable[[str], None] | None
) -> None:
    # Imported here: once a database is up to date it isn't needed, and takes 11 MB.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StorageError(newer(where, version))
    if version is not None and before_upgrade is not None:
        before_upgrade(version)
    with ONE_AT_A_TIME:
        command.upgrade(config, HEAD)
