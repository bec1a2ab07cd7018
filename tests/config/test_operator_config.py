"""plugins.toml is read as it is written, and what is wrong with it is said in a line with the remedy."""

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr, field_validator

from config import operator_config
from config.checks import ConfigError, validate
from config.operator_config import ADAPTERS, Limits, OperatorConfig
from config.secrets import Secrets
from core.model.retention import Retention
from effects.style_transfer.options import FineOptions, StyleTransferConfig
from tests.config.harness import VALUES, toml


def write(folder: Path, text: str) -> Path:
    path = folder / "plugins.toml"
    path.write_text(text)
    return path


def refusal(folder: Path, text: str, environment: Mapping[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        operator_config.load(write(folder, text), Secrets(environment or {}))
    return str(caught.value).removeprefix(f"{folder / 'plugins.toml'}: ")


def test_an_empty_file_will_do(tmp_path: Path) -> None:
    assert operator_config.load(write(tmp_path, "")) == OperatorConfig()


class TestFind:
    def test_the_file_that_is_named(self, tmp_path: Path) -> None:
        path = write(tmp_path, "")
        assert operator_config.find(path) == path

    def test_one_that_is_named_and_not_there_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"mine\.toml: there is no such file; without --config"):
            operator_config.find(tmp_path / "mine.toml")

    def test_else_the_folders_own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, "")
        monkeypatch.chdir(tmp_path)
        assert operator_config.find(None) == Path("plugins.toml")

    def test_else_the_one_that_atelier_comes_with(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert operator_config.find(None) == Path(operator_config.__file__).parents[1] / "plugins.toml"


def test_what_it_says_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, 'data = "/srv/atelier"\n[effects.style-transfer]\nencoder = "vgg19"\n')
    found = operator_config.load(path)
    assert found.data == Path("/srv/atelier")
    assert found.effects == {"style-transfer": {"encoder": "vgg19"}}


def test_an_unknown_key_is_named_with_the_nearest_that_exists(tmp_path: Path) -> None:
    path = write(tmp_path, 'date = "x"')
    with pytest.raises(ConfigError, match=r"plugins\.toml: date: no such key; did you mean data\?"):
        operator_config.load(path)


def test_an_unknown_key_like_no_other_is_answered_with_all() -> None:
    with pytest.raises(ConfigError, match="colour: no such key; there are device, encoder, precision"):
        validate(StyleTransferConfig, {"colour": 1}, "effects")


def test_a_value_out_of_range_is_named_with_its_range() -> None:
    with pytest.raises(ConfigError, match="stylize: size: input should be greater than or equal to 64, not 20"):
        validate(FineOptions, {"size": 20}, "stylize")


def test_a_key_can_be_called_what_a_person_knows_it_by() -> None:
    with pytest.raises(ConfigError, match=r"^--style_scale: input should be less than or equal to 4, not 9$"):
        validate(FineOptions, {"style_scale": 9}, lambda place: f"--{place[0]}")


def test_each_problem_has_its_line() -> None:
    with pytest.raises(ConfigError) as caught:
        validate(FineOptions, {"size": 20, "sead": 1}, "stylize")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("text", ["data = ", "[effects", "\x00"])
def test_what_is_no_toml_is_named_with_its_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"plugins\.toml: not valid TOML: .*at "):
        operator_config.load(write(tmp_path, text))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "plugins.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="can't be read"):
        operator_config.load(path)


class TestDefaults:
    def test_nothing_configured_is_every_platform_and_style_transfer(self) -> None:
        found = OperatorConfig()
        assert (found.adapters, found.effects) == (ADAPTERS, {"style-transfer": {}})
        assert found.database_url == "sqlite+aiosqlite:///data/atelier.db"
        assert found.limits == Limits(
            max_waiting=3, max_queue=100, job_minutes=30, photo_megabytes=50, max_kept=50, kept_megabytes=100
        )
        assert found.keep_hours == 1
        assert found.keep == Retention(message_days=1, history_days=90, job_days=7, idle_days=90)

    def test_an_empty_table_of_plugins_configures_none(self, tmp_path: Path) -> None:
        found = operator_config.load(write(tmp_path, "[adapters]\n[effects]\n"))
        assert (found.adapters, found.effects) == (ADAPTERS, {"style-transfer": {}})

    def test_what_is_configured_runs_and_nothing_else(self, tmp_path: Path) -> None:
        assert list(operator_config.load(write(tmp_path, "[adapters.telegram]\n")).adapters) == ["telegram"]

    def test_the_database_lies_in_the_data_folder(self, tmp_path: Path) -> None:
        found = operator_config.load(write(tmp_path, 'data = "/srv/paintings"'))
        assert found.database_url == "sqlite+aiosqlite:////srv/paintings/atelier.db"


