"""Whether photos come from a platform as they were sent, or else are given up for the right reason."""

import io

from PIL import Image

from atelier_bot.testing.adapters.golden import SIZE, photo
from atelier_bot.testing.adapters.harness import Sent
from atelier_bot.testing.adapters.subject import AdapterUnderTest, Stage
from atelier_bot.testing.check import ConformanceError, blamed, require
from core.model.event import Event, Photo, PhotoSent
from core.plugins.adapter import PhotoLost

ENOUGH = 1_000_000
FEW = 10


def photos_come_as_they_were_sent(subject: AdapterUnderTest) -> None:
    """With their captions, and no smaller than the platform has them."""

    async def scenario(stage: Stage) -> None:
        sent = await _sent(stage, caption="for the wall")
        require(sent.caption == "for the wall", f"the caption 'for the wall' is handed in as {sent.caption!r}")
        with blamed("its fetch"):
            data = await stage.adapter.fetch(sent.photo, ENOUGH)
        with blamed("what its fetch returns"):
            size = Image.open(io.BytesIO(data)).size
        require(size == SIZE, f"a photo of {SIZE} is fetched as one of {size}")

    subject.play(scenario)


def albums_stay_together(subject: AdapterUnderTest) -> None:
    """Photos that are sent at once say so."""

    async def scenario(stage: Stage) -> None:
        await (await stage.harness.guest("ann")).photos(Sent(photo("teal")), Sent(photo("gold")))
        both = await stage.adapter.heard_again(_is_photo, 2, "the second photo of an album")
        albums = {event.album for event in both if isinstance(event, PhotoSent)}
        require(len(albums) == 1 and albums != {""}, "two photos that were sent at once are in no album")
        require(len({event.id for event in both}) == 2, "two photos of an album are one event")

    subject.play(scenario)


def photos_over_the_limit_are_not_taken_for_whole(subject: AdapterUnderTest) -> None:
    """Of a photo with more bytes than wanted ``fetch`` gives more than that, or says that it is too large."""

    async def scenario(stage: Stage) -> None:
        sent = await _sent(stage)
        try:
            data = await stage.adapter.fetch(sent.photo, FEW)
        except PhotoLost:
            return
        except Exception as error:
            raise ConformanceError(
                f"for a photo that is too large its fetch raises {error!r} and not PhotoLost"
            ) from error
        require(len(data) > FEW, f"of a photo that is too large its fetch gives {len(data)} bytes, as if that were all")

    subject.play(scenario)


def photos_that_are_gone_are_lost(subject: AdapterUnderTest) -> None:
    """For a photo that the platform doesn't have ``fetch`` raises PhotoLost, or OSError if it may come back."""

    async def scenario(stage: Stage) -> None:
        sent = await _sent(stage)
        gone = Photo(reference=sent.photo.reference[::-1] + "0")
        try:
            await stage.adapter.fetch(gone, ENOUGH)
        except (PhotoLost, OSError):
            return
        except Exception as error:
            raise ConformanceError(f"for a photo that is gone its fetch raises {error!r} and not PhotoLost") from error
        raise ConformanceError("its fetch gives something for a photo that there isn't")

    subject.play(scenario)


def forgetting_leaves_nothing_of_a_photo(subject: AdapterUnderTest) -> None:
    """After ``forget`` no file of the adapter's holds what somebody sent."""

    async def scenario(stage: Stage) -> None:
        data = photo("purple")
        await (await stage.harness.guest("ann")).photos(Sent(data))
        sent = await stage.adapter.heard(_is_photo, "a photo")
        assert isinstance(sent, PhotoSent)
        with blamed("its forget"):
            await stage.adapter.forget(sent.person, [sent.photo.reference])
        kept = [path for path in stage.folder.rglob("*") if path.is_file() and data in path.read_bytes()]
        require(
            not kept, f"it still has the photo of somebody who was forgotten, in {', '.join(one.name for one in kept)}"
        )

    subject.play(scenario)


async def _sent(stage: Stage, caption: str = "") -> PhotoSent:
    """The event of a photo that somebody sends."""
    await (await stage.harness.guest("ann")).photos(Sent(photo("teal"), caption))
    event = await stage.adapter.heard(_is_photo, "a photo")
    assert isinstance(event, PhotoSent)
    return event


def _is_photo(event: Event) -> bool:
    return isinstance(event, PhotoSent)
