"""Sessions and settings are stored as text, each by itself."""

import pytest

from core.model.session import Session, Settings, read

SETTINGS = Settings(language="ru", options={"blend": {"strength": 1}})


class TestStored:
    def test_they_survive_it(self) -> None:
        session = Session(photos={"style": "b"}, menu=("a",))
        assert read(Session, session.model_dump_json()) == session
        assert read(Settings, SETTINGS.model_dump_json()) == SETTINGS

    def test_a_session_is_stored_without_the_settings(self) -> None:
        assert read(Session, Session(settings=SETTINGS).model_dump_json()) == Session()

    @pytest.mark.parametrize("stored", ["", "null", '{"version": 99}', '{"photos": 7}', "\x00"])
    def test_an_unreadable_one_is_known_as_such(self, stored: str) -> None:
        assert read(Session, stored) is None
