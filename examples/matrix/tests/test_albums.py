"""Which photos belong together."""

from atelier_matrix.albums import Albums


def test_photos_that_come_close_together_are_one_album() -> None:
    albums = Albums()
    assert [albums.of("room", "ann", id, time) for id, time in (("a", 0), ("b", 3000), ("c", 5000))] == ["a", "a", "a"]


def test_a_later_one_begins_another() -> None:
    albums = Albums()
    assert [albums.of("room", "ann", id, time) for id, time in (("a", 0), ("b", 3001))] == ["a", "b"]


def test_what_is_said_in_between_ends_it() -> None:
    albums = Albums()
    albums.of("room", "ann", "a", 0)
    albums.end("room", "ann")
    assert albums.of("room", "ann", "b", 10) == "b"


def test_others_photos_are_others() -> None:
    albums = Albums()
    albums.of("room", "ann", "a", 0)
    assert albums.of("room", "bob", "b", 10) == "b"
    assert albums.of("elsewhere", "ann", "c", 10) == "c"
