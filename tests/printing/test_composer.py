"""Lines: two straight edges, nothing forbidden at their ends, nothing lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.printing import faces
from bulletins.printing.atoms import Autospace
from bulletins.printing.composer import compose
from bulletins.printing.punctuation import LEFT_HALF, NO_END, NO_START
from bulletins.printing.spreading import MARK_SQUEEZE, MAX_SQUEEZE, MAX_STRETCH
from bulletins.richtext import Run

PREPARED = faces.load()
MEASURE = 28000
# A line of 60 gaps, each rounded to a thousandth of an em, is at most so far off.
ROUNDING = 30

HAN = st.text(alphabet="一丁七万职工会议活动服务中心推进仓国龘镕", min_size=1, max_size=12)
MARK = st.sampled_from(["，", "。", "、", "；", "：", "！", "？", "——", "……", "·"])
QUOTED = HAN.map("“{}”".format) | HAN.map("（{}）".format) | HAN.map("《{}》".format)
LATIN = st.sampled_from(["CEO", "WR-710", "5G", "APEC", "GB/T15834"])
COUNTED = st.sampled_from(["160名", "10.32万人次", "95%", "1,234项", "3.5万元", "12个百分点"])
COUNTED |= st.sampled_from(["第12期", "3—5月", "200余份", "30平方米", "1 286条"])
PHRASE = st.tuples(HAN | QUOTED | LATIN | COUNTED, HAN, MARK).map("".join)
TEXT = st.lists(PHRASE, min_size=1, max_size=25).map("".join)


def texts(lines):
    return [line.text for line in lines]


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_composed_lines_keep_every_character_in_order(text):
    assert "".join(texts(compose((Run(text),), PREPARED))) == text


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_no_line_begins_or_ends_with_a_forbidden_mark(text):
    lines = texts(compose((Run(text),), PREPARED))
    assert not [line for line in lines[1:] if line[0] in NO_START]
    assert not [line for line in lines[:-1] if line[-1] in NO_END]


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_inner_lines_fill_the_measure_and_none_exceeds_it(text):
    lines = compose((Run(text),), PREPARED)
    assert [line.text for line in lines[:-1] if abs(line.width - MEASURE) > ROUNDING] == []
    assert lines[-1].width <= MEASURE + ROUNDING
    assert all(-60 <= line.tracking <= 2 * MAX_STRETCH for line in lines)
    own = {p.tracking - line.tracking for line in lines for p in line.pieces if p.tracking}
    assert all(-MARK_SQUEEZE - 10 <= tracking <= 1 for tracking in own)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_numbers_and_words_are_not_cut(text):
    lines = texts(compose((Run(text),), PREPARED))
    for before, after in zip(lines, lines[1:], strict=False):
        assert not (before[-1].isascii() and after[0].isascii())
        assert (before[-1], after[0]) not in {("—", "—"), ("…", "…")}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(COUNTED, HAN), min_size=2, max_size=25))
def test_number_is_not_parted_from_what_it_counts(parts):
    text, starts = "", []
    for counted, han in parts:
        starts.append((len(text), len(text) + len(counted)))
        text += counted + han
    ends, place = set(), 0
    for line in texts(compose((Run(text),), PREPARED)):
        place += len(line)
        ends.add(place)
    assert [text[a:b] for a, b in starts if any(a < end < b for end in ends)] == []


@settings(max_examples=150, deadline=None)
@given(TEXT, st.integers(20000, 40000), st.integers(0, 4000))
def test_last_line_of_text_is_not_a_single_character(text, measure, indent):
    lines = texts(compose((Run(text),), PREPARED, measure=measure, indent=indent))
    alone = lines[-1].rstrip("".join(LEFT_HALF))
    assert len(lines) == 1 or len(alone) != 1 or lines[-2].endswith("—")


@settings(max_examples=100, deadline=None)
@given(TEXT, st.sampled_from([0, 125, 250]), st.sampled_from([0, 250]))
def test_blank_between_han_and_latin_changes_no_text_and_no_edge(text, letters, digits):
    lines = compose((Run(text),), PREPARED, autospace=Autospace(letters, digits))
    assert "".join(texts(lines)) == text
    assert [line.text for line in lines[:-1] if abs(line.width - MEASURE) > ROUNDING] == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(HAN, st.sampled_from([(), ("strong",), ("em",), ("u",)])), max_size=20))
def test_marks_stay_with_their_characters(parts):
    runs = tuple(Run(text, marks) for text, marks in parts)
    wanted = [(char, run.marks) for run in runs for char in run.text]
    lines = compose(runs, PREPARED)
    found = [(c, piece.marks) for line in lines for piece in line.pieces for c in piece.text]
    assert found == wanted


@pytest.mark.parametrize("extra", range(1, 6))
def test_last_line_holds_two_characters_at_least(extra):
    lines = compose((Run("工" * (26 + 28 + extra) + "。"),), PREPARED)
    assert len(lines[-1].text.rstrip("。")) >= 2


def test_marks_next_to_each_other_share_a_half():
    loose = compose((Run("甲”乙、丙"),), PREPARED, indent=0)[0].width
    close = compose((Run("甲乙”、丙"),), PREPARED, indent=0)[0].width
    assert loose - close == 500


def test_line_too_long_by_a_half_is_squeezed_in_its_marks_alone():
    text = "工" * 10 + "、" + "工" * 10 + "，" + "工" * 4 + "会，" + "工" * 30
    line = compose((Run(text),), PREPARED, measure=27000, indent=0)[0]
    assert [p.tracking for p in line.pieces if p.tracking] == [-250, -250]
    assert (line.tracking, line.width) == (0, 27000)


def test_line_is_opened_between_han_characters_and_not_within_latin_words():
    line = compose((Run("工" * 18 + "CEO" + "工" * 5 + "“" + "会" * 30),), PREPARED)[0]
    latin = next(piece for piece in line.pieces if "C" in piece.text)
    assert (latin.text, latin.tracking) == ("CE", 0)
    assert line.tracking > 0 and abs(line.width - MEASURE) <= ROUNDING


def test_dash_of_two_ems_stays_closed_in_an_opened_line():
    line = compose((Run("工" * 18 + "——CE" + "工" * 4 + "“" + "会" * 30),), PREPARED)[0]
    assert line.tracking > 0
    assert [p.tracking for p in line.pieces if p.text == "—"] == [0, None]


@pytest.mark.parametrize(("before", "line"), [(22, "2026年3月"), (21, "2026年3月"), (24, "2026年")])
def test_date_is_parted_only_between_its_parts_and_only_when_it_must(before, line):
    text = "工" * (before - 2) + "，于2026年3月15日召开会议" + "工" * 40
    first = compose((Run(text),), PREPARED)[0].text
    assert first.endswith((line, "于"))
    whole = compose((Run("工" * 18 + "于2026年3月15日召开" + "工" * 40),), PREPARED)[0].text
    assert whole.endswith("日召")


def test_quarter_em_is_set_where_house_style_wants_it():
    plain = compose((Run("在CEO共5次"),), PREPARED, indent=0)[0]
    letters = compose((Run("在CEO共5次"),), PREPARED, indent=0, autospace=Autospace(250))[0]
    both = compose((Run("在CEO共5次"),), PREPARED, indent=0, autospace=Autospace(250, 250))[0]
    assert (letters.width - plain.width, both.width - plain.width) == (500, 1000)
    assert [(p.text, p.tracking) for p in letters.pieces] == [
        ("在", 250),
        ("CE", None),
        ("O", 250),
        ("共5次", None),
    ]


def test_no_quarter_em_next_to_a_mark_or_at_a_line_end():
    lines = compose((Run("，CEO。" + "工" * 60),), PREPARED, autospace=Autospace(250, 250))
    assert {p.tracking for line in lines for p in line.pieces} == {None}


def test_marks_in_two_dresses_are_drawn_together_all_the_same():
    plain = compose((Run("甲”、乙"),), PREPARED, indent=0)[0].width
    dressed = compose((Run("甲”"), Run("、乙", ("u",))), PREPARED, indent=0)[0]
    assert dressed.width == plain
    assert [(p.text, p.tracking) for p in dressed.pieces] == [
        ("甲", None),
        ("”", -500),
        ("、乙", None),
    ]


@pytest.mark.parametrize("count", range(5, 45))
def test_marks_of_two_faces_leave_the_edge_straight(count):
    runs = (Run("工" * count + "“会”", ("strong",)), Run("。" + "职工，" * 30))
    lines = compose(runs, PREPARED)
    assert [line.text for line in lines[:-1] if abs(line.width - MEASURE) > ROUNDING] == []


def test_opening_mark_at_a_line_start_hangs_by_its_blank_half():
    lines = compose((Run("工" * 26 + "“工会”" + "工" * 40),), PREPARED)
    assert (lines[1].text[0], lines[1].hangs, lines[0].hangs) == ("“", True, False)


def test_newline_ends_a_line_which_is_not_stretched():
    lines = compose((Run("第一行\n第二行"),), PREPARED)
    assert [(line.text, line.tracking) for line in lines] == [("第一行", 0), ("第二行", 0)]


def test_address_longer_than_a_line_is_broken_rather_than_lost():
    address = "https://example.org/" + "a" * 200
    lines = compose((Run("见" + address),), PREPARED)
    assert "".join(texts(lines)) == "见" + address
    assert all(line.width <= MEASURE + MAX_SQUEEZE for line in lines)


def test_row_of_closing_marks_longer_than_a_line_still_ends():
    text = "。" * 200
    assert "".join(texts(compose((Run(text),), PREPARED))) == text


def test_text_is_printed_as_typed_with_half_width_marks_and_blanks():
    text = "日前,吴中区(示范)举办 培训班;"
    assert compose((Run(text),), PREPARED)[0].text == text


def test_invisible_characters_print_nothing():
    lines = compose((Run("工\u200b会\ufeff\u200d活\x07动"),), PREPARED)
    assert texts(lines) == ["工会活动"]


def test_blank_paragraph_has_no_line():
    assert compose((Run(" \u3000\u00a0"),), PREPARED) == ()
