"""The operator's options of a Telegram bot."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator

from atelier_bot import Model, ProxyUrl, ServerUrl, looks_like

OFFICIAL = "https://api.telegram.org"
TOKEN = looks_like(
    r"[0-9]+:[A-Za-z0-9_-]{30,}",
    "doesn't look like a token of @BotFather's: a number, a colon and 35 characters",
)


class WebhookOptions(Model):
    """Where Telegram brings updates, and where Atelier listens for them."""

    url: str = Field(
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        description="The address that Telegram calls, such as https://bot.example.org/telegram.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 where no proxy is on the same machine.")
    port: int | None = Field(
        None, ge=0, le=65535, description="Port to listen on; without it the variable PORT, else 8443."
    )
    certificate: Path | None = Field(
        None, description="A self-signed certificate (PEM), with which Atelier serves the address itself."
    )
    key: Path | None = Field(None, description="The certificate's private key (PEM).")

    @model_validator(mode="after")
    def _has_both_or_neither(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("a certificate needs its key, and a key its certificate")
        return self


class TelegramOptions(Model):
    """A bot's token, and how it talks with Telegram."""

    token: Annotated[SecretStr, TOKEN] = Field(description="The bot's token, from @BotFather.")
    api_url: ServerUrl = Field(OFFICIAL, description="A Bot API server of your own, such as http://localhost:8081.")
    proxy: ProxyUrl | None = Field(
        None, description="An HTTP proxy for all connections to Telegram; without it the environment's HTTPS_PROXY."
    )
    local: bool = Field(
        default=False,
        description="That server runs with --local on this machine: files of up to 2 GB, read from its folder.",
    )
    webhook: WebhookOptions | None = Field(None, description="Have Telegram call; without it Atelier polls.")

    @model_validator(mode="after")
    def _goes_with_the_server(self) -> Self:
        if self.api_url != OFFICIAL:
            return self
        if self.local:
            raise ValueError("local is for a Bot API server of your own: set api_url too")
        if self.webhook is not None and not self.webhook.url.startswith("https://"):
            raise ValueError("Telegram calls https:// addresses only, so the webhook's url has to be one")
        return self
