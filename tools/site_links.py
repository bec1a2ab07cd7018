"""MkDocs' hook for links out of docs/: the site has no such pages, so they become the files' paths.

``[plugins.toml](../plugins.toml)`` becomes `plugins.toml`, and ``[Ours](../tests/x.py)`` becomes Ours (`tests/x.py`).
"""

import re
from typing import Any

LINK_OUTSIDE = re.compile(r"\[(?P<text>[^\]]+)\]\(\.\./(?P<path>[^)]+)\)")


def on_page_markdown(markdown: str, **_event: Any) -> str:
    """A page's Markdown without links to what isn't on the site; MkDocs calls this by its name."""
    return LINK_OUTSIDE.sub(_named, markdown)


def _named(link: re.Match[str]) -> str:
    text, path = link["text"], link["path"]
    return f"`{path}`" if path.endswith(text.strip("`")) else f"{text} (`{path}`)"
