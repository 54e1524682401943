"""The print faces: made once on each machine from Debian's font packages.

``python -m bulletins.printing.fonts`` prepares them; nothing but the recipe is
in the repository.  This module is all that printing needs at run time: where
the faces lie and whether they are those of the present recipe.
"""

import ast
import functools
import hashlib
import os
from pathlib import Path

_HERE = Path(__file__).parent
PROJECT = _HERE.parents[2]
COMMAND = "python -m bulletins.printing.fonts"


def default_directory() -> Path:
    """Where the faces are kept: YINFA_FONTS, else var/fonts in the project."""
    return Path(os.environ.get("YINFA_FONTS") or PROJECT / "var" / "fonts")


@functools.cache
def recipe_hash() -> str:
    """SHA-256 over everything that decides what the faces look like, comments aside."""
    digest = hashlib.sha256()
    for source in (_HERE / "recipe.py", _HERE / "building.py", _HERE.parent / "punctuation.py"):
        digest.update(ast.dump(ast.parse(source.read_text())).encode())
    return digest.hexdigest()


def are_prepared(directory: Path) -> bool:
    """Whether ``directory`` holds the faces of the present recipe, complete."""
    marker = directory / "recipe"
    return marker.is_file() and marker.read_text() == recipe_hash()
