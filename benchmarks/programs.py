"""The programs measured against each other: each makes a PDF of an issue and says what it took."""

import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from benchmarks import bare, plain
from bulletins import text_import
from bulletins.contents import Contents, Masthead
from bulletins.exports import docx
from bulletins.parsed import from_bulletin
from bulletins.printing import engine, fonts, warm
from bulletins.printing.layout import Limits, lay_out

PR_SET_CHILD_SUBREAPER = 36
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LIMITS = Limits(cpu_seconds=600, wall_seconds=900, memory_bytes=4 << 30)


@dataclass(frozen=True)
class Use:
    """Seconds of all processors and of the clock; MiB of the largest process (0: not known)."""

    cpu: float
    wall: float
    peak: float
    pages: int


@dataclass(frozen=True)
class Issue:
    """One text in every form that a program wants, in a folder of its own."""

    name: str
    contents: Contents
    folder: Path

    @classmethod
    def write(cls, name: str, contents: Contents, folder: Path) -> "Issue":
        """Contents must be without pictures."""
        folder.mkdir()
        (folder / "contents.json").write_text(contents.to_json())
        html = plain.document(contents)
        (folder / "flowing.html").write_text(html)
        styled = html.replace("</head>", f"<style>{plain.STYLE}</style></head>")
        (folder / "styled.html").write_text(styled)
        (folder / "plain.css").write_text(plain.STYLE)
        (folder / "other.html").write_text(plain.document(_other()))
        (folder / "bare.html").write_text(bare.document(contents))
        (folder / "bare.css").write_text(bare.STYLE)
        (folder / "bare-other.html").write_text(bare.document(_other()))
        (folder / "issue.docx").write_bytes(docx.write(contents, {}))
        return cls(name, contents, folder)


def _other() -> Contents:
    """A bulletin of our own that is not among those measured."""
    text = (fonts.PROJECT / "tests" / "bulletins" / "jianbao.txt").read_text()
    return from_bulletin(
        text_import.parse(text).as_json(), Masthead("简报", "第1期", "印发", "1月")
    )


def prepare() -> None:
    """Once, before all: our faces for every program; orphans are ours to wait for."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    engine.use_fonts(fonts.default_directory())


def ours_warm(issue: Issue) -> Use:
    """One job of the warm worker, from asking to the finished file, and the asking with it."""
    born: list[warm.Process] = []
    start = warm.start
    warm.start = lambda *need: born.append(start(*need)) or born[-1]
    output = issue.folder / "warm.pdf"
    try:
        use = _measured(lambda: lay_out(issue.contents, output, limits=LIMITS, warm=True), output)
    finally:
        warm.start = start
    used = born[0].used
    return Use(use.cpu + used["cpu"], use.wall, used["peak_kib"] / 1024, use.pages)


def ours_cold(issue: Issue) -> Use:
    """The command, Django's start included."""
    output = issue.folder / "cold.pdf"
    command = [sys.executable, "manage.py", "typeset", str(issue.folder / "contents.json")]
    return _command([*command, "--output", str(output)], output)


PLAIN_WARM = """
import resource, sys, time
from pathlib import Path
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
style, other, html, output, tags = sys.argv[1:]
configuration = FontConfiguration()
sheet = CSS(string=Path(style).read_text(), font_config=configuration)
for source in (other, html):
    start, before = time.perf_counter(), time.process_time()
    HTML(string=Path(source).read_text()).write_pdf(
        output, stylesheets=[sheet], font_config=configuration, pdf_tags=tags == "tags"
    )
print(time.process_time() - before, time.perf_counter() - start,
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


PLAIN = ("plain.css", "other.html", "flowing.html")
BARE = ("bare.css", "bare-other.html", "bare.html")


def plain_warm(issue: Issue, tags: bool = False, sources: tuple[str, ...] = PLAIN) -> Use:
    """WeasyPrint in a process that has set another bulletin before, as ours has.

    Stylesheet parsed and fonts known; the text at hand is new to it.
    """
    output = issue.folder / "plain.pdf"
    files = [issue.folder / name for name in sources]
    command = [sys.executable, "-c", PLAIN_WARM, *map(str, files), str(output)]
    told = subprocess.run(
        [*command, "tags" if tags else ""], check=True, capture_output=True, text=True
    )
    cpu, wall, peak = map(float, told.stdout.split())
    with pikepdf.open(output) as made:
        return Use(cpu, wall, peak, len(made.pages))


def plain_tagged(issue: Issue) -> Use:
    """The same with tags, as our files have them."""
    return plain_warm(issue, tags=True)


def bare_warm(issue: Issue) -> Use:
    """The same with the least that can be set."""
    return plain_warm(issue, sources=BARE)


def plain_cold(issue: Issue) -> Use:
    output = issue.folder / "plain-cold.pdf"
    program = str(Path(sys.executable).with_name("weasyprint"))
    return _command([program, str(issue.folder / "styled.html"), str(output)], output)


def chromium(issue: Issue) -> Use:
    output = issue.folder / "chromium.pdf"
    with tempfile.TemporaryDirectory(prefix="yinfa-bench-", ignore_cleanup_errors=True) as profile:
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            f"--user-data-dir={profile}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={output}",
        ]
        return _command([CHROMIUM, *flags, (issue.folder / "styled.html").as_uri()], output)


def libreoffice(issue: Issue) -> Use:
    """Our Word file; its own profile is made beforehand, as on a machine that has used it."""
    output = issue.folder / "issue.pdf"
    profile = Path(tempfile.gettempdir()) / f"yinfa-bench-office-{os.getuid()}"
    command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", "pdf", "--outdir", str(issue.folder)]
    return _command([*command, str(issue.folder / "issue.docx")], output)


PROGRAMS: dict[str, Callable[[Issue], Use]] = {
    "warm worker": ours_warm,
    "WeasyPrint warm": plain_warm,
    "WeasyPrint warm, tagged": plain_tagged,
    "WeasyPrint warm, bare": bare_warm,
    "cold command": ours_cold,
    "WeasyPrint CLI": plain_cold,
    "Chromium": chromium,
    "LibreOffice": libreoffice,
}


def missing() -> set[str]:
    """Programs which are not installed here."""
    absent = set() if shutil.which("soffice") else {"LibreOffice"}
    return absent if Path(CHROMIUM).exists() else absent | {"Chromium"}


def _measured(action: Callable, output: Path) -> Use:
    output.unlink(missing_ok=True)
    before, start = _processor(), time.perf_counter()
    action()
    wall = time.perf_counter() - start
    _reap()
    with pikepdf.open(output) as made:
        pages = len(made.pages)
    return Use(_processor() - before, wall, 0, pages)


def _command(arguments: list[str], output: Path) -> Use:
    peak = 0.0

    def run():
        nonlocal peak
        process = subprocess.Popen(
            arguments,
            cwd=fonts.PROJECT,
            env=os.environ | {"DEBUG": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = used.ru_maxrss / 1024
        if process.returncode:
            raise SystemExit(f"{arguments[0]} ended with {process.returncode}")

    use = _measured(run, output)
    return Use(use.cpu, use.wall, peak, use.pages)


def _reap() -> None:
    """Waits for what a program left behind, so that its time is counted too."""
    deadline = time.monotonic() + 5
    nursery = warm.process_id()
    while time.monotonic() < deadline:
        left = [pid for pid in _children() if pid != nursery]
        if not left:
            return
        for pid in left:
            os.waitpid(pid, os.WNOHANG)
        time.sleep(0.02)


def _children() -> list[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(pid) for pid in listed.split()]


def _processor() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
