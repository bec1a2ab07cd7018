"""Where an interaction's time is over the painting comes as a message of the bot's own, and it always comes."""

from pathlib import Path

from core.model.reply import Button, Reply
from tests.adapters.discord.wire.harness import GOLD, TEAL, Clock, EmulatedBot, buttons_of, play
from tests.adapters.harness import TIMEOUT, picture
from tests.platforms.discord import Trouble
from tests.platforms.discord_messages import is_spoiler
from tests.platforms.discord_rest import FOLLOW_UP, ORIGINAL, POST, POSTS
from tests.platforms.discord_state import SEND_MESSAGES, VIEW_CHANNEL, Object, Place

PHOTOS = {"photo": TEAL, "style": GOLD}
ALMOST, OVER = 13 * 60.0, 14 * 60.0 + 1
INVALID = 401, 50027, "Invalid Webhook Token"


async def order(bot: EmulatedBot, user: Object, place: Place) -> None:
    """Orders a painting, and waits until there is a status message."""
    bot.server.people.slash(user, "style", PHOTOS, place)
    await bot.said(user, place, "I have the pictures")


def shown_by(bot: EmulatedBot, user: Object, place: Place) -> Object:
    """The last that a person sees there."""
    return bot.state.shown(user, place)[-1]


def test_until_then_the_answer_itself_becomes_the_painting(tmp_path: Path) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
        await order(bot, ann, studio)
        job = await bot.job()
        bot.outbox.progress(bot.address(studio), job.person, progress_of(job.id), picture("navy", format="PNG"), 0.5)
        await bot.state.until(lambda: "▰▱" in shown_by(bot, ann, studio)["content"])
        assert shown_by(bot, ann, studio)["attachments"]
        assert buttons_of(shown_by(bot, ann, studio)) == ["Cancel"]
        clock.more = ALMOST
        await bot.finish(job)
        (painting,) = await bot.said(ann, studio, "Here it is")
        assert len(painting["attachments"]) == 1
        assert not bot.server.asked("POST", POSTS)

    play(tmp_path, scenario, clock=clock)


def test_at_14_minutes_a_message_calls_the_person(tmp_path: Path) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
        await order(bot, ann, studio)
        clock.more = OVER
        await bot.finish(await bot.job())
        painting = (await bot.said(ann, studio, "Here it is"))[-1]
        assert painting["content"].startswith(f"<@{ann['id']}> ")
        assert painting["mentions"] == [ann]
        assert painting["attachments"]
        assert bot.state.seen(bot.state.person("Bob"), studio)[-1] is painting
        await bot.state.until(lambda: bot.state.shown(ann, studio) == [painting], TIMEOUT)
        bot.server.people.press(ann, painting, "Stronger")
        await bot.said(ann, studio, "I have the pictures")

    play(tmp_path, scenario, clock=clock)


def test_a_token_that_is_refused_before_is_as_good_as_old(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
        await order(bot, ann, studio)
        for path in (FOLLOW_UP, ORIGINAL):
            bot.server.troubles.append(Trouble.answer("PATCH", path, *INVALID))
        await bot.finish(await bot.job())
        painting = (await bot.said(ann, studio, "Here it is"))[-1]
        assert painting["attachments"]
        assert painting["content"].startswith(f"<@{ann['id']}> ")

    play(tmp_path, scenario)


def test_where_the_bot_may_not_write_it_comes_in_private(tmp_path: Path) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        for permission in (SEND_MESSAGES, VIEW_CHANNEL):
            ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
            bot.state.forbid(studio, permission)
            await order(bot, ann, studio)
            clock.more += OVER
            await bot.finish(await bot.job())
            (painting,) = await bot.said(ann, bot.state.dm(ann), "Here it is")
            assert painting["attachments"]
            assert ann["id"] not in painting["content"]

    play(tmp_path, scenario, clock=clock)


def test_where_the_bot_is_not_it_comes_in_private(tmp_path: Path) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        for there in ("guild", "private"):
            ann, bob = bot.state.person("Ann"), bot.state.person("Bob")
            bot.server.people.install(ann)
            theirs = bot.state.guild("Theirs", has_bot=False) if there == "guild" else bot.state.private(ann, bob)
            await order(bot, ann, theirs)
            clock.more += OVER
            await bot.finish(await bot.job())
            (painting,) = await bot.said(ann, bot.state.dm(ann), "Here it is")
            bot.server.people.press(ann, painting, "Stronger")
            await bot.said(ann, bot.state.dm(ann), "Here it is", "I have the pictures")
            await bot.finish(await bot.job())
            await bot.said(ann, bot.state.dm(ann), "Here it is", "Here it is")

    play(tmp_path, scenario, clock=clock)


def test_in_a_private_chat_the_same_message_becomes_the_painting(tmp_path: Path) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        await order(bot, ann, bot.state.dm(ann))
        clock.more = 1000.0
        await bot.finish(await bot.job())
        (painting,) = await bot.said(ann, bot.state.dm(ann), "Here it is")
        assert painting["attachments"]
        assert len(bot.server.asked("PATCH", POST)) == 1

    play(tmp_path, scenario, clock=clock)


def test_buttons_and_references_outlive_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    known: list[tuple[Object, Place]] = []

    async def life(bot: EmulatedBot) -> None:
        known.append((bot.state.person("Ann"), bot.state.guild("Studio")))
        await order(bot, *known[0])

    async def next_life(bot: EmulatedBot) -> None:
        ann, studio = known[0]
        await bot.finish(await bot.job())
        (painting,) = await bot.said(ann, studio, "Here it is")
        bot.server.people.press(ann, painting, "Stronger")
        await bot.said(ann, studio, "Here it is", "I have the pictures")

    async def after_the_end(bot: EmulatedBot) -> None:
        ann, studio = known[0]
        clock.more = OVER
        await bot.finish(await bot.job())
        await bot.said(ann, studio, "Here it is", "Here it is")
        bob = bot.state.person("Bob")
        bot.server.people.press(bob, bot.state.shown(ann, studio)[-1], "Another style")
        refusal = (await bot.said(bob, studio, "Only the person whom this answers"))[-1]
        assert bot.state.only_for[refusal["id"]] == bob["id"]

    play(tmp_path, life, next_life, after_the_end, clock=clock)


def test_spoilers_stay_spoilers_on_every_way(tmp_path: Path) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
        for more in (0.0, OVER):
            photos = {"photo": TEAL._replace(spoiler=True), "style": GOLD}
            bot.server.people.slash(ann, "style", photos, studio)
            await bot.said(ann, studio, "I have the pictures")
            clock.more += more
            await bot.finish(await bot.job())
            painting = (await bot.said(ann, studio, "Here it is"))[-1]
            assert is_spoiler(painting["attachments"][0])

    play(tmp_path, scenario, clock=clock)


def progress_of(job: str) -> Reply:
    """What the runner says while it paints."""
    return Reply(text="Painting…", buttons=((Button(id=f"cancel:{job}", label="Cancel"),),), job=job)
