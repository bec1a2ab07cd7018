"""The operator's options of a Discord bot."""

import re
from typing import Final

from pydantic import ConfigDict, Field, SecretStr, field_validator

from atelier_bot import Model

OFFICIAL: Final = "https://discord.com/api/v10"
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{8,}")


class DiscordOptions(Model):
    """A bot's token, and where Discord is."""

    model_config = ConfigDict(hide_input_in_errors=True)

    token: SecretStr = Field(description="The bot's token, from the page Bot of the developer portal.")
    api_url: str = Field(
        OFFICIAL,
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*[^\s?#/])?$",
        description="A REST API of your own, such as a proxy's; the gateway's address is asked there.",
    )

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, token: SecretStr) -> SecretStr:
        if not TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("doesn't look like a bot's token: three parts of letters and digits, with dots between")
        return token
