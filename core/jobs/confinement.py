"""What a child can't do, whatever a hostile file or a careless plugin makes of it: limits that it sets itself first."""

import ctypes
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from core.jobs import system_calls

OOM_SCORE = 500
"""Where memory runs out, Linux shall take the child and not the bot process."""
CAPABILITIES_VERSION = 0x20080522
READS_ALL = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: root may read files of others, in whose home our modules may be."""


@dataclass(frozen=True)
class Confinement:
    """How much a child stands back for others, and what it may have.

    ``memory`` is the address space in bytes and ``cpu_seconds`` what each task may compute, 0 for any; ``open_files``
    are files at once. With ``network`` it may use the network, with ``programs`` start other programs.
    """

    niceness: int = 10
    memory: int = 0
    cpu_seconds: int = 0
    open_files: int = 1024
    network: bool = False
    programs: bool = True

    def to_argument(self) -> str:
        """As one argument of a command."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> Self:
        """What ``to_argument`` made."""
        return cls(**json.loads(argument))


def confine(confinement: Confinement) -> None:
    """Confines this process, which has one thread still, as far as the system can; see ``missing``."""
    import resource  # not on every system

    os.nice(confinement.niceness)
    _limit(resource.RLIMIT_CORE, 0)  # it would hold people's pictures
    _limit(resource.RLIMIT_NOFILE, confinement.open_files)
    if sys.platform != "linux":
        return
    if confinement.memory:
        _limit(resource.RLIMIT_AS, confinement.memory)
    with suppress(OSError):  # some containers have no /proc
        Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(system_calls.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _drop_capabilities(libc)
    if system_calls.can_be_denied():
        system_calls.deny(network=not confinement.network, programs=not confinement.programs)


def allow_seconds(seconds: int) -> None:
    """Lets this process compute so many seconds more; then the system ends it (SIGXCPU)."""
    import resource  # not on every system

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


def missing() -> list[str]:
    """What this system can't keep children from, a line each; none where it can all that is asked of it."""
    if system_calls.can_be_denied():
        return []
    kept_from = "effects and the photo decoder aren't kept from the network and from other programs"
    return [f"{kept_from}: that takes Linux with seccomp, on x86-64 or arm64"]


def _limit(kind: int, most: int) -> None:
    """No more than ``most`` of something, nor than there was."""
    import resource  # not on every system

    _, hard = resource.getrlimit(kind)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (allowed, allowed))


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """Leaves root only the right to read: not to look into other processes, or to change what they are."""
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0)
    held = (ctypes.c_uint32 * 6)()
    if libc.capget(header, held) == 0:
        kept = [held[index] & READS_ALL for index in (0, 1)]
        libc.capset(header, (ctypes.c_uint32 * 6)(*kept, 0, 0, 0, 0))
