"""What a process may not ask of Linux any more, once it has said so: a filter of system calls (seccomp).

The filter is a program of eight-byte instructions that the kernel runs at each call. It holds for all that the process
starts, and can't be taken back.
"""

import ctypes
import errno
import platform
import socket
import struct
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
PR_SET_NO_NEW_PRIVS = 38
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
"""Instructions: load a word of the call, jump if it equals, jump if it is at least, end with a verdict."""
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
ALLOWED, DENIED = 0x7FFF0000, 0x00050000 | errno.EACCES
X32 = 0x40000000
"""From here on x86 has its calls a second time, under other numbers."""

FOREIGN = "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "io_uring_setup"
"""Calls that reach into other processes, and the one that opens a way round every filter."""
PROGRAMS = "execve", "execveat"


class Machine(NamedTuple):
    """A kind of processor: what Linux calls it, and its numbers of the calls that matter here."""

    architecture: int
    calls: Mapping[str, int]


SAME = {"pidfd_getfd": 438, "io_uring_setup": 425}
MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        {"socket": 41, "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "execve": 59, "execveat": 322}
        | SAME,
    ),
    "aarch64": Machine(
        0xC00000B7,
        {
            "socket": 198,
            "ptrace": 117,
            "process_vm_readv": 270,
            "process_vm_writev": 271,
            "execve": 221,
            "execveat": 281,
        }
        | SAME,
    ),
}


class Program(ctypes.Structure):
    """A filter as the kernel takes it: the number of its instructions and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def can_be_denied() -> bool:
    """Whether this system has filters of system calls, and this is a machine whose calls are known here."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return False
    # The kernel that has filters looks at where this one should be; any other doesn't know the question.
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, None, 0, 0) == 0 or ctypes.get_errno() == errno.EFAULT)


def deny(*, network: bool, programs: bool) -> None:
    """From now on this process can't reach into others; nor the network or other programs, as far as they are denied.

    What is denied fails with PermissionError. Of the network Unix sockets stay, by which graphics drivers speak with
    their own services. Before other threads are started, which it wouldn't hold for. Raises OSError.
    """
    machine = MACHINES[platform.machine()]
    code = b"".join(_filter(machine, FOREIGN + (PROGRAMS if programs else ()), network))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = Program(len(code) // INSTRUCTION.size, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "system calls can't be denied")


INSTRUCTION = struct.Struct("=HBBI")
"""What to do, how many instructions to pass over where it is so and where it isn't, and the word to do it with."""


def _filter(machine: Machine, calls: tuple[str, ...], network: bool) -> Iterator[bytes]:
    """The instructions that deny these calls, and all sockets but Unix ones where ``network`` is denied."""
    verdict = INSTRUCTION.pack(RETURN, 0, 0, DENIED)
    yield INSTRUCTION.pack(LOAD, 0, 0, ARCHITECTURE_AT)
    yield INSTRUCTION.pack(EQUAL, 1, 0, machine.architecture)
    yield verdict  # the same processor's older calls
    yield INSTRUCTION.pack(LOAD, 0, 0, NUMBER_AT)
    for jump, number in ((AT_LEAST, X32), *((EQUAL, machine.calls[call]) for call in calls)):
        yield INSTRUCTION.pack(jump, 0, 1, number)
        yield verdict
    if network:
        yield INSTRUCTION.pack(EQUAL, 0, 3, machine.calls["socket"])
        yield INSTRUCTION.pack(LOAD, 0, 0, FIRST_ARGUMENT_AT)
        yield INSTRUCTION.pack(EQUAL, 1, 0, socket.AF_UNIX)
        yield verdict
    yield INSTRUCTION.pack(RETURN, 0, 0, ALLOWED)
