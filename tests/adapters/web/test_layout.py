"""The page on every screen and for everybody: nothing is cut off, and a screen reader finds its way."""

from pathlib import Path
from typing import Any

import pytest

from tests.adapters.web.browser import EVERYWHERE, TEXTS, Open, Served, line, paint, pick, upload

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")

expect = playwright_api.expect


@EVERYWHERE
def test_nothing_is_wider_than_the_screen_and_no_control_is_out_of_reach(
    visit: Open, served: Served, size: tuple[int, int], language: str
) -> None:
    page = visit(size, language)
    for width, height in ((320, 568), size, (3840, 2160), (844, 390), (740, 360)):
        resize(page, width, height)
        check_layout(page, width, height)
    resize(page, *size)
    paint(page, served, TEXTS[language])
    page.fill("#message", "/help")
    page.keyboard.press("Enter")
    expect(line(page, "/privacy")).to_be_visible()
    for width, height in ((320, 568), size, (3840, 2160), (844, 390), (740, 360)):
        resize(page, width, height)
        check_layout(page, width, height)
        box = page.locator(".compare").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("language", ["en", "ru"])
def test_on_a_phone_held_sideways_a_painting_and_all_its_buttons_are_in_view(
    visit: Open, served: Served, language: str
) -> None:
    page = visit((844, 390), language)
    paint(page, served, TEXTS[language])
    room, card = page.locator("main").bounding_box(), page.locator(".wide .bubble").bounding_box()
    assert card["height"] <= room["height"]
    assert page.locator(".compare").bounding_box()["height"] > 0.7 * card["height"]
    slot, composer = page.locator(".slot >> nth=0").bounding_box(), page.locator("#composer").bounding_box()
    assert slot["x"] + slot["width"] <= composer["x"]


def test_on_a_large_screen_a_painting_is_large(visit: Open, served: Served) -> None:
    page = visit((3840, 2160))
    paint(page, served, TEXTS["en"])
    assert page.locator(".compare").bounding_box()["height"] > 1000


@pytest.mark.parametrize("language", ["en", "ru"])
def test_on_the_narrowest_phone_the_field_says_what_it_is_for(visit: Open, language: str) -> None:
    page = visit((320, 568), language)
    wanted, room = page.locator("#message").evaluate(
        """field => {
            const pen = document.createElement("canvas").getContext("2d");
            pen.font = getComputedStyle(field).font;
            const style = getComputedStyle(field);
            return [pen.measureText(field.placeholder).width,
                field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)];
        }"""
    )
    assert wanted <= room


def resize(page: Any, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("([width, height]) => innerWidth === width && innerHeight === height", arg=[width, height])
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


SLOTS = ".slot >> nth=0", ".slot >> nth=1", ".slot >> nth=2"


def check_layout(page: Any, width: int, height: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth")
    for control in ("#settings-open", "#menu-open", "#message", "#attach", "#send", *SLOTS):
        box = page.locator(control).bounding_box()
        assert box["x"] >= 0, control
        assert box["x"] + box["width"] <= width, control
        assert box["y"] >= 0, control
        assert box["y"] + box["height"] <= height, control
        assert min(box["width"], box["height"]) >= 24, control


@EVERYWHERE
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_serious_fault(
    visit: Open, served: Served, size: tuple[int, int], language: str, theme: str
) -> None:
    page = visit(size, language, theme)
    assert faults(page) == []
    paint(page, served, TEXTS[language])
    page.locator(".tools button").first.click()
    expect(page.locator("#viewer")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    pick(page, upload("next.jpg", "plum"))
    expect(page.locator(".slot.filled")).to_have_count(1)
    assert faults(page) == []
    page.click("#settings-open")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []


def faults(page: Any) -> list[str]:
    found = axe_api.Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html']} {node['failureSummary']}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def test_the_door_is_accessible_too(browser: Any, tmp_path: Path) -> None:
    served = Served(tmp_path, token="an-access-token-long-enough")
    try:
        page = browser.new_page(locale="ru")
        page.goto(served.url)
        assert faults(page) == []
        page.fill("#token", "not-the-token")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Токен не подошёл. Попробуете ещё раз?")
        page.fill("#token", "an-access-token-long-enough")
        page.keyboard.press("Enter")
        page.wait_for_selector("body[data-ready]")
        page.close()
    finally:
        served.end()