class TestPlugins:
    def test_several_accounts_of_one_adapter_have_names(self, tmp_path: Path) -> None:
        text = "[adapters.telegram]\n[adapters.family]\nplugin = 'telegram'\nwords = 5\n"
        found = operator_config.load(write(tmp_path, text))
        assert found.adapters == {"telegram": {}, "family": {"plugin": "telegram", "words": 5}}

    @pytest.mark.parametrize("name", ["a b", "", "a.b", "a:b", "é", "x" * 65])
    def test_names_are_plain(self, name: str, tmp_path: Path) -> None:
        line = refusal(tmp_path, f'[adapters."{name}"]')
        assert line.startswith("adapters.")
        assert line.endswith(": a name has letters, digits, - and _ in it, and no more than 64")

    @pytest.mark.parametrize("text", ["adapters = 5", "[adapters]\ntelegram = 5", "[[adapters.telegram]]"])
    def test_they_are_tables(self, text: str, tmp_path: Path) -> None:
        assert re.search(r"^adapters(\.telegram)?: should be a table(, not 5)?$", refusal(tmp_path, text))


class TestDatabase:
    def test_from_the_environment(self, tmp_path: Path) -> None:
        url = "postgresql+psycopg://me:password@localhost/atelier"
        found = operator_config.load(
            write(tmp_path, 'database = { env = "DATABASE_URL" }'), Secrets({"DATABASE_URL": url})
        )
        assert found.database_url == url
        assert "password" not in repr(found)

    @pytest.mark.parametrize(
        "url", ["sqlite+aiosqlite:///x.db", "sqlite+aiosqlite:////srv/x.db", "postgresql+psycopg://me@localhost/x"]
    )
    def test_one_without_a_password_may_be_written_out(self, url: str, tmp_path: Path) -> None:
        assert operator_config.load(write(tmp_path, f'database = "{url}"')).database_url == url

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql+psycopg://me:hunter2@localhost/x",
            "postgresql://me:hunter2@localhost/x",
            "postgresql+psycopg://localhost/x?user=me&password=hunter2",
            "postgresql+psycopg://me:hunter2@[localhost/x",
        ],
    )
    def test_a_password_may_not(self, url: str, tmp_path: Path) -> None:
        line = refusal(tmp_path, f'database = "{url}"')
        assert line.startswith("database: its password doesn't belong in this file: write { env =")
        assert "hunter2" not in line

    @pytest.mark.parametrize("url", ["postgresql://localhost/x", "x.db", "", "mysql://x"])
    def test_another_kind_is_refused_with_those_there_are(self, url: str, tmp_path: Path) -> None:
        line = refusal(tmp_path, f'database = "{url}"')
        assert line == "database: should begin with sqlite+aiosqlite:/// or postgresql+psycopg://"

    def test_a_wrong_one_from_the_environment_is_not_shown(self, tmp_path: Path) -> None:
        line = refusal(tmp_path, 'database = { env = "URL" }', {"URL": "mysql://me:hunter2@host"})
        assert line.startswith("database: should begin with")
        assert "hunter2" not in line

    def test_neither_a_text_nor_a_secret(self, tmp_path: Path) -> None:
        assert refusal(tmp_path, "database = 5").startswith("database: should be a text in quotes, { env =")


THERE_ARE = "adapters, children, cluster, data, database, effects, keep, keep_hours, limits, log, monitoring"


