"""A group becomes a supergroup, which has another id, and nobody notices: whatever was begun goes on there."""

from pathlib import Path

import pytest

from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, play

ASK_FIRST, ASK_STYLE, STARTED, DONE = "Send me the photo", "Got your photo.", "I have the pictures", "Here it is"


@pytest.mark.parametrize("privacy", [False, True])
def test_between_two_photos(tmp_path: Path, privacy: bool) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.state.text(ann, "/style@AtelierBot", group)
        asked = (await bot.said(group, ASK_FIRST))[-1]
        bot.state.photo(ann, picture("teal"), group, reply_to=asked)
        asked = (await bot.said(group, ASK_STYLE))[-1]
        moved = bot.state.migrate(group)
        more = {"reply_to": asked} if privacy else {}
        bot.state.photo(ann, picture("gold"), moved, **more)
        await bot.said(moved, STARTED)
        assert set((await bot.job()).order.inputs) == {"content", "style"}
        await bot.finish(await bot.job())
        await bot.said(moved, DONE, total=1)
        assert len(bot.state.shown(group)) == 2

    play(tmp_path, scenario, privacy=privacy)


def test_before_the_first_photo_was_looked_at(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.server.flow.clear()
        bot.state.photo(ann, picture("teal"), group, caption="@AtelierBot")
        await bot.state.until(lambda: bot.server.downloads)
        moved = bot.state.migrate(group)
        bot.state.photo(ann, picture("gold"), moved, caption="@AtelierBot")
        bot.server.flow.set()
        await bot.said(moved, STARTED)
        assert set((await bot.job()).order.inputs) == {"content", "style"}

    play(tmp_path, scenario)


def test_while_the_painting_is_made(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        for colour in ("teal", "gold"):
            bot.state.photo(ann, picture(colour), group, caption="@AtelierBot")
        await bot.said(group, STARTED)
        job = await bot.job()
        moved = bot.state.migrate(group)
        await bot.finish(job)
        painting = (await bot.said(moved, DONE, total=1))[-1]
        bot.state.press(ann, painting, "As a file")
        await bot.said(moved, DONE, "Here it is as a file")

    play(tmp_path, scenario)


def test_where_a_message_finds_out_before_telegram_tells(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.state.photo(ann, picture("teal"), group, caption="@AtelierBot")
        await bot.said(group, ASK_STYLE)
        moved = bot.state.migrate(group, told=False)
        bot.state.text(ann, "/style", group)  # sent just before
        await bot.said(moved, "Your photo is still here.")
        bot.state.photo(ann, picture("gold"), moved)
        await bot.said(moved, STARTED)

    play(tmp_path, scenario)


def test_a_restart_between_does_not_matter(tmp_path: Path) -> None:
    there: list[int] = []

    async def life(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        there.append(group)
        bot.state.photo(ann, picture("teal"), group, caption="@AtelierBot")
        await bot.said(group, ASK_STYLE)

    async def next_life(bot: EmulatedBot) -> None:
        ann = next(user for user in bot.state.people if user["first_name"] == "Ann")
        moved = bot.state.migrate(there[0])
        bot.state.photo(ann, picture("gold"), moved)
        await bot.said(moved, STARTED)

    play(tmp_path, life, next_life)
