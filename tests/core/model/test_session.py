"""Sessions are stored as text, and read again by later versions."""

import json

import pytest

from core.model.session import Session, read_session


class TestSessions:
    def test_a_session_survives_storing(self) -> None:
        session = Session(language="ru", photos={"style": "b"}, options={"blend": {"strength": 1}}, menu=("a",))
        assert read_session(session.model_dump_json()) == session

    def test_the_options_of_version_1_are_those_of_the_effect_that_was_chosen(self) -> None:
        stored = {"version": 1, "effect": "blend", "options": {"strength": 1}}
        session = read_session(json.dumps(stored))
        assert session == Session(effect="blend", options={"blend": {"strength": 1}})
        assert read_session(json.dumps({**stored, "effect": ""})) == Session(options={"": {"strength": 1}})
        assert read_session(json.dumps({**stored, "options": {}})) == Session(effect="blend")

    @pytest.mark.parametrize("stored", ["", "{}", "null", '{"version": 99}', '{"version": 1, "photos": 7}', "\x00"])
    def test_an_unreadable_one_is_known_as_such(self, stored: str) -> None:
        assert read_session(stored) is None
