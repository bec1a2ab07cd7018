"""Where a request comes from: its connection's other end, or whom a proxy that is known names."""

from ipaddress import ip_address

from aiohttp import web

from adapters.web.options import WebOptions
from atelier_bot import client_network

FORWARDED = "X-Forwarded-For"


class ClientAddresses:
    """The rules of one page. Behind a proxy that the operator hasn't named addresses can't be known."""

    def __init__(self, options: WebOptions) -> None:
        self._proxies = options.proxies
        self.are_hidden = options.is_public and not options.proxies

    def is_proxy(self, peer: str) -> bool:
        """Whether a connection's other end brings other people's requests, or may do so."""
        return self.are_hidden or self._is_named(peer)

    def of(self, request: web.Request) -> str | None:
        """What counts as one client (see client_network); None where that can't be known.

        Of those whom a header names the last counts that is no proxy: what is before it anybody could have written.
        """
        peer = request.remote
        if peer is None or self.are_hidden:
            return None
        hops = [hop.strip() for line in request.headers.getall(FORWARDED, ()) for hop in line.split(",")]
        for hop in (peer, *reversed(hops)):
            try:
                if not self._is_named(hop):
                    return client_network(hop)
            except ValueError:
                return None
        return None

    def _is_named(self, address: str) -> bool:
        """Whether it is in the operator's list of proxies. Raises ValueError where it is no address."""
        ip = ip_address(address.partition("%")[0])
        return any(ip in network for network in self._proxies)
