"""Pictures and files, served so that a browser does nothing with them but show or keep them."""

from aiohttp import web

from atelier_bot import BINARY, media_type

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=600",
}


def answer(data: bytes, *, cached: bool = True) -> web.Response:
    """An answer with a picture, or with a file to download where it is none that browsers show."""
    kind = media_type(data)
    headers = HEADERS if cached else {**HEADERS, "Cache-Control": "no-store"}
    if kind == BINARY:
        headers = {**headers, "Content-Disposition": "attachment"}
    return web.Response(body=data, content_type=kind, headers=headers)
