"""What can be done with a painting on the page: it says how it was made, is looked at closely, and leaves the page."""

import re
from typing import Any, NamedTuple

import pytest

from tests.adapters.web.browser import DESKTOP, EVERYWHERE, PHONE, TEXTS, Open, Served, paint
from tests.adapters.web.memory_engine import STROKES

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")

expect = playwright_api.expect


@EVERYWHERE
def test_a_painting_shows_its_style_and_the_options_that_are_not_the_defaults(
    visit: Open, served: Served, size: tuple[int, int], language: str
) -> None:
    page = visit(size, language)
    paint(page, served, TEXTS[language])
    made = page.locator(".made")
    expect(made.locator("li")).to_have_text([{"en": "The style", "ru": "Стиль"}[language]])
    assert made.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 240
    page.get_by_role("button", name={"en": "Stronger", "ru": "Сильнее"}[language]).click()
    served.stroke(STROKES + 1)
    changed = {"en": "Strength: 0.9", "ru": "Сила стиля: 0,9"}[language]
    expect(made.last.locator("li").last).to_have_text(changed)


def test_a_painting_whose_job_is_forgotten_is_shown_all_the_same(visit: Open, served: Served) -> None:
    page = visit()
    paint(page, served, TEXTS["en"])
    served.do(served.site.engine.jobs.clear)
    page.reload()
    expect(page.locator(".compare img").first).to_be_visible()
    expect(page.locator(".made:visible")).to_have_count(0)
    expect(page.locator(".tools a")).to_have_attribute("download", re.compile("^picture-"))


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float


class TestViewer:
    def test_a_picture_fills_the_window_and_is_compared_with_its_photo(self, visit: Open, served: Served) -> None:
        page = self.opened(visit(), served)
        shown = box(picture(page))
        assert shown.height == pytest.approx(box(stage(page)).height, abs=1)
        assert shown.width == pytest.approx(shown.height * 240 / 180, abs=1)
        page.locator("#viewer-cut").fill("100")
        assert cut(page) == pytest.approx(100)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

    def test_at_its_actual_size_each_pixel_of_the_picture_is_one_of_the_page(self, visit: Open, served: Served) -> None:
        page = self.opened(visit(PHONE), served)
        zoom = page.get_by_role("button", name="Actual size")
        zoom.click()
        expect(zoom).to_have_attribute("aria-pressed", "true")
        assert box(picture(page))[2:] == pytest.approx((240, 180))
        zoom.click()
        expect(zoom).to_have_attribute("aria-pressed", "false")
        assert box(picture(page)).width == pytest.approx(PHONE[0])

    def test_a_wheel_zooms_where_the_pointer_is_and_a_drag_moves_the_picture(self, visit: Open, served: Served) -> None:
        page = self.opened(visit(), served)
        before = box(picture(page))
        x, y = before.x + before.width / 4, before.y + before.height / 4
        page.mouse.move(x, y)
        page.mouse.wheel(0, -300)
        zoomed = box(picture(page))
        assert zoomed.width > 1.5 * before.width
        assert (x - zoomed.x) / zoomed.width == pytest.approx(1 / 4, abs=0.01)
        page.mouse.down()
        page.mouse.move(x - 50, y - 20)
        page.mouse.up()
        moved = box(picture(page))
        assert (moved.x - zoomed.x, moved.y - zoomed.y) == pytest.approx((-50, -20), abs=1)

    def test_the_slider_goes_over_what_is_in_view_and_its_edge_can_be_dragged(
        self, visit: Open, served: Served
    ) -> None:
        page = self.opened(visit(), served)
        magnify(page)
        page.locator("#viewer-cut").fill("50")
        edge = page.locator("#viewer-stage .edge svg")
        middle = box(edge)
        assert middle.x + middle.width / 2 == pytest.approx(box(stage(page)).width / 2, abs=2)
        page.mouse.move(middle.x + 20, middle.y + 20)
        page.mouse.down()
        page.mouse.move(200, middle.y + 20)
        page.mouse.up()
        moved = box(edge)
        assert moved.x + moved.width / 2 == pytest.approx(200, abs=10)  # the slider has a hundred places

    def test_the_arrow_keys_move_a_picture_that_is_larger_than_the_window(self, visit: Open, served: Served) -> None:
        page = self.opened(visit(), served)
        magnify(page)
        before = box(picture(page)).x
        page.keyboard.press("ArrowRight")
        moved = "([picture, x]) => Math.abs(picture.getBoundingClientRect().x - x) <= 1"
        page.wait_for_function(moved, arg=[picture(page).element_handle(), before - 60])

    def test_two_fingers_zoom(self, visit: Open, served: Served) -> None:
        page = self.opened(visit(PHONE), served)
        before = box(picture(page)).width
        client = page.context.new_cdp_session(page)

        def touch(kind: str, *points: tuple[int, int]) -> None:
            fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

        touch("touchStart", (140, 370), (220, 370))
        touch("touchMove", (100, 370), (260, 370))
        touch("touchEnd")
        assert box(picture(page)).width == pytest.approx(2 * before, rel=0.05)

    def opened(self, page: Any, served: Served) -> Any:
        paint(page, served, TEXTS["en"])
        page.get_by_role("button", name="View full size").click()
        expect(picture(page)).to_have_attribute("style", re.compile("width"))
        return page


