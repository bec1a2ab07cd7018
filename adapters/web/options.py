"""The operator's options of the web page; those under which strangers could use it are refused."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Self

from pydantic import Field, SecretStr, model_validator

from atelier_bot import Model

TOKEN_LENGTH = 20
"""An access token of fewer characters could be guessed."""


class WebOptions(Model):
    """Where the page is served and what it takes."""

    host: str = Field("127.0.0.1", description="Address to listen on; any but this machine's own needs a token.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes any that is free.")
    token: SecretStr | None = Field(
        None, description="What people must know to use the page: at least 20 characters. Needed beyond this machine."
    )
    origin: str | None = Field(
        None,
        pattern=r"^https?://[a-z0-9.-]+(:[0-9]+)?$",
        description="What browsers see where a proxy stands before the page, such as https://paint.example.org.",
    )
    proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        (),
        description="Addresses or networks of the proxies before the page, whose X-Forwarded-For says who asks.",
    )

    @property
    def is_public(self) -> bool:
        """Whether others than this machine's see the page under its ``origin``."""
        return self.origin is not None and not is_loopback(name_in(self.origin))

    @model_validator(mode="after")
    def _keeps_strangers_out(self) -> Self:
        if self.token is not None and len(self.token) < TOKEN_LENGTH:
            raise ValueError(
                f"token should have at least {TOKEN_LENGTH} characters: "
                'python -c "import secrets; print(secrets.token_urlsafe())" makes one'
            )
        if self.token is None and not is_loopback(self.host):
            raise ValueError(
                f"the web page won't listen on {self.host} without an access token: "
                'add token = { env = "WEB_TOKEN" } and set that variable, or listen on 127.0.0.1'
            )
        if self.token is None and self.is_public:
            raise ValueError(
                f"the web page won't be shown at {self.origin} without an access token: "
                'add token = { env = "WEB_TOKEN" } and set that variable, or take origin out'
            )
        return self


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host."""
    return host == "localhost" or (is_address(host) and ip_address(host).is_loopback)


def is_address(host: str) -> bool:
    """Whether a host is a number, which no foreign name server can point elsewhere."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def name_in(address: str) -> str:
    """The name or number in an address such as ``localhost:8080``, ``[::1]:8080`` or ``https://paint.example.org``."""
    return re.sub(r"^https?://|:\d+$", "", address.lower()).strip("[]")
