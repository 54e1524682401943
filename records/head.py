"""The head of the chain, kept outside the database: one line per seal, only ever appended.

A line is "time sequence mac", as in ``2026-11-21T08:00:00Z 1234 9f86d0…``.  Several processes
append; their lines may stand in another order than their numbers, each of them is true.  A copy of
the database put back, or cut off at its end, no longer agrees with these lines.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)

LINE_BYTES = 120  # more than a line ever has


def path() -> Path:
    return Path(settings.RECORDS_HEAD)


def append(seals: list[tuple[int, str]]):
    """Note each (sequence, mac).  What was done stays done when the file cannot be written, but the
    log is loud, and the page of the records warns: ``last`` then lags behind the database."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    noted = "".join(f"{now} {sequence} {mac}\n" for sequence, mac in seals)
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            os.write(file, noted.encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError:
        log.critical("the head of the records could not be written: %s", noted.strip(),
                     exc_info=True)  # fmt: skip


def lines() -> Iterator[tuple[int, tuple[int, str] | None]]:
    """(number of the line, (sequence, mac)); None for a line that says nothing sensible.

    Raises FileNotFoundError when there is no file.
    """
    with path().open(encoding="ascii", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            yield number, _read(line)


def _read(line: str) -> tuple[int, str] | None:
    words = line.split()
    if len(words) != 3 or not words[1].isdecimal() or len(words[2]) != 64:
        return None
    return int(words[1]), words[2]


def last() -> int:
    """The highest sequence among the last lines; 0 when there is none."""
    try:
        with path().open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 20 * LINE_BYTES))
            read = [_read(line.decode("ascii", "replace")) for line in file]
    except OSError:
        return 0
    return max((entry[0] for entry in read if entry), default=0)
