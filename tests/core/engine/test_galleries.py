"""Galleries in the engine: a sheet of pictures to choose from, and a choice that becomes a photo of the person's."""

import asyncio
import io
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from core.dialogue.turn import GalleryPage
from core.engine.galleries import Galleries
from core.imaging.contact_sheet import PAPER
from core.jobs.work import Work
from core.model.errors import Lost, Refusal
from core.model.event import CommandGiven, GalleryChoice, Photo
from core.plugins.adapter import PhotoLost
from core.plugins.gallery import GalleryPicture
from core.plugins.installed_effect import InstalledEffect
from tests.core.dialogue.harness import ANN, EFFECTS
from tests.core.engine.harness import ANN_ID, ROOM, EngineHarness, make_here, play

SHEET = GalleryPage(effect="blend", slot="style")


def written(folder: Path, colours: Sequence[str]) -> Iterator[GalleryPicture]:
    for colour in colours:
        path = folder / f"{colour}.png"
        if colour == "broken":
            path.write_bytes(b"broken")
        else:
            Image.new("RGB", (300, 200), colour).save(path)
        yield GalleryPicture(colour, path)


def offering(folder: Path, *colours: str) -> InstalledEffect:
    """An effect that offers pictures of these colours as styles."""
    blend = EFFECTS["blend"]
    return InstalledEffect("blend", blend.effect, blend.texts, {"style": tuple(written(folder, colours))})


def choice(name: str, slot: str = "style") -> GalleryChoice:
    return GalleryChoice(effect="blend", slot=slot, name=name)


class CountingChild:
    """Does here what a child would, and counts."""

    def __init__(self) -> None:
        self.made = 0

    async def make(self, work: Work) -> bytes | Refusal:
        self.made += 1
        return await make_here(work)


class TestPictures:
    def test_are_small_squares_that_are_made_once(self, tmp_path: Path) -> None:
        child = CountingChild()
        galleries = Galleries({"blend": offering(tmp_path, "teal", "khaki")}, child.make)
        for _ in range(2):
            image = Image.open(io.BytesIO(asyncio.run(galleries.small(choice("teal"))) or b""))
            assert (image.format, image.size) == ("JPEG", (240, 240))
        assert child.made == 1

    def test_make_a_sheet_with_an_empty_place_for_one_that_is_broken(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        child = CountingChild()
        galleries = Galleries({"blend": offering(tmp_path, "teal", "broken", "khaki")}, child.make)
        with caplog.at_level(logging.WARNING):
            sheet = asyncio.run(galleries.sheet(SHEET))
        assert sheet is not None
        assert sheet == asyncio.run(galleries.sheet(SHEET))
        assert child.made == 4
        image = Image.open(io.BytesIO(sheet)).convert("RGB")
        assert image.size == (3 * 252 + 12, 264)
        teal, paper, khaki = (image.crop((132 + 252 * place, 180, 140 + 252 * place, 188)) for place in range(3))
        assert [near(teal, "teal"), near(paper, PAPER), near(khaki, "khaki")] == [True, True, True]
        assert caplog.messages == ["the picture broken of a gallery can't be shown: not_a_picture"]

    @pytest.mark.parametrize(
        "wrong", [("blend", "style", "khaki"), ("blend", "content", "teal"), ("x", "style", "teal")]
    )
    def test_that_there_are_not_are_lost(self, tmp_path: Path, wrong: tuple[str, str, str]) -> None:
        galleries = Galleries({"blend": offering(tmp_path, "teal")}, make_here)
        effect, slot, name = wrong
        wanted = GalleryChoice(effect=effect, slot=slot, name=name)
        with pytest.raises(PhotoLost) as caught:
            asyncio.run(galleries.read(wanted))
        assert caught.value.why is Lost.EXPIRED
        assert asyncio.run(galleries.small(wanted)) is None

    def test_whose_file_is_gone_are_lost_for_now(self, tmp_path: Path) -> None:
        galleries = Galleries({"blend": offering(tmp_path, "teal")}, make_here)
        (tmp_path / "teal.png").unlink()
        with pytest.raises(PhotoLost) as caught:
            asyncio.run(galleries.read(choice("teal")))
        assert caught.value.why is Lost.UNAVAILABLE


class TestAPerson:
    def test_sees_a_sheet_and_makes_a_picture_with_what_they_choose(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            await bot.photo("1")
            await bot.heard(1)
            await bot.command("2", "styles")
            await bot.heard(2)
            _, sheet = bot.platform.sent[-1]
            assert Image.open(io.BytesIO(sheet.picture or b"")).size == (516, 264)
            assert [button.label for row in sheet.buttons for button in row] == ["1. Teal", "2. Khaki"]
            await bot.press("3", sheet.buttons[0][1].id)
            await bot.heard(3)
            (job,) = await bot.jobs()
            assert await bot.engine.blob(job.order.inputs["style"], ANN_ID) is not None
            assert bot.ordered == 1

        play(tmp_path, scenario, effects={"blend": offering(tmp_path, "teal", "khaki")})

    def test_chooses_once_whatever_is_pressed_twice(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            await bot.photo("1")
            await bot.heard(1)
            assert (await bot.press("2", "gallery:style:khaki")).new
            assert not (await bot.press("2", "gallery:style:khaki")).new
            await bot.heard(2)
            assert len(await bot.jobs()) == 1

        play(tmp_path, scenario, effects={"blend": offering(tmp_path, "teal", "khaki")})

    def test_reads_what_there_is_to_choose_where_no_sheet_can_be_drawn(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            bot.intake.galleries = Galleries(bot.turns.effects, refuse)
            await bot.command("1", "styles")
            await bot.heard(1)
            _, said = bot.platform.sent[-1]
            assert said.picture is None
            assert len(said.buttons[0]) == 2

        play(tmp_path, scenario, effects={"blend": offering(tmp_path, "teal", "khaki")})

    def test_is_told_where_a_picture_can_not_be_used(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            await bot.press("1", "gallery:style:broken")
            assert await bot.heard(1) == ["This file is cut short or damaged. Please send it again."]

        play(tmp_path, scenario, effects={"blend": offering(tmp_path, "broken", "khaki")})

    def test_takes_one_along_with_a_command(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            photos = {"style": Photo(gallery=choice("khaki"))}
            await bot.engine.submit(CommandGiven(id="1", address=ROOM, sender=ANN, name="style", photos=photos))
            assert await bot.heard(1) == ["Got the picture with the style. Now send me the photo to paint."]

        play(tmp_path, scenario, effects={"blend": offering(tmp_path, "teal", "khaki")})


async def refuse(_: Work) -> bytes | Refusal:
    """A child that dies at everything."""
    return Refusal.TOO_MANY_PIXELS


def near(image: Image.Image, colour: str) -> bool:
    """Whether a picture has this colour, but for what JPEG makes of it."""
    difference = ImageChops.difference(image, Image.new("RGB", image.size, colour))
    return all(high < 12 for _, high in difference.getextrema())  # type: ignore[misc]
