"""Runs a command where the kernel refuses seccomp filters, as in some containers: `without_notification.py CMD…`."""

from __future__ import annotations

import os
import sys

from oilgg.worker import kernel, seccomp

PR_SET_SECCOMP = 22
MODE_FILTER = 2
REFUSED = 0x00050001
"""SECCOMP_RET_ERRNO with EPERM."""


def program() -> bytes:
    """A filter that refuses seccomp(2)."""
    number = seccomp._MACHINES[seccomp.machine()][1]
    return b"".join([
        seccomp._instruction(seccomp._LOAD, 0, 0, seccomp._NUMBER_AT),
        seccomp._instruction(seccomp._EQUAL, 0, 1, number),
        seccomp._instruction(seccomp._RETURN, 0, 0, REFUSED),
        seccomp._instruction(seccomp._RETURN, 0, 0, seccomp.RET_ALLOW),
    ])  # fmt: skip


def refuse_filters() -> None:
    """Let this process, and all that it starts, put up no filter any more."""
    code = kernel.Pointer(program())
    fprog = kernel.Pointer((4).to_bytes(8, "little") + bytes(memoryview(code)))
    kernel.prctl(seccomp.PR_SET_NO_NEW_PRIVS, 1)
    address = int.from_bytes(bytes(memoryview(fprog)), "little")
    types = (kernel._Long, kernel._Long, kernel._Long, kernel._Long, kernel._Long)
    kernel._call("prctl", types, PR_SET_SECCOMP, MODE_FILTER, address, 0, 0)


if __name__ == "__main__":
    refuse_filters()
    os.execvp(sys.argv[1], sys.argv[1:])
