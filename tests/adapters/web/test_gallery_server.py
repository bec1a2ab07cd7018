"""What the server gives and takes of galleries."""

from pathlib import Path

from core.model.event import GalleryChoice, PhotoSent
from tests.adapters.web.harness import PageHarness, play

MOSAIC = "api/gallery/style-transfer/style/mosaic"


def test_a_picture_is_small_and_kept_by_the_browser(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        site.engine.offer_galleries()
        ann = await site.visitor()
        slots = {slot["name"]: slot["gallery"] for slot in (await ann.state())["view"]["slots"]}
        assert slots["style"]["title"] == "Choose a style"
        assert {"name": "mosaic", "title": "Mosaic", "picture": MOSAIC} in slots["style"]["pictures"]
        answer = await ann.get(MOSAIC)
        assert (answer.status, answer.content_type) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "private, max-age=86400"
        assert len(await answer.read()) < 40_000
        for gone in ("style-transfer/style/gone", "style-transfer/gone/mosaic", "gone/style/mosaic"):
            assert (await ann.get(f"api/gallery/{gone}")).status == 404

    play(tmp_path, scenario)


def test_a_choice_is_seen_in_other_tabs_as_a_photo_is(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        site.engine.offer_galleries()
        ann = await site.visitor()
        async with ann.listening() as tab:
            await ann.say("gallery", effect="style-transfer", slot="style", name="mosaic")
            (item,) = await tab.hear()
        assert (item["mine"], item["picture"]) == (True, MOSAIC)
        (event,) = site.engine.events
        assert isinstance(event, PhotoSent)
        assert event.photo.gallery == GalleryChoice(effect="style-transfer", slot="style", name="mosaic")

    play(tmp_path, scenario)
