"""A program to be killed: keeps answered events, one transaction after another, and says which are committed.

``python -m tests.storage.writer URL COMMITS`` goes on until it has committed COMMITS transactions; then it stops in the
middle of one.
"""

import asyncio
import sys

from core.model.reply import Reply
from storage.store import open_store
from storage.transaction import SqlTransaction
from tests.storage.harness import ANN, ROOM, blob, person, said


async def write(url: str, commits: int) -> None:
    async with open_store(url) as store:
        number = 0
        while True:
            async with store.begin() as transaction:
                await answer(transaction, str(number))
                if number == commits:
                    tell("in the middle")
                    await asyncio.Event().wait()
            tell(str(number))
            number += 1


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def answer(transaction: SqlTransaction, id: str) -> None:
    """All that a turn writes."""
    await transaction.receive(said(id), 1.0)
    await transaction.session(ROOM, person(ANN))
    await transaction.keep_session(ROOM, person(ANN), id, None)
    await transaction.put_blob(blob(id, data=id.encode() * 5000))
    await transaction.post(ROOM, person(ANN), Reply(text=id), 1.0)
    await transaction.handled(said(id))


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], int(sys.argv[2])))
