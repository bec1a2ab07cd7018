"""The client: few kinds of errors, a token that nobody ever sees, and bots that don't disturb each other."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import SecretStr
from telebot import asyncio_helper

from adapters.telegram.api_client import ApiClient
from adapters.telegram.errors import Conflict, Migrated
from core.model.errors import Refusal
from core.plugins.adapter import PhotoLost, RateLimited
from core.plugins.answers import Forbidden, InvalidToken, Refused
from core.plugins.proxies import Proxies
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import TOKEN, spec
from tests.platforms.telegram import Server, Trouble

OTHER = "77:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk"
GET_ME = "get_me"


def meet(scenario: Callable[[Server, ApiClient], Awaitable[None]], token: str = TOKEN) -> None:
    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            client = ApiClient(server.url, SecretStr(token), Proxies())
            try:
                await scenario(server, client)
            finally:
                await client.close()

    asyncio.run(plays())


async def failure(client: ApiClient, function: str = GET_ME, *arguments: Any, **more: Any) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is, it's looked at
        await client.ask(function, *arguments, **more)
    return caught.value


ANSWERS: list[tuple[Trouble, type[Exception], str]] = [
    (Trouble.answer("getMe", 429, "Too Many Requests: retry after 7", retry_after=7), RateLimited, "wait for 7 s"),
    (Trouble.answer("getMe", 429, "Too Many Requests"), RateLimited, "wait for 5 s"),
    (Trouble.answer("getMe", 400, "Bad Request: chat not found"), Refused, "chat not found"),
    (Trouble.answer("getMe", 400, "Bad Request: moved", migrate_to_chat_id=-100), Migrated, "has become a supergroup"),
    (Trouble.answer("getMe", 401, "Unauthorized"), InvalidToken, "from @BotFather"),
    (Trouble.answer("getMe", 404, "Not Found"), InvalidToken, "from @BotFather"),
    (Trouble.answer("getMe", 403, "Forbidden: bot was kicked"), Forbidden, "bot was kicked"),
    (Trouble.answer("getMe", 409, "Conflict: terminated by other getUpdates request"), Conflict, "stop the other"),
    (Trouble.answer("getMe", 409, "Conflict: can't use while webhook is active"), Conflict, "a webhook is set"),
    (Trouble.answer("getMe", 500, "Internal Server Error"), OSError, "trouble of its own (500)"),
    (Trouble("getMe", 502, "<html>Bad Gateway</html>"), OSError, "no answer that can be read (502)"),
    (Trouble("getMe", 200, "<html>Welcome to the hotel</html>"), OSError, "no answer that can be read (200)"),
    (Trouble("getMe", 200, '{"surprise": 1}'), OSError, "no answer that can be read"),
    (Trouble("getMe"), OSError, "can't be reached: ServerDisconnectedError"),
]


class TestErrors:
    @pytest.mark.parametrize(("trouble", "kind", "says"), ANSWERS)
    def test_each_is_of_a_kind_and_none_shows_the_token(
        self, trouble: Trouble, kind: type[Exception], says: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)

        async def scenario(server: Server, client: ApiClient) -> None:
            server.troubles.extend([trouble] * 2)  # aiohttp itself asks once more where a connection broke
            error = await failure(client)
            server.troubles.clear()
            assert isinstance(error, kind)
            assert says in str(error)
            assert TOKEN not in "".join(traceback.format_exception(error)) + repr(error)
            assert (await client.ask(GET_ME))["username"] == "AtelierBot"

        meet(scenario)
        assert TOKEN not in caplog.text

    def test_what_can_not_even_be_written_down_is_refused(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:
            with pytest.raises(Refused):
                await client.ask("answer_callback_query", "\ud83d")
            assert not server.asked("answerCallbackQuery")

        meet(scenario)

    def test_nor_does_one_of_a_download_or_of_a_server_that_is_not_there(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:
            for path in ("photos/none.jpg", "\x00"):
                with pytest.raises(OSError, match="404") as caught:
                    await client.download(path, 100)
                assert TOKEN not in "".join(traceback.format_exception(caught.value))
            await server.stop()
            error = await failure(client)
            assert "can't be reached" in str(error)
            assert TOKEN not in "".join(traceback.format_exception(error))

        meet(scenario)

    def test_an_answer_that_never_comes_is_given_up(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:  # noqa: ARG001
            error = await failure(client, "get_updates", timeout=50, time_limit=0.05)
            assert isinstance(error, OSError)

        meet(scenario)

    def test_a_cancellation_that_the_library_takes_for_an_answer_is_one_all_the_same(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:  # noqa: ARG001
            begun = asyncio.Event()

            async def deaf(token: str) -> None:  # noqa: ARG001 - as the library's own functions while they read
                begun.set()
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    raise client._library.RequestTimeout("no answer") from None

            client._library.get_me = deaf
            task = asyncio.create_task(client.ask(GET_ME))
            await begun.wait()
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()

        meet(scenario)


class TestSeveralBots:
    def test_each_talks_with_its_own_server_at_the_same_time(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:
            async with Server(OTHER, spec(), time.time) as second:
                second.state.bot["username"] = "OtherBot"
                other = ApiClient(second.url, SecretStr(OTHER), Proxies())
                answers = await asyncio.gather(*(bot.ask(GET_ME) for bot in [client, other] * 10))
                assert [answer["username"] for answer in answers] == ["AtelierBot", "OtherBot"] * 10
                await other.close()
                assert (await client.ask(GET_ME))["username"] == "AtelierBot"
                assert len(server.requests) == 11

        meet(scenario)

    def test_whoever_else_uses_the_library_finds_it_as_it_was(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:  # noqa: ARG001
            await client.ask(GET_ME)
            assert asyncio_helper.API_URL.format("1:a", "getMe") == "https://api.telegram.org/bot1:a/getMe"
            assert asyncio_helper.session_manager.session is None
            assert asyncio_helper.logger.level == logging.ERROR

        meet(scenario)


class TestTheEnd:
    def test_what_is_on_its_way_arrives_and_nothing_more_goes_out(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:
            asking = asyncio.create_task(client.ask("get_updates", timeout=1, time_limit=5))
            await server.state.until(lambda: server.polls)
            closing = asyncio.create_task(client.close())
            server.state.text(server.state.person("Ann"), "hello")
            assert len(await asking) == 1
            await closing
            assert isinstance(await failure(client), OSError)
            client.open()
            await client.ask(GET_ME)

        meet(scenario)

    def test_what_takes_too_long_is_cut_off(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:
            asking = asyncio.create_task(failure(client, "get_updates", timeout=50))
            await server.state.until(lambda: server.polls)
            await client.close(grace=0.01)
            assert isinstance(await asking, OSError)

        meet(scenario)


class TestDownloads:
    def test_no_more_is_read_than_is_wanted(self) -> None:
        async def scenario(server: Server, client: ApiClient) -> None:
            data = picture().ljust(1_000_000, b"\0")
            file = server.state.keep(data)["file_id"]
            with pytest.raises(PhotoLost) as lost:
                await client.download(f"photos/{file}.jpg", 999_999)
            assert lost.value.why is Refusal.TOO_LARGE
            assert await client.download(f"photos/{file}.jpg", 1_000_000) == data

        meet(scenario)
