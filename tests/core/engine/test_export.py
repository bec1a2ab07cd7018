"""What a person gets who wants all that is kept of them: everything, in parts that fit, whatever happens meanwhile."""

import asyncio
import json
import random
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.engine import export, export_limit
from core.model.blob import Blob
from core.model.errors import StorageError
from core.model.event import TextSent
from core.model.person import Person, PersonId
from core.plugins.capabilities import Capabilities
from core.plugins.message import Message
from storage.transaction import SqlTransaction
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play

BEN = Person(id="ben", locale="ru")
LIMIT = 100_000
NOISE = random.Random(7)


def small(limit: int = LIMIT) -> FakeAdapter:
    """A platform whose files are small."""
    return FakeAdapter(Capabilities(edit_interval=0.0, file_limit=limit))


async def keep_pictures(harness: EngineHarness, *sizes: int, person: PersonId = ANN_ID) -> dict[str, bytes]:
    """Pictures of so many bytes, each."""
    pictures = {f"{person.id}-{number}": NOISE.randbytes(size) for number, size in enumerate(sizes)}
    async with harness.store.begin() as transaction:
        for id, data in pictures.items():
            await transaction.put_blob(Blob(id=id, person=person, kind="image/png", data=data, expires=9e9))
    return pictures


async def parts(harness: EngineHarness, count: int) -> list[Message]:
    """The messages that were sent with a file, once there are so many."""
    await harness.platform.until(lambda: len(files(harness.platform)) >= count)
    return files(harness.platform)


def files(platform: FakeAdapter) -> list[Message]:
    return [message for _, message in platform.sent if message.document is not None]


def unpacked(*messages: Message) -> dict[str, bytes]:
    """All files by their names."""
    found: dict[str, bytes] = {}
    for message in messages:
        with zipfile.ZipFile(BytesIO(message.document or b"")) as archive:
            assert not found.keys() & set(archive.namelist())
            found.update({name: archive.read(name) for name in archive.namelist()})
    return found


