"""Photos are unpacked in a child, and what can't be is refused with a reason."""

import asyncio
import io
import os
import resource
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from core.jobs.photo_decoder import PhotoDecoder, decode_photo
from core.model.errors import Refusal
from tests.conftest import picture
from tests.core.imaging.harness import flat_jpeg

PAGE = resource.getpagesize()


def run(scenario: Callable[[PhotoDecoder], Coroutine[Any, Any, None]], **settings: Any) -> None:
    async def play() -> None:
        decoder = PhotoDecoder(**settings)
        try:
            await asyncio.wait_for(scenario(decoder), 60)
        finally:
            await decoder.close()

    asyncio.run(play())


def file(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def opened(found: bytes | Refusal) -> Image.Image:
    assert isinstance(found, bytes)
    image = Image.open(io.BytesIO(found), formats=["PNG", "JPEG"])
    image.load()
    return image


def test_a_photo_becomes_a_file_of_at_most_1920_pixels() -> None:
    async def scenario(decoder: PhotoDecoder) -> None:
        large = opened(await decoder.decode(file(Image.new("RGB", (3000, 1500)), "JPEG")))
        assert (large.mode, large.size) == ("RGB", (1920, 960))
        photo = picture(90, 60, 2)
        assert opened(await decoder.decode(file(photo))).tobytes() == photo.tobytes()

    run(scenario)


@pytest.mark.parametrize(("format", "kept"), [("JPEG", "JPEG"), ("HEIF", "JPEG"), ("PNG", "PNG"), ("WEBP", "PNG")])
def test_what_a_camera_makes_stays_small_and_what_may_be_a_drawing_exact(format: str, kept: str) -> None:
    pillow_heif.register_heif_opener()
    photo = picture(200, 100, 3)

    async def scenario(decoder: PhotoDecoder) -> None:
        found = opened(await decoder.decode(file(photo, format)))
        assert (found.format, found.mode, found.size) == (kept, "RGB", photo.size)

    run(scenario)


@pytest.mark.parametrize("format", ["HEIF", "AVIF", "WEBP", "TIFF", "GIF"])
def test_large_photos_of_every_format_fit_into_its_memory(format: str) -> None:
    pillow_heif.register_heif_opener()
    fast: dict[str, dict[str, Any]] = {"AVIF": {"speed": 10}, "WEBP": {"method": 0}}
    options = {"TIFF": {"compression": "tiff_lzw"}, **fast}.get(format, {})
    photo = file(Image.new("RGB", (4200, 2800), "teal"), format, **options)

    async def scenario(decoder: PhotoDecoder) -> None:
        assert opened(await decoder.decode(photo)).size == (1920, 1280)

    run(scenario)


def test_a_photo_of_200_megapixels_fits_too() -> None:
    async def scenario(decoder: PhotoDecoder) -> None:
        assert opened(await decoder.decode(flat_jpeg((16320, 12240)))).size == (1920, 1440)

    run(scenario)


def test_what_is_no_photo_is_refused_with_its_kind() -> None:
    async def scenario(decoder: PhotoDecoder) -> None:
        photo = file(picture(90, 60, 1))
        assert await decoder.decode(b"") is Refusal.NOT_A_PICTURE
        assert await decoder.decode(b"hello" * 99) is Refusal.NOT_A_PICTURE
        assert await decoder.decode(photo[: len(photo) // 2]) is Refusal.TRUNCATED
        assert await decoder.decode(b"%PDF-1.7") is Refusal.UNSUPPORTED
        assert await decoder.decode(file(picture(20, 60, 1))) is Refusal.TOO_SMALL
        assert await decoder.decode(file(picture(2000, 40, 1))) is Refusal.TOO_THIN
        assert await decoder.decode(file(Image.new("1", (20_000, 20_000)))) is Refusal.BOMB

    run(scenario)


def test_how_large_a_file_may_be_is_for_the_operator_to_say() -> None:
    photo = file(Image.new("RGB", (5200, 3900)), "TIFF")  # 61 MB

    async def small(decoder: PhotoDecoder) -> None:
        assert await decoder.decode(photo) is Refusal.TOO_LARGE

    async def large(decoder: PhotoDecoder) -> None:
        assert opened(await decoder.decode(photo)).size == (1920, 1440)

    run(small)
    run(large, max_bytes=len(photo))


def test_what_takes_too_long_has_too_many_pixels() -> None:
    async def scenario(decoder: PhotoDecoder) -> None:  # no child even starts in that time
        assert await decoder.decode(file(picture(90, 60, 1))) is Refusal.TOO_MANY_PIXELS

    run(scenario, seconds=0.01)


def test_what_kills_every_child_is_refused() -> None:
    async def scenario(decoder: PhotoDecoder) -> None:
        waiting = asyncio.create_task(decoder.decode(file(picture(90, 60, 1))))
        killed: set[int] = set()
        while not waiting.done():
            await asyncio.sleep(0)
            if decoder.pid is not None and decoder.pid not in killed:
                killed.add(decoder.pid)
                os.kill(decoder.pid, signal.SIGKILL)
        assert await waiting is Refusal.TOO_MANY_PIXELS
        assert len(killed) == 3

    run(scenario)


def test_a_child_that_is_killed_meanwhile_costs_nobody_a_photo() -> None:
    async def scenario(decoder: PhotoDecoder) -> None:
        photo = file(picture(90, 60, 1))
        await decoder.decode(photo)
        waiting = asyncio.create_task(decoder.decode(file(picture(600, 400, 1))))
        await asyncio.sleep(0)
        assert decoder.pid is not None
        os.kill(decoder.pid, signal.SIGKILL)
        assert opened(await waiting).size == (600, 400)

    run(scenario)


def test_many_photos_at_once_are_all_answered() -> None:
    async def scenario(decoder: PhotoDecoder) -> None:
        photos = [file(picture(64 + number, 64, number)) for number in range(12)]
        found = await asyncio.gather(*map(decoder.decode, photos))
        assert [opened(one).width for one in found] == [64 + number for number in range(12)]

    run(scenario)


def test_a_picture_turned_by_its_camera_is_put_upright() -> None:
    image = Image.new("RGB", (80, 40))
    exif = image.getexif()
    exif[0x0112] = 6

    class Silent:
        resume = None

        def check(self) -> None: ...
        def progress(self, fraction: float, preview: bytes | None = None) -> None: ...
        def checkpoint(self, state: bytes) -> None: ...

    assert opened(decode_photo({"photo": file(image, "JPEG", exif=exif)}, Silent(), 10_000)).size == (40, 80)


def slow_photo() -> bytes:
    """A photo that takes longer than a phone's, since its noise fills 40 MB."""
    return file(Image.effect_noise((4500, 3500), 90).convert("RGB"), compress_level=1)


class TestPhotosThatTakeLong:
    def test_come_after_those_that_do_not(self) -> None:
        async def scenario(decoder: PhotoDecoder) -> None:
            done = []

            async def decode(name: str, photo: bytes) -> None:
                assert opened(await decoder.decode(photo)).size
                done.append(name)

            slow = file(Image.new("RGB", (4500, 3500)))
            await asyncio.gather(*(decode("slow", slow) for _ in range(3)), decode("quick", file(picture(90, 60, 2))))
            assert done == ["quick", "slow", "slow", "slow"]

        run(scenario)

    def test_give_way_while_they_are_at_work(self) -> None:
        async def scenario(decoder: PhotoDecoder) -> None:
            slow = asyncio.create_task(decoder.decode(slow_photo()))
            while not is_busy(decoder.pid):
                await asyncio.sleep(0.01)
            assert opened(await decoder.decode(file(picture(90, 60, 2)))).size == (90, 60)
            assert not slow.done()
            assert opened(await slow).size == (1920, 1493)

        run(scenario)


def is_busy(pid: int | None) -> bool:
    """Whether a child has begun with its photo: it has read it, and so has grown by that much."""
    try:
        return pid is not None and int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE > 150_000_000
    except FileNotFoundError:
        return False
