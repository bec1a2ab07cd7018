"""What browsers and proxies may keep: the page's own files if they ask, pictures for their owner, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from adapters.web.server import file_response
from core.model.event import PhotoSent
from tests.adapters.harness import picture
from tests.adapters.web.harness import PageHarness, play

NOT_KEPT = ["", "api/state", "api/history?before=1", "api/history", "healthz", "nothing", "enter"]


def is_kept(item: dict[str, Any]) -> bool:
    """Whether a line has a picture that the engine keeps."""
    return (item["picture"] or "").startswith("api/blob/")


def test_nothing_that_is_said_is_kept(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        ann, stranger = await site.visitor(), await site.visitor(enter=False)
        for visitor in (ann, stranger):
            for path in NOT_KEPT:
                answer = await visitor.get(path, allow_redirects=False)
                assert answer.headers["Cache-Control"] == "no-store", (path, answer.status)
        assert (await ann.say("text", text="hello")).headers["Cache-Control"] == "no-store"
        assert (await ann.get("", headers={"Host": "evil.example"})).headers["Cache-Control"] == "no-store"

    play(tmp_path, scenario)


def test_nor_is_the_door(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        stranger = await site.visitor(enter=False)
        for path in ("", "enter", "api/state", "enter?token=wrong"):
            answer = await stranger.get(path, allow_redirects=False)
            assert answer.headers["Cache-Control"] == "no-store"

    play(tmp_path, scenario, token="an-access-token-long-enough")


def test_the_pages_own_files_are_asked_for_again(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        ann = await site.visitor()
        for path in ("static/js/main.js", "static/icon.svg"):
            assert (await ann.get(path)).headers["Cache-Control"] == "no-cache"

    play(tmp_path, scenario)


def test_a_picture_is_kept_by_its_owners_browser_alone_and_an_upload_not_at_all(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        ann, bob = await site.visitor(), await site.visitor()
        await ann.photo(picture())
        (event,) = site.engine.events
        assert isinstance(event, PhotoSent)
        sent = f"api/photo/{event.photo.reference.rpartition('.')[2]}"
        upload = await ann.get(sent)
        assert (upload.status, upload.headers["Cache-Control"]) == (200, "no-store")
        state = await ann.until(lambda state: any(is_kept(item) for item in state["items"]))
        (kept,) = [item["picture"] for item in state["items"] if is_kept(item)]
        answer = await ann.get(kept)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, max-age=600")
        for path in (sent, kept):
            assert (await bob.get(path)).status == 404

    play(tmp_path, scenario)


@pytest.mark.parametrize("data", [picture(), b"no picture"])
def test_a_file_says_for_how_long_it_may_be_kept(data: bytes) -> None:
    assert file_response(data).headers["Cache-Control"] == "no-store"
    answer = file_response(data, cache="private, max-age=600")
    assert answer.headers["Cache-Control"] == "private, max-age=600"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
