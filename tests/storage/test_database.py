"""Connections that nobody waits for in vain."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from storage import database


def test_connections_that_are_the_first_at_once_wait_for_each_other(tmp_path: Path) -> None:
    def connect(url: URL) -> None:
        engine = database.open_engine(url, busy_seconds=5.0)
        try:
            with engine.begin() as connection:
                connection.execute(text("CREATE TABLE IF NOT EXISTS made (number)"))
        finally:
            engine.dispose()

    with ThreadPoolExecutor(6) as threads:
        for number in range(30):
            url = database.parse(f"sqlite:///{tmp_path}/{number}.db")
            assert list(threads.map(connect, [url] * 6)) == [None] * 6
