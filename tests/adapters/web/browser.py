"""Chromium in front of a page that is served from a thread of its own."""

import asyncio
import base64
import io
import shutil
import threading
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pillow_heif
import pytest
from PIL import Image

from core.model.address import Address
from tests.adapters.harness import picture
from tests.adapters.web.harness import PageHarness
from tests.adapters.web.memory_engine import STROKES

T = TypeVar("T")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
PHONE, DESKTOP = (360, 740), (1280, 800)
TIMEOUT = 60.0
EVERYWHERE = pytest.mark.parametrize(
    ("size", "language"),
    [(PHONE, "en"), (PHONE, "ru"), (DESKTOP, "en"), (DESKTOP, "ru")],
    ids=["phone-en", "phone-ru", "desktop-en", "desktop-ru"],
)
Open = Callable[..., Any]
"""Opens the page: see conftest.py."""

TEXTS = {
    "en": {
        "got": "Got your photo",
        "begun": "I'm on it",
        "half": "Painting: 40%",
        "done": "Here it is",
        "another": "Another style",
        "sure": "Your photo is still here",
        "settings": "Settings",
        "slot": "Your photo",
        "gone": "no longer here",
        "yes": "Yes, delete everything",
        "forgotten": "Everything is deleted",
        "stopped": "Stopped",
        "cancel": "Cancel",
    },
    "ru": {
        "got": "Фото получил",
        "begun": "рисую",
        "half": "Рисую: 40\N{NO-BREAK SPACE}%",
        "done": "Готово! Нарисовал за",
        "another": "Другой стиль",
        "sure": "Фото у меня",
        "settings": "Настройки",
        "slot": "Ваше фото",
        "gone": "уже нет",
        "yes": "Да, удалить всё",
        "forgotten": "Всё удалено",
        "stopped": "Остановлено",
        "cancel": "Остановить",
    },
}
"""What is looked for on the page, by language."""


def chromium() -> str:
    """Where Chromium is; skips the test where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs chromium on the PATH (on Debian: apt-get install chromium)")
    return path


class Served:
    """A served page in a thread, so that a browser in this one can be waited for."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.site = self.call(self._make(folder, options))

    async def _make(self, folder: Path, options: dict[str, Any]) -> PageHarness:
        site = PageHarness(folder, **options)
        await site.open()
        return site

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Does something in the page's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(TIMEOUT)

    def do(self, work: Callable[[], Any]) -> None:
        """As ``call``, for what need not be awaited."""

        async def done() -> None:
            work()

        self.call(done())

    def stroke(self, count: int = 1) -> None:
        """Lets the engine in memory paint."""
        self.do(lambda: [self.site.engine.brush.release() for _ in range(count)])

    def restart(self, meanwhile: Callable[[], Any] = lambda: None) -> None:
        """Closes the server, and opens it again at the same place."""
        self.call(self.site.close())
        meanwhile()
        self.call(self.site.open())

    @property
    def url(self) -> str:
        return self.site.url

    @property
    def home(self) -> Address:
        """The conversation of the only visitor."""
        (address,) = {event.address for event in self.site.engine.events}
        return address

    def say(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self.call(awaited())

    def end(self) -> None:
        self.call(self.site.end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def upload(name: str, colour: str, width: int = 240, height: int = 180) -> dict[str, Any]:
    """A picture as Playwright puts it into a file field."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(colour, width, height)}


def heic(colour: str) -> bytes:
    """A picture of 240 x 180 as phones take them, and Chromium doesn't show them."""
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (240, 180), colour)).save(file)
    return file.getvalue()


def transfer(page: Any, *files: dict[str, Any]) -> Any:
    """Files as they are dragged or pasted."""
    packed = [[file["name"], file["mimeType"], base64.b64encode(file["buffer"]).decode()] for file in files]
    return page.evaluate_handle(
        """(files) => {
            const transfer = new DataTransfer();
            for (const [name, type, data] of files) {
                const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
                transfer.items.add(new File([bytes], name, { type }));
            }
            return transfer;
        }""",
        packed,
    )


def pick(page: Any, *files: dict[str, Any]) -> None:
    page.set_input_files("#files", list(files))


def line(page: Any, text: str) -> Any:
    return page.locator(".line", has_text=text)


def paint(page: Any, served: Served, words: dict[str, str]) -> None:
    """Two photos, one after another, until their painting is there."""
    pick(page, upload("photo.jpg", "teal"))
    line(page, words["got"]).wait_for()
    pick(page, upload("style.jpg", "gold"))
    served.stroke(STROKES + 1)
    line(page, words["done"]).locator(".compare").wait_for()
