"""The server as browsers have it."""

import asyncio
from collections.abc import AsyncIterator
from math import inf
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from yarl import URL

from adapters.web import server
from adapters.web.cookies import COOKIE
from core.model.address import Address
from core.model.event import Photo
from core.model.history import HistoryEntry
from core.model.reply import Reply
from core.plugins.adapter import PhotoLost
from tests.adapters.harness import picture
from tests.adapters.web.harness import TIMEOUT, PageHarness, Visitor, play, uploads
from tests.adapters.web.memory_engine import STROKES


def texts(state: dict[str, Any]) -> list[str]:
    return [item["text"] for item in state["items"]]


async def paint(site: PageHarness, ann: Visitor) -> dict[str, Any]:
    """Two photos and their painting; its line."""
    for _ in range(STROKES + 1):
        site.engine.brush.release()
    await ann.photo(picture("teal"))
    await ann.photo(picture("gold"))
    state = await ann.until(lambda state: any(item["text"].startswith("Here it is") for item in state["items"]))
    found: dict[str, Any] = next(item for item in state["items"] if item["job"])
    return found


class TestConversation:
    def test_two_photos_become_a_painting_and_everything_is_heard_as_it_happens(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            async with ann.listening() as client:
                assert (await ann.photo(picture("teal"))).status == 202
                await client.hear_of("Got your photo")
                await ann.photo(picture("gold"))
                begun = await client.hear_of("I'm on it")
                site.engine.brush.release()
                progress = await client.hear_of("Painting: 20%")
                assert progress["id"] == begun["id"]
                assert progress["progress"] == pytest.approx(0.2)
                assert progress["picture"].startswith("data:image/png")
                for _ in range(STROKES):
                    site.engine.brush.release()
                done = await client.hear_of("Here it is")
            assert done["id"] == begun["id"]
            for address in (done["picture"], done["before"]):
                answer = await ann.get(address)
                assert (answer.status, answer.content_type) == (200, "image/png")
            (told,) = [item for item in (await ann.state())["items"] if item["job"]]
            assert {**told, "when": 0} == {**done, "when": 0}

        play(tmp_path, scenario)

    def test_captions_albums_and_slots_reach_the_engine(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor("ru,en;q=0.5")
            await ann.photo(picture(), caption="style", album="a1", slot="style")
            (event,) = site.engine.events
            assert event.model_dump()["caption"] == "style"
            assert event.model_dump()["album"] == "a1"
            assert event.model_dump()["slot"] == "style"
            assert event.sender.locale == "ru"
            assert event.person == str(event.address)

        play(tmp_path, scenario)

    def test_what_is_sent_twice_counts_once(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            first, second = [await (await ann.say("text", id="same-id-1", text="hi")).json() for _ in range(2)]
            assert (first, second) == ({"new": True}, {"new": False})
            first, second = [await (await ann.photo(picture(), id="same-id-2")).json() for _ in range(2)]
            assert (first, second) == ({"new": True}, {"new": False})
            assert len(site.engine.events) == 2

        play(tmp_path, scenario)

    def test_all_tabs_of_a_person_show_what_is_said_in_one_of_them(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann, bob = await site.visitor(), await site.visitor()
            async with ann.listening() as one, ann.listening() as two, bob.listening() as other:
                await ann.say("text", text="only for me")
                for client in (one, two):
                    assert (await client.hear_of("only for me"))["mine"]
                await bob.say("text", text="and I'm bob")
                heard = await other.hear()
                assert [item["text"] for item in heard if item["mine"]] == ["and I'm bob"]
            assert "only for me" not in texts(await bob.state())

        play(tmp_path, scenario)

    def test_a_photo_is_seen_in_other_tabs_at_once(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            async with ann.listening() as client:
                await ann.photo(picture(), caption="mine")
                item = await client.hear_of("mine")
                answer = await ann.get(item["picture"])
                assert (answer.status, answer.content_type) == (200, "image/jpeg")
                assert (await (await site.visitor()).get(item["picture"])).status == 404

        play(tmp_path, scenario)

    def test_what_was_said_while_no_tab_was_open_is_there_later(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            await ann.say("text", text="hello")
            await ann.until(lambda state: len(state["items"]) == 2)
            await site.engine.say(site.engine.events[0].address, Reply(text="Are you there?"))
            assert texts(await ann.state())[-1] == "Are you there?"

        play(tmp_path, scenario)

    def test_a_restart_of_the_server_changes_nothing_for_anybody(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            await ann.photo(picture())
            before = await ann.until(lambda state: len(state["items"]) == 2)
            await site.close()
            await site.open()
            assert await ann.state() == before
            assert (await ann.get(before["view"]["slots"][0]["picture"])).status == 200
            await ann.photo(picture("gold"))
            await ann.until(lambda state: "I'm on it" in texts(state)[-1])

        play(tmp_path, scenario)

    def test_a_stop_does_not_wait_for_open_tabs(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            async with ann.listening() as client:
                async with asyncio.timeout(TIMEOUT):  # tabs never close by themselves
                    await site.close()
                assert (await client.socket.receive()).data == 1001
            await site.open()

        play(tmp_path, scenario)

    def test_who_leaves_is_forgotten(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            async with ann.listening():
                assert site.page._hub._tabs
            async with asyncio.timeout(TIMEOUT):
                while site.page._hub._tabs:
                    await asyncio.sleep(0)

        play(tmp_path, scenario)

    def test_earlier_lines_come_a_page_at_a_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(server, "PAGE", 4)

        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            for number in range(5):
                await ann.say("text", text=f"no {number}")
                await ann.until(lambda state, n=number: not state["items"][-1]["mine"] and f"no {n}" in texts(state))
            state = await ann.state()
            assert (texts(state)[0], texts(state)[2], len(state["items"])) == ("no 3", "no 4", 4)
            before = await (await ann.get(f"api/history?before={state['earlier']}")).json()
            assert (texts(before)[0], texts(before)[2], len(before["items"])) == ("no 1", "no 2", 4)
            first = await (await ann.get(f"api/history?before={before['earlier']}")).json()
            assert (texts(first)[0], len(first["items"]), first["earlier"]) == ("no 0", 2, None)
            assert (await ann.get("api/history?before=nonsense")).status == 400

        play(tmp_path, scenario)

    def test_an_earlier_page_has_a_jobs_last_word_though_that_came_after_its_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server, "PAGE", 2)

        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            await ann.say("text", text="hello")
            await ann.until(lambda state: len(state["items"]) == 2)
            home = site.engine.events[0].address
            await site.engine.say(home, Reply(text="at it", job="j1"))
            for text in ("one", "two"):
                await site.engine.say(home, Reply(text=text))
            await site.engine.say(home, Reply(text="done", job="j1"))
            state = await ann.state()
            before = await (await ann.get(f"api/history?before={state['earlier']}")).json()
            assert texts(before)[-1] == "done"
            assert "at it" not in texts(before)

        play(tmp_path, scenario)

    def test_no_more_of_a_conversation_is_read_than_a_page_takes(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[int] = []

        async def scenario(site: PageHarness) -> None:
            history = site.engine.history

            async def note(address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
                asked.append(most)
                return await history(address, most, before)

            monkeypatch.setattr(site.engine, "history", note)
            ann = await site.visitor()
            assert asked == []
            await ann.state()
            await ann.get("api/history?before=1")
            page = 2 * server.PAGE + 1
            assert asked == [page, page, server.MAX_LATER_LINES]

        play(tmp_path, scenario)

    def test_settings_and_slots_are_what_the_engine_says(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            await ann.say("command", name="settings", options={"strength": 0.9})
            state = await ann.until(lambda state: value(state, "strength") == 0.9)
            assert state["items"] == []
            slots = [(slot["name"], slot["picture"]) for slot in state["view"]["slots"]]
            assert slots == [("content", None), ("style", None), ("second", None)]

        play(tmp_path, scenario)

    def test_what_a_command_changes_quietly_is_told_to_open_tabs(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            async with ann.listening() as client:
                await ann.say("command", name="settings", options={"strength": 0.9})
                news = await client.socket.receive_json(timeout=TIMEOUT)
            assert news == {"items": [], "changed": True}

        play(tmp_path, scenario)

    @pytest.mark.parametrize(
        ("wish", "language"),
        [("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("de, ru;q=0.8, en;q=0.5", "ru"), ("de", "en"), ("", "en")],
    )
    def test_a_newcomer_is_greeted_in_the_browsers_language(self, tmp_path: Path, wish: str, language: str) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor(wish)
            assert f'<html lang="{language}">' in await (await ann.get("")).text()
            assert (await ann.state())["view"]["language"] == language

        play(tmp_path, scenario)

    def test_a_language_that_was_chosen_stays(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor("en")
            await ann.say("text", text="/language ru")
            state = await ann.until(lambda state: len(state["items"]) == 2)
            assert state["view"]["labels"]["settings"] == "Настройки"
            assert '<html lang="ru">' in await (await ann.get("")).text()

        play(tmp_path, scenario)


class TestPhotos:
    def test_a_photo_is_on_the_disk_before_the_engine_hears_of_it(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            seen = []
            receive = site.engine.submit

            async def look(event: Any) -> bool:
                seen.append((tmp_path / event.photo.reference).read_bytes())
                return await receive(event)

            site.engine.submit = look  # type: ignore[method-assign]
            await ann.photo(picture())
            assert seen == [picture()]

        play(tmp_path, scenario)

    def test_a_photo_too_large_is_refused_before_it_is_read(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            reader, writer = await asyncio.open_connection("127.0.0.1", site.options["port"])
            cookie = ann.session.cookie_jar.filter_cookies(URL(site.url))[COOKIE].value
            writer.write(
                f"PUT /api/photo/too-large HTTP/1.1\r\nHost: 127.0.0.1:{site.options['port']}\r\nOrigin: {site.url}\r\n"
                f"Cookie: {COOKIE}={cookie}\r\n"
                "Content-Length: 999999999\r\n\r\n".encode()
            )
            async with asyncio.timeout(TIMEOUT):
                assert b" 413 " in await reader.readline()
            writer.close()
            assert not uploads(tmp_path)

        play(tmp_path, scenario)

    def test_a_photo_just_over_the_limit_is_refused_and_leaves_nothing(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            assert (await ann.photo(bytes(100_001))).status == 413
            assert (await ann.photo(bytes(100_000))).status == 202
            assert len(uploads(tmp_path)) == 1

        play(tmp_path, scenario, max_photo_bytes=100_000)

    def test_what_is_no_picture_is_answered(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            await ann.photo(b"no picture")
            state = await ann.until(lambda state: len(state["items"]) == 2)
            assert "I can't read this as a picture" in texts(state)[1]
            assert state["items"][0]["failed"]

        play(tmp_path, scenario)

    @pytest.mark.parametrize("id", ["short", "x" * 41, "no spaces", "..%2Fphotos"])
    def test_an_upload_has_an_id_as_everything_that_is_said(self, tmp_path: Path, id: str) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            assert (await ann.upload(id, picture())).status == 404
            assert not uploads(tmp_path)

        play(tmp_path, scenario)

    def test_what_was_not_uploaded_is_said_to_be_gone(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            await ann.upload("ann-photo-1", picture())
            with pytest.raises(PhotoLost):
                await site.page.fetch(Photo(reference=next(tmp_path.iterdir()).name + "0"), 50_000_000)

        play(tmp_path, scenario)

    def test_a_length_that_is_not_said_is_counted_and_a_photos_has_to_be_said(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()

            async def drip(size: int) -> AsyncIterator[bytes]:
                for _ in range(size // 1000):
                    yield b" " * 1000

            headers = {**ann.origin, "Content-Type": "application/json"}
            answer = await ann.session.post(f"{site.url}/api/say", data=drip(20_000), headers=headers)
            assert answer.status == 413
            assert (await ann.upload("ann-photo-1", drip(100_000))).status == 411
            assert (await ann.upload("ann-photo-1", bytes(100_001))).status == 413
            assert not uploads(tmp_path)
            assert (await ann.upload("ann-photo-1", bytes(100_000))).status == 204

        play(tmp_path, scenario, max_photo_bytes=100_000)

    def test_a_disk_that_is_full_is_said_so(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            rmtree(site.folder)
            site.folder.write_bytes(b"")
            assert (await ann.photo(picture())).status == 507

        play(tmp_path / "folder", scenario)

    def test_pictures_are_for_their_owner_alone(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann, bob = await site.visitor(), await site.visitor()
            done = await paint(site, ann)
            for address in (done["picture"], done["before"]):
                mine, theirs = await ann.get(address), await bob.get(address)
                assert (mine.status, theirs.status) == (200, 404)
                assert "private" in mine.headers["Cache-Control"]
                assert "sandbox" in mine.headers["Content-Security-Policy"]
            for address in ("api/blob/none", "api/job/none/before", "api/photo/none-at-all", "api/photo/..%2Fx"):
                assert (await ann.get(address)).status == 404

        play(tmp_path, scenario)

    def test_what_is_no_picture_is_only_for_download(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            await ann.say("text", text="/export")
            state = await ann.until(lambda state: len(state["items"]) == 2)
            assert state["items"][1]["file_name"] == "atelier.zip"
            answer = await ann.get(state["items"][1]["file"])
            assert answer.content_type == "application/octet-stream"
            assert answer.headers["Content-Disposition"] == "attachment"

        play(tmp_path, scenario)


def value(state: dict[str, Any], option: str) -> Any:
    """What an option is in the settings."""
    return next(one["value"] for one in state["view"]["options"] if one["name"] == option)
