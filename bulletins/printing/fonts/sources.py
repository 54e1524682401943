"""Where the font files come from: an installed Debian package, else its .deb.

The .deb is downloaded by apt into a cache and only the files wanted are taken
out of it: nothing is installed, no dependency follows, root is not needed.
"""

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path


class SourceMissing(Exception):
    """A source file could neither be found nor fetched; the text says what to do."""


def locate(package: str, paths: Iterable[str], cache: Path) -> dict[str, Path]:
    """Each of ``paths`` (relative to /) as a file on this machine."""
    found = {path: _present(path, cache) for path in paths}
    missing = [path for path, file in found.items() if file is None]
    if missing:
        _extract(package, missing, cache)
        found |= {path: cache / path for path in missing}
    return found


def _present(path: str, cache: Path) -> Path | None:
    candidates = (Path("/") / path, cache / path)
    return next((file for file in candidates if file.is_file()), None)


def _extract(package: str, paths: list[str], cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        archive = _download(package, Path(scratch))
        reader = subprocess.Popen(  # noqa: S603 - fixed program, our own path
            [_program("dpkg-deb"), "--fsys-tarfile", archive], stdout=subprocess.PIPE
        )
        with reader, tarfile.open(fileobj=reader.stdout, mode="r|") as members:
            for member in members:
                name = member.name.removeprefix("./")
                if name in paths and member.isfile():
                    _store(members.extractfile(member), cache / name)
    lost = [path for path in paths if not (cache / path).is_file()]
    if lost:
        raise SourceMissing(f"The package {package} does not contain {', '.join(lost)}.")


def _store(content, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    with partial.open("wb") as file:
        shutil.copyfileobj(content, file)
    partial.replace(target)


def _download(package: str, folder: Path) -> Path:
    result = subprocess.run(  # noqa: S603 - fixed program, package name from the recipe
        [_program("apt-get"), "download", package], cwd=folder, capture_output=True, text=True
    )
    archives = list(folder.glob("*.deb"))
    if result.returncode or not archives:
        raise SourceMissing(
            f"Could not download the Debian package {package}:\n{result.stderr.strip()}\n"
            f"Run as root:  apt-get update && apt-get install -y --no-install-recommends {package}"
        )
    return archives[0]


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise SourceMissing(f"{name} is not on this machine: the fonts come from Debian packages.")
    return path
