"""Pictures that people have kept: they outlast every expiry, and are nobody's but their person's."""

from core.model.kept_picture import KeptPicture
from core.model.person import Person
from storage.store import SqlStore
from tests.storage.harness import ANN, BEN, blob, person


def picture(id: str, *, of: Person = ANN, blob: str = "blob", name: str = "Waves", created: float = 1.0) -> KeptPicture:
    about = {"effect": "blend", "slot": "style", "size": 9, "spoiler": id == "hidden"}
    return KeptPicture.model_validate(
        {"id": id, "person": person(of), "blob": blob, "name": name, "created": created, **about}
    )


async def keep(store: SqlStore, *pictures: KeptPicture) -> None:
    async with store.begin() as transaction:
        for one in pictures:
            await transaction.keep_picture(one)


async def kept(store: SqlStore, of: Person = ANN) -> list[KeptPicture]:
    async with store.begin() as transaction:
        return await transaction.kept_pictures(person(of))


class TestKeeping:
    async def test_they_come_back_as_they_were_the_newest_first(self, store: SqlStore) -> None:
        first, second, hidden = picture("1", created=1.5), picture("2", created=3.0), picture("hidden", created=2.0)
        await keep(store, first, second, hidden)
        assert await kept(store) == [second, hidden, first]
        assert await kept(store, BEN) == []

    async def test_one_that_is_kept_again_has_another_name_and_is_what_it_was(self, store: SqlStore) -> None:
        await keep(store, picture("1"), picture("1", blob="other", name="Rain", created=9.0))
        assert await kept(store) == [picture("1", name="Rain")]

    async def test_nobody_names_or_deletes_anothers(self, store: SqlStore) -> None:
        await keep(store, picture("1"), picture("1", of=BEN, name="Mine now"))
        async with store.begin() as transaction:
            await transaction.delete_kept("1", person(BEN))
        assert await kept(store) == [picture("1")]

    async def test_they_are_among_all_that_is_kept_of_a_person(self, store: SqlStore) -> None:
        await keep(store, picture("1"), picture("2", of=BEN))
        async with store.begin() as transaction:
            assert (await transaction.person_data(person(ANN))).kept == (picture("1"),)


class TestTheirBlobs:
    async def test_do_not_expire_until_they_are_kept_no_longer(self, store: SqlStore) -> None:
        await keep(store, picture("1", blob="a"), picture("2", blob="a"))
        async with store.begin() as transaction:
            for id in ("a", "b"):
                await transaction.put_blob(blob(id, expires=10.0))
            assert await transaction.delete_expired(20.0, 100) == 1
            await transaction.delete_kept("1", person(ANN))
            assert await transaction.delete_expired(20.0, 100) == 0
            await transaction.delete_kept("2", person(ANN))
            assert await transaction.delete_expired(9.0, 100) == 0
            assert await transaction.delete_expired(20.0, 100) == 1
        assert await kept(store) == []

    async def test_have_sizes_and_ends_as_long_as_they_are_there(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await transaction.put_blob(blob("a", data=b"\x00" * 70_000, expires=10.0))
            await transaction.put_blob(blob("b", data=b"", expires=20.5))
            assert await transaction.blob_sizes(["a", "b", "gone", "a"]) == {"a": 70_000, "b": 0}
            assert await transaction.blob_ends(["a", "b", "gone"]) == {"a": 10.0, "b": 20.5}
            assert await transaction.blob_sizes([]) == {}
            assert await transaction.blob_ends([]) == {}
