"""Characters which cannot be printed are named before anything is laid out; rare ones print."""

from dataclasses import replace

import pytest

from bulletins.contents import DistributionGroup, Masthead
from bulletins.printing import faces
from bulletins.printing.composer import compose
from bulletins.printing.glyphs import missing
from bulletins.printing.layout import LayoutFailed, lay_out
from bulletins.richtext import Cell, Paragraph, Run, Table
from tests.printing.issues import MASTHEAD, article, figure, issue, paragraph

PREPARED = faces.load()
LOST = "\U0001f600"  # 😀: no face of ours has emoji


def test_every_place_of_an_issue_is_searched_and_named():
    whole = article(
        "7",
        f"标题{LOST}",
        contents_title=f"目{LOST}",
        subtitle=f"副{LOST}题",
        byline=LOST,
        source=f"某单位{LOST}",
        note=f"编者按：{LOST}",
        blocks=(
            paragraph("甲乙丙" + LOST),
            Table(((Cell((Run(f"一{LOST}"),)),),), 0, (Run(LOST),)),
            replace(figure(1, 20, 20), caption=(Run(f"图{LOST}"),)),
            Paragraph((Run("甲"), Run(LOST, ("strong",)))),
        ),
    )
    contents = issue(
        whole,
        masthead=Masthead(f"信{LOST}息", publisher=LOST),
        distribution=(DistributionGroup("报", (f"市{LOST}委",)),),
    )
    found = [(m.article, m.place, m.char) for m in missing(contents, PREPARED)]
    assert {char for _, _, char in found} == {LOST}
    assert [(key, place) for key, place, _ in found] == [
        ("", "报头刊名第2个字"),
        ("", "报头第1个字"),
        ("7", "按语第5个字"),
        ("7", "标题第3个字"),
        ("7", "目录标题第2个字"),
        ("7", "副题第2个字"),
        ("7", "署名第1个字"),
        ("7", "正文第1段第4个字"),
        ("7", "第2段表格第2个字"),
        ("7", "第2段表题第1个字"),
        ("7", "第3段图注第2个字"),
        ("7", "正文第4段第2个字"),
        ("7", "来源第4个字"),
        ("", "报第2个字"),
    ]


def test_missing_character_is_said_with_its_code_and_stops_the_layout(tmp_path):
    contents = issue(article("1"), article("2", "另一篇", blocks=(paragraph("甲" + LOST),)))
    assert [str(m) for m in missing(contents, PREPARED)] == [
        f"正文第1段第2个字的“{LOST}”（U+1F600）"
    ]
    with pytest.raises(LayoutFailed, match="U\\+1F600") as failed:
        lay_out(contents, tmp_path / "x.pdf")
    assert failed.value.headline == "另一篇"
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("char", "𠮷䶮龘镕㐂·•①Ⅲ℃㎡éüŝЖΩ→★☎")
@pytest.mark.parametrize("role", sorted(set(faces.ROLES) - {"folio", "masthead"}))
def test_rare_character_is_printed_by_a_face_that_has_it(char, role):
    assert PREPARED.missing(char, role) == []
    assert compose((Run(char),), PREPARED, role)[0].text == char


def test_selector_of_a_variant_is_neither_missing_nor_printed():
    assert PREPARED.missing("☎\ufe0f葛\U000e0100") == []
    assert compose((Run("葛\U000e0100城"),), PREPARED)[0].text == "葛城"


def test_fields_without_text_miss_nothing():
    assert missing(issue(article("1"), masthead=MASTHEAD), PREPARED) == []