class TestLines:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("data = 5", "data: should be a path in quotes, not 5"),
            ('data = "a?b"', "data: should be a path with neither ? nor a null character in it"),
            ("[limits]\nmax_waiting = 0", "limits.max_waiting: input should be greater than or equal to 1, not 0"),
            ("[limits]\nmax_waiting = true", "limits.max_waiting: should be a whole number, not True"),
            ('[limits]\nmax_queue = "many"', "limits.max_queue: should be a whole number"),
            ("[limits]\nmax_wating = 3", "limits.max_wating: no such key; did you mean max_waiting?"),
            ("limits = 3", "limits: should be a table, not 3"),
            ("keep_hours = nan", "keep_hours: input should be less than or equal to 8784, not nan"),
            ("[keep]\nmessage_days = 0.5", "keep.message_days: input should be greater than or equal to 1, not 0.5"),
            ("[keep]\njob_days = 4000", "keep.job_days: input should be less than or equal to 3660, not 4000"),
            ("keep_hours = inf", "keep_hours: input should be less than or equal to 8784, not inf"),
            ('"a\\nb" = 1', f'"a\\nb": no such key; there are {THERE_ARE}'),
            ("adaptors = {}", "adaptors: no such key; did you mean adapters?"),
            ("DATA = 'there'", "DATA: no such key; did you mean data?"),
            ("[limits]\nMAX_QUEUE = 3", "limits.MAX_QUEUE: no such key; did you mean max_queue?"),
            ("max_queue = 3", "max_queue: no such key; did you mean limits.max_queue?"),
            ("[telegram]", "telegram: no such key; did you mean adapters.telegram?"),
            ("[style_transfer]", "style_transfer: no such key; did you mean effects.style-transfer?"),
            ("port = 80", "port: no such key; did you mean monitoring.port?"),
        ],
    )
    def test_they_name_the_key_and_the_remedy(self, text: str, line: str, tmp_path: Path) -> None:
        assert refusal(tmp_path, text) == line

    def test_what_a_plugins_model_would_let_pass_is_refused_too(self) -> None:
        class Lax(BaseModel):
            host: str = ""

        with pytest.raises(ConfigError, match=r"here: hots: no such key; did you mean host\?"):
            validate(Lax, {"hots": "x"}, "here")

    @pytest.mark.parametrize("extra", ["ignore", "forbid"])
    def test_one_that_is_needed_and_misspelt_is_one_line(self, extra: Literal["ignore", "forbid"]) -> None:
        class Needy(BaseModel, extra=extra):
            host: str
            port: int

        with pytest.raises(ConfigError) as caught:
            validate(Needy, {"hots": "x"}, "here")
        assert sorted(str(caught.value).splitlines()) == [
            "here: hots: no such key; did you mean host?",
            "here: port: it is needed",
        ]

    def test_keys_inside_lists_and_choices_are_named(self) -> None:
        class Rule(BaseModel, extra="forbid"):
            word: str = ""

        class Rules(BaseModel):
            rules: list[Rule] = []
            first: Rule | None = None

        with pytest.raises(ConfigError) as caught:
            validate(Rules, {"rules": [{}, {"wrod": "x"}], "first": {"wrd": "x"}}, "here")
        assert str(caught.value).splitlines() == [
            "here: rules.1.wrod: no such key; did you mean word?",
            "here: first.wrd: no such key; did you mean word?",
        ]

    def test_a_message_of_several_lines_becomes_one(self) -> None:
        class Strict(BaseModel):
            host: str

            @field_validator("host")
            @classmethod
            def _never(cls, host: str) -> str:
                raise ValueError(f"not\n {host}")

        with pytest.raises(ConfigError, match=r"here: host: not this$"):
            validate(Strict, {"host": "this"}, "here")

    def test_a_missing_key(self) -> None:
        class Needy(BaseModel):
            token: SecretStr

        with pytest.raises(ConfigError, match=r"here: token: it is needed$"):
            validate(Needy, {}, "here")


KEYS = st.sampled_from([*OperatorConfig.model_fields, "date", "adaptors", "limit"]) | st.text(max_size=8)
INNER = st.dictionaries(st.sampled_from([*Limits.model_fields, "web", "env", "file"]) | st.text(max_size=8), VALUES)


class TestAnyFile:
    @given(st.dictionaries(KEYS, VALUES | INNER, max_size=4))
    @example({"[key]": {}})
    @example({"adapters": {"[key]": {}}})
    def test_is_read_or_answered_with_lines_that_name_its_keys(self, table: dict[str, object]) -> None:
        keys = [key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key) for key in table]
        for line in self.answer(toml(table).encode()):
            assert line.startswith(tuple(key[:40] for key in keys))
            assert len(line) < 300

    @given(st.binary() | st.text(alphabet="[]{}=\"'#.\\\n 0123abe-:_").map(str.encode))
    def test_that_is_no_toml_is_answered_in_a_line(self, data: bytes) -> None:
        for line in self.answer(data):
            assert line.startswith(("not valid TOML: ", "can't be read: ")) or ": no such key; " in line

    @staticmethod
    def answer(data: bytes) -> list[str]:
        """What is said about a file, less the file's name in each line."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plugins.toml"
            path.write_bytes(data)
            try:
                operator_config.load(path, Secrets({}))
            except ConfigError as error:
                return [line.partition(f"{path}: ")[2] for line in str(error).splitlines()]
        return []

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("a = " + "[" * 100_000, "not valid TOML: nested too deeply"),
            ("a = " + "9" * 5000, "not valid TOML: a number with too many digits"),
            ("a = 2020-13-45", "not valid TOML: "),
            ("a = 1\na = 2", "not valid TOML: "),
        ],
    )
    def test_that_would_break_the_parser(self, text: str, says: str, tmp_path: Path) -> None:
        assert refusal(tmp_path, text).startswith(says)

    def test_that_is_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"can't be read: Is a directory$"):
            operator_config.load(tmp_path)
