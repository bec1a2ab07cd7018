"""Whether what is one person's stays that person's."""

import logging

from atelier_bot.testing.adapters import golden
from atelier_bot.testing.adapters.harness import Failure, Sent
from atelier_bot.testing.adapters.subject import AdapterUnderTest, Stage
from atelier_bot.testing.check import NotApplicable, require
from core.dialogue.framework_texts import framework_texts
from core.plugins.capabilities import Privacy
from core.plugins.message import Message

NOTHING_KEPT = framework_texts().say("en", "kept-none")
"""The answer to ``/kept``, which is nobody else's business."""


def what_is_private_stays_private(subject: AdapterUnderTest) -> None:
    """In a group what somebody keeps is seen by them and by nobody else."""

    async def scenario(stage: Stage) -> None:
        people = await stage.harness.group("ann", "bob")
        if not people or stage.adapter.capabilities.privacy is Privacy.NONE:
            raise NotApplicable("there are no groups there, or nothing is private in them")
        ann, bob = people
        await ann.command("kept")
        await stage.adapter.heard(lambda event: event.kind == "command", "a command in a group")
        await stage.seen(ann, lambda shown: NOTHING_KEPT in shown.text, "what is private")
        seen = [shown.text for shown in await bob.seen()]
        require(not any(NOTHING_KEPT in text for text in seen), "others in the group read what is private")

    subject.play(scenario)


def no_secret_is_logged(subject: AdapterUnderTest) -> None:
    """Neither by a conversation nor by what goes wrong in it."""
    handler = _Lines()
    logging.getLogger().addHandler(handler)
    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        subject.play(_much_happens)
    finally:
        logging.getLogger().setLevel(before)
        logging.getLogger().removeHandler(handler)
    line = next((line for line in handler.lines for secret in handler.secrets if secret in line), "")
    require(not line, f"a secret is in the log: {line:.200}")


async def _much_happens(stage: Stage) -> None:
    handler = next(one for one in logging.getLogger().handlers if isinstance(one, _Lines))
    handler.secrets = tuple(stage.harness.secrets)
    if not handler.secrets:
        raise NotApplicable("it has no secret")
    guest = await stage.harness.guest("ann")
    event = await stage.said(guest, "hello")
    await guest.photos(Sent(golden.photo("teal")))
    await stage.adapter.heard(lambda event: event.kind == "photo", "a photo")
    if Failure.OUTAGE in stage.harness.failures:
        await stage.harness.fail(Failure.OUTAGE)
        try:
            await stage.adapter.send(event.address, Message(key="k1", person=event.person, text="Not this one"))
        except Exception:
            logging.getLogger("atelier_bot.testing").exception("a message isn't sent")


class _Lines(logging.Handler):
    """Everything that is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        self.lines: list[str] = []
        self.secrets: tuple[str, ...] = ()

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a line, with its trace."""
        self.lines.append(self.format(record))
