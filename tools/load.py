"""Lets many people talk at once while a painting is made, and says how long answers take: ``make load``.

Times are from an event's arrival to the commit of its answer; those in the last row, to its delivery.

Everything is real but the platform: the database's file, the engine, the outbox dispatcher, the child that paints. A
person sends the next event some time after the answer to the last one, as people do.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.jobs.runner import RunnerConfig
from core.model.address import Address
from core.model.event import ButtonPressed, CommandGiven, Event, OtherSent, Photo, PhotoSent, TextSent
from core.model.person import Person
from core.model.store import Store, Transaction
from core.plugins.adapter import Engine
from core.plugins.capabilities import Capabilities
from core.plugins.installed_effect import install
from core.plugins.message import Message
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferConfig
from storage.store import open_store

ROOT = Path(__file__).parents[1]
P99_MS = 100
SCRIPT = ("start", "text", "settings", "button", "help", "photo", "status", "other", "privacy", "reset")
"""What each person does, over and over."""


class Watched:
    """A store that tells of each event whose turn is committed."""

    def __init__(self, store: Store, committed: Callable[[Event], None]) -> None:
        self._store, self._committed = store, committed

    @asynccontextmanager
    async def begin(self, *, large: bool = False) -> AsyncIterator[Any]:
        """A transaction."""
        handled: list[Event] = []
        async with self._store.begin(large=large) as transaction:
            yield WatchedTransaction(transaction, handled)
        for event in handled:
            self._committed(event)


class WatchedTransaction:
    """A transaction that notes which events it answers."""

    def __init__(self, transaction: Transaction, handled: list[Event]) -> None:
        self._transaction, self._handled = transaction, handled

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transaction, name)

    async def handled(self, event: Event) -> bool:
        """See Transaction."""
        self._handled.append(event)
        return await self._transaction.handled(event)


class Crowd:
    """An adapter for people who don't exist: it sends what they do and times what they get."""

    name, account, trouble = "crowd", "load", ""
    capabilities = Capabilities()

    def __init__(self, people: int, events: int, think: float, chance: random.Random) -> None:
        self._people, self._events, self._think, self._chance = people, events, think, chance
        self._answers: dict[Address, asyncio.Event] = defaultdict(asyncio.Event)
        self._photo = (ROOT / "samples" / "photo.jpg").read_bytes()
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.delivered: list[float] = []
        self._begun: dict[str, float] = {}
        self._kinds: dict[str, str] = {}
        self.painted = 0
        self.done = asyncio.Event()

    async def run(self, engine: Engine) -> None:
        """Everybody talks; somebody has pictures painted all the while."""
        painter = asyncio.create_task(self._have_painted(engine))
        with Progress(transient=True) as progress:
            task = progress.add_task("talking", total=self._people * self._events)
            people = [self._talk(engine, number, lambda: progress.advance(task)) for number in range(self._people)]
            await asyncio.gather(*people)
        painter.cancel()
        self.done.set()
        await asyncio.Event().wait()

    async def fetch(self, photo: Photo, limit: int) -> bytes:  # noqa: ARG002
        """Everybody sends the same photo."""
        return self._photo

    async def send(self, address: Address, message: Message) -> str:
        """An answer came."""
        self._answers[address].set()
        return message.key

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """A painting is done, or gets on."""
        if message.picture and message.progress is None:
            self.painted += 1
            self._answers[address].set()
        return reference

    async def _talk(self, engine: Engine, number: int, advance: Callable[[], None]) -> None:
        address, person = Address("crowd", "load", f"p{number}"), Person(id=f"p{number}", locale="en")
        for count in range(self._events):
            await asyncio.sleep(self._think * self._chance.uniform(0.5, 1.5))
            kind = SCRIPT[(number + count) % len(SCRIPT)]
            event = _event(kind, f"{number}.{count}", address, person)
            self._answers[address].clear()
            self._kinds[event.id] = kind
            begin = self._begun[event.id] = time.perf_counter()
            await engine.submit(event)
            await self._answers[address].wait()
            if kind != "photo":
                self.delivered.append(time.perf_counter() - begin)
            advance()

    def committed(self, event: Event) -> None:
        """An event's answer is in the database."""
        if event.id in self._kinds:
            self.waits[self._kinds[event.id]].append(time.perf_counter() - self._begun[event.id])

    async def _have_painted(self, engine: Engine) -> None:
        address, person = Address("crowd", "load", "painter"), Person(id="painter", locale="en")
        for number in range(sys.maxsize):
            for slot in ("content", "style"):
                event = PhotoSent(
                    id=f"painter.{number}.{slot}", address=address, sender=person, photo=Photo(reference=slot)
                )
                self._answers[address].clear()
                await engine.submit(event)
                await self._answers[address].wait()
            while self.painted <= number:
                await asyncio.sleep(0.2)


