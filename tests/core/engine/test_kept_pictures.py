"""Pictures that people keep, at a real database: they outlast their hour, are found again, and go when they should."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image

from core.model.blob import Blob
from core.model.errors import Lost
from core.model.event import CommandGiven, Photo, PhotoSent
from core.model.job import Job
from core.model.kept_picture import KeptPicture
from core.model.person import Person, PersonId
from core.plugins.adapter import OwnPicture
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, play
from tests.core.engine.test_galleries import near, offering

BEN, BEN_ID = Person(id="ben", locale="en"), PersonId.of("fake", "one", "ben")
HOUR = 3600.0


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


async def painted(bot: EngineHarness, *, style: str = "teal") -> Job:
    """Two photos and their painting, whose pictures are real ones; the job as it was ordered."""
    before = len(bot.platform.edited)
    answers = len(bot.platform.sent)
    for name in ("photo", style):
        await bot.photo(f"{name} {answers}")
    await bot.heard(answers + 2)
    (job,) = await bot.jobs()
    result = f"painting{answers}"
    async with bot.store.begin() as transaction:
        for blob, colour in ((result, "khaki"), (job.order.inputs["style"], style)):
            await transaction.delete_blob(blob)
            await transaction.put_blob(
                Blob(id=blob, person=ANN_ID, kind="image/png", data=png(colour), expires=bot.now + HOUR)
            )
    await bot.finish(job, result=result)
    await bot.platform.until(lambda: len(bot.platform.edited) > before)
    return job


async def press(bot: EngineHarness, button: str, by: Person = ANN) -> str:
    """The answer to a button."""
    answers = len(bot.platform.sent)
    await bot.press(f"press {answers} {by.id}", button, by=by)
    return (await bot.heard(answers + 1))[-1]


async def kept(bot: EngineHarness, person: PersonId = ANN_ID) -> list[KeptPicture]:
    async with bot.store.begin() as transaction:
        return await transaction.kept_pictures(person)


async def sweep(bot: EngineHarness) -> set[str]:
    """The blobs that are left of Ann's."""
    async with bot.store.begin() as transaction:
        await transaction.delete_expired(bot.now, 100)
        return set((await transaction.person_data(ANN_ID)).blobs)


def play_with_styles(folder: Path, *scenarios: Callable[[EngineHarness], Awaitable[None]]) -> None:
    """Scenarios with an effect that has styles to choose from."""
    play(folder, *scenarios, effects={"blend": offering(folder, "navy", "white")})


