"""Headlines: the author's lines stand; long ones are broken by sense and balanced."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.printing import faces
from bulletins.printing.headlines import broken, headline, names_of

PREPARED = faces.load()
MEASURE = 20100


@pytest.mark.parametrize(
    "text",
    [
        "示范市总工会积极推进/职工服务中心规范化建设工作",
        "示范区总工会举办首届/“巧手杯”汽车维修技能大赛",
        "示范县总工会召开座谈会，/专题研究困难职工帮扶工作",
        "示范市总工会三项措施/全力助推地方经济社会发展",
        "示范市庆祝“五一”国际劳动节/暨劳模表彰大会隆重举行",
    ],
)
def test_long_headline_is_broken_by_sense(text):
    lines = broken(text.replace("/", ""), PREPARED, MEASURE)
    assert "".join(lines) == text.replace("/", "")
    assert len(lines) == 2
    words = "总工会 “五一”国际劳动节 职工 技能 大赛 建设 工作 规范化 措施 发展"
    for word in words.split():
        cut = lines[0][-len(word) + 1 :] + lines[1][: len(word) - 1]
        assert word not in cut, lines


def test_headline_that_fits_stays_whole():
    assert broken("一二三四五六七八九十" * 2, PREPARED, MEASURE) == ("一二三四五六七八九十" * 2,)


def test_mark_at_the_end_of_a_given_line_may_hang():
    given = "市领导们加强调研积极推进“面对面、心贴心、"
    assert broken(given, PREPARED, MEASURE) == (given,)


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


@pytest.mark.parametrize(
    "text",
    [
        "示范市总工会联合举办/“清风送爽——相约活动中心”职工联谊活动",
        "示范县总工会全面部署/“送清凉、送健康、送岗位”行动",
        "某区总工会荣获2031年度/“安康杯”竞赛先进集体",
        "示范区总工会印发/《关于进一步加强基层班组建设的意见》",
        "示范发电厂以“传帮带”为主题/促进劳模与青年职工交流",
        "某市园林系统职工帮扶中心/成立10周年帮扶成效显著",
    ],
)
def test_line_ends_before_a_quotation_or_a_phrase(text):
    assert "/".join(broken(text.replace("/", ""), PREPARED, MEASURE)) == text


HAN = st.text("示范市总工会职开展活动推进建设", min_size=3, max_size=9)
WHOLE = st.sampled_from(["160名", "2031年", "“清风送爽”", "《职工手册》", "总工会", "10.5万人次"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(HAN, WHOLE), min_size=3, max_size=6))
def test_numbers_quotations_titles_and_unit_names_are_not_cut(parts):
    text = "".join(han + whole for han, whole in parts)
    lines = broken(text, PREPARED, MEASURE)
    assert "".join(lines) == text
    ends, start = {sum(map(len, lines[:n])) for n in range(1, len(lines))}, 0
    for han, whole in parts:
        start += len(han)
        assert not ends & set(range(start + 1, start + len(whole))), lines
        start += len(whole)


@settings(max_examples=60, deadline=None)
@given(st.integers(41, 60))
def test_three_lines_are_no_hourglass(count):
    widths = [len(line) for line in broken("典" * count, PREPARED, MEASURE)]
    assert len(widths) == 3
    assert widths[1] >= min(widths[0], widths[2])


def test_names_of_the_sources_are_not_cut():
    text = "典籍典籍典籍典籍典籍典籍示大范典籍典籍典籍典籍典籍典籍典籍典籍"
    names = names_of(["示大范市总工会", "甲乙丙公司"])
    assert names == ("示大范市总工会", "示大范市", "示大范", "甲乙丙公司", "甲乙丙")
    place = text.index("示大范")
    free = [place + n for n in (1, 2)]
    cut = len(broken(text, PREPARED, MEASURE, names=names)[0])
    assert cut not in free


def test_name_of_a_person_stays_with_the_title():
    lines = broken(
        "示范市总工会召开学习会认真学习张某某总书记讲话精神推动当前工作", PREPARED, MEASURE
    )
    assert any("张某某总书记" in line for line in lines)


def test_name_after_a_title_is_not_cut_from_it():
    parts = broken("市委副书记陈某一来市总工会视察", PREPARED, 14000)
    assert parts == ("市委副书记陈某一", "来市总工会视察")
