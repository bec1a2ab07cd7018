"""Secrets come from the environment or a file, never from plugins.toml, and are never seen again."""

import os
import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, SecretStr, field_validator

from config.checks import ConfigError, validate
from config.secrets import HIDDEN, SecretError, Secrets

TOKEN = "123456:AAF-Example_token's"


class Inner(BaseModel):
    key: SecretStr


class Options(BaseModel):
    token: SecretStr | None = None
    place: str | SecretStr = ""
    inner: Inner | None = None
    rows: list[Inner] = []
    many: dict[str, SecretStr] = {}
    other: SecretStr | None = Field(default=None, alias="another")
    port: int = 1

    @field_validator("token")
    @classmethod
    def _is_long(cls, token: SecretStr) -> SecretStr:
        if len(token.get_secret_value()) < 6:
            raise ValueError(f"{token.get_secret_value()} is too short")
        return token


def read(options: dict[str, Any], environment: dict[str, str] | None = None) -> Options:
    return validate(Options, options, "here", Secrets(environment or {}))


def refusal(options: dict[str, Any], environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        read(options, environment)
    return str(caught.value)


class TestUnset:
    def test_variables_are_found_wherever_they_are_named(self) -> None:
        values = {"token": {"env": "ONE"}, "rows": [{"key": {"env": "TWO"}}], "port": 1, "there": {"env": "THERE"}}
        assert Secrets({"THERE": TOKEN}).unset(values) == ["ONE", "TWO"]

    def test_one_with_nothing_but_blanks_in_it_is_unset(self) -> None:
        assert Secrets({"ONE": " \n"}).unset({"token": {"env": "ONE"}}) == ["ONE"]

    @pytest.mark.parametrize("reference", [{"env": TOKEN}, {"env": "ONE", "file": "x"}, {"file": "ONE"}, "ONE"])
    def test_what_names_no_variable_is_none(self, reference: object) -> None:
        assert Secrets({}).unset({"token": reference}) == []


class TestReading:
    def test_from_the_environment(self) -> None:
        found = read({"token": {"env": "BOT_TOKEN"}}, {"BOT_TOKEN": f" {TOKEN}\n"})
        assert found.token == SecretStr(TOKEN)

    def test_from_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_text(TOKEN + "\n")
        assert read({"token": {"file": str(tmp_path / "token")}}).token == SecretStr(TOKEN)

    def test_wherever_they_are_in_the_options(self) -> None:
        secret = {"env": "KEY"}
        options = {"inner": {"key": secret}, "rows": [{"key": secret}], "many": {"a": secret}, "another": secret}
        found = read(options, {"KEY": TOKEN})
        assert found.inner is not None
        assert {found.inner.key, found.rows[0].key, found.many["a"], found.other} == {SecretStr(TOKEN)}

    def test_what_may_be_written_out_is(self) -> None:
        assert read({"place": "here"}).place == "here"
        assert read({"place": {"env": "PLACE"}}, {"PLACE": "there"}).place == SecretStr("there")


class TestRefusals:
    @pytest.mark.parametrize(
        "options",
        [
            {"token": TOKEN},
            {"inner": {"key": TOKEN}},
            {"rows": [{"key": TOKEN}]},
            {"many": {"a": TOKEN}},
            {"another": TOKEN},
            {"other": TOKEN},
        ],
    )
    def test_one_that_is_written_out_gets_a_line_that_says_what_to_do(self, options: dict[str, Any]) -> None:
        (line,) = (line for line in refusal(options).splitlines() if "secret" in line)
        assert 'write { env = "NAME" } and set that variable in the environment, or { file = "PATH" }' in line

    @pytest.mark.parametrize(
        ("reference", "says"),
        [
            ({"env": "BOT_TOKEN"}, "BOT_TOKEN isn't set in the environment"),
            ({"env": "EMPTY"}, "EMPTY isn't set in the environment"),
            ({"env": TOKEN}, "env takes the name of a variable"),
            ({"env": "lower"}, "env takes the name of a variable"),
            ({"file": "no/such/file"}, "the file named there can't be read: No such file or directory"),
            ({"file": "."}, "the file named there can't be read: Is a directory"),
            ({"file": "a\0b"}, "the file named there isn't a text file"),
            ({"file": "/dev/zero"}, "the file named there is"),
            ({"file": "/dev/null"}, "the file named there is empty"),
            ({}, 'give a secret as { env = "NAME" } or { file = "PATH" }'),
            ({"env": "A", "file": "b"}, "give a secret as"),
            ({"env": 5}, "give a secret as"),
            ({"token": TOKEN}, "give a secret as"),
            (5, "a secret doesn't belong in this file"),
            ([TOKEN], "a secret doesn't belong in this file"),
        ],
    )
    def test_one_that_can_not_be_had_is_named(self, reference: object, says: str) -> None:
        line = refusal({"token": reference}, {"EMPTY": " "})
        assert line.startswith(f"here: token: {says}")
        assert TOKEN not in line

    def test_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_bytes(b"\xff\xfe")
        assert "isn't a text file" in refusal({"token": {"file": str(tmp_path / "token")}})

    def test_a_file_too_large_for_a_secret(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_text("x" * 10_000)
        assert "too large for a secret" in refusal({"token": {"file": str(tmp_path / "token")}})

    def test_a_pipe_that_nobody_writes_into_does_not_hold_up_the_start(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "token")
        assert "is empty" in refusal({"token": {"file": str(tmp_path / "token")}})

    def test_other_problems_are_said_with_it(self) -> None:
        assert refusal({"token": TOKEN, "port": "x"}).splitlines()[1].startswith("here: port: ")


class TestNothingOfThemIsSeen:
    @pytest.mark.parametrize(
        "options",
        [
            {"token": TOKEN},
            {"tokn": TOKEN},
            {"inner": TOKEN},
            {"inner": {"ky": TOKEN}},
            {"rows": TOKEN},
            {"many": TOKEN},
            {"place": [TOKEN]},
            {"port": [TOKEN]},
            {"token": {"env": TOKEN}},
            {"token": {"file": TOKEN}},
            {"token": {"env": "GOOD"}, "port": "x"},
            {"token": {"env": "SHORT"}},
        ],
    )
    def test_in_an_error_nor_in_its_traceback(self, options: dict[str, Any]) -> None:
        try:
            read(options, {"GOOD": TOKEN, "SHORT": TOKEN[:5]})
        except ConfigError:
            seen = traceback.format_exc()
        assert "here: " in seen
        assert TOKEN[:5] not in seen

    def test_in_a_repr(self) -> None:
        found = read({"token": {"env": "KEY"}, "place": {"env": "KEY"}}, {"KEY": TOKEN})
        assert TOKEN not in repr(found) + str(found) + found.model_dump_json()

    @given(st.text(min_size=4), st.text(), st.text())
    def test_in_a_text(self, secret: str, before: str, after: str) -> None:
        secrets = Secrets({"KEY": secret})
        if not secret.strip():
            return
        value = secrets.read({"env": "KEY"}).get_secret_value()
        hidden = secrets.hide(f"{before}{value}{after}")
        assert len(value) < 4 or value not in hidden.replace(HIDDEN, "")

    @pytest.mark.parametrize("form", [TOKEN, repr(TOKEN), "123456%3AAAF-Example_token%27s", f"/bot{TOKEN}/getMe"])
    def test_however_it_is_quoted(self, form: str) -> None:
        secrets = Secrets({"KEY": TOKEN})
        secrets.read({"env": "KEY"})
        assert "Example" not in secrets.hide(f"refused: {form}")

    def test_nor_a_password_that_is_part_of_one(self) -> None:
        secrets = Secrets({"KEY": "postgresql+psycopg://me:pass%2Fword@host/db"})
        secrets.read({"env": "KEY"})
        for form in ("pass/word", "pass%2Fword", "postgresql+psycopg://me:pass%2Fword@host/db"):
            assert secrets.hide(f"no: {form}!") == f"no: {HIDDEN}!"


class TestWhatMayBeShared:
    def test_is_a_variable_with_no_secret(self) -> None:
        secrets = Secrets({"MODELS": "/models"})
        assert (secrets.shareable("MODELS"), secrets.shareable("UNSET")) == ("/models", None)

    def test_is_none_that_was_named_as_one_set_or_not(self) -> None:
        secrets = Secrets({"TOKEN": TOKEN})
        secrets.read({"env": "TOKEN"})
        with pytest.raises(SecretError):
            secrets.read({"env": "OTHER"})
        for name in ("TOKEN", "OTHER"):
            with pytest.raises(SecretError, match=f"{name} holds a secret"):
                secrets.shareable(name)

    def test_is_none_that_has_one_in_it_under_another_name(self) -> None:
        secrets = Secrets({"TOKEN": TOKEN, "COPY": f"bot{TOKEN}"})
        secrets.read({"env": "TOKEN"})
        with pytest.raises(SecretError, match="COPY holds a secret"):
            secrets.shareable("COPY")
