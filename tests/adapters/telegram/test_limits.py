"""Each row of the design's table of Telegram's limits."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram.adapter import Telegram
from adapters.telegram.rate_limits import RateLimits
from core.model.blob import Blob
from core.model.reply import Button, Reply
from core.plugins.adapter import Undeliverable
from core.plugins.message import Message
from tests.adapters.harness import HOUR, noise, picture
from tests.adapters.telegram.harness import QUICK, EmulatedBot, play
from tests.platforms.telegram import Trouble
from tests.platforms.telegram_state import User

TOO_OLD = Trouble.answer("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired")
STALLED = Trouble.answer("sendMessage", 429, "Too Many Requests: retry after 3600", retry_after=3600)


async def post(bot: EmulatedBot, person: User, reply: Reply, **blobs: bytes) -> None:
    """Has the bot say something of its own accord."""
    address = bot.address(person)
    owner = f"telegram:telegram:{person['id']}"
    async with bot.store.begin() as transaction:
        for id, data in blobs.items():
            blob = Blob(id=id, person=owner, kind="image/png", data=data, expires=time.time() + HOUR)
            await transaction.put_blob(blob)
        await transaction.post(address, owner, reply, time.time())
    bot.outbox.wake()


class TestSizes:
    def test_a_photo_of_more_than_10_mb_becomes_a_jpeg(self, tmp_path: Path) -> None:
        large = noise(2100, 2100)
        assert len(large) > 10_000_000

        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await post(bot, ann, Reply(text="here", picture="p"), p=large)
            photo = (await bot.said(ann, "here"))[-1]["photo"][-1]
            assert photo["width"] == 2100
            assert photo["file_size"] <= 10_000_000

        play(tmp_path, scenario)

    @pytest.mark.parametrize(("width", "height"), [(9000, 1001), (2100, 100), (64, 1344)])
    def test_a_picture_of_a_shape_that_no_photo_may_have_is_sent_as_a_file(
        self, width: int, height: int, tmp_path: Path
    ) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await post(bot, ann, Reply(text="here", picture="p"), p=picture("teal", width, height, "PNG"))
            assert "document" in (await bot.said(ann, "here"))[-1]
            assert not bot.server.asked("sendPhoto")

        play(tmp_path, scenario)

    def test_so_is_one_that_telegram_would_not_take_as_a_photo(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.server.troubles.append(Trouble.answer("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
            await post(bot, ann, Reply(text="here", picture="p"), p=picture())
            assert "document" in (await bot.said(ann, "here"))[-1]

        play(tmp_path, scenario)

    def test_a_document_of_more_than_50_mb_is_not_even_sent(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            document = Message(key="k", text="export", document=bytes(50_000_001), document_name="a.zip")
            with pytest.raises(Undeliverable, match="larger than Telegram takes"):
                await bot.telegram.send(bot.address(ann), document)
            assert not bot.server.asked("sendDocument")

        play(tmp_path, scenario)

    def test_texts_captions_and_ids_at_their_limits(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            rows = ((Button(id="x" * 57, label="press"),), ())
            await post(bot, ann, Reply(text="a" * 4096 + " b", buttons=rows))
            await bot.said(ann, "a" * 4096, "b")
            await post(bot, ann, Reply(text="c" * 1024 + " d", picture="p", buttons=rows), p=picture())
            shown = await bot.said(ann, "c" * 1024, "d")
            assert "photo" in shown[-1]
            ((button,),) = shown[-1]["reply_markup"]["inline_keyboard"]
            assert (len(button["callback_data"]), button["callback_data"][:58]) == (64, "x" * 57 + "~")

        play(tmp_path, scenario)


class TestPace:
    def test_private_progress_is_shown_every_3_seconds_at_most(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            assert bot.telegram.capabilities.edit_interval == 3.0

        play(tmp_path, scenario)

    def test_429_stalls_its_own_chat_and_no_other(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, bob = bot.state.person("Ann"), bot.state.person("Bob")
            bot.server.troubles.append(STALLED)
            bot.state.text(ann, "/start")
            await bot.state.until(lambda: not bot.server.troubles)
            bot.state.text(ann, "/privacy")
            bot.state.text(bob, "/start")
            await bot.said(bob, "Hello!")
            assert bot.state.shown(ann["id"]) == []
            assert len(bot.server.asked("sendMessage")) == 2

        play(tmp_path, scenario)


class TestKindAnswers:
    def test_a_query_that_is_too_old_does_its_work_all_the_same(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.text(ann, "/language")
            asked = await bot.said(ann, "Which language")
            bot.server.troubles.append(TOO_OLD)
            bot.state.press(ann, asked[-1], "Русский")
            await bot.said(ann, "Хорошо")
            assert not bot.server.troubles

        play(tmp_path, scenario)

    def test_the_button_stops_turning_before_the_work_is_done(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.text(ann, "/language")
            asked = await bot.said(ann, "Which language")
            await asyncio.sleep(0)
            query = bot.state.press(ann, asked[-1], "English")
            await bot.state.until(lambda: bot.state.queries[query])
            await bot.said(ann, "English it is.")
            methods = [name for name, _ in bot.server.requests]
            assert methods.index("answerCallbackQuery") < len(methods) - 1 - methods[::-1].index("sendMessage")

        play(tmp_path, scenario)

    def test_an_edit_that_changes_nothing_is_a_success(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            at, message = bot.address(ann), Message(key="1", text="the same")
            reference = await bot.telegram.send(at, message)
            assert await bot.telegram.edit(at, reference, message) == reference
            assert len(bot.state.shown(ann["id"])) == 1

        play(tmp_path, scenario)

    def test_an_edit_of_what_is_not_there_is_not_worth_a_message_while_it_is_painted(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            progress = Message(key="1", text="painting", progress=0.5)
            with pytest.raises(Undeliverable, match="message to edit not found"):
                await bot.telegram.edit(bot.address(ann), f"{ann['id']}:999", progress)
            assert bot.state.shown(ann["id"]) == []

        play(tmp_path, scenario)

    def test_a_token_that_was_revoked_loses_no_message(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            for method, do in (("sendMessage", bot.telegram.send), ("editMessageText", edit(bot.telegram))):
                bot.server.troubles.append(Trouble.answer(method, 401, "Unauthorized"))
                with pytest.raises(OSError, match="BotFather"):
                    await do(bot.address(ann), Message(key="1", text="hello"))

        play(tmp_path, scenario)


def edit(telegram: Telegram) -> Any:
    return lambda address, message: telegram.edit(address, f"{address.chat}:1", message)


def test_without_limits_of_ones_own_telegrams_hold() -> None:
    assert RateLimits() != QUICK
    assert (RateLimits().chat.count, RateLimits().chat.seconds) == (1, 1.0)
    assert (RateLimits().group.count, RateLimits().group.seconds) == (20, 60.0)
    assert RateLimits().all.count / RateLimits().all.seconds <= 30
    assert RateLimits().of_chat("-1001").messages == (RateLimits().chat, RateLimits().group)
    assert RateLimits().of_chat("101").messages == (RateLimits().chat,)
    assert (RateLimits().of_chat("-1001").progress, RateLimits().of_chat("101").progress) == (10.0, 0.0)
