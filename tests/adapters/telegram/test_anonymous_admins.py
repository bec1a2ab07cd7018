"""An anonymous administrator writes as the group and presses as themselves, and is one and the same to the bot."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, play
from tests.platforms.telegram import Trouble
from tests.platforms.telegram_state import ANONYMOUS, Message, User

ASK_STYLE, STARTED, CANCELLED = "Got your photo.", "I have the pictures", "Stopped."
NOT_YOURS = "Only the person whom this answers"


def play_ordered(folder: Path, act: Callable[[EmulatedBot, int, Message], Awaitable[None]]) -> None:
    """What happens after an anonymous administrator has ordered a painting in a group."""

    async def scenario(bot: EmulatedBot) -> None:
        group = bot.state.group("Friends")
        for colour in ("teal", "gold"):
            as_group: dict[str, Any] = {"sender_chat": bot.state.chats[group]}
            bot.state.photo(ANONYMOUS, picture(colour), group, caption="@AtelierBot", **as_group)
        await act(bot, group, (await bot.said(group, STARTED))[-1])

    play(folder, scenario)


async def toasts(bot: EmulatedBot, count: int) -> list[str]:
    """What so many presses were answered with."""
    await bot.state.until(lambda: len(bot.server.asked("answerCallbackQuery")) == count)
    return [str(asked.get("text", "")) for asked in bot.server.asked("answerCallbackQuery")]


def admin(bot: EmulatedBot, group: int, *, anonymous: bool) -> User:
    ann = bot.state.person("Ann")
    bot.state.promote(ann, group, anonymous=anonymous)
    return ann


def test_they_can_press_the_buttons_of_the_painting_that_they_asked_for(tmp_path: Path) -> None:
    async def act(bot: EmulatedBot, group: int, status: Message) -> None:
        ann = admin(bot, group, anonymous=True)
        job = await bot.job()
        bot.state.press(ann, status, "Cancel")
        await bot.said(group, CANCELLED)
        assert await toasts(bot, 1) == [""]
        assert bot.cancelled == [job.id]
        async with bot.store.begin() as transaction:
            kept = await transaction.history(bot.address(group), 10)
        people = {line.event.sender.model_dump_json() for line in kept if line.event is not None}
        assert not any("Ann" in person or str(ann["id"]) in person for person in people)

    play_ordered(tmp_path, act)


def test_nobody_else_can_and_is_asked_about_once(tmp_path: Path) -> None:
    async def act(bot: EmulatedBot, group: int, status: Message) -> None:
        for user in (bot.state.person("Bob"), admin(bot, group, anonymous=False)):
            for _ in range(5):
                bot.state.press(user, status, "Cancel")
        assert all(toast.startswith(NOT_YOURS) for toast in await toasts(bot, 10))
        assert len(bot.server.asked("getChatMember")) == 2
        assert bot.cancelled == []

    play_ordered(tmp_path, act)


def test_they_can_not_press_another_persons_buttons(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        bob, group = bot.state.person("Bob"), bot.state.group("Friends")
        for colour in ("teal", "gold"):
            bot.state.photo(bob, picture(colour), group, caption="@AtelierBot")
        status = (await bot.said(group, STARTED))[-1]
        bot.state.press(admin(bot, group, anonymous=True), status, "Cancel")
        (toast,) = await toasts(bot, 1)
        assert toast.startswith(NOT_YOURS)
        assert bot.cancelled == []

    play(tmp_path, scenario)


def test_where_telegram_does_not_say_who_they_are_they_are_told_so_and_may_press_again(tmp_path: Path) -> None:
    async def act(bot: EmulatedBot, group: int, status: Message) -> None:
        ann = admin(bot, group, anonymous=True)
        bot.server.troubles.append(Trouble.answer("getChatMember", 400, "Bad Request: member list is inaccessible"))
        bot.state.press(ann, status, "Cancel")
        (toast,) = await toasts(bot, 1)
        assert toast.startswith(NOT_YOURS)
        bot.state.press(ann, status, "Cancel")
        await bot.said(group, CANCELLED)

    play_ordered(tmp_path, act)


def test_what_is_theirs_alone_has_nowhere_to_go_and_the_group_learns_what_to_do(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        group = bot.state.group("Friends")
        bot.state.text(ANONYMOUS, "/export", group, sender_chat=bot.state.chats[group])
        (word,) = await bot.said(group, "That's for you alone, and here others would see it.")
        assert "document" not in word

    play(tmp_path, scenario)
