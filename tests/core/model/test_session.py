"""Sessions are stored as text, and read again by later versions."""

import pytest

from core.model.event import Slot
from core.model.session import Session, read_session


class TestSessions:
    def test_a_session_survives_storing(self) -> None:
        session = Session(language="ru", photos={Slot.STYLE: "b"}, options={"strength": 1}, menu=("a",))
        assert read_session(session.model_dump_json()) == session

    @pytest.mark.parametrize("stored", ["", "{}", "null", '{"version": 99}', '{"version": 1, "photos": 7}', "\x00"])
    def test_an_unreadable_one_is_known_as_such(self, stored: str) -> None:
        assert read_session(stored) is None
