"""Where replies go: an address that can be printed, stored and used after a restart."""

from typing import Any, NamedTuple, Self
from urllib.parse import quote, unquote

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Address(NamedTuple):
    """A conversation: ``adapter:account:chat`` or ``adapter:account:chat:thread``, each part percent-encoded."""

    adapter: str
    account: str
    chat: str
    thread: str = ""

    def __str__(self) -> str:
        parts = self if self.thread else self[:3]
        return ":".join(quote(part, safe="-_.@+") for part in parts)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The address that prints as ``text``. Raises ValueError."""
        parts = [unquote(part) for part in text.split(":")]
        if len(parts) not in (3, 4) or not all(parts):
            raise ValueError(f"{text!r} is no address: it has the form adapter:account:chat[:thread]")
        return cls(*parts)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(value),
            serialization=core_schema.to_string_ser_schema(),
        )
