"""Who somebody is."""

from typing import Any, Self
from urllib.parse import quote, unquote

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from core.model.base import Model


class Person(Model):
    """Who did it: an identity within an adapter's account, with the name and locale that the platform gives."""

    id: str
    name: str = ""
    locale: str = ""


class PersonId(str):
    """Who it is, unique over all adapters and accounts: ``adapter:account:id``, each part percent-encoded.

    >>> PersonId.of("telegram", "family", "42").id
    '42'
    """

    __slots__ = ()

    @classmethod
    def of(cls, adapter: str, account: str, id: str) -> Self:
        """The person whom an adapter's account knows by this id."""
        return cls(":".join(quote(part, safe="-_.@+") for part in (adapter, account, id)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The person whose id prints as ``text``. Raises ValueError."""
        parts = [unquote(part) for part in text.split(":")]
        if len(parts) != 3 or not all(parts) or cls.of(*parts) != text:
            raise ValueError("should be a person's id as /whoami tells it: adapter:account:id")
        return cls(text)

    @property
    def account(self) -> str:
        """The adapter's account that knows the person. Raises ValueError where this is no person's id."""
        return self._parts[1]

    @property
    def id(self) -> str:
        """What the platform calls the person. Raises ValueError where this is no person's id."""
        return self._parts[2]

    @property
    def _parts(self) -> list[str]:
        parts = [unquote(part) for part in self.split(":")]
        if len(parts) != 3:
            raise ValueError(f"{str(self)!r} is no person: it has the form adapter:account:id")
        return parts

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
