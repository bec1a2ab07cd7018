"""Who may ask what: the Host and Origin of a request, the access token, and the headers that every answer has."""

import logging
import re

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.web.cookies import ACCESS_COOKIE, COOKIE, YEAR, access_cookie, person_id, same
from adapters.web.options import WebOptions, is_address
from adapters.web.rate_limiter import RateLimiter
from adapters.web.view import page
from atelier_bot import Person, StorageError, negotiate

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

PERSON = web.RequestKey("person", Person)
"""Who asks; below /api/ this is always known."""


class Guard:
    """The rules of one server. ``token`` is None where everybody who reaches the server may come in."""

    def __init__(self, options: WebOptions) -> None:
        self.token = options.token.get_secret_value() if options.token is not None else None
        self._origin = options.origin
        self._names = {"localhost", options.host, name_in(options.origin or "localhost")}
        self._reads = RateLimiter(rate=20, burst=300)
        self._writes = {method: RateLimiter(rate=2, burst=30) for method in ("POST", "PUT")}
        self._guesses = RateLimiter(rate=0.2, burst=5)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuses what must not pass, before a byte of a body is read, says who asks, and when the database can't."""
        self.check(request)
        id = person_id(request.cookies.get(COOKIE))
        if request.path.startswith("/api/"):
            if id is None:
                raise web.HTTPUnauthorized(text="Open the page first.")
            self._writes.get(request.method, self._reads).admit(id)
        if id is not None:
            request[PERSON] = Person(id=id, locale=language_of(request))
        try:
            return await handler(request)
        except StorageError as error:
            log.error("the page waits for the database: %s", error)
            raise web.HTTPServiceUnavailable(text="Just a moment.", headers={"Retry-After": "2"}) from error

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
        name = name_in(host)
        return name in self._names or is_address(name)

    def is_our_origin(self, origin: str | None, host: str) -> bool:
        """Whether a page of ours asks: browsers say so with every request that changes something."""
        return origin is not None and origin in (self._origin, f"http://{host}", f"https://{host}")

    def may_enter(self, request: web.Request) -> bool:
        """Whether the token was shown, now or earlier."""
        return self.token is None or same(request.cookies.get(ACCESS_COOKIE), access_cookie(self.token))

    async def enter(self, request: web.Request) -> web.Response:
        """A form for the token, and the way in for those who show it there, in a link, or did so earlier."""
        inside = web.HTTPSeeOther("/")
        if self.token is None or self.may_enter(request):
            raise inside
        given = (await request.post()).get("token", request.query.get("token"))
        if given is None:
            return page("enter.html", language_of(request))
        self._guesses.admit(request.remote or "")
        if not same(str(given), self.token):
            return page("enter.html", language_of(request), problem="token-wrong")
        self.set_cookie(inside, ACCESS_COOKIE, access_cookie(self.token))
        raise inside

    def set_cookie(self, response: web.StreamResponse, name: str, value: str) -> None:
        """Sets a cookie that no script and no other site can use."""
        secure = (self._origin or "").startswith("https:")
        response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure, path="/")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Adds what every answer has, unless it has its own: browsers ask again for the page's files and keep no other."""
    kept = "no-cache" if request.path.startswith("/static/") else "no-store"
    for name, value in {**HEADERS, "Cache-Control": kept}.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "Atelier"


def language_of(request: web.Request) -> str:
    """The language that a browser wants most, of those that there are."""
    wishes = request.headers.get("Accept-Language", "").split(",")
    return negotiate(*(wish.partition(";")[0].strip() for wish in wishes))


def name_in(address: str) -> str:
    """The name or number in an address such as ``localhost:8080``, ``[::1]:8080`` or ``https://paint.example.org``."""
    return re.sub(r"^https?://|:\d+$", "", address.lower()).strip("[]")
