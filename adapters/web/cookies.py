"""Who is who on the page: an opaque cookie that the page has signed, and the identity that is derived from it."""

import hmac
import os
import re
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

COOKIE = "atelier"
ACCESS_COOKIE = "atelier-access"
YEAR = 365 * 24 * 3600
KEY_FILE, KEY_BYTES = "cookie-key", 32

SECRET_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def load_key(folder: Path) -> bytes:
    """The key that cookies in a folder's page are signed with, made at the first time. Raises OSError."""
    path = folder / KEY_FILE
    if path.exists() and len(key := path.read_bytes()) == KEY_BYTES:
        return key
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, unfinished = secrets.token_bytes(KEY_BYTES), folder / f"{KEY_FILE}.new"
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600, exist_ok=False)
    with unfinished.open("wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return key


class CookieSigner:
    """Gives cookies out and knows them again: 256 random bits, and what only the holder of the ``key`` can add."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def fresh(self) -> str:
        """A cookie that nobody has."""
        return self.sign(secrets.token_urlsafe(32))

    def sign(self, secret: str) -> str:
        """The cookie with this secret in it."""
        return f"{secret}.{self._signature(secret)}"

    def secret_in(self, cookie: str | None) -> str | None:
        """What a person's identity is derived from; None where the cookie isn't one that was given out here."""
        secret, _, signature = (cookie or "").partition(".")
        return secret if SECRET_FORM.fullmatch(secret) and same(signature, self._signature(secret)) else None

    def _signature(self, secret: str) -> str:
        digest = hmac.new(self._key, f"atelier cookie {secret}".encode(), sha256).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


def unsigned_secret(cookie: str | None) -> str | None:
    """What is in a cookie of the time when they weren't signed; anybody may have made it up."""
    return cookie if cookie is not None and SECRET_FORM.fullmatch(cookie) else None


def person_id(secret: str) -> str:
    """The identity behind a cookie, from which the cookie can't be told."""
    return sha256(f"atelier person {secret}".encode()).hexdigest()[:32]


def access_cookie(token: str) -> str:
    """What a browser keeps in the token's place; another token makes it worthless."""
    return hmac.new(token.encode(), b"atelier access", sha256).hexdigest()


def same(given: str | None, wanted: str) -> bool:
    """Compares secrets in constant time; what was ``given`` may be anything that a header can hold."""
    return given is not None and hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())
