"""What the page remembers: the conversation, after a reload and in other tabs too, settings, and forgetting."""

import re
from typing import Any

import pytest

from core.model.reply import Reply
from tests.adapters.web.browser import (
    DESKTOP,
    EVERYWHERE,
    TEXTS,
    Open,
    Served,
    line,
    paint,
    pick,
    upload,
)

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")

expect = playwright_api.expect


class TestMemory:
    def test_all_tabs_show_the_same(self, visit: Open, served: Served) -> None:
        page = visit()
        other = page.context.new_page()
        other.goto(served.url)
        other.wait_for_selector("body[data-ready]")
        paint(page, served, TEXTS["en"])
        expect(other.locator(".compare")).to_be_visible()
        expect(other.locator(".line.mine img")).to_have_count(2)
        shown = [tab.locator(".line").evaluate_all("all => all.map(one => one.dataset.id)") for tab in (page, other)]
        assert shown[0] == shown[1]

    def test_what_was_said_while_away_is_there_after_a_reload(self, visit: Open, served: Served) -> None:
        page = visit()
        page.fill("#message", "hello")
        page.keyboard.press("Enter")
        expect(page.locator(".line.bot")).to_be_visible()
        page.goto("about:blank")
        served.call(served.site.engine.say(served.home, Reply(text="While you were away")))
        page.goto(served.url)
        expect(line(page, "While you were away")).to_be_visible()

    def test_forgetting_brings_the_welcome_back_in_all_tabs(self, visit: Open, served: Served) -> None:
        page = visit()
        paint(page, served, TEXTS["en"])
        page.fill("#message", "/forget")
        page.keyboard.press("Enter")
        other = page.context.new_page()
        other.goto(served.url)
        page.get_by_role("button", name="Yes, delete everything").click()
        for tab in (page, other):
            expect(tab.locator("#toast")).to_have_text("Everything is deleted.")
            expect(tab.locator(".line")).to_have_count(0)
            expect(tab.locator("#hero")).to_be_visible()
            expect(tab.locator("#answering")).to_be_hidden()
        page.reload()
        page.wait_for_selector("body[data-ready]")
        expect(page.locator("#hero")).to_be_visible()

    @pytest.mark.parametrize(("language", "yes"), [("en", "/forget Yes"), ("ru", "/forget да")])
    def test_it_can_be_typed_in_the_persons_language(self, visit: Open, language: str, yes: str) -> None:
        page = visit(DESKTOP, language)
        for text in ("hello", yes):
            page.fill("#message", text)
            page.keyboard.press("Enter")
        expect(page.locator("#hero")).to_be_visible()
        expect(page.locator(".line")).to_have_count(0)

    def test_it_is_empty_however_late_one_hears_that_the_word_has_arrived(self, visit: Open) -> None:
        page, arrived = visit(), []
        page.route("**/api/say", lambda route: arrived.append((route, route.fetch())))
        with page.expect_response("**/api/state"):
            page.fill("#message", "/forget yes")
            page.keyboard.press("Enter")
        for route, response in arrived:
            route.fulfill(response=response)
        expect(page.locator("#hero")).to_be_visible()
        expect(page.locator(".line")).to_have_count(0)

    def test_a_picture_that_has_been_deleted_is_said_to_be_gone(self, visit: Open, served: Served) -> None:
        page = visit()
        paint(page, served, TEXTS["en"])
        served.do(served.site.engine.blobs.clear)
        page.context.clear_cookies(name="none")
        fresh = page.context.new_page()
        fresh.route("**/blob/*", lambda route: route.fulfill(status=404))
        fresh.route("**/job/*/before", lambda route: route.fulfill(status=404))
        fresh.goto(served.url)
        expect(fresh.get_by_text("This picture is no longer here")).to_have_count(3)

    def test_earlier_messages_can_be_had(self, visit: Open, served: Served) -> None:
        page = visit()
        page.fill("#message", "the very first")
        page.keyboard.press("Enter")
        expect(page.locator(".line.bot")).to_be_visible()
        for number in range(70):
            served.call(served.site.engine.say(served.home, Reply(text=f"no {number}.")))
        page.reload()
        expect(line(page, "no 69.")).to_be_in_viewport()
        expect(line(page, "the very first")).to_have_count(0)
        page.get_by_role("button", name="Show earlier messages").click()
        expect(line(page, "the very first")).to_have_count(1)
        expect(page.get_by_role("button", name="Show earlier messages")).to_be_hidden()
        texts = page.locator(".line.bot .text").all_inner_texts()
        assert texts[1:] == [f"no {number}." for number in range(70)]

    def test_a_spoiler_stays_hidden_until_it_is_wanted(self, visit: Open, served: Served) -> None:
        page = visit()
        pick(page, upload("photo.jpg", "teal"))
        expect(line(page, "Got your photo")).to_be_visible()
        picture = next(iter(served.site.engine.blobs))
        served.call(served.site.engine.say(served.home, Reply(text="Surprise", picture=picture, spoiler=True)))
        surprise = line(page, "Surprise")
        surprise.get_by_role("button", name="Show the picture").click()
        expect(surprise.locator(".spoiler")).to_have_count(0)
        expect(surprise.locator("img")).to_be_visible()


