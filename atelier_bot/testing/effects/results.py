"""Whether an effect makes pictures, whatever people choose."""

from atelier_bot.testing.check import blamed, require
from atelier_bot.testing.effects.subject import EffectUnderTest, picture_of
from atelier_bot.testing.pictures import file_of, picture
from core.imaging.limits import LIMITS, check_shape
from core.plugins.sizes import SIZE


def it_makes_a_picture(subject: EffectUnderTest) -> None:
    """``run`` returns one, and the process that it works in goes on."""
    subject.made()


def its_picture_can_be_used_again(subject: EffectUnderTest) -> None:
    """The picture is one that people may send: "Use as photo" takes it for the next one."""
    made = subject.made()
    with blamed("its picture can't be used again"):
        check_shape(made.size, LIMITS)
    size = len(file_of(made.convert("RGB")))
    require(size <= LIMITS.max_bytes, f"its picture has {size // 1_000_000} MB: nobody could send it")


def it_makes_a_picture_with_every_offered_value(subject: EffectUnderTest) -> None:
    """No button of the settings leads to a failure. Sizes are left out: they take long."""
    chosen = [(name, value) for name, value in subject.offered if name != SIZE]
    wanted = [subject.wanted(options={**subject.values, name: value}) for name, value in chosen]
    for (name, value), seen in zip(chosen, subject.runs(*wanted), strict=True):
        with blamed(f"with {name} = {value}"):
            picture_of(seen)


def it_does_without_its_optional_pictures(subject: EffectUnderTest) -> None:
    """Each slot that is optional may be filled or not."""
    optional = [slot.name for slot in subject.effect.slots if slot.optional]
    needed = subject.pictures()
    ways = [needed, *({**needed, name: picture(seed=7)} for name in optional)]
    ways.append({**needed, **{name: picture(seed=8 + number) for number, name in enumerate(optional)}})
    for way, seen in zip(ways, subject.runs(*map(subject.wanted, ways)), strict=True):
        with blamed(f"with pictures for {', '.join(way)}"):
            picture_of(seen)


def it_prints_nothing(subject: EffectUnderTest) -> None:
    """What it has to say it says to the log: standard output is the bot's."""
    seen = subject.run()
    line = seen.printed.strip().partition("\n")[0]
    require(not line, f"it prints: {line[:200]}")
