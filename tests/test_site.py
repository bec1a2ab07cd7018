"""The documentation site: it is built without a warning, from what is here alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import atelier_bot
import atelier_bot.testing
from tests.cli.harness import ROOT

FETCHED = re.compile(
    r'<(?:script|img|iframe|source)[^>]*\ssrc="?(https?:)?//|<link[^>]*\srel="?(?:stylesheet|preconnect)[^>]*//'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the site was built; whatever MkDocs warns of is an error."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},  # its makers' advertisement
        capture_output=True,
        text=True,
    )
    assert (built.returncode, built.stdout + built.stderr) == (0, "")
    return folder


def test_every_document_is_a_page(site: Path) -> None:
    pages = {page.stem for page in site.glob("*.html")} - {"404"}
    assert pages == {document.stem for document in (ROOT / "docs").glob("*.md")}


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    assert [page.name for page in site.glob("*.html") if FETCHED.search(page.read_text(encoding="utf-8"))] == []


def test_the_reference_has_every_public_name(site: Path) -> None:
    for page, module in (("reference", atelier_bot), ("reference-testing", atelier_bot.testing)):
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        assert [name for name in module.__all__ if f'id="{module.__name__}.{name}"' not in text] == []
