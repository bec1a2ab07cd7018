"""Pictures and files, served so that a browser does nothing with them but show or keep them."""

from aiohttp import web

SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=600",
}


def answer(data: bytes, *, cached: bool = True) -> web.Response:
    """An answer with a picture, or with a file to download where it is none that browsers show."""
    kind = next((kind for signature, kind in SIGNATURES.items() if data.startswith(signature)), None)
    headers = HEADERS if cached else {**HEADERS, "Cache-Control": "no-store"}
    if kind is None:
        return web.Response(
            body=data,
            content_type="application/octet-stream",
            headers={**headers, "Content-Disposition": "attachment"},
        )
    return web.Response(body=data, content_type=kind, headers=headers)
