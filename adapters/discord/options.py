"""The operator's options of a Discord bot."""

from typing import Annotated, Final

from pydantic import Field, SecretStr

from atelier_bot import Model, ProxyUrl, ServerUrl, looks_like

OFFICIAL: Final = "https://discord.com/api/v10"
TOKEN: Final = looks_like(
    r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{8,}",
    "doesn't look like a bot's token: three parts of letters and digits, with dots between",
)


class DiscordOptions(Model):
    """A bot's token, and where Discord is."""

    token: Annotated[SecretStr, TOKEN] = Field(
        description="The bot's token, from the page Bot of the developer portal."
    )
    api_url: ServerUrl = Field(
        OFFICIAL, description="A REST API of your own, such as a proxy's; the gateway's address is asked there."
    )
    shards: int = Field(
        1, ge=1, le=1000, description="Connections to the gateway, on each of which Discord takes up to 2500 guilds."
    )
    proxy: ProxyUrl | None = Field(
        None, description="An HTTP proxy for all connections to Discord; without it the environment's HTTPS_PROXY."
    )
