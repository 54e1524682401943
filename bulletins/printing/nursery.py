"""``python -m bulletins.printing.nursery SOCKET``: forks a ready child for each job.

Loading the engine and reading its stylesheet take longer than most issues.
This process does both once and never sees an issue: each job is a fork of it,
with limits, pipes and folder of its own, which runs child.py and is gone.

Over the socket comes what a job needs (``Need``) with the three pipes; back go the
process, as a file descriptor that names it for good, and then how it ended.
One job at a time.  It ends when the other end of the socket is closed.
"""

import contextlib
import ctypes
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bulletins.contents import ARTICLES, Article, Contents, Masthead, Section
from bulletins.printing import child, design, engine
from bulletins.richtext import Cell, Paragraph, Run, Table

PR_SET_PDEATHSIG = 1
LONGEST = 1 << 16  # bytes of a message
LIMITS = {
    "cpu_seconds": resource.RLIMIT_CPU,
    "memory_bytes": resource.RLIMIT_AS,
    "core_bytes": resource.RLIMIT_CORE,
}


def rehearse(faces: Path) -> None:
    """Lays out a page of our own for nothing: what is loaded late is loaded after it."""
    body = Paragraph((Run("排演，“试印”"), Run("一行", ("strong",)), Run("。" * 40)))
    cells = ((Cell((Run("一"),)), Cell((Run("2"),))),)
    article = Article("1", ("排演",), "排演", blocks=(body, Table(cells, 0)), source="印发")
    contents = Contents(
        Masthead("简报", "第1期", "印发", "1月1日"), (Section("一", ARTICLES, (article,)),)
    )
    with tempfile.TemporaryDirectory(prefix="yinfa-rehearsal-") as folder:
        child.run(
            {
                "contents": contents.to_json(),
                "design": design.MUNICIPAL.to_json(),
                "pictures": {},
                "fonts": str(faces),
                "output": f"{folder}/rehearsal.pdf",
            }
        )


def serve(line: socket.socket) -> None:
    """Brings up one child after the other until nobody asks any more."""
    rehearse(Path(os.environ["FONTCONFIG_FILE"]).parent)
    gc.collect()
    gc.freeze()  # what is loaded stays: collecting in a child would copy all of it
    while True:
        message, pipes, _, _ = socket.recv_fds(line, LONGEST, 3)
        if not message:
            return
        need = json.loads(message)
        if need["design"]:  # what is made from a finished file needs none
            with contextlib.suppress(Exception):  # the child says what is wrong with it
                engine.prepare(design.from_json(need["design"]))
        pid = os.fork()
        if not pid:
            _grow_up(line, pipes, need)
        for pipe in pipes:
            os.close(pipe)
        if not _attend(line, pid):
            return


def _attend(line: socket.socket, pid: int) -> bool:
    """Waits for the child and tells how it ended; False when nobody wants to know."""
    process = os.pidfd_open(pid)
    try:
        socket.send_fds(line, [b"born"], [process])
        ready, _, _ = select.select([process, line], [], [])
        wanted = process in ready
        if not wanted:
            os.kill(pid, signal.SIGKILL)
        _, status, used = os.wait4(pid, 0)
    finally:
        os.close(process)
    if wanted:
        code = os.waitstatus_to_exitcode(status)
        cpu = used.ru_utime + used.ru_stime
        line.sendall(json.dumps({"code": code, "cpu": cpu, "peak_kib": used.ru_maxrss}).encode())
    return wanted


def _grow_up(line: socket.socket, pipes: list[int], need: Mapping) -> None:
    """In the fork: becomes the child of one job, under its limits before it reads it."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        line.close()
        for number, pipe in enumerate(pipes):
            os.dup2(pipe, number)
            os.close(pipe)
        os.setsid()
        for name, kind in LIMITS.items():
            resource.setrlimit(kind, (need["limits"][name],) * 2)
        gc.disable()  # what it leaves lying goes with it
        os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = need["scratch"]
        code = child.main()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)  # what the interpreter clears away at its end is not ours


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
