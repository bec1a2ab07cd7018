"""Whether an adapter hands in what people do: once, as it was meant, and under the name of who did it."""

from atelier_bot.testing.adapters.subject import AdapterUnderTest, Stage, text_of
from atelier_bot.testing.check import ConformanceError, blamed, require
from core.model.address import Address
from core.model.errors import StorageError
from core.model.event import CommandGiven, Event


def addresses_parse_back(subject: AdapterUnderTest) -> None:
    """A conversation's address is stored as a text; it begins with the adapter's name and its account."""

    async def scenario(stage: Stage) -> None:
        event = await stage.said(await stage.harness.guest("ann"), "hello")
        with blamed("its address"):
            parsed = Address.parse(str(event.address))
        require(parsed == event.address, f"{event.address!r} is read as {parsed!r}")
        own = stage.adapter.name, stage.adapter.account
        require(event.address[:2] == own, f"the address {event.address} should begin with {':'.join(own)}")

    subject.play(scenario)


def no_two_people_collide(subject: AdapterUnderTest) -> None:
    """Two people are two, and talk in two conversations."""

    async def scenario(stage: Stage) -> None:
        ann = await stage.said(await stage.harness.guest("ann"), "I am Ann")
        bob = await stage.said(await stage.harness.guest("bob"), "I am Bob")
        require(ann.person != bob.person, f"two people are one: {ann.person}")
        require(ann.address != bob.address, f"two people's private chats have one address: {ann.address}")
        require(ann.id != bob.id, f"two events have one id: {ann.id}")

    subject.play(scenario)


def what_is_said_twice_is_two_events(subject: AdapterUnderTest) -> None:
    """The same words again have another id: else they would be taken for a repeat."""

    async def scenario(stage: Stage) -> None:
        guest = await stage.harness.guest("ann")
        for _ in range(2):
            await guest.text("again")
        both = await stage.adapter.heard_again(lambda event: text_of(event) == "again", 2, "a text that is said twice")
        require(len({event.id for event in both}) == 2, "two events have one id")

    subject.play(scenario)


def private_chats_are_no_groups(subject: AdapterUnderTest) -> None:
    """What somebody says to the bot alone is addressed to it, and nobody else reads it."""

    async def scenario(stage: Stage) -> None:
        event = await stage.said(await stage.harness.guest("ann"), "hello")
        require(not event.is_group, "a private chat is taken for a group")
        require(event.addressed, "what is said in a private chat isn't taken to be said to the bot")

    subject.play(scenario)


def commands_come_as_commands(subject: AdapterUnderTest) -> None:
    """However the platform has them."""

    async def scenario(stage: Stage) -> None:
        await (await stage.harness.guest("ann")).command("help")
        event = await stage.adapter.heard(_is_said, "a command")
        fine = isinstance(event, CommandGiven) and event.name == "help"
        require(fine, f"/help is handed in as {event.kind}")

    subject.play(scenario)


def nothing_is_confirmed_before_it_is_kept(subject: AdapterUnderTest) -> None:
    """What the database couldn't keep comes again, and has the same id then."""

    async def scenario(stage: Stage) -> None:
        stage.adapter.troubles.append(StorageError("the disk is full"))
        guest = await stage.harness.guest("ann")
        await guest.text("important")
        try:
            tries = await stage.adapter.heard_again(
                lambda event: text_of(event) == "important", 2, "what couldn't be kept"
            )
        except ConformanceError:
            raise ConformanceError("what couldn't be kept never comes again: confirm after submit") from None
        require(
            len({event.id for event in tries}) == 1, "what comes again has another id: nobody knows it for a repeat"
        )

    subject.play(scenario)


def what_was_kept_is_not_new_after_a_restart(subject: AdapterUnderTest) -> None:
    """If it comes again at all, it has the same id."""
    kept: list[Event] = []

    async def before(stage: Stage) -> None:
        kept.append(await stage.said(await stage.harness.guest("ann"), "once"))

    async def after(stage: Stage) -> None:
        await stage.said(await stage.harness.guest("bob"), "later")
        ids = {event.id for event in stage.adapter.brought if text_of(event) == "once"}
        require(ids <= {kept[0].id}, "what was kept comes again under another id after a restart")

    subject.play(before, after)


def _is_said(event: Event) -> bool:
    return event.kind in ("text", "command")
