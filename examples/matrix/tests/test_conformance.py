"""What holds for every adapter, on a real homeserver."""

from harness import open_harness

from atelier_bot.testing import adapter_suite

test_conformance = adapter_suite(open_harness)
