"""Who may ask what: the Host and Origin of a request, the access token, and the headers that every answer has."""

import logging
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

from adapters.web.cookies import ACCESS_COOKIE, COOKIE, YEAR, access_cookie, person_id, same
from adapters.web.options import WebOptions, is_address
from atelier_bot import StorageError

log = logging.getLogger(__name__)

OPEN_PATHS = ("/enter", "/healthz", "/static/css/", "/static/icon.svg")
"""What those who have no access yet need to get it, and what monitors ask."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
}

PERSON = web.RequestKey("person", str)


@dataclass(frozen=True)
class Guard:
    """The rules of one server."""

    options: WebOptions

    @property
    def token(self) -> str | None:
        """The access token; None where everybody who reaches the server may come in."""
        return self.options.token.get_secret_value() if self.options.token is not None else None

    def middleware(self) -> Middleware:
        """Refuses what must not pass, before a byte of a body is read, and says when the database can't just now."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.check(request)
            person = person_id(request.cookies.get(COOKIE))
            if person is not None:
                request[PERSON] = person
            try:
                return await handler(request)
            except StorageError as error:
                log.error("the page waits for the database: %s", error)
                raise web.HTTPServiceUnavailable(text="Just a moment.", headers={"Retry-After": "2"}) from error

        return guarded

    def check(self, request: web.Request) -> None:
        """Raises the HTTP error that a request deserves."""
        if not self.is_our_host(request.host):
            raise web.HTTPMisdirectedRequest(text="This page isn't served under that name.")
        changes = request.method not in ("GET", "HEAD")
        upgrades = "upgrade" in request.headers.get("Connection", "").lower()
        if (changes or upgrades) and not self.is_our_origin(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden(text="This request comes from another page.")
        if not self.may_enter(request) and not request.path.startswith(OPEN_PATHS):
            if request.path == "/":
                raise web.HTTPSeeOther("enter")
            raise web.HTTPUnauthorized(text="An access token is needed.")

    def is_our_host(self, host: str) -> bool:
        """Names must be ours, so that no foreign name server leads a browser here; numbers can't be led anywhere."""
        try:
            name = URL(f"http://{host}").host or ""
        except ValueError:
            return False
        ours = {"localhost", self.options.host}
        if self.options.origin is not None:
            ours.add(URL(self.options.origin).host or "")
        return name in ours or is_address(name)

    def is_our_origin(self, origin: str | None, host: str) -> bool:
        """Whether a page of ours asks: browsers say so with every request that changes something."""
        if origin is not None and origin == self.options.origin:
            return True
        return origin in (f"http://{host}", f"https://{host}")

    def may_enter(self, request: web.Request) -> bool:
        """Whether the token was shown, now or earlier."""
        return self.token is None or same(request.cookies.get(ACCESS_COOKIE), access_cookie(self.token))

    def set_cookie(self, response: web.StreamResponse, name: str, value: str) -> None:
        """Sets a cookie that no script and no other site can use."""
        secure = (self.options.origin or "").startswith("https:")
        response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure, path="/")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Adds what every answer has, unless it has its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "Atelier"
    if not request.path.startswith(("/static/", "/blob/", "/sent/", "/job/")):
        response.headers.setdefault("Cache-Control", "no-store")
    elif request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-cache")


def locales(request: web.Request) -> list[str]:
    """The locales that a browser wants, the best first."""
    wishes = [wish.split(";")[0].strip() for wish in request.headers.get("Accept-Language", "").split(",")]
    return [wish for wish in wishes if wish and len(wish) <= 35]