class TestSettings:
    @EVERYWHERE
    def test_a_slider_changes_an_option_for_good(
        self, visit: Open, served: Served, size: tuple[int, int], language: str
    ) -> None:
        page = visit(size, language)
        page.get_by_role("button", name=TEXTS[language]["settings"]).click()
        page.locator("#option-strength").focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.locator("#option-keep_colours").check()
        page.locator('button[value="apply"]').click()
        saved = page.locator("#toast")
        expect(saved).to_have_text(
            {"en": "Saved for your next picture.", "ru": "Запомнил для следующей картинки."}[language]
        )
        expect(page.locator(".line")).to_have_count(0)
        (event,) = served.site.engine.events
        assert event.options == {"strength": pytest.approx(0.6), "keep_colours": True}
        page.reload()
        page.wait_for_selector("body[data-ready]")
        page.click("#settings-open")
        expect(page.locator("#option-strength")).to_have_value("0.6")
        expect(page.locator("#option-keep_colours")).to_be_checked()
        page.locator("#defaults").click()
        expect(saved).to_be_visible()
        expect(page.locator(".line")).to_have_count(0)
        page.click("#settings-open")
        expect(page.locator("#option-strength")).to_have_value("0.5")

    def test_the_other_tabs_follow(self, visit: Open, served: Served) -> None:
        page = visit()
        other = page.context.new_page()
        other.goto(served.url)
        other.wait_for_selector("body[data-ready]")
        other.click("#settings-open")
        page.click("#settings-open")
        page.locator("#option-keep_colours").check()
        page.locator('button[value="apply"]').click()
        expect(other.locator("#option-keep_colours")).to_be_checked()
        expect(other.locator("#toast")).to_be_hidden()

    def test_escape_changes_nothing(self, visit: Open, served: Served) -> None:
        page = visit()
        page.click("#settings-open")
        page.locator("#option-strength").press("ArrowRight")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.click("#settings-open")
        expect(page.locator("#option-strength")).to_have_value("0.5")
        assert not served.site.engine.events

    def test_the_language_changes_all_of_the_page(self, visit: Open) -> None:
        page = visit()
        page.click("#settings-open")
        page.get_by_text("Русский").click()
        expect(page.locator("html")).to_have_attribute("lang", "ru")
        expect(page).to_have_title(re.compile("ваших фото"))
        expect(page.locator(".line")).to_have_count(0)

    def test_dark_and_light_follow_the_system_until_one_chooses(self, visit: Open) -> None:
        def paper(page: Any) -> str:
            colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
            return colour

        light, dark = paper(visit(theme="light")), paper(page := visit(theme="dark"))
        assert light != dark
        page.click("#settings-open")
        page.get_by_text("Light", exact=True).click()
        expect(page.locator("body")).to_have_css("background-color", light)
        page.reload()
        expect(page.locator("body")).to_have_css("background-color", light)
