"""What holds for every adapter, on a real homeserver."""

import pytest
from harness import open_harness

from atelier_bot.testing import adapter_suite

pytestmark = pytest.mark.usefixtures("homeserver")

test_conformance = adapter_suite(open_harness)
