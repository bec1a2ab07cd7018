"""Open tabs hear what is said, and those who come later miss nothing."""

import asyncio
from contextlib import ExitStack

import pytest
from aiohttp import web

from adapters.web.hub import MAX_PROGRESS_LINES, MAX_TABS, Hub, Tab, TabUpdate
from adapters.web.items import Item


def take(tab: Tab) -> list[str]:
    return [f"{item.id} {item.text}".strip() for item in taken(tab).items]


def taken(tab: Tab) -> TabUpdate:
    async def bounded() -> TabUpdate:
        async with asyncio.timeout(30):
            return await tab.take()

    return asyncio.run(bounded())


def test_all_tabs_of_a_person_hear_it_and_nobody_else() -> None:
    hub = Hub()
    with hub.tab("ann") as one, hub.tab("ann") as two, hub.tab("bob") as other:
        hub.push("ann", Item(id="1"))
        hub.push("bob", Item(id="2"))
        assert take(one) == take(two) == ["1"]
        assert take(other) == ["2"]


def test_a_slow_tab_gets_the_newest_of_each_line_in_order() -> None:
    hub = Hub()
    with hub.tab("ann") as tab:
        for id, text in (("1", "old"), ("2", "x"), ("1", "new")):
            hub.push("ann", Item(id=id, text=text))
        assert take(tab) == ["1 new", "2 x"]


def test_a_closed_tab_is_forgotten_and_the_others_are_not() -> None:
    hub = Hub()
    with hub.tab("ann") as one:
        with hub.tab("ann"):
            pass
        hub.push("ann", Item(id="1"))
        assert take(one) == ["1"]
    hub.push("ann", Item(id="1"))
    assert not hub._tabs


def test_nobody_needs_more_tabs_than_that() -> None:
    hub = Hub()
    with ExitStack() as tabs:
        for _ in range(MAX_TABS - 1):
            tabs.enter_context(hub.tab("ann"))
        with hub.tab("ann"), pytest.raises(web.HTTPTooManyRequests), hub.tab("ann"):
            pass
        tabs.enter_context(hub.tab("ann"))


def test_a_change_of_something_else_is_told_once_and_along_with_lines() -> None:
    hub = Hub()
    with hub.tab("ann") as tab:
        hub.tell("ann")
        assert taken(tab) == TabUpdate(changed=True)
        hub.push("ann", Item(id="1"))
        hub.tell("ann")
        assert taken(tab) == TabUpdate(items=(Item(id="1"),), changed=True)
        hub.push("ann", Item(id="2"))
        assert taken(tab) == TabUpdate(items=(Item(id="2"),))


def test_what_came_before_an_answer_that_is_no_line_is_noted_or_gone() -> None:
    hub = Hub()
    hub.push("ann", Item(id="1", text="Are you sure?"))
    hub.tell("ann")
    assert hub.complete("ann", []) == []


def test_history_gets_the_latest_line_that_is_not_noted_as_sent_yet() -> None:
    hub = Hub()
    hub.push("ann", Item(id="1", text="hello", when=5.0))
    assert [item.text for item in hub.complete("ann", [])] == ["hello"]
    assert hub.complete("bob", []) == []
    (item,) = hub.complete("ann", [Item(id="1", text="old", when=4.0)])
    assert (item.text, item.when) == ("hello", 4.0)


def test_history_shows_how_far_a_painting_is_until_it_is_done() -> None:
    hub = Hub()
    status = Item(id="1", text="on it")
    hub.push("ann", Item(id="1", text="half", progress=0.5))
    assert [item.text for item in hub.complete("ann", [status])] == ["half"]
    assert hub.complete("ann", []) == []
    hub.push("ann", Item(id="1", text="done"))
    assert [item.text for item in hub.complete("ann", [status])] == ["done"]


def test_previews_do_not_fill_the_memory() -> None:
    hub = Hub()
    for number in range(MAX_PROGRESS_LINES + 5):
        hub.push(f"p{number}", Item(id="1", progress=0.1))
    assert len(hub._painting) == MAX_PROGRESS_LINES