def _event(kind: str, id: str, address: Address, person: Person) -> Event:
    match kind:
        case "text":
            return TextSent(id=id, address=address, sender=person, text="hello")
        case "button":
            return ButtonPressed(id=id, address=address, sender=person, button="set:strength:0.7")
        case "photo":
            return PhotoSent(id=id, address=address, sender=person, photo=Photo(reference="photo"))
        case "other":
            return OtherSent(id=id, address=address, sender=person, what="sticker")
    return CommandGiven(id=id, address=address, sender=person, name=kind)


async def talk(people: int, events: int, think: float, seed: int) -> Crowd:
    """Runs a bot with a crowd in front of it until everybody has said everything."""
    crowd = Crowd(people, events, think, random.Random(seed))
    maker = partial(StyleTransfer, StyleTransferConfig(), ROOT / "data" / "weights")
    effect = maker()
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{folder}/atelier.db") as store:
            bot = Bot(
                Watched(store, crowd.committed),
                Plugins({"crowd": crowd}, {effect.name: maker}, {}),
                Rules(install({effect.name: effect}, framework_texts())),
                RunnerConfig(),
                clock=time.time,
                token=lambda: uuid4().hex,
            )
            await bot.run(crowd.done)
    return crowd


def figure(waits: list[float]) -> dict[str, float]:
    """Number, median and 99th percentile of waits, in milliseconds."""
    cuts = quantiles(waits, n=100) if len(waits) > 1 else waits * 99
    return {"number": len(waits), "median": 1000 * cuts[49], "p99": 1000 * cuts[98]}


def main(
    people: Annotated[int, typer.Option(help="How many talk at once.")] = 1000,
    events: Annotated[int, typer.Option(help="How much each says.")] = 10,
    think: Annotated[
        float, typer.Option(help="Seconds that people take between an answer and what they say next.")
    ] = 20,
    seed: Annotated[int, typer.Option(help="Another number, other times.")] = 0,
    output: Annotated[Path | None, typer.Option(help="Where to put the figures as JSON.")] = None,
) -> None:
    """Let many people talk at once while a painting is made."""
    begin = time.perf_counter()
    crowd = asyncio.run(talk(people, events, think, seed))
    seconds = time.perf_counter() - begin
    said = [wait for kind, waits in crowd.waits.items() if kind != "photo" for wait in waits]
    figures = {
        kind: figure(waits)
        for kind, waits in {**crowd.waits, "all but photos": said, "delivered": crowd.delivered}.items()
    }
    table = Table("event", "number", "median ms", "p99 ms", title=f"{people} people, a painting all the while")
    for kind, found in figures.items():
        table.add_row(kind, *(f"{found[name]:.0f}" for name in ("number", "median", "p99")))
    Console().print(table)
    answered = sum(map(len, crowd.waits.values()))
    print(
        f"{answered / seconds:.0f} events a second for {seconds:.0f} s, {people * events - answered} lost, "
        f"{crowd.painted} paintings; p99 needed: {P99_MS} ms"
    )
    if output is not None:
        output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    typer.run(main)
