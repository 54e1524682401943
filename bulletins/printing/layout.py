"""An issue becomes a PDF, or a refusal that names the article and the reason.

``lay_out`` makes the screen file; ``make_variant`` makes the files for the
press, the archive and the stapler from it.

The work is done by a child process (child.py) under limits of CPU time, wall
time and memory, with an environment of its own; whatever the contents do to
it, the caller goes on.  The file appears under its name only when it is
complete, proved and on disk.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bulletins.contents import Contents
from bulletins.printing import fonts, profiles
from bulletins.printing import warm as warmth
from bulletins.printing.design import MUNICIPAL, Design

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one layout may use (SECURITY: any input ends within these)."""

    cpu_seconds: int = 60
    wall_seconds: float = 90
    memory_bytes: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Layout:
    """The finished file: its pages, on which page each article begins, its SHA-256, and
    for each page where its articles stand (areas.py)."""

    pages: int
    first_pages: dict[str, int]
    sha256: str
    areas: list[list[dict]] = field(default_factory=list)


class LayoutFailed(Exception):
    """The issue could not be laid out.

    ``article_key`` and ``headline`` are empty when no single article is to blame.
    """

    def __init__(self, article_key: str, headline: str, reason: str):
        self.article_key, self.headline, self.reason = article_key, headline, reason
        super().__init__(f"《{headline}》：{reason}" if headline else reason)


def lay_out(
    contents: Contents,
    output: Path,
    pictures: Mapping[int, Path | bytes] | None = None,
    progress: Progress | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen value
    fonts_directory: Path | None = None,
    design: Design = MUNICIPAL,
    warm: bool = False,
) -> Layout:
    """Lays out ``contents`` in ``design`` into the PDF file ``output``.

    ``pictures`` are the issue's own, by id.  ``progress`` hears a stage
    ("compose", "set", "prove") with done and total.  ``warm`` is for a process that
    lays out again and again: it keeps the engine loaded for the next time.
    Raises LayoutFailed, and then leaves ``output`` as it was.
    """
    with tempfile.TemporaryDirectory(prefix="yinfa-pictures-") as scratch:
        job = {
            "variant": "screen",
            "design": design.to_json(),
            "pictures": _picture_files(pictures or {}, Path(scratch)),
            "fonts": str((fonts_directory or fonts.default_directory()).resolve()),
        }
        return _made(job, contents, Path(output), progress, limits, warm)


def make_variant(
    variant: str,
    contents: Contents,
    source: Path,
    output: Path,
    design: Design = MUNICIPAL,
    profile: Path | None = None,
    progress: Progress | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen value
    fonts_directory: Path | None = None,
    warm: bool = False,
) -> Layout:
    """Makes the ``variant`` ("press", "archive", "booklet") of the screen file ``source``.

    ``contents`` are those it was laid out from.  For the press: the red of ``design``
    is printed in red ink, on a plate of its own if the design says so; ``profile`` is the
    printer's CMYK profile.  ``warm`` and LayoutFailed are as for ``lay_out``.
    """
    job = {
        "variant": variant,
        "source": str(Path(source).resolve()),
        "spot": design.spot,
        "red": design.red,
        "profile": str(profile or profiles.PRESS),
        "fonts": str((fonts_directory or fonts.default_directory()).resolve()),
    }
    return _made(job, contents, Path(output), progress, limits, warm)


def set_slip(slip: dict, output: Path, fonts_directory: Path | None = None) -> Layout:
    """Sets the signing slip ``slip`` (printing/slip.py says what it holds) into ``output``."""
    fonts_directory = fonts_directory or fonts.default_directory()
    job = {"variant": "slip", "slip": slip, "fonts": str(fonts_directory.resolve())}
    return _made(job, None, Path(output), None, Limits())


def _made(
    job: dict, contents: Contents | None, output: Path, progress, limits: Limits, warm: bool = False
) -> Layout:
    with tempfile.TemporaryDirectory(prefix="yinfa-layout-") as scratch:
        with tempfile.NamedTemporaryFile(
            dir=output.parent, prefix=".layout-", suffix=".pdf", delete=False
        ) as partial:
            part = Path(partial.name)
        try:
            job |= {
                "contents": contents.to_json() if contents else "",
                "output": str(part.resolve()),
            }
            outcome = _Child(contents, progress, limits, scratch).run(job, warm)
            _publish(part, output)
        finally:
            part.unlink(missing_ok=True)
    return Layout(*(outcome[name] for name in ("pages", "first_pages", "sha256", "areas")))


