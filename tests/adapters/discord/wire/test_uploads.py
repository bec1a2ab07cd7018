"""Large pictures, in and out: what a place takes is kept to, and everything else comes as it is."""

import io
import random
from functools import cache
from pathlib import Path

from PIL import Image

from tests.adapters.discord.wire.booth import GOLD, TEAL, Booth, Clock, play
from tests.adapters.stall import MOST_BYTES as ENGINE_TAKES
from tests.platforms.discord import Trouble
from tests.platforms.discord_people import File
from tests.platforms.discord_world import MOST_BYTES, Object

SIDE = 1950
MEGABYTE = 1_000_000
PAID = 25 * MEGABYTE
PHOTOS = {"photo": TEAL, "style": GOLD}


@cache
def grain() -> bytes:
    """A PNG of eleven megabytes, which is grain all over."""
    image = Image.frombytes("RGB", (SIDE, SIDE), random.Random(5).randbytes(SIDE * SIDE * 3))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    data = buffer.getvalue()
    assert 11 * MEGABYTE < len(data) < 12 * MEGABYTE
    return data


def picture_of(booth: Booth, message: Object) -> tuple[Image.Image, bytes]:
    """The only picture of a message, and its file."""
    (attachment,) = message["attachments"]
    data = booth.world.files[attachment["id"]]
    return Image.open(io.BytesIO(data)), data


def test_a_photo_of_11_megabytes_comes_in(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, studio = booth.world.person("Ann", most_bytes=PAID), booth.world.guild("Studio")
        large = File("large.png", grain())
        booth.server.people.say(ann, "", [large])
        await booth.said(ann, booth.world.dm(ann), "Got your photo")
        booth.server.people.slash(ann, "style", {"photo": TEAL, "style": large}, studio)
        await booth.said(ann, studio, "I have both pictures")
        job = await booth.job()
        async with booth.store.begin() as unit:
            sizes = {slot: await unit.blob(id) for slot, id in job.order.inputs.items()}
        assert max(Image.open(io.BytesIO(sizes["style"].data)).size) == 1024  # type: ignore[union-attr, call-overload]

    play(tmp_path, scene)


def test_a_painting_of_11_megabytes_goes_out_as_the_place_takes_it(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        studio = booth.world.guild("Studio")
        free, paying = booth.world.person("Free"), booth.world.person("Paying", most_bytes=PAID)
        for person in (free, paying):
            booth.server.people.slash(person, "style", PHOTOS, studio)
            await booth.said(person, studio, "I have both pictures")
            await booth.finish(await booth.job(), grain())
            painting = (await booth.said(person, studio, "Here it is"))[-1]
            image, data = picture_of(booth, painting)
            assert (image.format, data == grain()) == (("JPEG", False) if person is free else ("PNG", True))
            assert len(data) <= MOST_BYTES or person is paying
            assert image.size == (SIDE, SIDE)

    play(tmp_path, scene)


def test_what_a_guild_has_paid_for_counts_after_the_interaction_too(tmp_path: Path) -> None:
    clock = Clock()

    async def scene(booth: Booth) -> None:
        for tier, kind in ((0, "JPEG"), (2, "PNG")):
            ann, studio = booth.world.person("Ann", most_bytes=PAID), booth.world.guild("Studio", tier=tier)
            booth.server.people.slash(ann, "style", PHOTOS, studio)
            await booth.said(ann, studio, "I have both pictures")
            clock.more += 1000.0
            await booth.finish(await booth.job(), grain())
            painting = (await booth.said(ann, studio, "Here it is"))[-1]
            image, _ = picture_of(booth, painting)
            assert (image.format, image.size) == (kind, (SIDE, SIDE))

    play(tmp_path, scene, clock=clock)


def test_what_is_too_large_is_not_even_fetched(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, studio = booth.world.person("Ann", most_bytes=100 * MEGABYTE), booth.world.guild("Studio")
        huge = File("huge.png", b"x" * (ENGINE_TAKES + 1))
        booth.server.people.say(ann, "", [huge])
        await booth.said(ann, booth.world.dm(ann), "This picture is too large")
        booth.server.people.slash(ann, "style", {"photo": huge, "style": GOLD}, studio)
        await booth.said(ann, studio, "This picture is too large")
        assert booth.server.downloads <= 1  # of the other one

    play(tmp_path, scene)


def test_a_download_that_breaks_is_tried_again(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann = booth.world.person("Ann")
        booth.server.troubles += [Trouble("GET", "cdn", 503), Trouble("GET", "cdn")]
        booth.server.people.say(ann, "", [TEAL])
        await booth.said(ann, booth.world.dm(ann), "Got your photo")
        assert booth.server.downloads >= 3

    play(tmp_path, scene)


def test_a_link_that_is_no_longer_good_is_said(tmp_path: Path) -> None:
    clock = Clock()

    async def scene(booth: Booth) -> None:
        ann = booth.world.person("Ann")
        booth.server.flow.clear()
        booth.server.people.say(ann, "", [TEAL])
        await booth.world.until(lambda: booth.server.downloads)
        clock.more = 25 * 3600.0
        booth.server.flow.set()
        await booth.said(ann, booth.world.dm(ann), "The link to this photo has expired")

    play(tmp_path, scene, clock=clock)
