"""Who may ask what: the Host and Origin of a request, the access token, and the headers that every answer has."""

import asyncio
import logging
import time
from datetime import timedelta
from urllib.parse import parse_qs

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.web.client_address import ClientAddresses
from adapters.web.cookies import ACCESS_COOKIE, COOKIE, YEAR, CookieSigner, access_cookie, person_id, same
from adapters.web.limits import Limits, Meter
from adapters.web.options import WebOptions, is_address, name_in
from adapters.web.view import labels, page
from atelier_bot import Clock, Person, RepeatedLog, StorageError, negotiate

log = logging.getLogger(__name__)

OPEN_PATHS = ("/enter", "/healthz", "/static/css/", "/static/icon.svg")
"""What those who have no access yet need to get it, and what monitors ask."""

PAGES = ("/", "/api/history")
"""What reads a conversation from the database."""
READ_BY_PEOPLE = ("/", "/enter")
"""Where people see themselves what an answer says."""

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
ADDRESS = web.RequestKey("address", str)
"""From where; absent where that can't be known."""


class Guard:
    """The rules of one server. ``token`` is None where everybody who reaches the server may come in."""

    def __init__(
        self,
        options: WebOptions,
        signer: CookieSigner,
        addresses: ClientAddresses,
        limits: Limits,
        clock: Clock = time.monotonic,
    ) -> None:
        self.token = options.token.get_secret_value() if options.token is not None else None
        self._origin, self.signer, self._limits = options.origin, signer, limits
        self._names = {"localhost", options.host, name_in(options.origin or "localhost")}
        self._addresses = addresses
        self._requests, self._pages = Meter(limits.requests, clock), Meter(limits.pages, clock)
        self._reads, self._identities = Meter(limits.reads, clock), Meter(limits.identities, clock)
        self._guesses = Meter(limits.guesses, clock)
        self._changes = {"POST": Meter(limits.writes, clock), "PUT": Meter(limits.uploads, clock)}
        self._log = RepeatedLog(log)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuses what must not pass, before a byte of a body is read, says who asks, and when the database can't."""
        try:
            self._admit(request)
            return await handler(request)
        except web.HTTPTooManyRequests as refused:
            if request.path in READ_BY_PEOPLE:
                wait = timedelta(seconds=int(refused.headers["Retry-After"]))
                refused.text = labels(language_of(request))["come-later"].replace("{wait}", str(wait))
            raise
        except StorageError as error:
            self._log.error("the page waits for the database: %s", error)
            raise web.HTTPServiceUnavailable(text="Just a moment.", headers={"Retry-After": "2"}) from error

    def newcomer(self, request: web.Request) -> str:
        """A cookie for who has none. Raises HTTPTooManyRequests where too many are new."""
        self._identities.admit(address=request.get(ADDRESS))
        return self.signer.fresh()

    def _admit(self, request: web.Request) -> None:
        """Notes who asks and from where. Raises the HTTP error that a request deserves."""
        address = self._addresses.of(request)
        if address is not None:
            request[ADDRESS] = address
        self._requests.admit(address=address)
        self.check(request)
        secret = self.signer.secret_in(request.cookies.get(COOKIE))
        id = person_id(secret) if secret is not None else None
        if id is not None:
            request[PERSON] = Person(id=id, locale=language_of(request))
        if request.path.startswith("/api/"):
            if id is None:
                raise web.HTTPUnauthorized(text="Open the page first.")
            self._changes.get(request.method, self._reads).admit(person=id, address=address)
        if request.path in PAGES:
            self._pages.admit(person=id, address=address)

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
        given = request.query.get("token") if request.method == "GET" else await self._posted_token(request)
        if given is None:
            return page("enter.html", language_of(request))
        address = request.get(ADDRESS)
        if address is not None:
            self._guesses.admit(address=address)
        if not same(given, self.token):
            if address is None:
                await asyncio.sleep(self._limits.guess_pause)
            return page("enter.html", language_of(request), problem="token-wrong")
        self.set_cookie(inside, ACCESS_COOKIE, access_cookie(self.token))
        raise inside

    async def _posted_token(self, request: web.Request) -> str | None:
        body = await read_post(request, self._limits.post_seconds)
        try:
            fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
        except ValueError as error:
            raise web.HTTPBadRequest(text="That isn't the form.") from error
        return fields.get("token", [None])[0]

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


async def read_post(request: web.Request, seconds: float) -> bytes:
    """The body of a post. Raises HTTPRequestTimeout, and HTTPRequestEntityTooLarge."""
    try:
        async with asyncio.timeout(seconds):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout(text="That took too long.") from error
