"""Opens a page in a browser."""

import asyncio
import os
import sys
import webbrowser


async def open_in_browser(url: str) -> None:
    """Opens it, where there is a screen to show it on."""
    if sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        await asyncio.to_thread(webbrowser.open, url)
