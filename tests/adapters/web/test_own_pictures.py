"""One's own pictures on the page: what they are, how long they last, and how they are kept and used again."""

from dataclasses import replace
from typing import Any

import pytest

from core.dialogue.dialogue import Dialogue
from core.model.event import PhotoSent
from tests.adapters.web.browser import DESKTOP, EVERYWHERE, PHONE, TEXTS, Open, Served, line, paint, pick, upload

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")

expect = playwright_api.expect

WORDS = {
    "en": {"open": "My pictures", "goes": "goes in 42 minutes", "kept": "kept", "keep": "Keep"},
    "ru": {"open": "Мои картинки", "goes": "исчезнет через 42 минуты", "kept": "сохранено", "keep": "Сохранить"},
}
"""What is looked for on the page, by language."""


@pytest.fixture
def offering(served: Served) -> Served:
    """A page whose effect has galleries."""
    served.restart(lambda: served.do(served.site.engine.offer_galleries))
    return served


def painted(visit: Open, served: Served, size: tuple[int, int] = DESKTOP, language: str = "en", **more: Any) -> Any:
    """A page on which there is a painting, with the panel open."""
    page = visit(size, language, **more)
    paint(page, served, TEXTS[language])
    page.get_by_role("button", name=WORDS[language]["open"]).click()
    expect(page.locator(".tile")).to_have_count(2)
    return page


def press(page: Any, name: str) -> None:
    page.locator("#pictures-actions").get_by_role("button", name=name, exact=True).click()


@EVERYWHERE
def test_a_style_is_kept_and_chosen_first(visit: Open, offering: Served, size: tuple[int, int], language: str) -> None:
    words = WORDS[language]
    page = painted(visit, offering, size, language)
    expect(page.locator(".tile .left")).to_have_text([words["goes"]] * 2)
    page.locator(".tile").nth(1).click()
    press(page, words["keep"])
    expect(page.locator(".tile .left")).to_have_text([words["kept"], words["goes"]])
    expect(page.locator(".tile input:checked")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".line.bot")).to_have_count(2)  # nothing is said of it
    pick(page, upload("photo.jpg", "navy"))
    own = page.locator(".offer[data-slot=style] .pick").first
    expect(own).to_have_attribute("title", {"en": "My style 1", "ru": "Мой стиль 1"}[language])
    own.click()
    expect(page.locator(".slot.filled")).to_have_count(0)
    last = [event for event in offering.site.engine.events if isinstance(event, PhotoSent)][-1]
    assert (last.slot, last.photo.own) == ("style", next(iter(offering.site.engine.kept.values())).blob)


def test_a_painting_is_used_for_the_next_one(visit: Open, offering: Served) -> None:
    page = painted(visit, offering)
    press(page, "Use as style")
    expect(page.locator("#pictures")).to_be_hidden()
    expect(line(page, "Got the picture with the style")).to_be_visible()
    expect(page.locator(".slot.filled:not(.busy)")).to_have_count(1)
    expect(page.locator(".line.mine img").last).to_have_js_property("complete", True)
    page.reload()
    expect(page.locator(".line.mine img")).to_have_count(3)


def test_what_is_kept_is_named_in_the_chat_and_deleted_in_its_place(visit: Open, offering: Served) -> None:
    page = painted(visit, offering)
    press(page, "Keep")
    press(page, "Rename")
    expect(line(page, "What shall I call “My painting 1”?")).to_be_visible()
    expect(page.locator("#message")).to_be_focused()
    page.keyboard.type("Lake at night")
    page.keyboard.press("Enter")
    expect(line(page, "It's called “Lake at night” now.")).to_be_visible()
    page.get_by_role("button", name="My pictures").click()
    expect(page.locator(".tile .name").first).to_have_text("Lake at night")
    press(page, "Delete")
    expect(page.locator(".tile .left")).to_have_text(["goes in 42 minutes"] * 2)
    assert offering.site.engine.kept == {}


def test_where_there_is_no_room_it_is_said(visit: Open, offering: Served) -> None:
    engine = offering.site.engine
    engine.dialogue = Dialogue(replace(engine.rules, max_kept=1))
    page = painted(visit, offering)
    press(page, "Keep")
    expect(page.locator(".tile.kept")).to_have_count(1)
    page.locator(".tile").nth(1).click()
    press(page, "Keep")
    expect(page.locator("#toast")).to_contain_text("There's no room for another one.")
    expect(page.locator(".tile.kept")).to_have_count(1)


def test_a_result_has_a_button_that_keeps_it(visit: Open, offering: Served) -> None:
    page = visit()
    paint(page, offering, TEXTS["en"])
    page.locator(".tools").get_by_role("button", name="Keep").click()
    expect(line(page, "Kept as “My painting 1” until you delete it.")).to_be_visible()


def test_before_there_is_anything_it_is_said_what_will_be(visit: Open) -> None:
    page = visit(PHONE, "ru")
    page.get_by_role("button", name="Мои картинки").click()
    expect(page.locator("#pictures")).to_contain_text("Пока здесь пусто.")
    expect(page.locator("#pictures-actions")).to_be_hidden()


def test_the_keyboard_does_all_of_it(visit: Open, offering: Served) -> None:
    page = painted(visit, offering)
    page.locator(".tile input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tile input").nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#pictures-actions button").first).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".tile.kept .name")).to_have_text("My style 1")
    expect(page.locator(".tile input").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pictures-open")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(visit: Open, offering: Served, theme: str) -> None:
    page = painted(visit, offering, PHONE, "ru", theme=theme)
    press(page, "Сохранить")
    expect(page.locator(".tile.kept")).to_have_count(1)
    found: list[Any] = axe_api.Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    for width, height in ((320, 568), PHONE, (844, 390), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        for part in ("html", ".panel-body >> nth=1", "#pictures-actions"):
            assert page.locator(part).evaluate("node => node.scrollWidth - node.clientWidth") <= 0, (part, width)
        box = page.locator("#pictures-actions").bounding_box()
        assert box["y"] + box["height"] <= height
        assert page.locator("#pictures-list").evaluate("node => node.parentElement.clientHeight") > 60
