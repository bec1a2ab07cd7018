"""Each row of the design's table of Telegram's limits."""

import asyncio
import io
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from adapters.telegram.adapter import Telegram
from adapters.telegram.pace import Limits
from core.conversation.replies import Button, Reply
from core.conversation.store import Blob
from core.plugins.adapter import Message, RateLimited, Undeliverable
from tests.adapters.stall import HOUR, picture
from tests.adapters.telegram.booth import QUICK, Booth, play, text_of
from tests.adapters.telegram.clocks import Fast
from tests.platforms.telegram import Trouble
from tests.platforms.telegram_world import User

TOO_OLD = Trouble.answer("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired")
STALLED = Trouble.answer("sendMessage", 429, "Too Many Requests: retry after 2", retry_after=2)


async def post(booth: Booth, person: User, reply: Reply, **blobs: bytes) -> None:
    """Has the bot say something of its own accord."""
    address = booth.address(person)
    owner = f"telegram:telegram:{person['id']}"
    async with booth.store.begin() as unit:
        for id, data in blobs.items():
            blob = Blob(id=id, person=owner, kind="image/png", data=data, expires=time.time() + HOUR)
            await unit.put_blob(blob)
        await unit.post(address, owner, reply, time.time())
    booth.courier.wake()


def noise(width: int, height: int) -> bytes:
    """A PNG file that can't be compressed."""
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


