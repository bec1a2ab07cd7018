"""Whether people get what they want on an adapter's platform: whole conversations with the bot as it is."""

from atelier_bot.testing.adapters import golden
from atelier_bot.testing.adapters.subject import AdapterUnderTest, Stage
from core.dialogue.framework_texts import framework_texts


def the_golden_conversation_reads_as_everywhere(subject: AdapterUnderTest) -> None:
    """Texts, photos, albums, buttons, menus that change in their place, pictures and files."""

    async def scenario(stage: Stage) -> None:
        await golden.converse(await stage.harness.guest("ann"), patience=stage.patience)

    subject.play(scenario)


def numbers_answer_the_menu_last_shown(subject: AdapterUnderTest) -> None:
    """Whoever can't press a button, or doesn't want to, writes its number."""
    russian = framework_texts().say("ru", "language-set")

    async def scenario(stage: Stage) -> None:
        guest = await stage.harness.guest("ann")
        await guest.command("language")
        await stage.seen(guest, lambda shown: shown.buttons or "1." in shown.text, "a menu of languages")
        await guest.text("2")
        await stage.seen(guest, lambda shown: russian in shown.text, "the answer to the number of a button")

    subject.play(scenario)
