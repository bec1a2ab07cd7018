"""Those in charge on Telegram: what they see and do, and what becomes of whom they ban."""

from pathlib import Path

from core.dialogue.framework_texts import framework_texts
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, buttons_of, play, text_of
from tests.platforms.telegram_state import User

SENTENCE = framework_texts().say("en", "not-admitted")
STATUS = "Atelier 1.2, running for"
ASK_STYLE = "Got your photo."


def ann(bot: EmulatedBot) -> User:
    """She is in charge."""
    return bot.state.people[0]


def test_whoami_tells_the_id_that_plugins_toml_takes(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        bot.state.text(ann(bot), "/whoami")
        await bot.said(ann(bot), f"I know you as telegram:telegram:{ann(bot)['id']}. You are in charge of me")
        ben = bot.state.person("Ben", "ru")
        bot.state.text(ben, "/whoami")
        await bot.said(ben, f"Я знаю вас как telegram:telegram:{ben['id']}.")

    play(tmp_path, scenario, in_charge=["Ann"])


def test_others_do_not_know_the_command(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ben = bot.state.person("Ben")
        bot.state.text(ben, "/admin status")
        await bot.said(ben, "I don't know /admin.")

    play(tmp_path, scenario, in_charge=["Ann"])


def test_a_button_under_the_status_has_the_bot_pause_until_another_has_it_go_on(tmp_path: Path) -> None:
    async def pauses(bot: EmulatedBot) -> None:
        bot.state.text(ann(bot), "/admin status")
        (status,) = await bot.said(ann(bot), STATUS)
        assert buttons_of(status) == ["Pause", "Drain", "Look again"]
        bot.state.press(ann(bot), status, "Pause")
        await bot.state.until(lambda: "Paused: no picture is begun." in text_of(bot.state.shown(ann(bot)["id"])[0]))
        assert len(bot.state.shown(ann(bot)["id"])) == 1

    async def resumes(bot: EmulatedBot) -> None:
        ben = bot.state.person("Ben")
        bot.state.photo(ben, picture("teal"))
        await bot.said(ben, ASK_STYLE)
        bot.state.photo(ben, picture("gold"))
        await bot.said(ben, ASK_STYLE, "Your picture waits: whoever runs me has me pause.")
        (status,) = bot.state.shown(ann(bot)["id"])
        assert buttons_of(status) == ["Resume", "Look again"]
        bot.state.press(ann(bot), status, "Resume")
        await bot.state.until(lambda: "Paused" not in text_of(bot.state.shown(ann(bot)["id"])[0]))

    play(tmp_path, pauses, resumes, in_charge=["Ann"])


def test_a_group_reads_nothing_of_it(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        group = bot.state.group("Friends")
        bot.state.text(ann(bot), "/admin@AtelierBot status", group)
        await bot.said(ann(bot), STATUS)
        await bot.settle()
        assert [text_of(message) for message in bot.state.shown(group)] == [
            "That's for you alone: I've answered in our private chat."
        ]

    play(tmp_path, scenario, in_charge=["Ann"])


def test_whoever_is_banned_is_told_so_once_and_nothing_of_theirs_is_kept(tmp_path: Path) -> None:
    async def banned(bot: EmulatedBot) -> None:
        ben = bot.state.person("Ben")
        id = f"telegram:telegram:{ben['id']}"
        bot.state.text(ann(bot), f"/admin ban {id}")
        await bot.said(ann(bot), f"I work no longer for {id}.")
        for colour in ("teal", "gold"):
            bot.state.photo(ben, picture(colour))
        bot.state.text(ben, "hello")
        bot.state.text(ben, "/whoami")
        await bot.said(ben, SENTENCE, "I know you as", total=2)
        async with bot.store.begin() as transaction:
            assert (await transaction.person_data(f"telegram:telegram:{ben['id']}")).blobs == ()  # type: ignore[arg-type]

    async def still_banned(bot: EmulatedBot) -> None:
        ben = bot.state.people[1]
        bot.state.text(ben, "hello again")
        await bot.said(ben, SENTENCE)
        bot.state.text(ann(bot), f"/admin unban telegram:telegram:{ben['id']}")
        await bot.said(ann(bot), "I work for")
        bot.state.photo(ben, picture("teal"))
        await bot.said(ben, ASK_STYLE)

    play(tmp_path, banned, still_banned, in_charge=["Ann"])
