"""Options that the adapters of chat platforms have in common."""

import re
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

ServerUrl = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*[^\s?#/])?$")]
"""The address of a server, perhaps with a path: no query, and no slash at the end."""


def looks_like(pattern: str, problem: str) -> AfterValidator:
    """Checks that all of a secret matches a regular expression. Raises ValueError with ``problem``, never the secret.

    The model needs ``hide_input_in_errors``, which ``Model`` has:

        token: Annotated[SecretStr, looks_like(r"[0-9]+:[A-Za-z0-9_-]{30,}", "doesn't look like a token")]
    """
    return AfterValidator(partial(_checked, re.compile(pattern), problem))


def _checked(pattern: re.Pattern[str], problem: str, secret: SecretStr) -> SecretStr:
    if not pattern.fullmatch(secret.get_secret_value()):
        raise ValueError(problem)
    return secret
