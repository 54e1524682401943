"""Lines: two straight edges, nothing forbidden at their ends, nothing lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.printing import faces
from bulletins.printing.composer import MAX_SQUEEZE, MAX_STRETCH, compose
from bulletins.printing.punctuation import NO_END, NO_START
from bulletins.richtext import Run

PREPARED = faces.load()
MEASURE = 28000
# A line of 60 gaps, each rounded to a thousandth of an em, is at most so far off.
ROUNDING = 30

HAN = st.text(alphabet="一丁七万职工会议活动服务中心推进仓国龘镕", min_size=1, max_size=12)
MARK = st.sampled_from(["，", "。", "、", "；", "：", "！", "？", "——", "……", "·"])
QUOTED = HAN.map("“{}”".format) | HAN.map("（{}）".format) | HAN.map("《{}》".format)
LATIN = st.sampled_from(["2026", "12.5%", "CEO", "1,234", "WR-710", "5G", "APEC", "3.5万"])
PHRASE = st.tuples(HAN | QUOTED | LATIN, HAN, MARK).map("".join)
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
    assert all(-60 <= line.tracking <= MAX_STRETCH for line in lines)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_numbers_and_words_are_not_cut(text):
    lines = texts(compose((Run(text),), PREPARED))
    for before, after in zip(lines, lines[1:], strict=False):
        assert not (before[-1].isascii() and after[0].isascii())
        assert (before[-1], after[0]) not in {("—", "—"), ("…", "…")}


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


def test_marks_in_two_dresses_are_not_squeezed():
    plain = compose((Run("甲”、乙"),), PREPARED, indent=0)[0].width
    dressed = compose((Run("甲”"), Run("、乙", ("u",))), PREPARED, indent=0)[0].width
    assert dressed - plain == 500


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
