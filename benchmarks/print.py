"""What a printed issue costs, beside other ways to the same pages.

    python -m benchmarks.print            the whole table, for docs/benchmarks.md
    python -m benchmarks.print --quick    one issue, two rounds

All programs run in turn, forwards and backwards, in one session; a number is the
median of the ratios of single rounds with the smallest and the largest.  Times
of one machine say nothing about another: only ratios are given.
"""

import argparse
import os
import platform
import sys
import tempfile
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from benchmarks import programs
from benchmarks.programs import PROGRAMS, Issue, Use
from bulletins import text_import
from bulletins.contents import Contents, Masthead, Section
from bulletins.parsed import from_bulletin
from bulletins.printing import warm
from bulletins.printing.fonts import PROJECT

OWN = PROJECT / "tests" / "bulletins"
MASTHEAD = Masthead("工会信息", "第12期", "示范市总工会", "2026年7月1日")
PAIRS = (
    ("warm worker", "WeasyPrint warm", "cpu"),
    ("warm worker", "WeasyPrint warm, tagged", "cpu"),
    ("warm worker", "WeasyPrint warm, bare", "cpu"),
    ("warm worker", "Chromium", "cpu"),
    ("warm worker", "Chromium", "wall"),
    ("warm worker", "LibreOffice", "cpu"),
    ("warm worker", "LibreOffice", "wall"),
    ("cold command", "warm worker", "wall"),
    ("cold command", "WeasyPrint CLI", "cpu"),
    ("cold command", "Chromium", "cpu"),
    ("cold command", "Chromium", "wall"),
    ("cold command", "LibreOffice", "cpu"),
    ("cold command", "LibreOffice", "wall"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one issue, two rounds")
    parser.add_argument("--rounds", type=int, default=4, help="rounds for each issue")
    options = parser.parse_args()
    programs.prepare()
    with tempfile.TemporaryDirectory(prefix="yinfa-bench-") as folder:
        _compare(Path(folder), options)
        _grow(Path(folder), (20, 40) if options.quick else (20, 50, 100, 200, 400))
    warm.close()


def texts() -> dict[str, Contents]:
    """The real bulletins where there are any, and our own."""
    seeds = Path(os.environ.get("YINFA_SEEDS") or PROJECT.parent / "shared" / "seeds")
    files = sorted(seeds.glob("*.txt"))
    found = {f"real bulletin {n}": path for n, path in enumerate(files, 1)}
    found["own bulletin"] = OWN / "yunxi.txt"
    return {name: _read(path) for name, path in found.items()}


def _read(path: Path) -> Contents:
    return from_bulletin(text_import.parse(path.read_text()).as_json(), MASTHEAD)


def of_articles(count: int) -> Contents:
    """An issue of so many articles, taken from our own bulletins again and again."""
    own = [a for path in sorted(OWN.glob("*.txt")) for a in _read(path).articles]
    taken = [replace(a, key=str(n)) for n, a in enumerate(islice(cycle(own), count), 1)]
    first = _read(OWN / "yunxi.txt")
    return replace(first, sections=(Section("工作动态", "articles", tuple(taken)),))


def _compare(folder: Path, options) -> None:
    issues = texts() | {f"{n} articles": of_articles(n) for n in (40, 100)}
    if options.quick:
        issues = dict(list(issues.items())[:1])
    absent = programs.missing()
    for name in absent:
        print(f"{name}: not installed")
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} processors, "
          f"Python {platform.python_version()}\n")  # fmt: skip
    pairs = [pair for pair in PAIRS if not absent & set(pair)]
    found: dict[str, list[dict[str, Use]]] = {}
    for number, (name, contents) in enumerate(issues.items()):
        issue = Issue.write(name, contents, folder / str(number))
        found[name] = _rounds(issue, 2 if options.quick else options.rounds, absent)
        print(f"{name}: {_ratio(found[name], *pairs[0])}", file=sys.stderr, flush=True)
    print("| ratio | " + " | ".join(found) + " |" + "\n|---" + "|---" * len(found) + "|")
    print("| pages | " + " | ".join(str(r[0]["warm worker"].pages) for r in found.values()) + " |")
    for one, other, kind in pairs:
        cells = " | ".join(_ratio(rounds, one, other, kind) for rounds in found.values())
        print(f"| {one} / {other}, {kind} | {cells} |")
    _print_peaks(found)


def _rounds(issue: Issue, count: int, absent: set[str]) -> list[dict[str, Use]]:
    """Every program in turn, forwards and backwards, the worker warmed up."""
    names = [name for name in PROGRAMS if name not in absent]
    PROGRAMS["warm worker"](issue)
    return [
        {name: PROGRAMS[name](issue) for name in (names if number % 2 else reversed(names))}
        for number in range(count)
    ]


def _ratio(rounds: list[dict[str, Use]], one: str, other: str, kind: str) -> str:
    found = [getattr(r[one], kind) / getattr(r[other], kind) for r in rounds]
    return f"{median(found):.2f} [{min(found):.2f}–{max(found):.2f}]"


def _print_peaks(found: dict[str, list[dict[str, Use]]]) -> None:
    print("\nPeak memory of the largest process, the warm worker's being 1:\n")
    print("| program | " + " | ".join(found) + " |" + "\n|---" + "|---" * len(found) + "|")
    for name in (n for n in PROGRAMS if n in _first(found)[0]):
        cells = (_ratio(rounds, name, "warm worker", "peak") for rounds in found.values())
        print(f"| {name} | {' | '.join(cell.split()[0] for cell in cells)} |")


def _first(found: dict):
    return next(iter(found.values()))


def _grow(folder: Path, wanted: tuple[int, ...]) -> None:
    """Cost of a page of longer and longer issues, the shortest being 1."""
    print("\nCost per page by the warm worker (CPU and memory; the shortest issue is 1):\n")
    print("| articles | pages | a page | peak memory |\n|---|---|---|---|")
    first = least = None
    for count in wanted:
        issue = Issue.write(str(count), of_articles(count), folder / f"grow{count}")
        use = min((programs.ours_warm(issue) for _ in range(3)), key=lambda u: u.cpu)
        each = use.cpu / use.pages
        first, least = first or each, least or use.peak
        print(
            f"| {count} | {use.pages} | {each / first:.2f} | {use.peak / least:.2f} |", flush=True
        )


if __name__ == "__main__":
    sys.exit(main())
