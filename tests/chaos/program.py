"""The program in a process of its own, and a person at its page who never gives up."""

import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, CookieJar
from PIL import Image

from tests.adapters.harness import picture

ROOT = Path(__file__).parents[2]
TIMEOUT = 90.0
LOOK_EVERY = 0.1

CONFIG = """
data = "{folder}/data"
{more}
[adapters.web]
port = {port}

[monitoring]
port = 0

[effects.slow-tint]
plugin = "{effect}"
"""

State = dict[str, Any]


class Program:
    """``python main.py run``, started again whenever it is found dead."""

    def __init__(
        self,
        folder: Path,
        port: int,
        effect: str = "tests.chaos.harness:SlowTint",
        more: str = "",
        **environment: str,
    ) -> None:
        self._environment = environment
        self._config = folder / "plugins.toml"
        self._config.write_text(CONFIG.format(folder=folder, port=port, effect=effect, more=more))
        self.url = f"http://127.0.0.1:{port}"
        self.log = (folder / "log").open("ab")
        self.starts = 0

    async def start(self) -> None:
        """Starts it; it isn't ready yet."""
        self.starts += 1
        environment = {**os.environ, **self._environment, "PYTHONPATH": str(ROOT)}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "main.py",
            "run",
            "--config",
            str(self._config),
            cwd=ROOT,
            env=environment,
            stdout=self.log,
            stderr=self.log,
        )

    async def kill(self) -> None:
        """kill -9 of the whole program, and its next start."""
        self._process.kill()
        await self._process.wait()
        await self.start()

    async def ended(self) -> None:
        """Waits until the whole program has ended by itself."""
        await asyncio.wait_for(self._process.wait(), TIMEOUT)

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), TIMEOUT)

    def end(self) -> None:
        """Whatever state it is in, it is gone afterwards, and its children with it."""
        if self._process.returncode is None:
            self._process.kill()
        self.log.close()

    @property
    def bot(self) -> int:
        """The bot process."""
        (pid,) = children(self._process.pid)
        return pid

    def children(self) -> list[int]:
        """The bot process's children."""
        return [child for bot in children(self._process.pid) for child in children(bot)]

    def kill_bot(self) -> int:
        """kill -9 of the bot process, which its keeper starts again; how many there were."""
        return self._kill(children(self._process.pid))

    def kill_children(self) -> int:
        """kill -9 of all the bot process's children; how many there were."""
        return self._kill(self.children())

    def _kill(self, pids: list[int]) -> int:
        killed = 0
        for child in pids:
            try:
                os.kill(child, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                continue  # it went by itself
        return killed


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def done(items: list[State]) -> list[State]:
    """The lines of a chat that bring a painting."""
    return [item for item in items if item["text"].startswith("Here it is, painted")]


class Visitor:
    """Says what they want to say until it is taken, as the page does, and looks at what is shown.

    ``address`` is where they are, as a proxy before the page would tell.
    """

    def __init__(self, url: str, address: str = "") -> None:
        self._url = url
        self._ids = count(1)
        headers = {"Accept-Language": "en", **({"X-Forwarded-For": address} if address else {})}
        self._session = ClientSession(headers=headers, cookie_jar=CookieJar(unsafe=True))

    async def close(self) -> None:
        await self._session.close()

    async def enter(self) -> None:
        """Opens the page as soon as there is one."""
        await self._insist(lambda: self._session.get(self._url))

    async def photo(self, colour: str) -> None:
        await self.upload(picture(colour))

    async def upload(self, data: bytes) -> None:
        """Sends a photo that is this file: its bytes, and then the photo."""
        id = f"visit-{next(self._ids):08}"
        await self.put(id, data)
        await self._say({"kind": "photo", "id": id})

    async def put(self, id: str, data: bytes) -> None:
        """A photo's bytes alone."""
        upload, headers = f"{self._url}/api/photo/{id}", {"Origin": self._url}
        await self._insist(lambda: self._session.put(upload, data=io.BytesIO(data), headers=headers))

    async def write(self, text: str) -> None:
        await self._say({"kind": "text", "id": f"visit-{next(self._ids):08}", "text": text})

    async def press(self, button: str) -> None:
        await self._say({"kind": "button", "id": f"visit-{next(self._ids):08}", "button": button})

    async def _say(self, said: dict[str, str]) -> None:
        await self._insist(lambda: self._session.post(f"{self._url}/api/say", json=said, headers={"Origin": self._url}))

    async def until(self, wanted: Callable[[list[State]], bool], timeout: float = TIMEOUT) -> list[State]:
        """What the whole chat shows once it is as wanted."""
        items: list[State] = []
        try:
            async with asyncio.timeout(timeout):
                while not wanted(items := await self.chat()):
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            raise AssertionError("\n".join(map(str, items))) from None
        return items

    async def chat(self) -> list[State]:
        """All lines, from the first on."""
        state = json.loads(await self._insist(lambda: self._session.get(f"{self._url}/api/state")))
        items, earlier = state["items"], state["earlier"]
        while earlier is not None:
            url = f"{self._url}/api/history?before={earlier}"
            page = json.loads(await self._insist(lambda: self._session.get(url)))  # noqa: B023
            known = {item["id"] for item in items}
            items = [item for item in page["items"] if item["id"] not in known] + items
            earlier = page["earlier"]
        return items

    async def download(self, address: str) -> bytes:
        """What is at an address below the page."""
        return await self._insist(lambda: self._session.get(f"{self._url}/{address}"))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[ClientWebSocketResponse]:
        """What is said, as an open tab hears it."""
        async with self._session.ws_connect(f"{self._url}/api/live", headers={"Origin": self._url}) as socket:
            yield socket

    async def open_picture(self, item: State) -> tuple[int, int]:
        """A line's picture, downloaded; its size."""
        return Image.open(io.BytesIO(await self.download(item["picture"]))).size

    async def _insist(self, ask: Callable[[], Any]) -> bytes:
        """Asks again as long as nobody is there or the program can't just now."""
        async with asyncio.timeout(TIMEOUT):
            while True:
                with suppress(ClientError, OSError):  # it was killed just now, or the answer was cut
                    async with ask() as answer:
                        body: bytes = await answer.read()
                        if answer.status < 400:
                            return body
                        assert answer.status in (429, 503, 507), (answer.status, body)
                await asyncio.sleep(LOOK_EVERY)
