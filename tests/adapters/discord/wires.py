"""A line that a test holds the other end of."""

from collections.abc import Callable
from typing import Any, NamedTuple

from discord import File
from discord.http import Route


class Asked(NamedTuple):
    """A request: its method and path, with the places in the path filled in, what it carries and its query."""

    method: str
    path: str
    json: Any
    files: list[File]
    params: Any


Answer = Callable[[Asked], Any]


class Wire:
    """Implements Line. ``answers`` has what is answered, by method and path; an exception is raised."""

    def __init__(self, answers: dict[tuple[str, str], Any] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[Asked] = []

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        request = Asked(route.method, route.url.removeprefix(Route.BASE), json, files or [], options.get("params"))
        self.asked.append(request)
        answer = self.answers.get((request.method, request.path), {})
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def ask_openly(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        return await self.ask(route, json, files, **options)

    async def download(self, url: str, most: int) -> bytes:
        data: bytes = self.answers["GET", url]
        return data[: most + 1]

    def open(self) -> None: ...

    async def rest(self) -> None: ...

    async def close(self) -> None: ...
