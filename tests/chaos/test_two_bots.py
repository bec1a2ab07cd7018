"""Two programs at one PostgreSQL: nothing is said twice, no job is taken from the other, and one goes on for both."""

import asyncio
import os
import re
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import psycopg
import pytest

from tests.adapters.harness import picture
from tests.adapters.program import TIMEOUT, Program
from tests.adapters.telegram.harness import TOKEN, spec, text_of
from tests.platforms.telegram import Server
from tests.platforms.telegram_state import User
from tests.storage import postgres

PEOPLE = 3
ROUNDS = 3
OTHER_TOKEN = TOKEN.replace("4242", "4343")


@pytest.fixture
def database(server: postgres.Server) -> str:
    return server.new_database()


def program(folder: Path, server: Server, database: str, name: str, token: str = TOKEN) -> Program:
    return Program(
        folder / name, "telegram", server.url, token, f'database = "{database}"\ncluster = {{ worker = true }}'
    )


def texts(server: Server, person: User) -> list[str]:
    return [text_of(message) for message in server.state.shown(person["id"])]


def first_words(server: Server, person: User) -> list[str]:
    return [text.split()[0] for text in texts(server, person)]


async def painted(server: Server, people: list[User], times: int) -> None:
    """Waits until each has had so many paintings, with no word more than belongs to them."""
    wanted = ["Got", "Here"] * times
    try:
        await server.state.until(lambda: all(len(first_words(server, one)) >= len(wanted) for one in people), TIMEOUT)
        await server.state.until(lambda: all(first_words(server, one)[-1] == "Here" for one in people), TIMEOUT)
    except TimeoutError:
        pass  # what is missing is told below
    assert {one["first_name"]: first_words(server, one) for one in people} == {
        one["first_name"]: wanted for one in people
    }


def jobs(database: str) -> list[tuple[str, int, int]]:
    """State, number of deaths and number of jobs."""
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        rows = connection.execute("SELECT state, (job::json->>'crashes')::int, count(*) FROM jobs GROUP BY 1, 2")
        return [tuple(row) for row in rows.fetchall()]


def test_the_same_account_is_served_by_one_of_them_and_by_the_other_when_that_is_killed(
    tmp_path: Path, database: str
) -> None:
    async def scenario() -> None:
        async with Server(TOKEN, spec(), time.time) as server, AsyncExitStack() as programs:
            people = [server.state.person(f"Person {number}") for number in range(PEOPLE)]
            serving = await programs.enter_async_context(program(tmp_path, server, database, "0"))
            await server.state.until(lambda: server.polls, TIMEOUT)
            for round in range(ROUNDS):
                standby = program(tmp_path, server, database, f"{round + 1}")
                await programs.enter_async_context(standby)
                await until_logged(standby, r"telegram.*: process \d+ on \S+ has it since \d{4}-\d\d-\d\d \d\d:\d\d")
                polls = server.polls
                server.flow.clear()
                for person in people:
                    server.state.photo(person, picture("teal"))
                await server.state.until(lambda: server.downloads > round * PEOPLE * 2, TIMEOUT)  # noqa: B023
                await server.state.until(lambda: server.confirmed, TIMEOUT)
                await serving.end(signal.SIGKILL)
                server.flow.set()
                await server.state.until(lambda: server.polls > polls, TIMEOUT)  # noqa: B023
                await server.state.until(
                    lambda: all(len(texts(server, one)) == 2 * round + 1 for one in people),  # noqa: B023
                    TIMEOUT,
                )
                for person in people:
                    server.state.photo(person, picture("gold"))
                await painted(server, people, round + 1)
                serving = standby
            assert await serving.end(signal.SIGTERM) == 0
        assert jobs(database) == [("done", 0, ROUNDS * PEOPLE)]

    asyncio.run(scenario())


def test_each_serves_its_own_and_no_job_is_taken_from_the_other(tmp_path: Path, database: str) -> None:
    async def scenario() -> None:
        async with Server(TOKEN, spec(), time.time) as one, Server(OTHER_TOKEN, spec(), time.time) as other:
            ann, ben = one.state.person("Ann"), other.state.person("Ben")
            async with program(tmp_path, one, database, "one") as first:
                await one.state.until(lambda: one.polls, TIMEOUT)
                second = program(tmp_path, other, database, "other", OTHER_TOKEN)
                second_config = tmp_path / "other" / "plugins.toml"
                second_config.write_text(
                    second_config.read_text().replace("[adapters.telegram]", '[adapters.other]\nplugin = "telegram"')
                )
                async with second:
                    await other.state.until(lambda: other.polls, TIMEOUT)
                    for server, person in ((one, ann), (other, ben)):
                        server.state.photo(person, picture("teal"))
                        server.state.photo(person, picture("gold"))
                    await painted(one, [ann], 1)
                    await painted(other, [ben], 1)
                    assert jobs(database) == [("done", 0, 2)]
                    await first.end(signal.SIGKILL)  # the one that painted
                    for colour in ("navy", "pink"):
                        other.state.photo(ben, picture(colour))
                    await painted(other, [ben], 2)
                    assert await second.end(signal.SIGTERM) == 0
        assert jobs(database) == [("done", 0, 3)]

    asyncio.run(scenario())


def test_one_that_stands_still_loses_its_account_and_says_nothing_twice_when_it_goes_on(
    tmp_path: Path, database: str
) -> None:
    async def scenario() -> None:
        async with (
            Server(TOKEN, spec(), time.time) as server,
            program(tmp_path, server, database, "still") as still,
        ):
            ann = server.state.person("Ann")
            await server.state.until(lambda: server.polls, TIMEOUT)
            async with program(tmp_path, server, database, "standby") as standby:
                await until_logged(standby, r"has it since")
                server.flow.clear()
                server.state.photo(ann, picture("teal"))
                await server.state.until(lambda: server.downloads and server.confirmed, TIMEOUT)
                polls = server.polls
                os.kill(still.bot, signal.SIGSTOP)
                await server.state.until(lambda: server.polls > polls, TIMEOUT)
                server.flow.set()
                await server.state.until(lambda: texts(server, ann), TIMEOUT)
                os.kill(still.bot, signal.SIGCONT)
                server.state.photo(ann, picture("gold"))
                await painted(server, [ann], 1)
                await until_logged(still, r"has it since")  # it stands by now
                assert await standby.end(signal.SIGTERM) == 0
                server.state.photo(ann, picture("navy"))
                server.state.photo(ann, picture("pink"))
                await painted(server, [ann], 2)
            assert await still.end(signal.SIGTERM) == 0

    asyncio.run(scenario())


async def until_logged(program: Program, pattern: str) -> None:
    async with asyncio.timeout(TIMEOUT):
        while not re.search(pattern, program.log):
            await asyncio.sleep(0.05)
