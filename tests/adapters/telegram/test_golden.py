"""The golden conversation on Telegram."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from core.jobs.effect_run import MakeEffect
from tests import golden
from tests.adapters.telegram.harness import TOKEN, buttons_of, spec, telegram, text_of
from tests.golden import Sent, Shown
from tests.platforms.telegram import Server
from tests.platforms.telegram_state import Message, TelegramState, User


class Guest:
    """A person in a private chat; see tests.golden.Guest."""

    def __init__(self, state: TelegramState, user: User) -> None:
        self._state, self._user = state, user

    async def text(self, text: str) -> None:
        self._state.text(self._user, text)

    async def command(self, name: str) -> None:
        self._state.text(self._user, f"/{name}")

    async def photos(self, *photos: Sent) -> None:
        album = {"album": f"album-{photos[0].caption}"} if len(photos) > 1 else {}
        for photo in photos:
            self._state.photo(self._user, photo.data, caption=photo.caption, **album)

    async def file(self, data: bytes, name: str) -> None:
        self._state.document(self._user, data, name, "image/jpeg")

    async def press(self, label: str) -> None:
        message = next(message for message in reversed(self._shown()) if label in buttons_of(message))
        self._state.press(self._user, message, label)

    async def seen(self) -> list[Shown]:
        return [_shown(message) for message in self._shown()]

    async def changed(self) -> None:
        async with self._state.changed:
            await self._state.changed.wait()

    def _shown(self) -> Sequence[Message]:
        return self._state.shown(self._user["id"])


def _shown(message: Message) -> Shown:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return Shown(
        text=text_of(message),
        buttons=tuple(tuple(button["text"] for button in row) for row in rows),
        picture=(message["photo"][-1]["width"], message["photo"][-1]["height"]) if "photo" in message else None,
        file="document" in message,
    )


@golden.CONVERSATIONS
def test_it_reads_as_everywhere(tmp_path: Path, file: Path, makes: tuple[MakeEffect, ...]) -> None:
    async def scenario() -> None:
        async with (
            Server(TOKEN, spec(), time.time) as server,
            golden.bot(tmp_path, {"telegram": telegram(server)}, *makes),
        ):
            await golden.converse(Guest(server.state, server.state.person("Ann")), file)

    asyncio.run(scenario())
