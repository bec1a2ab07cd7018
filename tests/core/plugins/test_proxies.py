"""Proxies: the operator's before the environment's, and never their passwords in what is said."""

import pytest
from pydantic import ConfigDict, SecretStr, ValidationError

from core.model.base import Model
from core.plugins.proxies import Proxies, ProxyUrl, unreachable

API = "https://api.example.org/x"
PROXY = "http://proxy.example.org:3128"


class Options(Model):
    model_config = ConfigDict(hide_input_in_errors=True)

    proxy: ProxyUrl | None = None


class TestTheOption:
    @pytest.mark.parametrize("proxy", [PROXY, "https://10.0.0.1:443", "http://[::1]:3128/"])
    def test_is_the_address_of_an_http_proxy(self, proxy: str) -> None:
        assert Options(proxy=proxy).proxy == proxy

    @pytest.mark.parametrize("proxy", ["", "proxy:3128", "socks5://proxy:1080", "http://", "http://a:b", "http://a b"])
    def test_and_nothing_else(self, proxy: str) -> None:
        for given in (proxy, SecretStr(proxy)):
            with pytest.raises(ValidationError, match="HOST:PORT"):
                Options(proxy=given)

    def test_may_have_a_password_only_where_it_is_a_secret(self) -> None:
        address = "http://ann:hunter2@proxy.example.org:3128"
        secret = Options(proxy=SecretStr(address))
        assert "hunter2" not in repr(secret)
        assert Proxies(secret.proxy, {}).of(API) == address
        with pytest.raises(ValidationError, match="doesn't belong in this file") as found:
            Options(proxy=address)
        assert "hunter2" not in str(found.value)

    def test_is_taken_for_everything_whatever_the_environment_says(self) -> None:
        proxies = Proxies(PROXY, {"HTTPS_PROXY": "http://other:1", "NO_PROXY": "*"})
        for url in (API, "http://127.0.0.1:8081", "wss://gateway.example.org"):
            assert proxies.of(url) == PROXY


class TestTheEnvironment:
    @pytest.mark.parametrize("url", [API, "wss://gateway.example.org/?v=10"])
    @pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
    def test_has_one_for_encrypted_requests_and_websockets(self, url: str, name: str) -> None:
        assert Proxies(None, {name: PROXY}).of(url) == PROXY

    def test_has_another_for_plain_ones(self) -> None:
        proxies = Proxies(None, {"HTTPS_PROXY": PROXY})
        assert proxies.of("http://api.example.org") is None
        assert Proxies(None, {"HTTP_PROXY": PROXY}).of("ws://api.example.org") == PROXY

    def test_says_the_special_before_the_general(self) -> None:
        assert Proxies(None, {"ALL_PROXY": "socks5://a:1", "HTTPS_PROXY": PROXY}).of(API) == PROXY

    @pytest.mark.parametrize("hosts", ["*", ".example.org", "other.org, Example.org", "*.example.org"])
    def test_has_exceptions(self, hosts: str) -> None:
        proxies = Proxies(None, {"HTTPS_PROXY": PROXY, "NO_PROXY": hosts})
        assert proxies.of(API) is None
        assert proxies.through(API) == ""

    @pytest.mark.parametrize("host", ["127.0.0.1:8081", "localhost:8081", "[::1]:8081"])
    def test_stands_before_no_address_of_this_machine(self, host: str) -> None:
        assert Proxies(None, {"HTTP_PROXY": PROXY}).of(f"http://{host}/api") is None

    def test_may_leave_the_scheme_out(self) -> None:
        assert Proxies(None, {"HTTPS_PROXY": "proxy.example.org:3128"}).of(API) == PROXY

    def test_is_empty(self) -> None:
        assert Proxies(None, {"HTTPS_PROXY": "", "NO_PROXY": ""}).of(API) is None


def test_a_kind_that_cannot_be_used_is_said_and_not_gone_around() -> None:
    proxies = Proxies(None, {"ALL_PROXY": "socks5://ann:hunter2@proxy:1080"})
    with pytest.raises(ConnectionError, match="the proxy socks5://proxy:1080 can't be used: only http:// and https://"):
        proxies.of(API)


def test_what_is_said_names_the_proxy_without_its_password() -> None:
    proxies = Proxies(SecretStr("http://ann:hunter2@proxy.example.org:3128"), {})
    said = str(unreachable("Discord", TimeoutError(), proxies.through(API)))
    assert said == "Discord can't be reached through the proxy http://proxy.example.org:3128: TimeoutError"
    assert str(unreachable("Discord", TimeoutError())) == "Discord can't be reached: TimeoutError"
