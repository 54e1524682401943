"""A Word file read into the fields of an article.  A leaf: no database, no settings.

``read`` checks the file at the door and converts it in a process of its own, bounded in time and
memory; nothing in the file can reach the network, the disk or this process.
"""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .door import MAX_BYTES, SAVE_AS, NotWord, open_parts

__all__ = ["MAX_BYTES", "PLACE_OF_PICTURE", "NotWord", "Word", "read"]

WALL_SECONDS = 45
PLACE_OF_PICTURE = "word-picture:{}"  # stands in the body as the source of the n-th picture
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Word:
    """``body`` is HTML that has not been cleaned; ``left_out`` says in words what did not come."""

    headline: str
    subtitle: str
    byline: str
    body: str
    source: str
    left_out: tuple[str, ...]
    pictures: tuple[bytes, ...]


def read(data: bytes) -> Word:
    """The fields out of the .docx ``data``; raises NotWord with what to do instead."""
    open_parts(data)  # most of what is refused costs no process
    try:
        done = subprocess.run(  # noqa: S603 (our own module, nothing of the file in the command)
            [sys.executable, "-m", "bulletins.docx_import.child"],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            check=False,
        )
        outcome = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as failure:
        raise NotWord(f"文件太复杂，读不了。{SAVE_AS}也可以把文字复制后粘贴到正文里。") from failure
    if "refused" in outcome:
        raise NotWord(outcome["refused"])
    pictures = tuple(base64.b64decode(picture) for picture in outcome.pop("pictures"))
    return Word(**outcome | {"left_out": tuple(outcome["left_out"]), "pictures": pictures})
