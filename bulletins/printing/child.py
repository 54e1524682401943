"""``python -m bulletins.printing.child``: makes one file of an issue in a process of its own.

A job's ``variant`` says which: "screen" is the layout itself; "press", "archive"
and "booklet" are made from the finished screen file, so nothing is laid out twice.

The job comes as JSON on standard input, progress and outcome go as JSON lines
to standard output.  No Django here: the parent gives everything that is needed
and watches time and memory (layout.py).
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pikepdf

from bulletins.contents import Article, Contents, from_json
from bulletins.printing import (
    archive,
    areas,
    booklet,
    design,
    engine,
    faces,
    glyphs,
    inks,
    markup,
    press,
    profiles,
    proof,
    slip,
)
from bulletins.printing.columns import DoesNotFit
from bulletins.printing.pagination import paginate

NAMED = 8  # so many characters without a glyph are named in a refusal


class Refused(Exception):
    """The issue cannot be printed as it is; ``article`` is the key of the culprit, or empty."""

    def __init__(self, article: str, reason: str):
        super().__init__(reason)
        self.article = article


def main() -> int:
    job = json.loads(sys.stdin.read())
    try:
        _say(done=_MAKERS.get(job["variant"], vary)(job))
    except (Refused, DoesNotFit, proof.NotEqual) as refusal:
        _say(refused={"article": refusal.article, "reason": str(refusal)})
    except (
        engine.EngineFailed,
        faces.FontsNotPrepared,
        inks.NoInk,
        profiles.ProfileMissing,
        archive.NotArchival,
    ) as failure:
        _say(refused={"article": "", "reason": str(failure)})
    except MemoryError:
        _say(refused={"article": None, "reason": "版面太大，内存不够"})
    except RecursionError:
        _say(refused={"article": None, "reason": "内容嵌套太深"})
    return 0


def run(job: Mapping) -> dict:
    """Composes, paginates, sets and proves one issue; the outcome as it is reported."""
    directory, output = Path(job["fonts"]), Path(job["output"])
    made_by = design.from_json(job["design"])
    contents = made_by.printed(from_json(job["contents"]))
    engine.require_libraries()
    engine.use_fonts(directory)
    prepared = faces.load(directory)
    _refuse_missing(contents, prepared)
    pictures = _pictures(contents, job["pictures"])
    pages = paginate(contents, prepared, _composing, made_by)
    proof.check_pages(contents, pages)
    _refuse_empty(contents, pages.first_pages)
    _say(pages=[page.articles for page in pages.pages])
    html = markup.document(contents, pages)
    total = len(pages.pages)
    engine.set_pages(html, output, pictures, total, _setting(total), made_by)
    _say(stage="prove", done=len(pages.pages), total=len(pages.pages), article="")
    proof.check_pdf(output, contents, pages)
    return {
        "pages": len(pages.pages),
        "first_pages": pages.first_pages,
        "areas": areas.areas(pages),
        "sha256": hashlib.sha256(output.read_bytes()).hexdigest(),
    }


def vary(job: Mapping) -> dict:
    """Makes a press, archive or booklet file from the screen file and proves it equal."""
    contents = from_json(job["contents"])
    source, output, variant = Path(job["source"]), Path(job["output"]), job["variant"]
    left_out = ""
    _say(stage=variant, done=0, total=2, article="")
    if variant == "press":
        press.write(source, output, Path(job["profile"]), job["spot"], inks.from_hex(job["red"]))
    elif variant == "archive":
        archive.write(source, output, _anchors(contents))
        archive.check(output)
    else:
        left_out = booklet.write(source, output, proof.foot_stands_alone(source, contents))
    _say(stage="prove", done=1, total=2, article="")
    proof.check_same(source, output, imposed=variant == "booklet", left_out=left_out)
    with pikepdf.open(output) as made:
        return {
            "pages": len(made.pages),
            "first_pages": {},
            "areas": [],
            "sha256": hashlib.sha256(output.read_bytes()).hexdigest(),
        }


def set_slip(job: Mapping) -> dict:
    """Sets a signing slip: no grid, no contents, only what ``job["slip"]`` says."""
    directory, output = Path(job["fonts"]), Path(job["output"])
    engine.require_libraries()
    engine.use_fonts(directory)
    html, css, pictures = slip.document(job["slip"], faces.load(directory))
    pages = engine.set_sheets(html, css, output, pictures)
    sha256 = hashlib.sha256(output.read_bytes()).hexdigest()
    return {"pages": pages, "first_pages": {}, "areas": [], "sha256": sha256}


_MAKERS = {"screen": run, "slip": set_slip}


def _anchors(contents: Contents) -> dict[str, str]:
    """What a link of the contents box leads to, by its anchor."""
    return {f"a{n}": article.contents_title for n, article in enumerate(contents.articles, 1)}


def _refuse_missing(contents: Contents, prepared: faces.Faces) -> None:
    missing = glyphs.missing(contents, prepared)
    if missing:
        named = "；".join(str(item) for item in missing[:NAMED])
        more = f"等{len(missing)}处" if len(missing) > NAMED else ""
        raise Refused(missing[0].article, f"字库中没有这些字：{named}{more}")


def _refuse_empty(contents: Contents, first_pages: Mapping[str, int]) -> None:
    for article in contents.articles:
        if article.key not in first_pages:
            raise Refused(article.key, f"“{article.contents_title}”没有标题也没有正文")


def _pictures(contents: Contents, files: Mapping[str, str]) -> dict[int, bytes]:
    pictures: dict[int, bytes] = {}
    for article in contents.articles:
        for figure in _figures(article):
            path = files.get(str(figure.picture))
            content = Path(path).read_bytes() if path else b""
            if not content or not figure.width or not figure.height:
                raise Refused(article.key, f"图片{figure.picture}不在本期的图片之中")
            if figure.sha256 and hashlib.sha256(content).hexdigest() != figure.sha256:
                raise Refused(article.key, f"图片{figure.picture}与所存的不一致")
            pictures[figure.picture] = content
    return pictures


def _figures(article: Article):
    return [block for block in article.blocks if hasattr(block, "picture")]


def _composing(stage: str, article: str, done: int, total: int) -> None:
    _say(stage=stage, done=done, total=total, article=article)


def _setting(total: int):
    return lambda page: _say(stage="set", done=page, total=total, article="")


def _say(**message) -> None:
    print(json.dumps(message, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
