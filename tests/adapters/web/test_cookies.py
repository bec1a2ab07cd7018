"""Cookies and identities."""

from adapters.web.cookies import access_cookie, fresh_cookie, person_id, same


def test_a_fresh_cookie_is_somebody_new() -> None:
    cookies = {fresh_cookie() for _ in range(100)}
    assert len({person_id(cookie) for cookie in cookies}) == 100


def test_the_same_cookie_is_the_same_person_and_can_not_be_told_from_the_identity() -> None:
    cookie = fresh_cookie()
    person = person_id(cookie)
    assert person is not None
    assert person == person_id(cookie)
    assert person not in cookie
    assert cookie not in person


def test_what_is_no_cookie_of_ours_is_nobody() -> None:
    for cookie in (None, "", "x", "a" * 44, "a" * 42 + "\n", "ä" * 43):
        assert person_id(cookie) is None


def test_the_access_cookie_says_nothing_of_the_token_and_follows_it() -> None:
    cookie = access_cookie("a-long-enough-token")
    assert "token" not in cookie
    assert same(cookie, access_cookie("a-long-enough-token"))
    assert not same(cookie, access_cookie("another-long-token"))
    assert not same(None, cookie)
    assert not same("ключ", cookie)
