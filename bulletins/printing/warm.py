"""A ready child for each job, from a process which has the engine loaded (nursery.py).

One nursery for each process that asks; it is brought up at the first job, and
anew when it has died or when code or faces are others than those it loaded.
"""

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from bulletins.printing import fonts

PATIENCE = 30  # seconds until a nursery must have brought up a child
CODE = ("bulletins/*.py", "bulletins/printing/**/*", "templates/print/*")

log = logging.getLogger(__name__)


class Process:
    """A child in the shape of a subprocess.Popen; ``used`` is its CPU time and memory."""

    def __init__(self, nursery: "_Nursery", handle: int, pipes: list):
        self._nursery, self._handle = nursery, handle
        self.stdin, self.stdout, self.stderr = pipes
        self.returncode: int | None = None
        self.used: dict = {}
        self._ending = threading.Lock()  # its time may run out just as it ends

    def kill(self) -> None:
        with self._ending:
            if self.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> int:
        if self.returncode is None:
            self.used = self._nursery.ending()
            with self._ending:
                self.returncode = self.used.get("code", 1)
                os.close(self._handle)
            _free.release()
        return self.returncode


_nursery: "_Nursery | None" = None
_free = threading.Lock()  # a nursery has one child at a time


def start(need: dict, faces: Path) -> Process | None:
    """A child with the limits, scratch folder and design of ``need``, waiting for its job.

    None when there is no getting one (another thread's job is running, or the
    nursery does not come up): the job then takes the cold way, and fails there
    if it must, with the reason.
    """
    if not _free.acquire(blocking=False):
        return None
    process = None
    try:
        process = _born(need, faces)
    finally:
        if process is None:
            _free.release()
    return process


def _born(need: dict, faces: Path) -> Process | None:
    global _nursery
    state = (os.getpid(), str(faces), _stamp(faces))
    for _ in range(2):  # the one at hand may have died since
        if _nursery is None or _nursery.loaded != state:
            close()
            _nursery = _Nursery(state, faces)
        try:
            return _nursery.bear(need)
        except OSError as error:
            log.warning("layout nursery lost: %r", error)
            close()
    return None


def process_id() -> int | None:
    """The nursery's process, if there is one."""
    return _nursery.process.pid if _nursery else None


def close() -> None:
    """Ends the nursery, if there is one."""
    global _nursery
    if _nursery is not None:
        _nursery.close()
        _nursery = None


def _stamp(faces: Path) -> tuple:
    """Changes with our code and with the faces."""
    files = [path for pattern in CODE for path in fonts.PROJECT.glob(pattern)]
    files += [faces / "recipe", faces / "fonts.conf"]
    return tuple(
        (str(path), path.stat().st_mtime_ns)
        for path in files
        if path.suffix != ".pyc" and path.is_file()
    )


class _Nursery:
    def __init__(self, state: tuple, faces: Path):
        self.loaded = state
        self._line, other = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self._line.settimeout(PATIENCE)
        with other:
            self.process = subprocess.Popen(  # noqa: S603 - our own module, no input
                [sys.executable, "-m", "bulletins.printing.nursery", str(other.fileno())],
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=fonts.PROJECT,
                env={
                    "PATH": os.defpath,
                    "HOME": "/nonexistent",
                    "LANG": "C.UTF-8",
                    "PYTHONUTF8": "1",
                    "FONTCONFIG_FILE": str(faces / "fonts.conf"),
                },
                start_new_session=True,
            )

    def bear(self, need: dict) -> Process:
        """Raises OSError when the nursery does not answer."""
        pipes = [os.pipe() for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        ours = [pipes[0][1], pipes[1][0], pipes[2][0]]
        try:
            socket.send_fds(self._line, [json.dumps(need).encode()], theirs)
            message, handles, _, _ = socket.recv_fds(self._line, 16, 1)
            if message != b"born":
                raise ConnectionResetError("the nursery has ended")
        except OSError:
            for pipe in ours:
                os.close(pipe)
            raise
        finally:
            for pipe in theirs:
                os.close(pipe)
        files = [os.fdopen(p, m, encoding="utf-8") for p, m in zip(ours, "wrr", strict=True)]
        return Process(self, handles[0], files)

    def ending(self) -> dict:
        """How the child ended; empty when the nursery died with it."""
        try:
            self._line.settimeout(None)
            message = self._line.recv(1024)
            self._line.settimeout(PATIENCE)
        except OSError:
            message = b""
        return json.loads(message) if message else {}

    def close(self) -> None:
        self._line.close()
        if self.loaded[0] == os.getpid():  # else it is our parent's
            self.process.kill()
            self.process.wait()