def _picture_files(pictures: Mapping[int, Path | bytes], scratch: Path) -> dict[str, str]:
    files = {}
    for number, picture in pictures.items():
        path = picture
        if isinstance(picture, bytes):
            path = scratch / f"picture-{number}"
            path.write_bytes(picture)
        files[str(number)] = str(Path(path).resolve())
    return files


def _publish(part: Path, output: Path) -> None:
    """Onto the disk, then under its name: there is never half a file to be seen."""
    os.chmod(part, 0o644)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(output)
    directory = os.open(output.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


class _Child:
    """One run of the child: feeds it, listens to it, ends it."""

    def __init__(
        self, contents: Contents | None, progress: Progress | None, limits: Limits, scratch: str
    ):
        articles = contents.articles if contents else ()
        self.headlines = {a.key: a.headline or a.contents_title for a in articles}
        self.progress = progress or (lambda stage, done, total: None)
        self.limits, self.scratch = limits, scratch
        self.article = ""  # where the child was when it was last heard of
        self.page_articles: list[list[str]] = []
        self.outcome: dict = {}

    def run(self, job: dict, warm: bool) -> dict:
        process = (self._start_warm(job) if warm else None) or self._start()
        late = threading.Event()
        watch = threading.Timer(self.limits.wall_seconds, self._end, (process, late))
        watch.start()
        try:
            errors = _Drain(process.stderr)
            self._feed(process, job)
            for line in process.stdout:
                self._hear(json.loads(line))
            process.wait()
        finally:
            watch.cancel()
            process.kill()
            process.wait()
            process.stdout.close()
        if "done" in self.outcome:
            return self.outcome["done"]
        raise self._failure(process.returncode, late.is_set(), errors.text())

    def _start_warm(self, job: dict) -> warmth.Process | None:
        limits = {
            "cpu_seconds": self.limits.cpu_seconds,
            "memory_bytes": self.limits.memory_bytes,
            "core_bytes": 0,
        }
        need = {"limits": limits, "scratch": self.scratch, "design": job.get("design")}
        return warmth.start(need, Path(job["fonts"]))

    def _start(self) -> subprocess.Popen:
        process = subprocess.Popen(  # noqa: S603 - our own module, no input in the arguments
            [sys.executable, "-m", "bulletins.printing.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=fonts.PROJECT,
            env={
                "PATH": os.defpath,
                "HOME": self.scratch,
                "TMPDIR": self.scratch,
                "LANG": "C.UTF-8",
                "PYTHONUTF8": "1",
            },
            start_new_session=True,
        )
        # The child does nothing before it has read its job: the limits are there in time.
        cpu, memory = self.limits.cpu_seconds, self.limits.memory_bytes
        for kind, limit in (
            (resource.RLIMIT_CPU, cpu),
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.prlimit(process.pid, kind, (limit, limit))
        return process

    def _end(self, process: subprocess.Popen, late: threading.Event) -> None:
        late.set()
        process.kill()

    def _feed(self, process: subprocess.Popen, job: dict) -> None:
        try:
            process.stdin.write(json.dumps(job))
            process.stdin.close()
        except BrokenPipeError:
            pass  # it died at once: what it said is read below

    def _hear(self, message: dict) -> None:
        if "stage" in message:
            self._locate(message)
            self.progress(message["stage"], message["done"], message["total"])
        elif "pages" in message:
            self.page_articles = message["pages"]
        else:
            self.outcome = message

    def _locate(self, message: dict) -> None:
        self.article = message["article"]
        if message["stage"] == "set" and message["done"] <= len(self.page_articles):
            # The engine reports a page when it begins it.
            self.article = next(iter(self.page_articles[message["done"] - 1]), "")

    def _failure(self, status: int, late: bool, errors: str) -> LayoutFailed:
        if refused := self.outcome.get("refused"):
            key = self.article if refused["article"] is None else refused["article"]
            return LayoutFailed(key, self.headlines.get(key, ""), refused["reason"])
        if late:
            reason = f"排版超过{self.limits.wall_seconds:g}秒，已停止"
        elif status < 0:
            reason = f"排版用尽了{self.limits.cpu_seconds}秒处理器时间，已停止"
        else:
            last = errors.strip().splitlines()[-1:] or [f"退出码{status}"]
            reason = f"排版程序出错：{last[0][:300]}"
        return LayoutFailed(self.article, self.headlines.get(self.article, ""), reason)


class _Drain(threading.Thread):
    """Reads a pipe to its end, so that the writer never waits; keeps the last of it."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self._pipe, self._kept = pipe, ""
        self.start()

    def run(self) -> None:
        for line in self._pipe:
            self._kept = (self._kept + line)[-20000:]
        self._pipe.close()

    def text(self) -> str:
        self.join()
        return self._kept
