"""For adapters that are called: a server that strangers may reach. Apart from the rest, as it brings aiohttp along."""

from core.plugins.http_server import serving

__all__ = ["serving"]
