"""Requests as nobody's browser makes them, made up by luck."""

from random import Random

from adapters.web.cookies import ACCESS_COOKIE, COOKIE

METHODS = ("GET", "GET", "GET", "POST", "POST", "PUT", "PUT", "HEAD", "DELETE", "OPTIONS")
PATHS = (
    "/",
    "/enter",
    "/healthz",
    "/static/js/main.js",
    "/static/../server.py",
    "/static/%00",
    "/static/%ff%2e",
    "/api/state",
    "/api/history",
    "/api/live",
    "/api/say",
    "/api/photo/ann-photo-1",
    "/api/photo/%2e%2e%2f%2e%2e",
    "/api/blob/%ff%fe",
    "/api/blob/%00",
    "/api/blob/" + "x" * 5000,
    "/api/job/%ed%a0%80",
    "/api/job/none/before",
    "*",
    "//",
    "http://[::1/",
    "http://evil.example/",
    "/%",
)
NUMBERS = ("nan", "1e999", "-1", "%ff", "9" * 400)
QUERIES = ("", "?token=%ff", "?&=&", *(f"?before={number}" for number in NUMBERS))
NAMES = (
    "Cookie",
    "Origin",
    "Host",
    "Accept-Language",
    "Content-Type",
    "Transfer-Encoding",
    "Content-Encoding",
    "Connection",
    "Upgrade",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
    "Expect",
    "Range",
    "If-Modified-Since",
    "X-Forwarded-For",
    "\xff",
    "A b",
)
VALUES = (
    "",
    "\xff\xfe",
    "\x00",
    "127.0.0.1",
    "http://127.0.0.1",
    "[",
    "-1",
    "7",
    "99999999999999999999",
    "chunked",
    "gzip",
    "deflate, br",
    "Upgrade",
    "websocket",
    "13",
    "100-continue",
    "bytes=-9-",
    "Thu, 99 Foo 0000 99:99:99 GMT",
    "application/json",
    "application/x-www-form-urlencoded; charset=none-such",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "text/\xff; q=\xff",
    "ru-\xff;q=x,,*,-",
    f"{COOKIE}=\xff; {ACCESS_COOKIE}=\xff",
    f'{COOKIE}="\\377"; {ACCESS_COOKIE}=a; ={COOKIE}',
    f"{ACCESS_COOKIE}=\xd0\xba",
    "x" * 9000,
)
BODIES = (
    b"",
    b"{",
    b"\xff" * 9,
    b"[" * 8000,
    b'{"kind": "text", "id": "12345678", "text": "\\ud800"}',
    b'{"kind": "text", "id": "12345678", "text": "\\u0000"}',
    b'{"kind": "text", "id": "12345678", "text": "\xff"}',
    b'{"kind": "button", "id": "12345678", "button": "again:\\u0000"}',
    b'{"kind": "command", "id": "12345678", "name": "style", "options": {"strength": 1e999, "\\u0000": NaN}}',
    b'{"kind": "photo", "id": "12345678", "slot": "\\u0000", "album": "\\u0000"}',
    b"token=%ff&token=%00",
    b"token=" + b"&" * 500,
    b"--x\r\nContent-Disposition: form-data; name=token; filename=x\r\n\r\n\xff\r\n--x--",
    b"5\r\nabc",
    b"zz\r\nabc\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n" * 40,
)


def odd_request(luck: Random, cookie: str) -> bytes:
    """The bytes of one; half of them come from somebody with a ``cookie``, whose header that is.

    Most can be read as requests, lest they be refused before our own code has seen them.
    """
    if luck.random() < 0.03:
        return luck.randbytes(luck.randrange(1, 400))
    body = luck.choice(BODIES)
    lines = [f"{luck.choice(METHODS)} {luck.choice(PATHS)}{luck.choice(QUERIES)} HTTP/{luck.choice(('1.1', '1.0'))}"]
    lines += ["Host: 127.0.0.1", "Origin: http://127.0.0.1"] if luck.random() < 0.95 else []
    lines += [cookie] if luck.random() < 0.5 else []
    lines += [f"Content-Length: {len(body)}"] if luck.random() < 0.9 else []
    lines += ["Content-Type: application/json"] if luck.random() < 0.5 else []
    lines += [f"{luck.choice(NAMES)}: {luck.choice(VALUES)}" for _ in range(luck.choice((0, 0, 1, 1, 2)))]
    data = bytearray("\r\n".join((*lines, "", "")).encode("latin-1") + body)
    for _ in range(luck.choice((0, 0, 0, 0, 0, 1))):
        data[luck.randrange(len(data))] = luck.randrange(256)
    return bytes(data)
