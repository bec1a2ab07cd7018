"""Secrets: where an option names one they are read from the environment or a file, and kept out of all that is said.

In plugins.toml a secret is a table, ``token = { env = "NAME" }`` or ``token = { file = "PATH" }``: the file itself can
then be shown to anybody. Options that are secrets are those whose model says ``SecretStr``; one that says
``str | SecretStr`` may also be written out.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin
from urllib.parse import quote, unquote, urlsplit

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from core.model.errors import AtelierError

VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
"""What a variable's name looks like. Nothing else is repeated in a message: it might be the secret itself."""
FILE_LIMIT = 8192
SHORTEST = 4
"""Shorter ones aren't looked for in texts: they'd be found everywhere."""
HIDDEN = "**********"


class SecretError(AtelierError, ValueError):
    """A secret that can't be had; the message holds nothing of it."""

    code = "secret"


class Problem(NamedTuple):
    """What is wrong with the value at a place in the options."""

    place: tuple[int | str, ...]
    text: str


class Secrets:
    """Reads secrets, and knows those it has read to hide them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._known: set[str] = set()
        self._variables: set[str] = set()

    def read(self, reference: object) -> SecretStr:
        """The secret that ``{"env": NAME}`` or ``{"file": PATH}`` leads to. Raises SecretError."""
        match reference:
            case {"env": str(name), **rest} if not rest:
                text = self._variable(name)
            case {"file": str(path), **rest} if not rest:
                text = _file(path)
            case {}:
                raise SecretError('give a secret as { env = "NAME" } or { file = "PATH" }')
            case _:
                raise SecretError(
                    'a secret doesn\'t belong in this file: write { env = "NAME" } and set that variable in the '
                    'environment, or { file = "PATH" } and put it into that file'
                )
        self._known |= _spellings(text)
        return SecretStr(text)

    def unset(self, values: object) -> list[str]:
        """The variables that ``{"env": NAME}`` names, anywhere in these values, and that aren't set to anything."""
        match values:
            case {"env": str(name), **rest} if not rest and VARIABLE.fullmatch(name):
                return [] if self._environment.get(name, "").strip() else [name]
            case Mapping():
                return [name for value in values.values() for name in self.unset(value)]
            case list():
                return [name for value in values for name in self.unset(value)]
            case _:
                return []

    def shareable(self, name: str) -> str | None:
        """A variable's value, None where it isn't set. Raises SecretError where it is one that holds a secret."""
        value = self._environment.get(name)
        if name in self._variables or (value is not None and self.hide(value) != value):
            raise SecretError(f"{name} holds a secret")
        return value

    def hide(self, text: str) -> str:
        """``text`` without the secrets that were read, however they are quoted."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return text

    def _variable(self, name: str) -> str:
        if not VARIABLE.fullmatch(name):
            raise SecretError("env takes the name of a variable, in capital letters, digits and underscores")
        self._variables.add(name)
        text = self._environment.get(name, "").strip()
        if not text:
            raise SecretError(f"{name} isn't set in the environment")
        return text


def fill(model: type[BaseModel], values: Mapping[str, Any], secrets: Secrets) -> tuple[dict[str, Any], list[Problem]]:
    """``values`` with secrets in their places, but for those that can't be had, and what is wrong with these."""
    problems: list[Problem] = []
    return _filled_model(model, values, (), secrets, problems), problems


def members(annotation: Any) -> Iterator[Any]:
    """The types that a type allows: those of a union, without what they are annotated with."""
    if get_origin(annotation) is Annotated:
        yield from members(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from members(member)
    else:
        yield annotation


def spellings(name: str, field: FieldInfo) -> set[str]:
    """The keys under which a field may be given."""
    return {name, *(alias for alias in (field.alias, field.validation_alias) if isinstance(alias, str))}


def _filled_model(
    model: type[BaseModel],
    values: Mapping[str, Any],
    place: tuple[int | str, ...],
    secrets: Secrets,
    problems: list[Problem],
) -> dict[str, Any]:
    types = {key: field.annotation for name, field in model.model_fields.items() for key in spellings(name, field)}
    filled = {}
    for key, value in values.items():
        try:
            filled[key] = _filled(types.get(key, Any), value, (*place, key), secrets, problems)
        except SecretError as error:
            problems.append(Problem((*place, key), str(error)))
    return filled


def _filled(
    annotation: Any, value: Any, place: tuple[int | str, ...], secrets: Secrets, problems: list[Problem]
) -> Any:
    allowed = list(members(annotation))
    if SecretStr in allowed:
        if isinstance(value, SecretStr) or (isinstance(value, str) and str in allowed):
            return value
        if str in allowed and not isinstance(value, Mapping):
            raise SecretError('should be a text in quotes, { env = "NAME" } or { file = "PATH" }')
        return secrets.read(value)
    for member in allowed:
        inner = get_args(member)
        if isinstance(value, Mapping) and isinstance(member, type) and issubclass(member, BaseModel):
            return _filled_model(member, value, place, secrets, problems)
        if isinstance(value, Mapping) and get_origin(member) is dict:
            return {key: _filled(inner[1], one, (*place, key), secrets, problems) for key, one in value.items()}
        if isinstance(value, list) and inner and get_origin(member) in (list, tuple, set, frozenset):
            return [_filled(inner[0], one, (*place, index), secrets, problems) for index, one in enumerate(value)]
    return value


def _file(path: str) -> str:
    try:
        with open(path, "rb", opener=_at_once) as file:
            data = file.read(FILE_LIMIT + 1) or b""
        text = data.decode().strip()
    except OSError as error:
        raise SecretError(f"the file named there can't be read: {error.strerror or 'a fault'}") from None
    except ValueError:  # a name with a null in it, or bytes that are no text
        raise SecretError("the file named there isn't a text file") from None
    if not text or len(data) > FILE_LIMIT:
        raise SecretError(f"the file named there {'is empty' if not text else 'is too large for a secret'}")
    return text


def _at_once(path: str, flags: int) -> int:
    """Opens a file as ``open`` does, without waiting for somebody to write into a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


def _spellings(secret: str) -> set[str]:
    """A secret and what it looks like in URLs and in printed values; of a URL, its password alone too."""
    parts = [secret]
    with suppress(ValueError):  # no URL
        parts.append(unquote(urlsplit(secret).password or ""))
    found = {form for part in parts for form in (part, quote(part, safe=""), repr(part)[1:-1])}
    return {form for form in found if len(form) >= SHORTEST}
