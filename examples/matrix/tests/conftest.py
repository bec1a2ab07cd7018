"""One homeserver for all tests that need one; where Synapse isn't installed they are skipped."""

from collections.abc import Iterator

import pytest
from harness import ADDRESS
from homeserver import PYTHON, python_with_synapse, running


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Its address is in the environment: the suite opens its harnesses itself."""
    python = python_with_synapse()
    if python is None:
        pytest.skip(f"Synapse isn't installed; {PYTHON} may name a Python that has it")
    with running(python, tmp_path_factory.mktemp("synapse")) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv(ADDRESS, url)
        yield
