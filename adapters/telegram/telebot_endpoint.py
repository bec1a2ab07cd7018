"""pyTelegramBotAPI keeps its address and its connections module-wide; here each bot gets its own.

Requests that are made within ``using`` go to the bot's own server over its own connections, all others as before.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from telebot import asyncio_helper


@dataclass(frozen=True)
class Endpoint:
    """A server's address and the connections to it."""

    url: str
    session: ClientSession


_line: ContextVar[Endpoint | None] = ContextVar("line", default=None)


class _Url(str):
    """The library's pattern of addresses, which it fills in by ``format(token, method)``."""

    __slots__ = ()

    def format(self, *arguments: object, **names: object) -> str:
        line = _line.get()
        return super().format(*arguments, **names) if line is None else line.url + "/bot{}/{}".format(*arguments)


class _Sessions:
    """The library's session manager."""

    def __init__(self, others: Any) -> None:
        self._others = others

    async def get_session(self) -> ClientSession:
        line = _line.get()
        session: ClientSession = await self._others.get_session() if line is None else line.session
        return session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._others, name)


@contextmanager
def use_endpoint(line: Endpoint) -> Iterator[None]:
    """Has the library's requests go to this endpoint."""
    _prepare()
    before = _line.set(line)
    try:
        yield
    finally:
        _line.reset(before)


def _prepare() -> None:
    if isinstance(asyncio_helper.session_manager, _Sessions):
        return
    asyncio_helper.API_URL = _Url(asyncio_helper.API_URL)
    asyncio_helper.session_manager = _Sessions(asyncio_helper.session_manager)  # type: ignore[assignment]
    # It prints every failed request to stderr by a handler of its own; whoever asked says so better.
    logger = logging.getLogger("TeleBot")
    logger.handlers.clear()
    logger.setLevel(logging.CRITICAL)
