"""Photos come from Telegram's servers or from the folder of a server of our own, and never more than can be had."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram.adapter import Telegram
from adapters.telegram.photo_downloader import MAX_DOWNLOAD_BYTES
from core.model.errors import Lost, Refusal
from core.model.event import Photo
from core.plugins.adapter import PhotoLost, RateLimited
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import TOKEN, EmulatedBot, play, spec, telegram
from tests.platforms.telegram import Server, Trouble

LIMIT = 50_000_000


def meet(scenario: Callable[[Server, Telegram], Awaitable[None]], folder: Path | None = None, **options: Any) -> None:
    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time, folder=folder and str(folder)) as server:
            adapter = telegram(server, options=options)
            await scenario(server, adapter)
            await adapter._client.close()

    asyncio.run(plays())


async def lost(adapter: Telegram, photo: Photo) -> Lost | Refusal:
    with pytest.raises(PhotoLost) as caught:
        await adapter.fetch(photo, LIMIT)
    return caught.value.why


def test_a_photo_is_downloaded() -> None:
    async def scenario(server: Server, adapter: Telegram) -> None:
        file = server.state.keep(picture())
        assert await adapter.fetch(Photo(reference=file["file_id"], size=file["file_size"]), LIMIT) == picture()

    meet(scenario)


def test_one_that_is_said_to_be_too_large_is_not_even_asked_for() -> None:
    async def scenario(server: Server, adapter: Telegram) -> None:
        assert await lost(adapter, Photo(reference="any", size=MAX_DOWNLOAD_BYTES + 1)) is Refusal.TOO_LARGE
        assert server.requests == []

    meet(scenario)


def test_nor_is_one_downloaded_of_which_telegram_says_so() -> None:
    async def scenario(server: Server, adapter: Telegram) -> None:
        file = server.state.keep(bytes(MAX_DOWNLOAD_BYTES + 1))
        assert await lost(adapter, Photo(reference=file["file_id"])) is Refusal.TOO_LARGE
        assert [name for name, _ in server.requests] == ["getFile"]

    meet(scenario)


def test_the_person_hears_that_it_is_too_large(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        bot.state.document(ann, bytes(MAX_DOWNLOAD_BYTES + 1), "huge.png", "image/png")
        await bot.said(ann, "This file is too large for me: I take 20 MB at most.")
        assert not bot.server.asked("getFile")

    play(tmp_path, scenario)


def test_what_passes_is_asked_for_again_and_what_does_not_is_lost() -> None:
    async def scenario(server: Server, adapter: Telegram) -> None:
        photo = Photo(reference=server.state.keep(picture())["file_id"])
        server.troubles.append(Trouble("download", 404))
        with pytest.raises(OSError, match="404"):
            await adapter.fetch(photo, LIMIT)
        with pytest.raises(OSError, match="temporarily unavailable"):
            await adapter.fetch(Photo(reference="unknown"), LIMIT)
        server.troubles.append(Trouble("download", 429))
        with pytest.raises(RateLimited, match="wait for 5 s"):
            await adapter.fetch(photo, LIMIT)
        server.troubles.append(Trouble.answer("getFile", 429, "Too Many Requests", retry_after=3))
        with pytest.raises(RateLimited):
            await adapter.fetch(photo, LIMIT)
        server.troubles.append(Trouble.answer("getFile", 400, "Bad Request: invalid file_id"))
        assert await lost(adapter, photo) is Lost.UNAVAILABLE
        server.troubles.append(Trouble.answer("getFile", 401, "Unauthorized"))
        with pytest.raises(OSError, match="BotFather"):
            await adapter.fetch(photo, LIMIT)
        assert await adapter.fetch(photo, LIMIT) == picture()

    meet(scenario)


def test_nobody_is_sent_on_to_another_place() -> None:
    async def scenario(server: Server, adapter: Telegram) -> None:
        photo, other = (server.state.keep(picture(color))["file_id"] for color in ("teal", "gold"))
        place = f"{server.url}/file/bot{TOKEN}/photos/{other}.jpg"
        server.troubles.append(Trouble("download", 302, location=place))
        with pytest.raises(OSError, match="302"):
            await adapter.fetch(Photo(reference=photo), LIMIT)
        assert server.downloads == 1

    meet(scenario)


def folder_of(folder: Path) -> Path:
    """Where such a server keeps a bot's photos."""
    photos = folder / TOKEN / "photos"
    photos.mkdir(parents=True)
    return photos


class TestAServerOfOnesOwn:
    def test_gives_out_paths_that_are_read(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path)

        async def scenario(server: Server, adapter: Telegram) -> None:
            file = server.state.keep(bytes(MAX_DOWNLOAD_BYTES + 1))["file_id"]
            (folder / f"{file}.jpg").write_bytes(b"a large file")
            assert await adapter.fetch(Photo(reference=file), LIMIT) == b"a large file"

        meet(scenario, folder, local=True)

    def test_one_that_cannot_be_read_is_asked_for_again_and_its_path_not_told(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path)

        async def scenario(server: Server, adapter: Telegram) -> None:
            with pytest.raises(OSError, match="can't be read: No such file") as caught:
                await adapter.fetch(Photo(reference=server.state.keep(b"x")["file_id"]), LIMIT)
            assert str(tmp_path) not in f"{caught.value} {caught.value!r}"

        meet(scenario, folder, local=True)

    def test_no_other_files_of_the_machine_are_read(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path)

        async def scenario(server: Server, adapter: Telegram) -> None:
            file = server.state.keep(b"x")["file_id"]
            (tmp_path / "secret").write_bytes(b"somebody's file")
            (folder / f"{file}.jpg").symlink_to(tmp_path / "secret")
            assert await lost(adapter, Photo(reference=file)) is Lost.UNAVAILABLE

        meet(scenario, folder, local=True)

    def test_what_has_grown_too_large_since_is_not_read(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path)

        async def scenario(server: Server, adapter: Telegram) -> None:
            file = server.state.keep(b"x")["file_id"]
            (folder / f"{file}.jpg").write_bytes(bytes(LIMIT + 1))
            assert await lost(adapter, Photo(reference=file)) is Refusal.TOO_LARGE

        meet(scenario, folder, local=True)

    def test_paths_of_the_official_server_are_never_read(self, tmp_path: Path) -> None:
        async def scenario(server: Server, adapter: Telegram) -> None:
            file = server.state.keep(b"x")["file_id"]
            (tmp_path / f"{file}.jpg").write_bytes(b"somebody's file")
            with pytest.raises(OSError, match="404"):
                await adapter.fetch(Photo(reference=file), LIMIT)

        meet(scenario, tmp_path)
