"""A finished screen file of every kind of block, made once for all tests that vary it."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from bulletins.contents import Contents
from bulletins.printing.layout import lay_out
from tests.printing.issues import everything


@cache
def screen() -> tuple[Contents, Path]:
    contents, pictures = everything()
    path = Path(mkdtemp(prefix="yinfa-finished-")) / "screen.pdf"
    lay_out(contents, path, pictures, warm=True)
    return contents, path
