"""The dialogue as people have it: the commands, each answered whatever goes on."""

import pytest

from core.dialogue.turn import Action
from core.model.event import Photo
from core.model.job import JobState
from core.model.person import Person
from core.plugins.texts import LANGUAGES
from tests.core.dialogue.harness import COMMANDS, DialogueHarness


@pytest.mark.parametrize("what", ["sticker", "poll", "message"])
def test_what_is_not_understood_gets_one_answer(talk: DialogueHarness, what: str) -> None:
    (reply,) = talk.other(what).replies
    assert reply.text.startswith("I can only use photos, and pictures sent as files.\nSend me the photo")
    assert reply.asks == "blend"


def test_so_does_a_button_that_is_not_known(talk: DialogueHarness) -> None:
    talk.photo("a")
    (reply,) = talk.press("dance").replies
    assert reply.text.startswith("I don't know that button any more.\nYour photo is still here.")
    assert reply.numbered == ("use-as-style",)


class TestCommands:
    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_command_is_answered_in_every_language(self, command: object, language: str) -> None:
        talk = DialogueHarness(sender=Person(id="ann", locale=language))
        turn = talk.command(command.name)  # type: ignore[attr-defined]
        assert turn.replies or turn.action

    def test_help_lists_every_command(self, talk: DialogueHarness) -> None:
        talk.command("help")
        assert all(f"/{command.name} — " in talk.said for command in COMMANDS)

    def test_one_that_there_is_not_is_said_to_be_unknown_with_those_that_there_are(self, talk: DialogueHarness) -> None:
        talk.command("foo")
        assert talk.said.startswith("I don't know /foo. ")
        assert all(f"/{command.name} — " in talk.said for command in COMMANDS)
        assert talk.replies[0].private

    def test_of_a_long_name_that_there_is_not_only_the_beginning_is_repeated(self, talk: DialogueHarness) -> None:
        talk.command("x" * 4000)
        assert len(talk.said) < 1000

    @pytest.mark.parametrize(
        ("language", "jobs", "said"),
        [("en", 1, "Stopped."), ("en", 2, "Stopped: 2."), ("ru", 1, "Остановлено."), ("ru", 2, "Остановлено: 2.")],
    )
    def test_cancel_says_how_many_it_stopped(self, language: str, jobs: int, said: str) -> None:
        talk = DialogueHarness(sender=Person(id="ann", locale=language))
        for n in range(jobs):
            talk.photo(f"a{n}")
            talk.photo(f"b{n}")
        talk.command("cancel")
        assert talk.said == said

    def test_cancel_stops_all_and_keeps_the_next_photo(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.photo("c")
        assert talk.command("cancel").cancelled == (order.id,)
        assert talk.session.photos == {"content": "c"}
        talk.command("cancel")
        assert talk.session.photos == {}
        talk.command("cancel")
        assert "nothing to stop" in talk.said

    def test_reset_clears_the_slate_and_keeps_the_settings(self, talk: DialogueHarness) -> None:
        talk.command("settings", options={"strength": 0.75})
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.photo("c")
        assert talk.command("reset").cancelled == (order.id,)
        assert talk.session.photos == {}
        assert talk.session.settings.options == {"blend": {"strength": 0.75}}

    def test_status_tells_what_is_painted_and_what_is_missing(self, talk: DialogueHarness) -> None:
        talk.command("status")
        assert talk.said == "Nothing is being painted just now.\nSend me the photo you want painted."
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.command("status")
        assert "Next in line" in talk.said
        assert talk.buttons == (f"cancel:{order.id}",)
        job = talk.jobs[order.id]
        talk.jobs[order.id] = job.model_copy(update={"state": JobState.RUNNING, "fraction": 0.42})
        talk.text("well?")
        assert "42%" in talk.said

    def test_style_with_photos_and_options_paints_at_once(self, talk: DialogueHarness) -> None:
        photos = {slot: Photo(reference=slot, blob=slot) for slot in ("content", "style")}
        (order,) = talk.command("style", photos=photos, options={"strength": 0.9}).orders
        assert order.options["strength"] == 0.9

    def test_of_options_that_come_with_style_those_that_there_are_are_kept_and_no_others(
        self, talk: DialogueHarness
    ) -> None:
        unknown = {f"option-{number}": "x" * 100 for number in range(50)}
        talk.command("style", options={"strength": 0.75, **unknown})
        assert talk.session.settings.options == {"blend": {"strength": 0.75}}

    def test_one_out_of_its_range_changes_nothing_and_begins_nothing(self, talk: DialogueHarness) -> None:
        photos = {slot: Photo(reference=slot, blob=slot) for slot in ("content", "style")}
        turn = talk.command("style", photos=photos, options={"strength": 77})
        assert turn.orders == ()
        assert "out of range" in turn.replies[0].text
        assert talk.session.settings.options == {}

    def test_style_with_one_photo_keeps_the_other_that_is_there(self, talk: DialogueHarness) -> None:
        talk.photo("old")
        talk.command("style", photos={"content": Photo(reference="new", blob="new", spoiler=True)})
        assert talk.session.photos == {"content": "new"}
        style = {"style": Photo(reference="style", blob="style")}
        (order,) = talk.command("style", photos=style, options={"strength": 0.9}).orders
        assert order.inputs == {"content": "new", "style": "style"}
        assert order.spoiler
        assert not talk.session.photos

    def test_style_with_a_photo_that_is_replaced_forgets_its_spoiler(self, talk: DialogueHarness) -> None:
        talk.command("style", photos={"content": Photo(reference="old", blob="old", spoiler=True)})
        photos = {slot: Photo(reference=slot, blob=slot) for slot in ("content", "style")}
        (order,) = talk.command("style", photos=photos).orders
        assert not order.spoiler

    def test_language_is_remembered_over_the_platforms(self, talk: DialogueHarness) -> None:
        talk.command("language")
        assert talk.buttons == ("language:en", "language:ru")
        talk.press("language:ru")
        assert "по-русски" in talk.said
        talk.photo("a")
        assert "Фото получил" in talk.said
        talk.command("language", "en")
        assert talk.session.settings.language == "en"
        talk.command("language", "klingon")
        assert talk.session.settings.language == "en"

    def test_forget_asks_first(self, talk: DialogueHarness) -> None:
        assert talk.command("forget").action is None
        assert talk.buttons == ("forget-yes", "forget-no")
        assert talk.press("forget-no").action is None
        assert talk.press("forget-yes").action is Action.FORGET

    def test_export(self, talk: DialogueHarness) -> None:
        assert talk.command("export").action is Action.EXPORT