class TestLeavingThePage:
    def test_a_painting_is_copied_as_a_picture(self, visit: Open, served: Served) -> None:
        page = visit(DESKTOP, permissions=["clipboard-read", "clipboard-write"])
        paint(page, served, TEXTS["en"])
        page.get_by_role("button", name="Copy").click()
        expect(page.locator("#toast")).to_have_text("Copied.")
        kinds = page.evaluate("navigator.clipboard.read().then((items) => items[0].types)")
        assert "image/png" in kinds

    def test_where_the_browser_has_no_clipboard_it_says_so(self, visit: Open, served: Served) -> None:
        page = visit()
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        paint(page, served, TEXTS["en"])
        page.get_by_role("button", name="Copy").click()
        expect(page.locator("#toast")).to_contain_text("Download it instead")

    def test_it_is_shared_where_the_system_takes_pictures(self, visit: Open, served: Served) -> None:
        page = visit(PHONE)
        page.evaluate(
            """() => {
                navigator.canShare = () => true;
                navigator.share = async ({ files }) => (document.title = `${files[0].name} ${files[0].type}`);
            }"""
        )
        paint(page, served, TEXTS["en"])
        page.get_by_role("button", name="Share").click()
        expect(page).to_have_title(re.compile(r"^style-transfer-.*\.png image/png$"))

    def test_where_it_takes_none_nothing_is_offered(self, visit: Open, served: Served) -> None:
        page = visit()
        paint(page, served, TEXTS["en"])
        expect(page.get_by_role("button", name="Share")).to_have_count(0)


def stage(page: Any) -> Any:
    return page.locator("#viewer-stage")


def picture(page: Any) -> Any:
    return page.locator("#viewer-stage .compare")


def magnify(page: Any) -> None:
    """As far as it goes: then the picture is larger than the window."""
    for _ in range(6):
        page.keyboard.press("+")


def cut(page: Any) -> float:
    """How much of the picture in the viewer is the photo, in percent."""
    share: str = page.locator("#viewer-stage .compare").evaluate("figure => figure.style.getPropertyValue('--cut')")
    return float(share.rstrip("%"))


def box(locator: Any) -> Box:
    """Where an element is, once what was done before shows."""
    return Box(
        *locator.evaluate(
            """one => new Promise((found) => requestAnimationFrame(() => requestAnimationFrame(() => {
                const { x, y, width, height } = one.getBoundingClientRect();
                found([x, y, width, height]);
            })))"""
        )
    )
