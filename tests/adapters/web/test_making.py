"""What a result says of how it was made."""

from typing import Any

from adapters.web.making import making
from core.dialogue.framework_texts import framework_texts
from core.model.address import Address
from core.model.job import Job, Order
from core.model.person import PersonId
from core.plugins.installed_effect import InstalledEffect, install
from tests.adapters.web.memory_engine import PlainEffect


def effect() -> InstalledEffect:
    return install({"style-transfer": PlainEffect()}, framework_texts())["style-transfer"]


def job(inputs: dict[str, str] | None = None, **options: Any) -> Job:
    order = Order(id="j1", effect="style-transfer", inputs=inputs or {"style": "b2", "content": "b1"}, options=options)
    return Job(order=order, address=Address("web", "home", "ann"), person=PersonId("ann"), created=0.0)


def test_all_pictures_but_the_first_slots_are_named_as_the_page_names_their_slots() -> None:
    told = making(job(), effect(), "en")
    assert told == {
        "effect": "style transfer",
        "pictures": [{"title": "The style", "picture": "api/blob/b2"}],
        "options": [],
    }


def test_a_slot_that_was_left_empty_is_not_spoken_of() -> None:
    assert making(job({"content": "b1"}), effect(), "en")["pictures"] == []


def test_options_are_told_where_they_are_not_the_defaults_in_the_persons_language() -> None:
    told = making(job(strength=0.5, size=768, keep_colours=True, detail="fine"), effect(), "ru")
    assert [(one["title"], one["value"]) for one in told["options"]] == [
        ("Размер", 768),
        ("Мои цвета", "да"),
        ("Качество", "высокое"),
    ]


def test_options_of_earlier_versions_are_left_out() -> None:
    assert making(job(mood="gay"), effect(), "en")["options"] == []
