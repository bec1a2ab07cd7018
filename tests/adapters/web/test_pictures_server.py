"""What the page is told of a person's own pictures, for that person alone."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar
from PIL import Image

from adapters.web.adapter import WebPage
from adapters.web.options import WebOptions
from adapters.web.own_pictures import shown
from core.dialogue.framework_texts import framework_texts
from core.plugins.adapter import OwnPicture, PersonSettings
from core.plugins.installed_effect import InstalledEffect, install
from tests import golden
from tests.adapters.harness import picture
from tests.adapters.web.harness import TIMEOUT, PageHarness, Visitor, play
from tests.adapters.web.memory_engine import STROKES, OfferingEffect
from tests.core.dialogue.harness import Poster

EFFECTS = install({"style-transfer": OfferingEffect(), "poster": Poster()}, framework_texts())


def settings(effect: InstalledEffect, language: str = "en") -> PersonSettings:
    return PersonSettings(language=language, effect=effect, photos={}, values={})


def of(own: OwnPicture, language: str = "en", effect: str = "style-transfer") -> dict[str, Any]:
    """One picture as the page has it, at the time 1000."""
    (found,) = shown([own], EFFECTS, settings(EFFECTS[effect], language), 1000.0)["pictures"]
    return dict(found)


class TestAPicture:
    STYLE = OwnPicture(blob="b", effect="style-transfer", slot="style", job="j", expires=1090.5)
    KEPT = OwnPicture(blob="b", effect="style-transfer", slot="style", kept="k", name="Waves")

    def test_that_goes_by_itself_can_be_kept(self) -> None:
        found = of(self.STYLE)
        assert (found["title"], found["left"], found["picture"]) == ("The style", 90.5, "api/small/b")
        assert (found["keep"], found["rename"], found["delete"]) == ("own-style:j", "", "")

    def test_that_was_made_is_called_so(self) -> None:
        made = OwnPicture(blob="b", effect="style-transfer", job="j", expires=900.0)
        found = of(made, "ru")
        assert (found["title"], found["left"], found["keep"]) == ("Рисунок", 0.0, "keep:j")

    def test_that_is_kept_has_its_name_and_no_end(self) -> None:
        found = of(self.KEPT)
        assert (found["title"], found["left"]) == ("Waves", None)
        assert (found["keep"], found["rename"], found["delete"]) == ("", "name:k", "drop:k")

    def test_of_an_effect_that_is_gone_is_called_as_the_chosen_one_has_it(self) -> None:
        assert of(OwnPicture(blob="b", effect="gone", slot="style", job="j", expires=1090.0))["title"] == "The style"
        assert of(OwnPicture(blob="b", effect="gone", job="j", expires=1090.0), effect="poster")["title"] == "Picture"

    def test_can_be_put_into_each_slot_of_the_chosen_effect(self) -> None:
        uses = shown([], EFFECTS, settings(EFFECTS["poster"]), 0.0)["uses"]
        assert [one["slot"] for one in uses] == ["sky", "land", "sea", "frame"]
        assert uses[0]["title"] == "Use as sky"


def test_nobody_sees_anothers(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        ann, ben = await site.visitor(), await site.visitor()
        for colour in ("teal", "gold"):
            await ann.photo(picture(colour))
        for _ in range(STROKES + 1):
            site.engine.brush.release()
        found = await until(ann, lambda pictures: len(pictures) == 2)
        small = await ann.get(found[0]["picture"])
        assert Image.open(io.BytesIO(await small.read())).size == (240, 240)
        assert small.headers["Cache-Control"] == "private, max-age=600"
        assert await pictures_of(ben) == []
        assert (await ben.get(found[0]["picture"])).status == 404
        assert (await ann.get("api/small/gone")).status == 404

    play(tmp_path, scenario)


def test_the_bot_itself_keeps_them_and_takes_them_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        web = WebPage("web", WebOptions(port=0), tmp_path / "uploads")
        async with golden.bot(tmp_path, {"web": web}, golden.OfferingMixture):
            await asyncio.wait_for(web.ready.wait(), TIMEOUT)
            async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
                ann = Visitor(session, web.url)
                await ann.get("")
                for colour in ("teal", "gold"):
                    await ann.photo(picture(colour))
                painting, style = await until(ann, lambda pictures: len(pictures) == 2)
                assert 3500 < painting["left"] <= style["left"] <= 3600
                await ann.say("button", button=style["keep"], quiet=True)
                kept, _ = await until(ann, lambda pictures: pictures[0]["left"] is None)
                assert (kept["title"], kept["own"]) == ("My style 1", style["own"])
                assert not [item for item in (await ann.state())["items"] if "Kept" in item["text"]]
                await ann.say("own", blob=kept["own"], slot="style")
                state = await ann.until(lambda state: state["view"]["slots"][1]["picture"])
                slots = state["view"]["slots"]
                assert slots[1]["picture"] == f"api/blob/{kept['own']}"
                assert slots[1]["gallery"]["pictures"][0]["title"] == "My style 1"

    asyncio.run(scenario())


async def until(visitor: Visitor, condition: Callable[[list[Any]], bool]) -> list[Any]:
    """The visitor's pictures, once they are as they should be."""
    async with asyncio.timeout(TIMEOUT), visitor.listening() as tab:
        while not (pictures := await pictures_of(visitor)) or not condition(pictures):
            await tab.hear()
        return pictures


async def pictures_of(visitor: Visitor) -> list[Any]:
    found: dict[str, list[Any]] = await (await visitor.get("api/pictures")).json()
    return found["pictures"]
