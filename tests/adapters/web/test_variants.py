"""Variants on the page: one wide card with the pictures side by side, and nothing to compare them with."""

import pytest

from core.model.reply import Button, Reply
from tests.adapters.web.browser import DESKTOP, PHONE, TEXTS, Open, Served, paint

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")

expect = playwright_api.expect

NAMES = "Lighter", "Bolder", "Larger strokes"


def show(served: Served) -> None:
    """Says what is said when variants are there; the picture is the last painting's."""
    (job,) = served.site.engine.jobs.values()
    row = tuple(Button(id=f"variant-{number}:{job.id}", label=name) for number, name in enumerate(NAMES))
    reply = Reply(text="Which one?", buttons=(row,), picture=job.result, side_by_side=True, job=job.id)
    served.call(served.site.engine.say(served.home, reply))


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_they_are_shown_whole_and_without_the_photo(visit: Open, served: Served, size: tuple[int, int]) -> None:
    page = visit(size)
    paint(page, served, TEXTS["en"])
    expect(page.get_by_role("slider")).to_have_count(1)
    show(served)
    card = page.locator(".line.wide", has_text="Which one?")
    expect(card.get_by_role("img")).to_have_count(1)
    expect(card.get_by_role("slider")).to_have_count(0)
    expect(card.locator(".buttons button")).to_have_text(list(NAMES))
    page.reload()
    expect(card.get_by_role("slider")).to_have_count(0)
