"""Chromium, a page that it can open, and a way to open it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.web.browser import DESKTOP, FLAGS, PHONE, TIMEOUT, Open, Served, chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
    with playwright_api.sync_playwright() as playwright:
        playwright_api.expect.set_options(timeout=TIMEOUT * 1000)
        found = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    place = Served(tmp_path)
    yield place
    place.end()


@pytest.fixture
def visit(browser: Any, served: Served) -> Iterator[Open]:
    """Opens the page; in the end nothing may have gone wrong in the browser, nor have been asked of anybody else."""
    contexts, problems = [], []

    def opened(size: tuple[int, int] = DESKTOP, language: str = "en", theme: str = "light", **more: Any) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            color_scheme=theme,
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT * 1000)
        context.on("page", watch)
        page = context.new_page()
        page.goto(served.url)
        page.wait_for_selector("body[data-ready]")
        return page

    def watch(page: Any) -> None:
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: note(message.text) if message.type == "error" else None)
        page.on("request", lambda request: None if is_ours(request.url) else problems.append(request.url))

    def note(text: str) -> None:
        # A server that is being restarted, or a picture that has been deleted, isn't the page's fault.
        if not re.search(r"ERR_CONNECTION|WebSocket connection|ERR_EMPTY_RESPONSE|404", text):
            problems.append(text)

    def is_ours(url: str) -> bool:
        return url.startswith((f"{served.url}/", "blob:", "data:", served.url.replace("http", "ws")))

    yield opened
    for context in contexts:
        context.close()
    assert problems == []
