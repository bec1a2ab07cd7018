"""Who is who on the page: an opaque cookie, and the identity that is derived from it."""

import hmac
import re
import secrets
from hashlib import sha256

COOKIE = "atelier"
ACCESS_COOKIE = "atelier-access"
YEAR = 365 * 24 * 3600

COOKIE_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def fresh_cookie() -> str:
    """A cookie that nobody has: 256 random bits."""
    return secrets.token_urlsafe(32)


def person_id(cookie: str | None) -> str | None:
    """The identity behind a cookie, from which the cookie can't be told; None where it isn't one of ours."""
    if cookie is None or not COOKIE_FORM.fullmatch(cookie):
        return None
    return sha256(f"atelier person {cookie}".encode()).hexdigest()[:32]


def access_cookie(token: str) -> str:
    """What a browser keeps in the token's place; another token makes it worthless."""
    return hmac.new(token.encode(), b"atelier access", sha256).hexdigest()


def same(given: str | None, wanted: str) -> bool:
    """Compares secrets in constant time."""
    return given is not None and hmac.compare_digest(given.encode(), wanted.encode())