class TestWhatIsInIt:
    def test_pictures_and_words(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.photo("a")
            await harness.engine.submit(TextSent(id="2", address=ROOM, sender=ANN, text="hello", answer_by="a ticket"))
            await harness.command("1", "export")
            (message,) = await parts(harness, 1)
            assert message.document_name == "atelier.zip"
            packed = unpacked(message)
            (name,) = [name for name in packed if name.startswith("pictures/")]
            assert packed[name] == b"\x89PNG a"
            assert [said["kind"] for said in json.loads(packed["messages.json"])] == ["photo", "text", "command"]
            assert len(json.loads(packed["answers.json"])) == 2
            for file in ("messages.json", "answers.json"):
                assert b"ticket" not in packed[file]
            assert packed.keys() >= {"jobs.json", "settings.json", "sessions.json"}

        play(tmp_path, scenario)

    def test_many_words_are_in_several_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(export, "ROWS", 3)

        async def scenario(harness: EngineHarness) -> None:
            for number in range(6):
                await harness.say(f"{number}", f"word {number}")
            await harness.command("e", "export")
            packed = unpacked(*await parts(harness, 1))
            said = [json.loads(packed[f"messages{more}.json"]) for more in ("", "-2", "-3")]
            words = [[one.get("text", one["kind"]) for one in file] for file in said]
            assert words == [["word 0", "word 1", "word 2"], ["word 3", "word 4", "word 5"], ["command"]]
            assert "messages-4.json" not in packed

        play(tmp_path, scenario)


class TestParts:
    def test_each_fits_and_opens_by_itself_and_together_they_are_everything(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            pictures = await keep_pictures(harness, 40_000, 40_000, 60_000, 20_000)
            await harness.command("1", "export")
            messages = await parts(harness, 3)
            assert [message.document_name for message in messages] == [f"atelier-{number}.zip" for number in (1, 2, 3)]
            assert [bool(message.text) for message in messages] == [True, False, False]
            assert all(len(message.document or b"") <= LIMIT for message in messages)
            packed = unpacked(*messages)
            assert {name: data for name, data in packed.items() if name.startswith("pictures/")} == {
                f"pictures/{id}.bin": data for id, data in pictures.items()
            }

        play(tmp_path, scenario, platform=small())

    def test_where_the_platform_takes_more_they_are_small_for_our_own_sake(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export, "PART_BYTES", LIMIT)

        async def scenario(harness: EngineHarness) -> None:
            await keep_pictures(harness, 40_000, 150_000, 70_000)
            await harness.command("1", "export")
            sizes = [len(message.document or b"") for message in await parts(harness, 4)]
            assert sizes[0] < LIMIT < sizes[1]
            assert max(sizes[2:]) < LIMIT

        play(tmp_path, scenario)

    def test_a_picture_that_the_platform_does_not_take_is_made_to_fit(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            out = BytesIO()
            Image.frombytes("RGB", (300, 300), NOISE.randbytes(270_000)).save(out, "PNG")
            async with harness.store.begin() as transaction:
                kept = Blob(id="large", person=ANN_ID, kind="image/png", data=out.getvalue(), expires=9e9)
                await transaction.put_blob(kept)
            await harness.command("1", "export")
            messages = await parts(harness, 1)
            assert all(len(message.document or b"") <= LIMIT for message in messages)
            assert Image.open(BytesIO(unpacked(*messages)["pictures/large.jpg"])).format == "JPEG"

        play(tmp_path, scenario, platform=small())


class Gate:
    """Holds up whoever is about to store a part, from the part of a number on; ``reached`` tells that somebody is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        self.reached, self.open = asyncio.Event(), asyncio.Event()
        self.asked = list[str]()
        keep = export._keep

        async def waiting(transaction: SqlTransaction, **what: Any) -> None:
            self.asked.append(what["blob"].person)
            await keep(transaction, **what)

        real_ask = export.Exporter._ask

        async def ask(exporter: export.Exporter, event: Any, what: Any, **how: bool) -> Any:
            if getattr(what, "func", None) is waiting and len(self.asked) >= number - 1:
                self.reached.set()
                await self.open.wait()
            return await real_ask(exporter, event, what, **how)

        monkeypatch.setattr(export, "_keep", waiting)
        monkeypatch.setattr(export.Exporter, "_ask", ask)


class TestMeanwhile:
    def test_nobody_waits_while_one_is_packed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(harness: EngineHarness) -> None:
            gate = Gate(monkeypatch, 1)
            await harness.command("1", "export")
            await gate.reached.wait()
            await harness.command("2", "privacy", at=OTHER_ROOM, by=BEN)
            await harness.heard(1)
            assert harness.platform.sent[0][0] == OTHER_ROOM
            gate.open.set()
            await parts(harness, 1)

        play(tmp_path, scenario)

    def test_but_for_those_who_want_one_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(harness: EngineHarness) -> None:
            gate = Gate(monkeypatch, 2)
            await keep_pictures(harness, 60_000, 60_000)
            await harness.command("1", "export")
            await gate.reached.wait()
            await harness.command("2", "export", at=OTHER_ROOM, by=BEN)
            await harness.command("3", "privacy", at=ROOM._replace(chat="third"), by=BEN)
            await harness.heard(1)
            gate.open.set()
            await parts(harness, 4)
            assert [PersonId(person).id for person in gate.asked] == ["ann", "ann", "ann", "ben"]

        play(tmp_path, scenario, platform=small())

    def test_killed_between_two_parts_it_is_packed_anew_and_each_part_comes_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def killed(harness: EngineHarness) -> None:
            with monkeypatch.context() as patched:
                gate = Gate(patched, 2)
                await keep_pictures(harness, 60_000, 60_000)
                await harness.command("1", "export")
                await gate.reached.wait()

        async def again(harness: EngineHarness) -> None:
            messages = await parts(harness, 3)
            await harness.settled()
            assert len(unpacked(*messages)) == 8
            assert len({message.key for message in files(harness.platform)}) == 3

        play(tmp_path, killed, again, platform=small())

    def test_who_is_forgotten_gets_nothing_and_nothing_of_it_is_left(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scenario(harness: EngineHarness) -> None:
            gate = Gate(monkeypatch, 2)
            await keep_pictures(harness, 60_000, 60_000)
            await harness.command("1", "export")
            await gate.reached.wait()
            await harness.press("2", "forget-yes", at=OTHER_ROOM)
            await harness.heard(1)
            gate.open.set()
            await harness.command("3", "privacy")
            await harness.heard(2)
            assert files(harness.platform) == []
            async with harness.store.begin() as transaction:
                assert (await transaction.person_data(ANN_ID)).blobs == ()

        play(tmp_path, scenario, platform=small())

    def test_an_outage_of_the_database_costs_time_alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await keep_pictures(harness, 60_000, 60_000)
            await harness.command("1", "export")
            await parts(harness, 3)
            async with harness.store.begin() as transaction:
                ids = (await transaction.person_data(ANN_ID)).blobs
            assert len(ids) == 5  # no part was packed twice

        failing_put_blob(monkeypatch)
        play(tmp_path, scenario, platform=small())


def failing_put_blob(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database fails when the second part is to be stored."""
    real, parts_stored = SqlTransaction.put_blob, list[str]()

    async def put_blob(transaction: SqlTransaction, blob: Blob) -> None:
        if blob.kind == "application/zip":
            parts_stored.append(blob.id)
            if len(parts_stored) == 2:
                raise StorageError("the disk is full")
        await real(transaction, blob)

    monkeypatch.setattr(SqlTransaction, "put_blob", put_blob)


class TestLimit:
    def test_who_has_had_several_is_told_when_there_may_be_another(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            for number in range(export_limit.EXPORTS):
                await harness.command(f"{number}", "export")
                await parts(harness, number + 1)
            harness.now += 600
            await harness.command("more", "export")
            assert (await harness.heard(export_limit.EXPORTS + 1))[-1].endswith("Please wait for about 50 minutes.")
            await harness.command("ben's", "export", at=OTHER_ROOM, by=BEN)
            await parts(harness, export_limit.EXPORTS + 1)
            harness.now += 3000
            await harness.command("later", "export")
            await parts(harness, export_limit.EXPORTS + 2)

        play(tmp_path, scenario)
