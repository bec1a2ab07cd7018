"""Whether an adapter can be had at all, and costs the bot nothing when it is broken."""

from atelier_bot.testing.adapters.subject import ACCOUNT, AdapterUnderTest, Stage
from atelier_bot.testing.check import blamed, require
from core.plugins.adapter import Adapter
from core.plugins.conformance import check_adapter, check_class
from core.plugins.contract import check_contract


def it_is_made_for_this_contract(subject: AdapterUnderTest) -> None:
    """The class says no other ``contract`` than the one that this Atelier keeps."""

    def look(adapter: Adapter) -> None:
        with blamed("its contract"):
            check_contract(type(adapter))

    subject.made(look)


def it_has_an_adapters_members(subject: AdapterUnderTest) -> None:
    """Name and methods are there, and the methods take what they are called with."""

    def look(adapter: Adapter) -> None:
        with blamed("its class"):
            check_class(type(adapter), Adapter)

    subject.made(look)


def it_says_what_it_can(subject: AdapterUnderTest) -> None:
    """Its account is the one that it was made for, and its capabilities make sense."""

    def look(adapter: Adapter) -> None:
        with blamed("what it says of itself"):
            check_adapter(adapter, ACCOUNT)

    subject.made(look)


def making_it_leaves_no_file(subject: AdapterUnderTest) -> None:
    """A folder for files of its own it makes when it needs it: the command ``plugins`` only looks."""
    subject.made(lambda _adapter: None)
    require(not (subject.folder / "adapter").exists(), "it makes its folder before it runs")


def its_trouble_is_a_line(subject: AdapterUnderTest) -> None:
    """``trouble`` raises nothing and is one line, before it runs and while it does: ``/healthz`` shows it."""

    def look(adapter: Adapter) -> None:
        with blamed("its trouble"):
            trouble = adapter.trouble
        require(isinstance(trouble, str), f"its trouble is {trouble!r} and should be a text")
        require("\n" not in trouble, f"its trouble has several lines: {trouble!r}")

    async def look_while_it_runs(stage: Stage) -> None:
        look(stage.adapter.adapter)

    subject.made(look)
    subject.play(look_while_it_runs)
