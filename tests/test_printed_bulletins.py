"""Whole bulletins, real and our own: brought in, placed, signed, laid out and read back."""

import io
import re
from pathlib import Path

import pypdfium2
import pytest

from bulletins import signing, tasks, workflow
from bulletins.importing import import_parsed
from bulletins.models import Placement
from bulletins.models.file import SIGNED
from bulletins.text_import import parse
from tests.conftest import seed_files
from tests.factories import make_bulletin, make_office

pytestmark = [
    pytest.mark.django_db(transaction=True),  # layouts are asked for on commit
    pytest.mark.once("postgresql"),
]

OWN = sorted((Path(__file__).parent / "bulletins").glob("*.txt"))


@pytest.mark.parametrize("path", [*seed_files(), *OWN], ids=lambda path: path.stem)
def test_bulletin_imported_signed_and_exported_says_what_its_text_says(path):
    parsed = parse(path.read_text(encoding="utf-8")).as_json()
    editor, reviewer, signer = (make_office(role) for role in ("editor", "reviewer", "signer"))
    wanted = [article for section in parsed["sections"] for article in section["articles"]]

    issue = import_parsed(parsed, make_bulletin(), editor).issue
    placed = Placement.objects.filter(section__issue=issue)
    assert [p.article.headline_text for p in placed.order_by("section__position", "position")] == [
        article["headline"] or article["contents_title"] for article in wanted
    ]

    workflow.perform(issue, "submit_for_review", editor)
    layout = tasks.request_files(issue, signer)
    assert (layout.state, layout.failure) == ("done", "")
    workflow.perform(issue, "pass_review", reviewer)
    signing.note_look(issue, layout, signer)
    seen = {"digest": layout.digest, "layout": str(layout.key)}
    workflow.perform(issue, "sign", signer, **seen)
    assert set(issue.edition.hashes) == set(SIGNED)

    printed = "".join(read_pages(layout))
    for article in wanted:
        for paragraph in article["paragraphs"]:
            assert inked(paragraph) in printed
        assert inked(f"（{article['source']}）" if article["source"] else "") in printed
    groups: dict[str, list[str]] = {}
    for group in parsed["distribution"]:  # 主送 and 抄送 are both 送, one line in print
        groups.setdefault(group["group"], []).extend(group["labels"])
    for group, labels in groups.items():
        assert inked(f"{group}：{'、'.join(labels)}") in printed
    assert set(layout.first_pages) == {str(p.article_id) for p in placed}
    assert max(layout.first_pages.values()) <= layout.pages


def read_pages(layout):
    """The text of each page between its furniture: running head and folio left out."""
    document = pypdfium2.PdfDocument(io.BytesIO(layout.file.read()))
    for number, page in enumerate(document, 1):
        text = inked(page.get_textpage().get_text_bounded())
        yield re.sub(rf"(工会信息\d+|【[^】]+】)?—{number}—$", "", text)


def inked(text: str) -> str:
    """Without blanks and invisible characters, which the extractor places as it likes."""
    return re.sub(r"[\s\u200b\u2060\ufffe\x02]", "", text)