class TestSizes:
    def test_a_photo_of_more_than_10_mb_becomes_a_jpeg(self, tmp_path: Path) -> None:
        large = noise(2100, 2100)
        assert len(large) > 10_000_000

        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await post(booth, ann, Reply(text="here", picture="p"), p=large)
            photo = (await booth.said(ann, "here"))[-1]["photo"][-1]
            assert photo["width"] == 2100
            assert photo["file_size"] <= 10_000_000

        play(tmp_path, scene)

    @pytest.mark.parametrize(("width", "height"), [(9000, 1001), (2100, 100), (64, 1344)])
    def test_a_picture_of_a_shape_that_no_photo_may_have_is_sent_as_a_file(
        self, width: int, height: int, tmp_path: Path
    ) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await post(booth, ann, Reply(text="here", picture="p"), p=picture("teal", width, height, "PNG"))
            assert "document" in (await booth.said(ann, "here"))[-1]
            assert not booth.server.asked("sendPhoto")

        play(tmp_path, scene)

    def test_so_is_one_that_telegram_would_not_take_as_a_photo(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.server.troubles.append(Trouble.answer("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
            await post(booth, ann, Reply(text="here", picture="p"), p=picture())
            assert "document" in (await booth.said(ann, "here"))[-1]

        play(tmp_path, scene)

    def test_a_document_of_more_than_50_mb_is_not_even_sent(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            document = Message(key="k", text="export", document=bytes(50_000_001), document_name="a.zip")
            with pytest.raises(Undeliverable, match="larger than Telegram takes"):
                await booth.telegram.send(booth.address(ann), document)
            assert not booth.server.asked("sendDocument")

        play(tmp_path, scene)

    def test_texts_captions_and_ids_at_their_limits(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            rows = ((Button(id="x" * 64, label="press"),), ())
            await post(booth, ann, Reply(text="a" * 4096 + " b", buttons=rows))
            await booth.said(ann, "a" * 4096, "b")
            await post(booth, ann, Reply(text="c" * 1024 + " d", picture="p", buttons=rows), p=picture())
            shown = await booth.said(ann, "c" * 1024, "d")
            assert "photo" in shown[-1]
            assert shown[-1]["reply_markup"]["inline_keyboard"] == [[{"text": "press", "callback_data": "x" * 64}]]

        play(tmp_path, scene)


class TestPace:
    def test_edits_count_and_wait_their_turn(self, tmp_path: Path) -> None:
        fast = Fast(rate=20)

        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            at = booth.address(ann)
            begun = fast()
            reference = await booth.telegram.send(at, Message(key="1", text="one"))
            for number in range(3):
                await booth.telegram.edit(at, reference, Message(key="1", text=f"edit {number}"))
            assert fast() - begun >= 3.0

        play(tmp_path, scene, limits=Limits(), clock=fast, sleep=fast.sleep)

    def test_progress_in_a_group_is_shown_every_10_seconds_at_most(self, tmp_path: Path) -> None:
        fast = Fast(rate=20)

        async def scene(booth: Booth) -> None:
            group = booth.world.group("Friends")
            at = booth.address(group)
            reference = await booth.telegram.send(at, Message(key="1", text="painting"))
            await fast.sleep(2)
            await booth.telegram.edit(at, reference, Message(key="1", text="painting: 1", progress=0.1))
            await fast.sleep(5)
            with pytest.raises(RateLimited) as limited:
                await booth.telegram.edit(at, reference, Message(key="1", text="painting: 2", progress=0.2))
            assert 3 <= limited.value.retry_after <= 5
            await fast.sleep(5.5)
            await booth.telegram.edit(at, reference, Message(key="1", text="painting: 3", progress=0.3))
            assert [text_of(message) for message in booth.world.shown(group)] == ["painting: 3"]

        play(tmp_path, scene, limits=Limits(), clock=fast, sleep=fast.sleep)

    def test_private_progress_is_shown_every_3_seconds_at_most(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            assert booth.telegram.capabilities.edit_interval == 3.0

        play(tmp_path, scene)

    def test_429_stalls_its_own_chat_as_long_as_it_says_and_no_other(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, bob = booth.world.person("Ann"), booth.world.person("Bob")
            booth.server.troubles.append(STALLED)
            booth.world.text(ann, "/start")
            await booth.world.until(lambda: not booth.server.troubles)
            begun = time.monotonic()
            booth.world.text(ann, "/privacy")
            booth.world.text(bob, "/start")
            await booth.said(bob, "Hello!")
            assert time.monotonic() - begun < 1.5
            await booth.said(ann, "Hello!", "I keep your two photos", total=2)
            assert time.monotonic() - begun > 1.5
            assert len(booth.server.asked("sendMessage")) == 4

        play(tmp_path, scene)


class TestKindAnswers:
    def test_a_query_that_is_too_old_does_its_work_all_the_same(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.text(ann, "/language")
            asked = await booth.said(ann, "Which language")
            booth.server.troubles.append(TOO_OLD)
            booth.world.press(ann, asked[-1], "Русский")
            await booth.said(ann, "Хорошо")
            assert not booth.server.troubles

        play(tmp_path, scene)

    def test_the_button_stops_turning_before_the_work_is_done(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.text(ann, "/language")
            asked = await booth.said(ann, "Which language")
            await asyncio.sleep(0)
            query = booth.world.press(ann, asked[-1], "English")
            await booth.world.until(lambda: booth.world.queries[query])
            await booth.said(ann, "English it is.")
            methods = [name for name, _ in booth.server.requests]
            assert methods.index("answerCallbackQuery") < len(methods) - 1 - methods[::-1].index("sendMessage")

        play(tmp_path, scene)

    def test_an_edit_that_changes_nothing_is_a_success(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            at, message = booth.address(ann), Message(key="1", text="the same")
            reference = await booth.telegram.send(at, message)
            assert await booth.telegram.edit(at, reference, message) == reference
            assert len(booth.world.shown(ann["id"])) == 1

        play(tmp_path, scene)

    def test_an_edit_of_what_is_not_there_is_not_worth_a_message_while_it_is_painted(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            progress = Message(key="1", text="painting", progress=0.5)
            with pytest.raises(Undeliverable, match="message to edit not found"):
                await booth.telegram.edit(booth.address(ann), f"{ann['id']}:999", progress)
            assert booth.world.shown(ann["id"]) == []

        play(tmp_path, scene)

    def test_a_token_that_was_revoked_loses_no_message(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            for method, do in (("sendMessage", booth.telegram.send), ("editMessageText", edit(booth.telegram))):
                booth.server.troubles.append(Trouble.answer(method, 401, "Unauthorized"))
                with pytest.raises(OSError, match="BotFather"):
                    await do(booth.address(ann), Message(key="1", text="hello"))

        play(tmp_path, scene)


def edit(telegram: Telegram) -> Any:
    return lambda address, message: telegram.edit(address, f"{address.chat}:1", message)


def test_without_limits_of_ones_own_telegrams_hold() -> None:
    assert Limits() != QUICK
    assert (Limits().chat.count, Limits().chat.seconds) == (1, 1.0)
    assert (Limits().group.count, Limits().group.seconds) == (20, 60.0)
    assert Limits().all.count / Limits().all.seconds <= 30
