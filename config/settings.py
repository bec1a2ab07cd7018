"""The operator's settings: what plugins.toml may say, and one line for each thing that is wrong with it."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = Path("plugins.toml")

M = TypeVar("M", bound=BaseModel)


class ConfigError(ValueError):
    """Settings that can't be read or don't make sense; the message names the file, the key and the remedy."""


class Settings(BaseModel):
    """plugins.toml. Every key has a default, so an empty file, or none, will do."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="Atelier's plugins.toml")

    data: Path = Field(Path("data"), description="Folder for everything that Atelier keeps, such as weights.")
    effects: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Effects by name, each with its own options."
    )


def load(path: Path = FILE) -> Settings:
    """The settings in a file, or the defaults where there is none. Raises ConfigError."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: can't be read: {error}") from error
    return validate(Settings, values, str(path))


def validate(model: type[M], values: Mapping[str, object], where: str) -> M:
    """``values`` as a model. Raises ConfigError with a line for each problem; ``where`` begins each line."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(problem, model, where) for problem in error.errors())) from error


def _explain(problem: Mapping[str, Any], model: type[BaseModel], where: str) -> str:
    key = ".".join(map(str, problem["loc"]))
    if problem["type"] != "extra_forbidden":
        return f"{where}: {key}: {problem['msg'][:1].lower()}{problem['msg'][1:]}, not {problem['input']!r}"
    known = _fields(model, problem["loc"][:-1])
    similar = difflib.get_close_matches(str(problem["loc"][-1]), known, n=1)
    remedy = f"did you mean {similar[0]}?" if similar else f"there are {', '.join(sorted(known))}"
    return f"{where}: {key}: no such key; {remedy}"


def _fields(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys that a model has at a location inside it."""
    found: Any = model
    for step in location:
        found = found.model_fields[step].annotation
    return list(found.model_fields)
