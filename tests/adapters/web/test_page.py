"""The page in a browser, as people have it: on a phone and on a desktop, in both languages."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from core.model.reply import Reply
from tests.adapters.web.browser import (
    DESKTOP,
    EVERYWHERE,
    PHONE,
    TEXTS,
    Open,
    Served,
    heic,
    line,
    paint,
    pick,
    transfer,
    upload,
)
from tests.adapters.web.memory_engine import STROKES

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")

expect = playwright_api.expect


@EVERYWHERE
def test_two_photos_dropped_in_come_back_as_a_painting(
    visit: Open, served: Served, size: tuple[int, int], language: str
) -> None:
    words = TEXTS[language]
    page = visit(size, language)
    files = transfer(page, upload("photo.jpg", "teal"), upload("style.jpg", "gold"))
    page.dispatch_event("body", "dragenter", {"dataTransfer": files})
    expect(page.locator("#drop")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": files})
    expect(page.locator("#drop")).to_be_hidden()
    expect(page.locator(".line.mine img")).to_have_count(2)

    status = page.locator(".line.bot")
    expect(status).to_contain_text(words["begun"])
    bar = status.get_by_role("progressbar")
    served.stroke(2)
    expect(status).to_contain_text(words["half"])
    expect(bar).to_have_attribute("aria-valuenow", "40")
    expect(status.locator(".preview")).to_have_attribute("src", re.compile("^data:image/png"))

    served.restart()  # in the middle of it
    served.stroke(STROKES - 1)
    expect(status).to_contain_text(words["done"])
    slider = status.get_by_role("slider")
    figure = status.locator(".compare")
    slider.focus()
    page.keyboard.press("End")
    assert figure.evaluate("figure => figure.style.getPropertyValue('--cut')") == "100%"
    assert figure.locator("img").evaluate_all("all => all.map((image) => image.naturalWidth)") == [240, 240]

    with page.expect_download() as download:
        status.locator("a[download]").click()
    name = {"en": "style-transfer", "ru": "перенос-стиля"}[language]
    assert re.fullmatch(rf"{name}-\d{{4}}-\d\d-\d\d-\d{{4}}\.png", download.value.suggested_filename)
    assert download.value.path().read_bytes().startswith(b"\x89PNG")

    page.get_by_role("button", name=words["another"]).click()
    expect(page.locator(".line.bot").nth(1)).to_contain_text(words["sure"])
    expect(page.locator(".slot.filled")).to_have_count(1)
    page.reload()
    expect(page.locator(".line.bot")).to_have_count(2)
    pick(page, upload("other.jpg", "crimson"))
    served.stroke(STROKES + 1)
    expect(page.locator(".compare")).to_have_count(2)
    assert not page.locator(".line.sending").count()


class TestSending:
    def test_what_one_says_shows_at_once_and_arrives_once_the_server_is_back(self, visit: Open, served: Served) -> None:
        page = visit()
        page.fill("#message", "hello")
        page.keyboard.press("Enter")
        expect(line(page, "hello")).to_be_visible()
        expect(page.locator(".line.bot")).to_have_count(1)

        def meanwhile() -> None:
            page.fill("#message", "are you there?")
            page.keyboard.press("Enter")
            pick(page, upload("photo.jpg", "teal"))
            expect(line(page, "are you there?")).to_contain_text("Waiting for the connection")
            expect(page.locator(".line.mine img")).to_be_visible()
            expect(page.locator("#connection")).not_to_be_empty()

        served.restart(meanwhile)
        expect(line(page, "Got your photo")).to_be_visible()
        expect(page.locator(".line.sending")).to_have_count(0)
        expect(page.locator("#connection")).to_be_empty()
        assert [event.kind for event in served.site.engine.events] == ["text", "text", "photo"]

    def test_a_press_waits_on_its_line_until_the_server_is_back(self, visit: Open, served: Served) -> None:
        page = visit()
        paint(page, served, TEXTS["en"])
        painting = line(page, "Here it is")

        def meanwhile() -> None:
            page.get_by_role("button", name="Another style").click()
            expect(painting).to_contain_text("Waiting for the connection")
            expect(page.locator("#answering")).to_be_hidden()

        served.restart(meanwhile)
        expect(line(page, "Your photo is still here")).to_be_visible()
        expect(painting).not_to_contain_text("Waiting for the connection")

    def test_pictures_can_be_pasted_with_a_caption(self, visit: Open) -> None:
        page = visit()
        page.fill("#message", "this is the style")
        files = transfer(page, upload("style.jpg", "gold"))
        page.evaluate(
            "(files) => document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: files }))",
            files,
        )
        expect(line(page, "this is the style").locator("img")).to_be_visible()
        expect(page.locator('[data-slot="style"].filled')).to_be_visible()
        expect(line(page, "Got the picture with the style")).to_be_visible()
        expect(page.locator("#message")).to_have_value("")

    def test_a_slot_takes_what_is_picked_for_it_and_what_is_dropped_on_it(self, visit: Open, served: Served) -> None:
        page = visit()
        with page.expect_file_chooser() as chooser:
            page.click('[data-slot="style"]')
        chooser.value.set_files([upload("style.jpg", "gold")])
        expect(line(page, "Got the picture with the style")).to_be_visible()
        expect(page.locator('[data-slot="style"].filled')).to_be_visible()
        files = transfer(page, upload("photo.jpg", "teal"))
        page.dispatch_event('[data-slot="content"]', "drop", {"dataTransfer": files})
        expect(line(page, "I'm on it")).to_be_visible()
        expect(page.locator(".slot.filled")).to_have_count(0)
        first, second = served.site.engine.events
        assert (first.slot, second.slot) == ("style", "content")

    def test_a_picture_that_need_not_be_there_is_asked_for_by_a_button_and_shown_in_its_slot(
        self, visit: Open, served: Served
    ) -> None:
        page = visit()
        second = page.locator('[data-slot="second"].optional')
        paint(page, served, TEXTS["en"])
        page.get_by_role("button", name="More…").click()
        page.get_by_role("button", name="Add a second style").click()
        expect(line(page, "whose style to mix in")).to_be_visible()
        expect(page.locator(".slot.filled")).to_have_count(2)
        with page.expect_file_chooser() as chooser:
            second.click()
        chooser.value.set_files([upload("second.jpg", "plum")])
        served.stroke(STROKES + 1)
        expect(page.locator(".compare")).to_have_count(2)
        first, other = served.site.engine.jobs.values()
        assert other.order.inputs == {**first.order.inputs, "second": other.order.inputs["second"]}
        expect(page.get_by_role("button", name="Another second style").last).to_be_visible()
        expect(page.locator(".slot.filled")).to_have_count(0)

    def test_three_at_once_fill_all_the_slots(self, visit: Open, served: Served) -> None:
        page = visit()
        pick(page, *(upload(f"{colour}.jpg", colour) for colour in ("teal", "gold", "plum")))
        expect(line(page, "I'm on it")).to_be_visible()
        (job,) = served.site.engine.jobs.values()
        assert list(job.order.inputs) == ["content", "style", "second"]

    def test_several_photos_for_a_slot_are_each_painted_with_the_style(self, visit: Open, served: Served) -> None:
        page = visit()
        with page.expect_file_chooser() as chooser:
            page.click('[data-slot="style"]')
        chooser.value.set_files([upload("style.jpg", "gold")])
        expect(line(page, "Got the picture with the style")).to_be_visible()
        files = transfer(page, upload("one.jpg", "teal"), upload("two.jpg", "plum"))
        page.dispatch_event('[data-slot="content"]', "drop", {"dataTransfer": files})
        expect(page.get_by_role("progressbar")).to_have_count(2)
        served.stroke(2 * (STROKES + 1))
        expect(page.locator(".compare")).to_have_count(2)
        first, second = (job.order.inputs for job in served.site.engine.jobs.values())
        assert first["style"] == second["style"]
        assert first["content"] != second["content"]

    def test_several_photos_before_their_style_are_asked_for_again(self, visit: Open, served: Served) -> None:
        page = visit()
        files = transfer(page, upload("one.jpg", "teal"), upload("two.jpg", "plum"))
        page.dispatch_event('[data-slot="content"]', "drop", {"dataTransfer": files})
        expect(page.locator("#toast")).to_contain_text("The style comes first")
        expect(line(page, "Got your photo")).to_be_visible()
        expect(page.locator(".line.mine")).to_have_count(1)

    def test_a_phone_offers_its_camera(self, visit: Open) -> None:
        assert visit(PHONE).locator("#camera").is_visible()
        page = visit(DESKTOP)
        assert not page.locator("#camera").is_visible()
        assert page.locator("#shot").get_attribute("capture") == "environment"

    def test_a_photo_that_is_too_large_is_not_even_sent(self, visit: Open, served: Served, tmp_path: Path) -> None:
        page = visit()
        huge = tmp_path / "huge.jpg"
        huge.touch()
        os.truncate(huge, 50_000_001)
        page.set_input_files("#files", huge)
        expect(page.locator("#toast")).to_have_text("huge.jpg is over 50 MB, so I can't take it.")
        assert not page.locator(".line").count()
        assert not served.site.engine.events

    def test_a_painting_can_be_stopped(self, visit: Open, served: Served) -> None:
        page = visit()
        pick(page, upload("photo.jpg", "teal"), upload("style.jpg", "gold"))
        page.get_by_role("button", name="Cancel").click()
        expect(line(page, "Stopped")).to_be_visible()
        expect(page.get_by_role("progressbar")).to_have_count(0)
        served.stroke()

    def test_commands_are_offered_as_one_types(self, visit: Open) -> None:
        page = visit()
        page.locator("#message").press_sequentially("/pr")
        expect(page.locator("#menu button")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(line(page, "Nobody else sees your photos")).to_be_visible()
        page.click("#menu-open")
        expect(page.locator("#menu button")).to_have_count(14)
        page.keyboard.press("Escape")
        expect(page.locator("#menu")).to_be_hidden()

    def test_commands_in_an_answer_can_be_pressed(self, visit: Open) -> None:
        page = visit()
        page.fill("#message", "/help")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="/language", exact=True).click()
        expect(line(page, "Which language shall I speak?")).to_be_visible()


class TestFilesThatTheBrowserCannotShow:
    def test_the_chat_and_the_slot_show_the_servers_picture_of_them(self, visit: Open) -> None:
        page = visit()
        pick(page, {"name": "photo.heic", "mimeType": "image/heic", "buffer": heic("teal")})
        photo = page.locator(".line.mine img")
        expect(photo).to_have_attribute("src", re.compile("^api/blob/"))
        assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 240
        expect(page.locator(".slot img")).to_have_attribute("src", re.compile("^api/blob/"))

    def test_what_was_refused_is_not_said_to_be_gone(self, visit: Open) -> None:
        page = visit()
        pick(page, {"name": "notes.heic", "mimeType": "image/heic", "buffer": b"no picture at all"})
        expect(page.locator(".line.mine")).to_contain_text("I couldn't use this file")
        page.reload()
        expect(page.locator(".line.mine")).to_contain_text("I couldn't use this file")


class TestScrolledUp:
    def test_what_comes_in_below_is_told_on_the_button_that_leads_there(self, visit: Open, served: Served) -> None:
        page = self.scrolled_up(visit(), served)
        latest = page.get_by_role("button", name="To the latest message")
        expect(latest).to_be_visible()
        news = latest.get_by_text("New below")
        expect(news).to_be_hidden()
        page.get_by_role("button", name="Another style").click()
        expect(news).to_be_visible()
        latest.click()
        expect(line(page, "Your photo is still here").last).to_be_in_viewport()
        expect(latest).to_be_hidden()

    def test_pictures_of_ones_own_are_scrolled_to(self, visit: Open, served: Served) -> None:
        page = self.scrolled_up(visit(), served)
        pick(page, upload("next.jpg", "plum"))
        expect(page.locator(".line.mine img").last).to_be_in_viewport()

    def scrolled_up(self, page: Any, served: Served) -> Any:
        paint(page, served, TEXTS["en"])
        for number in range(12):
            served.call(served.site.engine.say(served.home, Reply(text=f"no {number}.")))
        expect(line(page, "no 11.")).to_be_in_viewport()
        page.locator("#scroll").evaluate("main => main.scrollTo(0, 0)")
        expect(line(page, "no 11.")).not_to_be_in_viewport()
        return page


def test_everything_can_be_done_with_the_keyboard(visit: Open, served: Served) -> None:
    page = visit()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.dataset.slot || ''"))
    for id in ("settings-open", "content", "style", "menu-open", "message", "attach"):
        assert id in seen
    page.focus(".skip")
    page.keyboard.press("Enter")
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(page.locator(".line.bot")).to_be_visible()
    pick(page, upload("photo.jpg", "teal"), upload("style.jpg", "gold"))
    cancel = page.get_by_role("button", name="Cancel")
    cancel.focus()
    served.stroke(2)
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "40")
    expect(cancel).to_be_focused()
