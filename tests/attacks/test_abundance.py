"""Strangers who want a great deal: it is their own share that they use up."""

from pathlib import Path

from yarl import URL

from adapters.web.cookies import COOKIE
from adapters.web.limits import Allowance, Limits, Shares
from tests.adapters.harness import picture
from tests.adapters.web.harness import PageHarness, play, uploads
from tests.attacks.harness import enter, request, status, strangers

JOBS_EACH, QUEUE = 3, 100
"""What plugins.toml lets one person have wait, and all together."""


async def upload(port: int, cookie: str, id: str, data: bytes, *headers: str) -> int:
    """The status of the answer to a photo from the stranger."""
    async with strangers(port) as (one,):
        await one.send(request(f"PUT /api/photo/{id}", cookie, f"Content-Length: {len(data)}", *headers, body=data))
        return await one.status()


class TestPhotos:
    def test_many_large_ones_at_once_are_nobody_elses_trouble(self, tmp_path: Path) -> None:
        """26 of 20 MB kept everybody's photos out for 88 s: here they have 2 kB."""
        limits = Limits(waiting={"person": 0.01, "address": 0.02, "all": 0.05})

        async def scenario(site: PageHarness) -> None:
            ann, port = await site.visitor(), site.options["port"]
            cookies = [await enter(port) for _ in range(4)]
            answers = [
                await upload(port, cookie, f"photo-{number:04}", bytes(2000))
                for cookie in cookies
                for number in range(7)
            ]
            assert answers.count(204) == 10
            assert set(answers) == {204, 429}
            assert (await ann.photo(picture())).status == 202

        play(tmp_path, scenario, limits=limits)

    def test_nor_does_one_fill_the_disk_slowly(self, tmp_path: Path) -> None:
        hour = 3600.0
        shares = Shares(person=Allowance(amount=0.01, seconds=hour), address=Allowance(amount=0.02, seconds=hour))

        async def scenario(site: PageHarness) -> None:
            ann, port = await site.visitor(), site.options["port"]
            cookies = [await enter(port) for _ in range(4)]
            answers = [await upload(port, cookie, f"photo-{n:04}", bytes(4000)) for cookie in cookies for n in range(4)]
            assert answers.count(204) == 5
            assert (await ann.photo(picture())).status == 202

        play(tmp_path, scenario, limits=Limits(megabytes=shares))

    def test_one_that_is_cut_off_is_no_photo(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            cookie = await enter(port)
            async with strangers(port) as (one,):
                await one.send(request("PUT /api/photo/ann-photo-1", cookie, "Content-Length: 99", body=b"abc"))
                one.half_close()
                assert b" 204 " not in await one.answer()
            async with strangers(port) as (one,):
                chunked = request(
                    "PUT /api/photo/ann-photo-2", cookie, "Transfer-Encoding: chunked", body=b"3\r\nabc\r\n"
                )
                await one.send(chunked)
                one.half_close()
                assert b" 204 " not in await one.answer()
            assert not uploads(tmp_path)

        play(tmp_path, scenario)

    def test_a_packed_one_is_kept_as_it_came(self, tmp_path: Path) -> None:
        """Nothing unpacks it on the way, so that it is no larger than was counted."""

        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            cookie = await enter(port)
            assert await upload(port, cookie, "ann-photo-1", bytes(range(50)), "Content-Encoding: gzip") == 204
            (kept,) = uploads(tmp_path)
            assert kept.read_bytes() == bytes(range(50))

        play(tmp_path, scenario)


class TestIdentities:
    def test_one_address_does_not_get_enough_to_fill_the_queue(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            answers = [await status(port, "GET /") for _ in range(34)]
            assert 0 < answers.count(200) * JOBS_EACH < QUEUE
            assert set(answers) == {200, 429}
            assert await status(port, "GET /", address="127.0.0.1") == 200

        play(tmp_path, scenario)

    def test_who_is_refused_reads_when_to_come_again_and_who_has_one_is_in(self, tmp_path: Path) -> None:
        hour = Shares(address=Allowance(amount=1, seconds=3600))

        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor("ru")
            other = await site.visitor("ru", enter=False)
            refused = await other.get("")
            assert refused.status == 429
            assert refused.headers["Retry-After"] == "3600"
            assert "через 1:00:00" in await refused.text()
            assert (await ann.get("")).status == 200

        play(tmp_path, scenario, limits=Limits(identities=hour))


class TestPages:
    def test_nobody_has_the_database_read_without_end(self, tmp_path: Path) -> None:
        few = Shares(person=Allowance(amount=5, seconds=60), address=Allowance(amount=8, seconds=60))

        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            cookies = [await enter(port), await enter(port)]
            answers = [await status(port, "GET /api/history?before=9", cookie) for cookie in cookies for _ in range(6)]
            assert answers.count(200) == 6
            assert await status(port, "GET /", address="127.0.0.1") == 200

        play(tmp_path, scenario, limits=Limits(pages=few))


class TestForeignCookies:
    async def _given(self, site: PageHarness, cookie: str) -> str:
        """The cookie that a browser has after it opened the page with another one."""
        visitor = await site.visitor(enter=False)
        answer = await visitor.get("", headers={"Cookie": f"{COOKIE}={cookie}"})
        return answer.cookies[COOKIE].value

    def test_one_that_was_never_given_out_is_not_taken_on(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            for foreign in ("a" * 43, f"{'a' * 43}.{'b' * 43}"):
                assert not (await self._given(site, foreign)).startswith("a" * 43)
                cookie = f"Cookie: {COOKIE}={foreign}"
                assert await status(site.options["port"], "GET /api/state", cookie) == 401

        play(tmp_path, scenario)

    def test_one_of_before_they_were_signed_counts_where_somebody_is_known_by_it(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            ann = await site.visitor()
            await ann.say("text", text="hi")
            await ann.until(lambda state: len(state["items"]) == 2)
            signed = ann.session.cookie_jar.filter_cookies(URL(site.url))[COOKIE].value
            unsigned = signed.partition(".")[0]
            assert await self._given(site, unsigned) == signed

        play(tmp_path, scenario)
