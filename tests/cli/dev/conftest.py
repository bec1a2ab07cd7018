"""The browser in which the page is seen."""

from tests.adapters.web.conftest import browser

__all__ = ["browser"]
