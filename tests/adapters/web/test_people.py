"""Those in charge on the page, and whom it doesn't serve: the real engine at a real database, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from adapters.web.adapter import WebPage
from adapters.web.options import WebOptions
from core.dialogue.framework_texts import framework_texts
from core.model.people import People
from core.model.person import PersonId
from storage.store import open_store
from tests.adapters.harness import TIMEOUT, BotHarness, picture
from tests.adapters.web.harness import Visitor, uploads

SENTENCE = framework_texts().say("en", "not-admitted")
STATUS = "Atelier 1.2, running for"
Named = Callable[[PersonId], People]


def play(folder: Path, named: Named, scenario: Callable[[Visitor], Awaitable[None]]) -> None:
    """Has somebody learn who they are, and plays a scenario of theirs after a restart with them ``named``."""

    async def plays() -> None:
        async with ClientSession(headers={"Accept-Language": "en"}, cookie_jar=CookieJar(unsafe=True)) as session:
            async with visiting(folder, session, People()) as before:
                await before.say("text", text="/whoami")
                told = await hears(before, "I know you as")
            person = PersonId.parse(told.removeprefix("I know you as ").removesuffix("."))
            async with visiting(folder, session, named(person)) as after:
                assert after is not before  # whose ids are others
                await scenario(after)

    asyncio.run(plays())


@asynccontextmanager
async def visiting(folder: Path, session: ClientSession, people: People) -> AsyncIterator[Visitor]:
    """A page for one process's life, and somebody who opens it."""
    page = WebPage("home", WebOptions.model_validate({"port": 0}), folder / "page")
    async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
        bot = BotHarness(store, page, people=people, told=lambda: None)
        bot.open()
        try:
            await asyncio.wait_for(page.ready.wait(), TIMEOUT)
            visitor = Visitor(session, page.url)
            assert (await visitor.get("")).status == 200
            yield visitor
        finally:
            await bot.end()


async def hears(visitor: Visitor, begin: str) -> str:
    """The last line that begins so, as soon as there is one."""
    state = await visitor.until(lambda state: any(item["text"].startswith(begin) for item in state["items"]))
    return str([item["text"] for item in state["items"] if item["text"].startswith(begin)][-1])


def test_who_is_in_charge_types_the_command_and_presses_its_buttons(tmp_path: Path) -> None:
    async def scenario(visitor: Visitor) -> None:
        await visitor.say("text", text="/admin status")
        await hears(visitor, STATUS)
        items = (await visitor.state())["items"]
        status = items[-1]
        pause = next(button for row in status["buttons"] for button in row if button["label"] == "Pause")
        await visitor.say("button", button=pause["id"], line=status["id"])
        await visitor.until(lambda state: "Paused" in state["items"][-1]["text"])

    play(tmp_path, lambda person: People(admins={person}), scenario)


def test_to_others_the_command_is_a_text_like_any_other(tmp_path: Path) -> None:
    async def scenario(visitor: Visitor) -> None:
        for text in ("/admin status", "/nonsense"):
            await visitor.say("text", text=text)
        state = await visitor.until(
            lambda state: sum(item["text"].startswith("Send me") for item in state["items"]) == 2
        )
        assert STATUS not in str(state)

    play(tmp_path, lambda _: People(), scenario)


def test_of_whom_it_does_not_serve_no_photo_is_kept_anywhere(tmp_path: Path) -> None:
    async def scenario(visitor: Visitor) -> None:
        answer = await visitor.photo(picture("teal"))
        assert await answer.json() == {"new": False}
        await hears(visitor, SENTENCE)
        assert uploads(tmp_path / "page") == []

    play(tmp_path, lambda person: People(deny={person}), scenario)
