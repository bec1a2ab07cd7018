"""How many files the process may have open: each connection to the page is one."""

import sys
from contextlib import suppress

ENOUGH = 65_536


def allow_many_files() -> None:
    """Raises this process's own limit to what the system lets it have; systems begin with as few as 256."""
    if sys.platform == "win32":
        return
    import resource  # not on every system

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # a system may have a lower one of its own, which it doesn't tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
