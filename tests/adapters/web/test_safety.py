"""The server as those have it who mean no good."""

import asyncio
import contextlib
import json
import re
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError
from yarl import URL

from adapters.web.cookies import ACCESS_COOKIE, COOKIE, access_cookie
from adapters.web.hub import MAX_TABS
from adapters.web.view import STATIC
from tests.adapters.harness import picture
from tests.adapters.web.harness import TIMEOUT, PageHarness, play

TOKEN = "an-access-token-long-enough"


class TestSafety:
    def test_every_answer_has_the_headers_that_keep_browsers_in_check(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            for path in ("", "api/state", "static/js/main.js", "nothing", "api/blob/none"):
                headers = (await ann.get(path)).headers
                policy = headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["Referrer-Policy"] == "same-origin"
                assert "Python" not in headers["Server"]
            assert "frame-ancestors 'none'" in (await ann.get("")).headers["Content-Security-Policy"]

        play(tmp_path, scenario)

    def test_the_page_has_no_inline_code_and_no_outside_address(self) -> None:
        for path in STATIC.rglob("*"):
            if path.suffix in (".html", ".css", ".js"):
                text = path.read_text()
                assert not re.search(r"https?://(?!www\.w3\.org/)|url\(|@import", text), path
                assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?! (type=\"module\" )?src=)", text), path
                assert not re.search(r"innerHTML|insertAdjacentHTML|\beval\b|new Function", text), path

    def test_the_cookie_is_for_the_server_alone(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor(enter=False)
            answer = await ann.get("")
            cookie = answer.cookies[COOKIE]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
            assert not cookie["secure"]
            assert (await ann.get("")).cookies[COOKIE].value == cookie.value

        play(tmp_path, scenario)

    def test_without_a_cookie_there_is_nothing_but_the_page(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            stranger = await site.visitor(enter=False)
            for path in ("api/state", "api/history", "api/live", "api/blob/x", "api/photo/x", "api/job/x/before"):
                assert (await stranger.get(path, headers=stranger.origin)).status == 401, path
            assert (await stranger.say("text", text="hi")).status == 401
            assert (await stranger.photo(picture())).status == 401
            answer = await stranger.get("api/state", cookies={COOKIE: "guess"})
            assert answer.status == 401

        play(tmp_path, scenario)

    def test_a_foreign_host_name_is_refused(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            for path in ("", "api/state", "static/js/main.js"):
                assert (await ann.get(path, headers={"Host": "evil.example"})).status == 421

        play(tmp_path, scenario)

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
    def test_a_foreign_page_can_say_and_hear_nothing(self, tmp_path: Path, origin: str | None) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            ann.origin = {"Origin": origin} if origin else {}
            assert (await ann.say("text", text="hi")).status == 403
            assert (await ann.photo(picture())).status == 403
            with pytest.raises(WSServerHandshakeError) as refused:
                async with ann.listening():
                    pass
            assert refused.value.status == 403
            assert not site.engine.events

        play(tmp_path, scenario)

    def test_who_is_in_a_hurry_is_told_how_long_to_wait(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann, bob = await site.visitor(), await site.visitor()
            answers = [await ann.say("text", text="hi") for _ in range(40)]
            last = answers[-1]
            assert last.status == 429
            assert int(last.headers["Retry-After"]) >= 1
            assert (await bob.say("text", text="hi")).status == 202
            assert (await ann.get("api/state")).status == 200

        play(tmp_path, scenario)

    def test_uploads_are_counted_too(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            answers = [await ann.upload("ann-photo-1", b"x") for _ in range(40)]
            assert {answer.status for answer in answers[:30]} == {204}
            assert answers[-1].status == 429

        play(tmp_path, scenario)

    def test_nobody_has_endless_tabs(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            async with contextlib.AsyncExitStack() as tabs:
                for _ in range(MAX_TABS):
                    await tabs.enter_async_context(ann.listening())
                with pytest.raises(WSServerHandshakeError) as refused:
                    await tabs.enter_async_context(ann.listening())
                assert refused.value.status == 429

        play(tmp_path, scenario)

    @pytest.mark.parametrize(
        ("body", "kind", "status"),
        [
            (b"{", "application/json", 400),
            (b'{"kind":"text"}', "application/json", 400),
            (b'{"kind":"text","id":"12345678","text":"hi"}', "text/plain", 415),
            (b" " * 20_000, "application/json", 413),
        ],
    )
    def test_a_post_that_makes_no_sense_is_refused(self, tmp_path: Path, body: bytes, kind: str, status: int) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            headers = {**ann.origin, "Content-Type": kind}
            answer = await ann.session.post(f"{site.url}/api/say", data=body, headers=headers)
            assert answer.status == status
            if status == 400:
                assert json.loads(await answer.text())[0]["msg"]
            assert not site.engine.events

        play(tmp_path, scenario)

    @pytest.mark.parametrize("path", ["static/../server.py", "static/%2e%2e/server.py", "static/js", "static/"])
    def test_files_are_served_from_one_folder_only(self, tmp_path: Path, path: str) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            reader, writer = await asyncio.open_connection("127.0.0.1", site.options["port"])
            writer.write(f"GET /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            async with asyncio.timeout(TIMEOUT):
                answer = await reader.read()
            writer.close()
            assert answer.split()[1] in (b"403", b"404")
            assert (await ann.get("static/js/main.js")).content_type.endswith("/javascript")

        play(tmp_path, scenario)


class TestToken:
    OPTIONS = {"token": TOKEN}

    def test_without_it_there_is_only_the_door(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            stranger = await site.visitor("ru", enter=False)
            door = await stranger.get("")
            assert door.url.path == "/enter"
            text = await door.text()
            assert "Токен доступа" in text
            assert "{{" not in text
            for path in ("api/state", "static/js/main.js", "api/blob/x"):
                assert (await stranger.get(path)).status == 401
            assert (await stranger.get("static/css/enter.css")).status == 200
            assert not stranger.session.cookie_jar.filter_cookies(URL(site.url))

        play(tmp_path, scenario, **self.OPTIONS)

    def test_with_it_one_is_in_and_stays_in_after_a_restart(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor(enter=False)
            answer = await ann.session.post(f"{site.url}/enter", data={"token": TOKEN}, headers=ann.origin)
            assert (answer.status, answer.url.path) == (200, "/")
            cookie = answer.history[0].cookies[ACCESS_COOKIE]
            assert cookie["httponly"]
            assert TOKEN not in cookie.value
            await site.close()
            await site.open()
            assert (await ann.state())["items"] == []
            await site.close()
            site.options["token"] = "another-access-token-of-ours"
            await site.open()
            assert (await ann.get("api/state")).status == 401

        play(tmp_path, scenario, **self.OPTIONS)

    def test_a_link_with_the_token_works_and_takes_it_out_of_the_address(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor(enter=False)
            answer = await ann.get(f"enter?token={TOKEN}")
            assert str(answer.url) == f"{site.url}/"
            assert (await ann.state())["items"] == []

        play(tmp_path, scenario, **self.OPTIONS)

    def test_guessing_is_slow(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            stranger = await site.visitor(enter=False)
            guesses = [
                await stranger.session.post(f"{site.url}/enter", data={"token": str(n)}, headers=stranger.origin)
                for n in range(7)
            ]
            assert [guess.status for guess in guesses] == [401] * 5 + [429] * 2
            assert "the token" in await guesses[0].text()

        play(tmp_path, scenario, **self.OPTIONS)

    def test_without_a_token_there_is_no_door(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor(enter=False)
            assert (await ann.get("enter")).url.path == "/"

        play(tmp_path, scenario)


def test_a_proxy_with_https_makes_cookies_secure(tmp_path: Path, unused_port: int) -> None:
    async def scenario(site: PageHarness) -> None:
        ann = await site.visitor(enter=False)
        inside = {ACCESS_COOKIE: access_cookie(TOKEN)}
        answer = await ann.get("", headers={"Host": "paint.example.org"}, cookies=inside)
        assert answer.status == 200
        assert answer.cookies[COOKIE]["secure"]
        assert site.page.url == "https://paint.example.org"

    play(tmp_path, scenario, origin="https://paint.example.org", token=TOKEN, port=unused_port)
