"""The entrance: where an access token is needed, this is where people show it."""

import time

from aiohttp import web

from adapters.web.cookies import ACCESS_COOKIE, access_cookie, same
from adapters.web.guard import Guard, locales
from adapters.web.post_parsing import check_length
from adapters.web.rate_limiter import RateLimiter
from adapters.web.view import STATIC, Labels
from atelier_bot import negotiate

MAX_FORM_BYTES = 1000


class AccessForm:
    """A form with one field; a link with the token in it works too, so that it can be sent to a friend."""

    def __init__(self, guard: Guard, labels: Labels) -> None:
        self._guard, self._labels = guard, labels
        self._template = (STATIC / "enter.html").read_text(encoding="utf-8")
        self._tries = RateLimiter(rate=0.2, burst=5, clock=time.monotonic)

    async def show(self, request: web.Request) -> web.Response:
        """The form, or the way in for those who have the token already."""
        if self._guard.token is None or self._guard.may_enter(request):
            raise web.HTTPSeeOther("/")
        if "token" in request.query:
            return self._try(request, request.query["token"])
        return self._form(request, wrong=False)

    async def enter(self, request: web.Request) -> web.Response:
        """The form's answer."""
        check_length(request, MAX_FORM_BYTES)
        return self._try(request, str((await request.post()).get("token", "")))

    def _try(self, request: web.Request, token: str) -> web.Response:
        self._tries.admit(request.remote or "")
        if self._guard.token is not None and not same(token, self._guard.token):
            return self._form(request, wrong=True)
        inside = web.HTTPSeeOther("/")
        if self._guard.token is not None:
            self._guard.set_cookie(inside, ACCESS_COOKIE, access_cookie(self._guard.token))
        raise inside

    def _form(self, request: web.Request, *, wrong: bool) -> web.Response:
        language = negotiate(*locales(request))
        shown = self._template.replace("{{problem}}", "{{token-wrong}}" if wrong else "")
        return web.Response(
            text=self._labels.fill(shown, language), content_type="text/html", status=401 if wrong else 200
        )
