"""Headlines: the author's lines stand; long ones are broken by sense and balanced."""

import pytest

from bulletins.printing import faces
from bulletins.printing.headlines import broken, headline

PREPARED = faces.load()
MEASURE = 20100


@pytest.mark.parametrize(
    "text",
    [
        "示范市总工会积极推进/职工服务中心规范化建设工作",
        "示范区总工会举办首届/“巧手杯”汽车维修技能大赛",
        "示范县总工会召开座谈会，/专题研究困难职工帮扶工作",
        "示范市总工会三项措施/全力助推地方经济社会发展",
    ],
)
def test_long_headline_is_broken_by_sense(text):
    lines = broken(text.replace("/", ""), PREPARED, MEASURE)
    assert "".join(lines) == text.replace("/", "")
    assert len(lines) == 2
    for word in ("总工会", "职工", "技能", "大赛", "建设", "工作", "规范化", "措施", "发展"):
        cut = lines[0][-len(word) + 1 :] + lines[1][: len(word) - 1]
        assert word not in cut, lines


def test_headline_that_fits_stays_whole():
    assert broken("一二三四五六七八九十" * 2, PREPARED, MEASURE) == ["一二三四五六七八九十" * 2]


def test_mark_at_the_end_of_a_given_line_may_hang():
    given = "市领导们加强调研积极推进“面对面、心贴心、"
    assert broken(given, PREPARED, MEASURE) == [given]


def test_given_lines_stand_and_only_a_too_long_one_is_broken_further():
    lines = headline(("示范市总工会", "一二三四五六七八九十" * 3), PREPARED)
    assert [line.text for line in lines][0] == "示范市总工会"
    assert len(lines) == 3
    assert max(line.width for line in lines) <= MEASURE


def test_no_line_of_a_headline_begins_with_a_mark_or_cuts_a_number():
    lines = broken(
        "关于在全市范围内深入开展2026年度职工技能竞赛、合理化建议活动的通知", PREPARED, MEASURE
    )
    assert not [line for line in lines if line[0] in "、，。”》）"]
    assert any("2026" in line for line in lines)


def test_endless_headline_is_set_as_a_paragraph_and_keeps_its_text():
    text = "示范市总工会工作情况" * 60
    assert "".join(broken(text, PREPARED, MEASURE)) == text
