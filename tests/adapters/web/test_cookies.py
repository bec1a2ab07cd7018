"""Cookies and identities."""

from pathlib import Path

import pytest

from adapters.web.cookies import CookieSigner, access_cookie, load_key, person_id, same, unsigned_secret

SIGNER = CookieSigner(b"k" * 32)


def test_a_fresh_cookie_is_somebody_new() -> None:
    secrets = {SIGNER.secret_in(SIGNER.fresh()) or "" for _ in range(100)}
    assert len({person_id(secret) for secret in secrets}) == 100


def test_the_same_cookie_is_the_same_person_and_can_not_be_told_from_the_identity() -> None:
    secret = SIGNER.secret_in(SIGNER.fresh())
    assert secret is not None
    person = person_id(secret)
    assert person == person_id(secret)
    assert person not in secret
    assert secret not in person


@pytest.mark.parametrize(
    "cookie", [None, "", "x", "a" * 43, "a" * 43 + ".", f"{'a' * 43}.{'b' * 43}", "ä.ä", "\udcff.x"]
)
def test_what_was_not_given_out_here_is_nobody(cookie: str | None) -> None:
    assert SIGNER.secret_in(cookie) is None


def test_nor_is_what_another_page_gave_or_what_was_changed() -> None:
    cookie = SIGNER.fresh()
    assert SIGNER.secret_in(CookieSigner(b"K" * 32).fresh()) is None
    assert SIGNER.secret_in(("b" if cookie[0] == "a" else "a") + cookie[1:]) is None
    assert SIGNER.secret_in(cookie + "=") is None


def test_cookies_of_the_time_before_signatures_can_be_told() -> None:
    assert unsigned_secret("a" * 43) == "a" * 43
    for cookie in (None, "", "a" * 44, "a" * 42 + "\n", "ä" * 43, SIGNER.fresh()):
        assert unsigned_secret(cookie) is None


class TestKey:
    def test_it_is_made_once_and_is_for_the_owner_alone(self, tmp_path: Path) -> None:
        folder = tmp_path / "new"
        key = load_key(folder)
        assert len(key) == 32
        assert load_key(folder) == key
        (file,) = folder.iterdir()
        assert file.stat().st_mode & 0o777 == 0o600

    def test_no_two_are_alike(self, tmp_path: Path) -> None:
        assert load_key(tmp_path / "one") != load_key(tmp_path / "two")

    def test_one_that_was_being_written_when_all_died_is_made_anew(self, tmp_path: Path) -> None:
        (tmp_path / "cookie-key.new").write_bytes(b"half")
        assert len(load_key(tmp_path)) == 32
        assert len(list(tmp_path.iterdir())) == 1


def test_the_access_cookie_says_nothing_of_the_token_and_follows_it() -> None:
    cookie = access_cookie("an-access-token-long-enough")
    assert "token" not in cookie
    assert same(cookie, access_cookie("an-access-token-long-enough"))
    assert not same(cookie, access_cookie("another-access-token-of-ours"))
    assert not same(None, cookie)
    assert not same("ключ", cookie)
    assert not same("\udcff", cookie)
