"""Proxies: through which one a platform is reached, as the operator says or else as the environment does."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

SCHEMES: Final = ("http", "https")
"""How proxies are spoken with; nothing here speaks SOCKS."""
PLAIN: Final = {"ws": "http", "wss": "https"}
"""Websockets go through the same proxies as other requests."""


def _checked(proxy: str | SecretStr) -> str | SecretStr:
    address = proxy.get_secret_value() if isinstance(proxy, SecretStr) else proxy
    if isinstance(proxy, str) and "@" in proxy:
        raise ValueError("a proxy's password doesn't belong in this file: write { env = \"NAME\" } instead")
    try:
        url = urlsplit(address)
        whole = url.scheme in SCHEMES and bool(url.hostname) and url.port != 0 and url.path in ("", "/")
    except ValueError:
        whole = False
    if not whole or any(character.isspace() for character in address):
        raise ValueError("a proxy is given as http://HOST:PORT or https://HOST:PORT")
    return proxy


ProxyUrl = Annotated[str | SecretStr, AfterValidator(_checked)]
"""The address of an HTTP proxy; with a user's name and a password in it a secret. It needs ``hide_input_in_errors``."""


class Proxies:
    """The proxies of one adapter: ``option`` for every request, else what HTTPS_PROXY, ALL_PROXY and NO_PROXY say.

    By the environment no proxy stands before this machine's own addresses.
    """

    def __init__(self, option: str | SecretStr | None = None, environment: Mapping[str, str] = os.environ) -> None:
        self._option = option.get_secret_value() if isinstance(option, SecretStr) else option
        lower = {name: value for name, value in environment.items() if name.islower()}
        self._environment = {name.lower(): value for name, value in environment.items()} | lower

    def of(self, url: str) -> str | None:
        """The proxy for requests to ``url``, with its password; None for none.

        Raises ConnectionError where it is of a kind that can't be used.
        """
        address = self._option or self._from_environment(url)
        if address is not None and urlsplit(address).scheme not in SCHEMES:
            raise ConnectionError(
                f"the proxy {_without_password(address)} can't be used: only http:// and https:// can"
            )
        return address

    def through(self, url: str) -> str:
        """The same for people: `` through the proxy http://HOST:PORT``, without its password, or nothing."""
        address = self._option or self._from_environment(url)
        return f" through the proxy {_without_password(address)}" if address is not None else ""

    def _from_environment(self, url: str) -> str | None:
        there = urlsplit(url)
        host, scheme = there.hostname or "", PLAIN.get(there.scheme, there.scheme)
        found = self._environment.get(f"{scheme}_proxy") or self._environment.get("all_proxy")
        if not found or _is_here(host) or _is_among(host, self._environment.get("no_proxy", "")):
            return None
        return found if "://" in found else f"http://{found}"


def unreachable(platform: str, error: Exception, through: str = "") -> ConnectionError:
    """What to say where a request found no way to a platform; ``through`` is as ``Proxies.through`` has it."""
    status = getattr(error, "status", None)  # a proxy's, that won't let anybody through
    reason = f"the answer was {status}" if through and status else type(error).__name__
    return ConnectionError(f"{platform} can't be reached{through}: {reason}")


def _without_password(address: str) -> str:
    scheme, separator, rest = address.partition("://")
    return scheme + separator + rest.rpartition("@")[2].rstrip("/")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_among(host: str, names: str) -> bool:
    """Whether a host is one of these, or in one of these domains: names with commas between, ``*`` for all."""
    found = [name.strip().lower() for name in names.split(",")]
    domains = [name.removeprefix("*").removeprefix(".") for name in found]
    return "*" in found or any(f".{host}".endswith(f".{domain}") for domain in domains if domain)
