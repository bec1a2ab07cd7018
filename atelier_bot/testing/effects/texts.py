"""Whether an effect's words are there, in every language. One that has none speaks in the framework's general ones."""

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from atelier_bot.testing.check import blamed, require
from atelier_bot.testing.effects.subject import EffectUnderTest
from core.dialogue.framework_texts import FOLDER
from core.plugins.effect import variants_of
from core.plugins.gallery import pictures_in
from core.plugins.texts import LANGUAGES, Texts

MAX_LABEL = 80
"""Characters that a button's label has room for: Discord's."""

Messages = dict[str, ast.Message]


def its_texts_can_be_read(subject: EffectUnderTest) -> None:
    """Each file is Fluent."""
    with blamed("its texts"):
        if subject.texts is not None:
            Texts.load(subject.texts)


def its_texts_have_the_same_keys_in_every_language(subject: EffectUnderTest) -> None:
    """Nobody reads another language than theirs in the middle of a conversation."""
    if subject.texts is None:
        return
    keys = {language: set(_messages(subject.texts, language)) for language in LANGUAGES}
    every = set().union(*keys.values())
    for language, known in keys.items():
        require(known == every, f"{language}.ftl has no {', '.join(sorted(every - known))}")


def everything_has_a_name_in_every_language(subject: EffectUnderTest) -> None:
    """The effect, its slots, options, choices, tweaks and variants are called something."""
    if subject.texts is None:
        return
    texts = Texts.load(subject.texts)
    for language in LANGUAGES:
        lacking = [key for key in _names(subject) if not texts.knows(language, key)]
        require(not lacking, f"in {language} there is no text {', '.join(lacking)}")


def its_texts_ask_for_nothing_that_they_are_not_given(subject: EffectUnderTest) -> None:
    """A text in place of one of the framework's uses its arguments; another one would never be said."""
    if subject.texts is None:
        return
    given: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for key, message in _messages(FOLDER, language).items():
            given[key] = given.get(key, set()) | _arguments(message)
    for language in LANGUAGES:
        for key, message in _messages(subject.texts, language).items():
            unknown = _arguments(message) - given.get(key, _arguments(message))
            require(
                not unknown, f"{language}.ftl: {key} asks for ${', $'.join(sorted(unknown))}, which nobody gives it"
            )


def labels_fit_on_buttons(subject: EffectUnderTest) -> None:
    """What buttons say is short enough for Discord."""
    for language in LANGUAGES:
        for key in _names(subject):
            if key != "effect-about" and subject.installed.texts.knows(language, key):
                label = subject.installed.texts.say(language, key)
                require(len(label) <= MAX_LABEL, f"in {language} {key} has more than {MAX_LABEL} characters: {label}")


def pictures_of_its_galleries_can_be_used(subject: EffectUnderTest) -> None:
    """Each file of a gallery is a picture under a name that buttons take."""
    for slot in subject.effect.slots:
        if slot.gallery is None:
            continue
        with blamed(f"the gallery of its slot {slot.name}"):
            pictures, problems = pictures_in(slot.gallery)
        require(not problems, f"the gallery of its slot {slot.name}: {'; '.join(problems)}")
        require(pictures, f"the gallery of its slot {slot.name}: there is no picture")


def _names(subject: EffectUnderTest) -> Iterator[str]:
    """The keys of the texts that people read wherever the effect is."""
    effect, options = subject.effect, subject.effect.options()
    yield from ("effect-name", "effect-about")
    names = [
        *(f"slot-{slot.name}" for slot in effect.slots),
        *(f"option-{name}" for name in subject.installed.schema),
        *(f"{name}-is-{value}" for name, value in subject.offered if isinstance(value, str)),
        *(f"tweak-{tweak.name}" for tweak in effect.tweaks(options)),
    ]
    texts = subject.installed.texts
    for variant in variants_of(effect, options):
        own = f"variant-{variant.name}".replace("_", "-")
        names.append(own if any(texts.knows(language, own) for language in LANGUAGES) else f"tweak-{variant.name}")
    yield from (name.replace("_", "-") for name in names)


def _messages(folder: Traversable, language: str) -> Messages:
    """The messages of a catalogue by key; none where there is no file."""
    file = folder / f"{language}.ftl"
    if not file.is_file():
        return {}
    body = FluentParser().parse(file.read_text(encoding="utf-8")).body
    return {one.id.name: one for one in body if isinstance(one, ast.Message)}


class _Arguments(Visitor):
    """Collects the names of the arguments in what it visits."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - as Fluent's visitor has it
        self.found.add(node.id.name)


def _arguments(message: ast.Message) -> set[str]:
    visitor = _Arguments()
    visitor.visit(message)
    return visitor.found
