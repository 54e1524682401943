"""``python -m bulletins.printing.fonts [DIRECTORY]``: prepare the print faces.

Takes under two minutes the first time, nothing when they are already there.
"""

import fcntl
import json
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from bulletins.printing import fonts
from bulletins.printing.fonts import recipe
from bulletins.printing.fonts.sources import SourceMissing, locate

WORKERS = 2


def main(arguments: list[str]) -> int:
    directory = Path(arguments[0]) if arguments else fonts.default_directory()
    if fonts.are_prepared(directory):
        print(f"Print faces: ready in {directory}")
        return 0
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with (directory / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another set-up may be at it
            if not fonts.are_prepared(directory):
                prepare(directory, print)
    except SourceMissing as problem:
        print(problem, file=sys.stderr)
        return 3
    return 0


def prepare(directory: Path, say) -> None:
    """Makes every face of the recipe in ``directory``; the marker is written last."""
    started = time.monotonic()
    (directory / "recipe").unlink(missing_ok=True)
    files = _sources(directory / "sources", say)
    rows = {}
    for done, (name, row) in enumerate(_built(files, directory), 1):
        rows[name] = row
        count = len(row["full"]) + len(row["other"])
        say(f"Print faces: {done}/{len(recipe.FACES)} {name} ({count} characters)", flush=True)
    table = {face.name: rows[face.name] for face in recipe.FACES}
    (directory / "faces.json").write_text(json.dumps(table, ensure_ascii=False))
    (directory / "fonts.conf").write_text(_configuration(directory))
    shutil.rmtree(directory / "cache", ignore_errors=True)
    shutil.rmtree(directory / "sources", ignore_errors=True)
    (directory / "recipe").write_text(fonts.recipe_hash())
    say(f"Print faces: ready in {directory} ({time.monotonic() - started:.0f} s)", flush=True)


def _sources(cache: Path, say) -> dict[str, Path]:
    wanted: dict[str, list[str]] = {}
    for face in recipe.FACES:
        wanted.setdefault(face.package, []).append(face.path)
    files = {}
    for package, paths in wanted.items():
        say(f"Print faces: source {package}", flush=True)
        files |= locate(package, paths, cache)
    return files


def _built(files: dict[str, Path], directory: Path):
    from bulletins.printing.fonts.building import build, coverage

    covered = coverage(recipe.BASE, files[recipe.BASE.path])
    order = sorted(recipe.FACES, key=lambda face: face is not recipe.RARE)  # the longest first
    with ProcessPoolExecutor(WORKERS) as pool:
        jobs = {}
        for face in order:
            without = covered if face is recipe.RARE else frozenset()
            target = directory / f"{face.name.replace(' ', '')}.ttf"
            job = pool.submit(build, face, files[face.path], target, without)
            jobs[job] = face.name
        for job in as_completed(jobs):
            yield jobs[job], job.result()


def _configuration(directory: Path) -> str:
    """A fontconfig file which knows our faces and no other."""
    folder = directory.resolve()
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
