"""Pictures to choose from on the page: who has none of their own gets a painting in a tap or two."""

from typing import Any

import pytest

from core.model.event import PhotoSent
from tests.adapters.web.browser import DESKTOP, EVERYWHERE, PHONE, Open, Served, line, pick, upload
from tests.adapters.web.memory_engine import STROKES

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")

expect = playwright_api.expect


@pytest.fixture
def offering(served: Served) -> Served:
    """A page whose effect has galleries."""
    served.restart(lambda: served.do(served.site.engine.offer_galleries))
    return served


@EVERYWHERE
def test_a_newcomer_needs_two_taps(visit: Open, offering: Served, size: tuple[int, int], language: str) -> None:
    page = visit(size, language)
    photo, style = (page.locator(f".offer[data-slot={slot}]") for slot in ("content", "style"))
    expect(style.locator(".pick")).to_have_count(14)
    photo.locator(".pick").click()
    expect(page.locator(".slot.filled:not(.busy)")).to_have_count(1)
    expect(photo).to_have_count(0)
    style.get_by_role("button", name={"en": "Choose a style: Mosaic", "ru": "Выбрать стиль: Мозаика"}[language]).click()
    offering.stroke(STROKES + 1)
    expect(page.locator(".compare")).to_be_visible()
    expect(page.locator("#gallery")).to_be_hidden()
    expect(page.locator(".line.mine img")).to_have_count(2)
    page.reload()
    expect(page.locator(".line.mine img")).to_have_count(2)
    chosen = [event.photo.gallery for event in offering.site.engine.events if isinstance(event, PhotoSent)]
    assert [(one.slot, one.name) for one in chosen if one] == [("content", "lake"), ("style", "mosaic")]


def test_an_example_is_one_tap(visit: Open, offering: Served) -> None:
    page = visit(PHONE, "ru")
    page.get_by_role("button", name="Попробовать на примере").click()
    offering.stroke(STROKES + 1)
    expect(page.locator(".compare")).to_be_visible()


@pytest.mark.usefixtures("offering")
def test_the_keyboard_reaches_every_picture_and_those_out_of_view_come_into_it(visit: Open) -> None:
    page = visit(DESKTOP)
    page.locator(".pick").first.focus()
    for _ in range(14):
        page.keyboard.press("Tab")
    last = page.locator(".pick").last
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(line(page, "Got the picture with the style")).to_be_visible()


@pytest.mark.usefixtures("offering")
def test_a_photo_of_ones_own_leaves_the_styles_to_choose_from(visit: Open) -> None:
    page = visit(PHONE)
    pick(page, upload("photo.jpg", "teal"))
    expect(line(page, "Got your photo")).to_be_visible()
    expect(page.locator(".offer")).to_have_count(1)
    expect(page.locator(".offer[data-slot=style] .pick").first).to_be_visible()


def test_without_galleries_there_is_no_strip(visit: Open) -> None:
    page = visit()
    expect(page.locator("#gallery")).to_be_hidden()
    expect(page.locator("#example")).to_be_hidden()


@pytest.mark.usefixtures("offering")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(visit: Open, theme: str) -> None:
    page = visit(PHONE, "ru", theme)
    expect(page.locator(".pick").first).to_be_visible()
    for width, height in ((320, 568), PHONE, (844, 390), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        hero, slots = page.locator("#hero-title").bounding_box(), page.locator("#slots").bounding_box()
        assert hero["y"] < slots["y"]
        box = page.locator("#composer").bounding_box()
        assert box["y"] + box["height"] <= height
    found: list[Any] = axe_api.Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
