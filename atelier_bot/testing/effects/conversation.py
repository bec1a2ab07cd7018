"""Whether people get what they want of an effect: whole conversations with the bot as it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from atelier_bot.testing.check import ConformanceError, require
from atelier_bot.testing.companion import NAME, TITLE, Companion
from atelier_bot.testing.effects.subject import EffectUnderTest
from atelier_bot.testing.person import Person
from atelier_bot.testing.pictures import picture
from atelier_bot.testing.running_bot import RunningBot
from core.dialogue.commands import COMMAND_NAME, FRAMEWORK, GALLERY
from core.dialogue.framework_texts import framework_texts
from core.dialogue.option_texts import value_text
from core.jobs.effect_run import MakeEffect
from core.model.job import Job, JobState
from core.plugins.errors import refusal_key
from core.plugins.sizes import SIZE
from core.plugins.texts import DEFAULT

MORE, BACK = (framework_texts().say("en", f"button-{name}") for name in ("more", "back"))
TAKEN = frozenset([*FRAMEWORK, GALLERY, "effects", "variants"])


def its_command_can_be_given(subject: EffectUnderTest) -> None:
    """It is a word that every platform takes, and not one of the bot's own."""
    command = subject.installed.command
    require(
        COMMAND_NAME.fullmatch(command), f"its command {command!r} should be of small letters, digits and _, 32 at most"
    )
    require(command not in TAKEN, f"its command {command!r} is one of the bot's own")


def people_get_a_picture(subject: EffectUnderTest) -> None:
    """Picture by picture; each but the last one is answered by asking for the next."""
    with _bot(subject) as bot:
        person = bot.person()
        person.says("/start").expect()
        for number, _ in enumerate(subject.needed[:-1]):
            person.sends(picture(seed=number)).expect(picture=False)
        _done(person.sends(picture(seed=9)), "the last picture")
        require(min(person.picture.size) > 0, "there is no picture")


def people_may_send_all_at_once(subject: EffectUnderTest) -> None:
    """An album fills all slots."""
    with _bot(subject) as bot:
        _done(_sends_all(subject, bot.person()), "all pictures at once")


def every_button_under_a_picture_leads_on(subject: EffectUnderTest) -> None:
    """Each is answered, and what it orders is made, or refused in words: it may be of the picture that was made."""
    with _bot(subject) as bot:
        person = bot.person()
        _done(_sends_all(subject, person), "the pictures")
        shown = [label for label in person.buttons if label != MORE]
        hidden = [label for label in person.presses(MORE).expect().buttons if label != BACK]
        person.presses(BACK).expect()
        for label in (*shown, *hidden):
            if not person.sees(label):
                person.presses(MORE).expect()
            person.presses(label).expect()
            if any(answer.kept.job and not answer.only_buttons for answer in person.answers):
                _answered(subject, person, f"the button {label!r}")


def every_setting_can_be_chosen(subject: EffectUnderTest) -> None:
    """``/settings`` leads to each value of each option, and says so then."""
    texts = subject.installed.texts
    with _bot(subject) as bot:
        person = bot.person()
        for name, value in subject.offered:
            title = texts.name_of("en", "option", name) or name.replace("_", " ")
            label = value_text(texts, "en", name, value)
            person.says("/settings").expect(buttons=[title])
            person.presses(title).expect()
            require(label in person.labels, f"of its option {name} {label!r} can't be chosen in a chat")
            person.presses(person.labels[label]).expect(f"{title}: {label}")


def people_may_change_to_it_and_back(subject: EffectUnderTest) -> None:
    """With pictures in the slots, too: nobody has to send them twice, and nothing breaks."""
    with _bot(subject, {NAME: Companion}) as bot:
        person, title = bot.person(), subject.installed.title("en")
        _done(_sends_all(subject, person), "the pictures")
        person.sends(picture(seed=1)).expect()
        person.says("/effects").expect(buttons=[TITLE])
        person.presses(TITLE).expect()
        _done(person.sends(picture(seed=2)), "another effect's picture")
        person.says("/effects").presses(title).expect()
        person.says("/reset").expect()
        _done(_sends_all(subject, person), "the pictures, after another effect's,")


def two_configurations_work_side_by_side(subject: EffectUnderTest) -> None:
    """It may be in plugins.toml twice, under two names."""
    with _bot(subject, {"second": subject.make}) as bot:
        person = bot.person()
        _done(_sends_all(subject, person), "the pictures for the first configuration")
        person.says("/effects").presses("second").expect()
        _done(_sends_all(subject, person), "the pictures for the second configuration")


def people_may_choose_among_its_variants(subject: EffectUnderTest) -> None:
    """Small pictures are made of all, and a whole one of the one that is chosen. It needn't have any."""
    if not subject.installed.has_variants:
        return
    with _bot(subject) as bot:
        person = bot.person()
        _done(_sends_all(subject, person), "the pictures")
        _done(person.says("/variants"), "/variants")
        _done(person.presses(person.buttons[0]), f"the variant {person.buttons[0]!r}")


def _sends_all(subject: EffectUnderTest, person: Person) -> Person:
    return person.sends(*[picture(seed=number) for number, _ in enumerate(subject.needed)])


def _done(person: Person, what: str) -> Job:
    """Waits for what was ordered. Raises ConformanceError where it isn't made."""
    return _made(person.expect_outcome(), what)


def _answered(subject: EffectUnderTest, person: Person, what: str) -> None:
    """As ``_done``; a picture may be refused, too, for a reason that people are told."""
    job = person.expect_outcome()
    refused, is_own, _ = (job.reason or "").partition(":")[2].partition("?")  # as Rejected has a job keep it
    if not (is_own and subject.installed.texts.knows(DEFAULT, refusal_key(refused))):
        _made(job, what)


def _made(job: Job, what: str) -> Job:
    require(job.state is JobState.DONE, f"{what} led to no picture: it was {job.state} ({job.reason})")
    return job


@contextmanager
def _bot(subject: EffectUnderTest, others: Mapping[str, MakeEffect] | None = None) -> Iterator[RunningBot]:
    """A bot with this effect, and perhaps others. Raises ConformanceError for what it then has to say of it."""
    makes = {subject.effect.name: subject.make, **(others or {})}
    with subject.fresh_folder() as folder:
        bot = RunningBot(subject.kit, folder, makes, small=subject.values.get(SIZE))
        try:
            yield bot
        except ConformanceError as error:
            said = f"; the bot says: {bot.complaints[0]}" if bot.complaints else ""
            raise ConformanceError(f"{error}{said}") from error
        finally:
            bot.close()
        require(not bot.complaints, f"the bot complains: {next(iter(bot.complaints), '')}")
