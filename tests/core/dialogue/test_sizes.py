"""A size that the operator doesn't allow, and one that memory didn't: both are said."""

import pytest
from pydantic import Field

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.job import JobState
from core.model.session import Session, Settings
from core.plugins.installed_effect import install
from core.plugins.sizes import SizeLimits
from tests.core.dialogue.harness import ANN, Blend, DialogueHarness, Tint


class Sized(Tint):
    size: int = Field(512, ge=64, le=1024, json_schema_extra={"choices": [256, 384, 512, 1024]})


class SizedBlend(Blend):
    options = Sized


def talk_within(largest: int | None = None, default: int | None = None, language: str = "en") -> DialogueHarness:
    effects = install({"blend": SizedBlend()}, framework_texts(), sizes=SizeLimits(largest=largest, default=default))
    return DialogueHarness(Rules(effects), ANN.model_copy(update={"locale": language}))


def with_size(talk: DialogueHarness, size: int) -> DialogueHarness:
    talk.session = Session(settings=Settings(options={"blend": {"size": size, "warm": True}}))
    return talk


class TestTheOperatorsSizes:
    def test_no_larger_one_has_a_button_or_is_taken(self) -> None:
        talk = talk_within(largest=512)
        talk.press("set:size")
        assert talk.buttons == ("set:size:256", "set:size:384", "set:size:512")
        talk.press("set:size:1024")
        assert "Size can be 64 to 512." in talk.said

    def test_the_default_is_what_is_made_where_nothing_was_chosen(self) -> None:
        talk = talk_within(default=384)
        talk.photo("a")
        (order,) = talk.photo("b").orders
        assert order.options["size"] == 384

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "The largest size here is 512 pixels now, so I take that."),
            ("ru", "Больше 512 пикселей здесь теперь нельзя, так что беру столько."),
        ],
    )
    def test_a_larger_one_that_was_chosen_before_is_lowered_and_said_once(self, language: str, said: str) -> None:
        talk = with_size(talk_within(largest=512, language=language), 1024)
        talk.photo("a")
        (order,) = talk.photo("b").orders
        assert order.options == {"strength": 0.5, "warm": True, "size": 512}
        assert said in talk.said
        talk.photo("c")
        talk.photo("d")
        assert said not in talk.said
        assert talk.session.settings.options == {"blend": {"size": 512, "warm": True}}

    def test_a_picture_that_was_larger_is_made_again_at_the_largest(self) -> None:
        talk = talk_within(largest=512)
        talk.photo("a")
        (old,) = talk.photo("b").orders
        job = talk.jobs[old.id]
        large = old.model_copy(update={"options": {**old.options, "size": 1024}})
        talk.jobs[old.id] = job.model_copy(update={"order": large})
        talk.end(old.id, JobState.DONE)
        (again,) = talk.press(f"swap:{old.id}").orders
        assert again.options["size"] == 512
        assert "512 pixels" in talk.said

    def test_other_settings_can_be_changed_while_a_larger_one_is_kept(self) -> None:
        talk = with_size(talk_within(largest=512), 1024)
        talk.press("set:strength:1.0")
        assert talk.session.settings.options["blend"]["strength"] == 1.0


class TestWhatMemoryDidNotAllow:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "Size: 384 instead of 512, because I ran out of memory."),
            ("ru", "Размер: 384 вместо 512 — на большее не хватило памяти."),
        ],
    )
    def test_a_smaller_picture_says_so(self, language: str, said: str) -> None:
        talk = talk_within(language=language)
        talk.photo("a")
        (order,) = talk.photo("b").orders
        less = order.model_copy(update={"options": {**order.options, "size": 384}})
        talk.jobs[order.id] = talk.jobs[order.id].model_copy(update={"order": less, "asked": {"size": 512}})
        talk.end(order.id, JobState.DONE)
        assert talk.said.splitlines()[1:] == [said]

    def test_where_nothing_smaller_would_do_it_can_be_tried_again_by_other_settings(self) -> None:
        talk = talk_within()
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, JobState.FAILED, "memory")
        assert talk.said.startswith("There isn't enough memory")
        talk.press("set:size:256")
        (again,) = talk.press(f"retry:{order.id}").orders
        assert again.options["size"] == 256
