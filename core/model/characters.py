"""Whole characters: halves of them, which odd clients send and platforms pass on, can be neither stored nor said."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from core.model.base import Model

T = TypeVar("T", bound=Model)


def with_whole_characters(model: T) -> T:
    """The same model; in its texts, however deep, lone surrogates are replaced by U+FFFD (Unicode, chapter 3.9)."""
    return model.model_copy(update={name: _whole(getattr(model, name)) for name in type(model).model_fields})


def _whole(value: Any) -> Any:
    match value:
        case str():
            mended = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            return value if mended == value else mended  # what is whole keeps its type
        case Model():
            return with_whole_characters(value)
        case Mapping():
            return {_whole(key): _whole(one) for key, one in value.items()}
        case tuple() if hasattr(value, "_fields"):
            return cast(Any, type(value))(*map(_whole, value))
        case list() | tuple():
            return type(value)(map(_whole, value))
        case _:
            return value