class TestKeeping:
    def test_lasts_until_it_is_deleted(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            job = await painted(bot)
            assert "Kept as “My painting 1”" in await press(bot, f"keep:{job.id}")
            assert "Kept as “My style 1”" in await press(bot, f"own-style:{job.id}")
            style, painting = await kept(bot)
            bot.now += 1000 * HOUR
            assert await sweep(bot) == {style.blob, painting.blob} == {job.order.inputs["style"], "painting0"}
            assert painting.size == len(png("khaki"))
            await press(bot, f"drop:{style.id}")
            assert await sweep(bot) == {painting.blob}

        play_with_styles(tmp_path, scenario)

    def test_what_is_deleted_lasts_as_long_as_it_would_have_anyway(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            job = await painted(bot)
            await press(bot, f"keep:{job.id}")
            (picture,) = await kept(bot)
            await press(bot, f"drop:{picture.id}")
            assert picture.blob in await sweep(bot)
            bot.now += HOUR
            assert await sweep(bot) == set()

        play_with_styles(tmp_path, scenario)

    def test_goes_on_after_a_restart_with_its_name(self, tmp_path: Path) -> None:
        async def keeps(bot: EngineHarness) -> None:
            job = await painted(bot)
            await press(bot, f"own-style:{job.id}")
            (picture,) = await kept(bot)
            await press(bot, f"name:{picture.id}")
            await bot.settled()  # else it is said again

        async def names(bot: EngineHarness) -> None:
            answers = len(bot.platform.sent)
            await bot.say("named", "Waves")
            assert "“Waves”" in (await bot.heard(answers + 1))[-1]
            assert [picture.name for picture in await kept(bot)] == ["Waves"]

        play_with_styles(tmp_path, keeps, names)

    def test_by_a_command_takes_the_newest_painting_of_the_conversation(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            await painted(bot)
            job = await painted(bot, style="orange")
            for room, said in ((OTHER_ROOM, "nothing here"), (ROOM, "Kept as “Sunset”")):
                answers = len(bot.platform.sent)
                await bot.engine.submit(
                    CommandGiven(id=f"keep {answers}", address=room, sender=ANN, name="keep", argument="Sunset")
                )
                assert said.replace("nothing here", "no painting here") in (await bot.heard(answers + 1))[-1]
            assert [picture.blob for picture in await kept(bot)] == [job.order.inputs["style"]]

        play_with_styles(tmp_path, scenario)

    def test_reaches_nothing_of_anybody_elses(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            job = await painted(bot)
            await press(bot, f"keep:{job.id}")
            (picture,) = await kept(bot)
            for button in (f"drop:{picture.id}", f"name:{picture.id}"):
                assert await press(bot, button, by=BEN) == "I no longer have that one."
            await press(bot, f"as-content:{picture.id}", by=BEN)
            assert await kept(bot) == [picture]
            assert await kept(bot, BEN_ID) == []

        play_with_styles(tmp_path, scenario)


class TestWhatIsKept:
    def test_is_exported_with_its_name(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            job = await painted(bot)
            await press(bot, f"keep:{job.id}")
            await bot.command("export", "export")
            await bot.platform.until(lambda: bot.platform.sent[-1][1].document)
            packed = zipfile.ZipFile(io.BytesIO(bot.platform.sent[-1][1].document or b""))
            (picture,) = json.loads(packed.read("kept.json"))
            assert (picture["name"], picture["blob"]) == ("My painting 1", "painting0")
            assert packed.read(f"pictures/{picture['blob']}.png") == png("khaki")

        play_with_styles(tmp_path, scenario)

    def test_goes_with_everything_else_where_that_is_asked_for(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            job = await painted(bot)
            await press(bot, f"keep:{job.id}")
            assert await bot.engine.small_picture("painting0", ANN_ID) is not None
            assert "Everything is deleted: 3 pictures" in await press(bot, "forget-yes")
            assert await kept(bot) == []
            assert await sweep(bot) == set()
            assert await bot.engine.small_picture("painting0", ANN_ID) is None
            assert len(bot.intake.galleries._own) == 0

        play_with_styles(tmp_path, scenario)

    def test_is_drawn_first_on_the_persons_own_sheets_alone(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            job = await painted(bot)
            await press(bot, f"own-style:{job.id}")
            for by, width, colours in (
                (ANN, 3, ("teal", "navy")),
                (BEN, 2, ("navy", "white")),
                (ANN, 3, ("teal", "navy")),
            ):
                answers = len(bot.platform.sent)
                await bot.command(f"styles {answers}", "styles", by=by)
                await bot.heard(answers + 1)
                image = Image.open(io.BytesIO(bot.platform.sent[-1][1].picture or b"")).convert("RGB")
                assert image.size == (width * 252 + 12, 264)
                for place, colour in enumerate(colours):
                    assert near(image.crop((132 + 252 * place, 180, 140 + 252 * place, 188)), colour)

        play_with_styles(tmp_path, scenario)


class TestPictures:
    """What adapters with a page of their own may show of a person's pictures."""

    def test_are_those_that_are_kept_and_those_that_are_still_here(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            first = await painted(bot)
            await press(bot, f"own-style:{first.id}")
            second = await painted(bot, style="orange")
            (picture,) = await kept(bot)
            about = {"effect": "blend", "job": second.id, "expires": bot.now + HOUR}
            assert await bot.engine.pictures(ANN_ID) == [
                OwnPicture(blob=picture.blob, effect="blend", slot="style", kept=picture.id, name="My style 1"),
                OwnPicture(blob="painting3", **about),
                OwnPicture(blob=second.order.inputs["style"], slot="style", **about),
                OwnPicture(blob="painting0", **{**about, "job": first.id}),
            ]
            assert await bot.engine.pictures(BEN_ID) == []
            bot.now += HOUR
            await sweep(bot)
            assert [one.kept for one in await bot.engine.pictures(ANN_ID)] == [picture.id]

        play_with_styles(tmp_path, scenario)

    def test_are_small_ones_for_their_person_alone(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            await painted(bot)
            small = await bot.engine.small_picture("painting0", ANN_ID)
            assert small == await bot.engine.small_picture("painting0", ANN_ID)
            assert Image.open(io.BytesIO(small or b"")).size == (240, 240)
            assert await bot.engine.small_picture("painting0", BEN_ID) is None
            assert await bot.engine.small_picture("gone", ANN_ID) is None

        play_with_styles(tmp_path, scenario)

    def test_that_are_kept_are_told_with_the_settings(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            job = await painted(bot)
            await press(bot, f"keep:{job.id}")
            assert (await bot.engine.settings(ROOM, ANN_ID)).kept == await kept(bot)

        play_with_styles(tmp_path, scenario)

    def test_are_sent_again_without_their_bytes(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            await painted(bot)
            photo = Photo(own="painting0")
            await bot.engine.submit(PhotoSent(id="again", address=ROOM, sender=ANN, photo=photo, slot="content"))
            await bot.heard(3)
            assert (await bot.engine.settings(ROOM, ANN_ID)).photos == {"content": "painting0"}
            photos = {"style": photo}
            await bot.engine.submit(CommandGiven(id="both", address=ROOM, sender=ANN, name="style", photos=photos))
            await bot.heard(4)
            (job,) = await bot.jobs()
            assert job.order.inputs == {"content": "painting0", "style": "painting0"}

        play_with_styles(tmp_path, scenario)

    def test_of_somebody_else_or_gone_are_refused(self, tmp_path: Path) -> None:
        async def scenario(bot: EngineHarness) -> None:
            await painted(bot)
            for by, own in ((BEN, "painting0"), (ANN, "gone")):
                answers = len(bot.platform.sent)
                photo = Photo(own=own)
                await bot.engine.submit(PhotoSent(id=f"again {own}", address=ROOM, sender=by, photo=photo))
                assert "deleted meanwhile" in (await bot.heard(answers + 1))[-1]
            lines = [line.event for line in await bot.engine.history(ROOM, 99)]
            assert [one.photo.refusal for one in lines if isinstance(one, PhotoSent) and one.photo.own] == [
                Lost.DELETED,
                Lost.DELETED,
            ]

        play_with_styles(tmp_path, scenario)
