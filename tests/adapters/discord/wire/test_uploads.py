"""Large pictures, in and out: what a place takes is kept to, and everything else comes as it is."""

import io
import random
from functools import cache
from pathlib import Path

from PIL import Image

from tests.adapters.discord.wire.harness import GOLD, TEAL, Clock, EmulatedBot, play
from tests.adapters.harness import MAX_BYTES as ENGINE_TAKES
from tests.platforms.discord import Trouble
from tests.platforms.discord_people import File
from tests.platforms.discord_state import MAX_BYTES, Object

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


def picture_of(bot: EmulatedBot, message: Object) -> tuple[Image.Image, bytes]:
    """The only picture of a message, and its file."""
    (attachment,) = message["attachments"]
    data = bot.state.files[attachment["id"]]
    return Image.open(io.BytesIO(data)), data


def test_a_photo_of_11_megabytes_comes_in(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann", max_bytes=PAID), bot.state.guild("Studio")
        large = File("large.png", grain())
        bot.server.people.say(ann, "", [large])
        await bot.said(ann, bot.state.dm(ann), "Got your photo")
        bot.server.people.slash(ann, "style", {"photo": TEAL, "style": large}, studio)
        await bot.said(ann, studio, "I have the pictures")
        job = await bot.job()
        async with bot.store.begin() as transaction:
            sizes = {slot: await transaction.blob(id) for slot, id in job.order.inputs.items()}
        assert max(Image.open(io.BytesIO(sizes["style"].data)).size) == 1024  # type: ignore[union-attr, call-overload]

    play(tmp_path, scenario)


def test_a_painting_of_11_megabytes_goes_out_as_the_place_takes_it(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        studio = bot.state.guild("Studio")
        free, paying = bot.state.person("Free"), bot.state.person("Paying", max_bytes=PAID)
        for person in (free, paying):
            bot.server.people.slash(person, "style", PHOTOS, studio)
            await bot.said(person, studio, "I have the pictures")
            await bot.finish(await bot.job(), grain())
            painting = (await bot.said(person, studio, "Here it is"))[-1]
            image, data = picture_of(bot, painting)
            assert (image.format, data == grain()) == (("JPEG", False) if person is free else ("PNG", True))
            assert len(data) <= MAX_BYTES or person is paying
            assert image.size == (SIDE, SIDE)

    play(tmp_path, scenario)


def test_what_a_guild_has_paid_for_counts_after_the_interaction_too(tmp_path: Path) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        for tier, kind in ((0, "JPEG"), (2, "PNG")):
            ann, studio = bot.state.person("Ann", max_bytes=PAID), bot.state.guild("Studio", tier=tier)
            bot.server.people.slash(ann, "style", PHOTOS, studio)
            await bot.said(ann, studio, "I have the pictures")
            clock.more += 1000.0
            await bot.finish(await bot.job(), grain())
            painting = (await bot.said(ann, studio, "Here it is"))[-1]
            image, _ = picture_of(bot, painting)
            assert (image.format, image.size) == (kind, (SIDE, SIDE))

    play(tmp_path, scenario, clock=clock)


def test_what_is_too_large_is_not_even_fetched(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann", max_bytes=100 * MEGABYTE), bot.state.guild("Studio")
        huge = File("huge.png", b"x" * (ENGINE_TAKES + 1))
        bot.server.people.say(ann, "", [huge])
        await bot.said(ann, bot.state.dm(ann), "This file is too large")
        bot.server.people.slash(ann, "style", {"photo": huge, "style": GOLD}, studio)
        await bot.said(ann, studio, "This file is too large")
        assert bot.server.downloads <= 1  # of the other one

    play(tmp_path, scenario)


def test_a_download_that_breaks_is_tried_again(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        bot.server.troubles += [Trouble("GET", "cdn", 503), Trouble("GET", "cdn")]
        bot.server.people.say(ann, "", [TEAL])
        await bot.said(ann, bot.state.dm(ann), "Got your photo")
        assert bot.server.downloads >= 3

    play(tmp_path, scenario)


def test_a_link_that_is_no_longer_good_is_said(tmp_path: Path) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        bot.server.flow.clear()
        bot.server.people.say(ann, "", [TEAL])
        await bot.state.until(lambda: bot.server.downloads)
        clock.more = 25 * 3600.0
        bot.server.flow.set()
        await bot.said(ann, bot.state.dm(ann), "The link to this file has expired")

    play(tmp_path, scenario, clock=clock)
