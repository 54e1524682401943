"""Line ends chosen over the whole paragraph, compared with every other way to set it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.printing import breaking, faces
from bulletins.printing.atoms import atoms_of
from bulletins.printing.breaking import LOOSE, cost, filled_in_turn, line_ends
from bulletins.printing.composer import compose
from bulletins.printing.paragraph import NO_SPACE, Paragraph
from bulletins.printing.punctuation import NO_END, NO_START
from bulletins.printing.quantities import Hold
from bulletins.printing.spreading import MAX_SQUEEZE, MAX_STRETCH
from bulletins.richtext import Run
from tests.printing.test_composer import TEXT

PREPARED = faces.load()
SHORT = TEXT.map(lambda text: text[:45].rstrip("".join(NO_END)))
NARROW = 13000  # a column of two


def paragraph(text, measure=28000, indent=2000, justify=True):
    run = Run(text)
    atoms, _ = atoms_of([run], PREPARED, "body")
    return Paragraph(atoms, [run] * len(atoms), measure, indent, justify, NO_SPACE)


def ways(of, most, start=0):
    """Every legal way to break a paragraph into at most so many lines."""
    if start >= of.size:
        yield []
        return
    for end in range(start + 1, min(start + 40, of.size) + 1) if most else ():
        lacking = of.room(start) - of.extent(start, end)
        full = lacking <= MAX_STRETCH * (end - start - 1) or end == of.size
        if of.holds[end] is not Hold.NEVER and full and lacking >= -MAX_SQUEEZE:
            for rest in ways(of, most - 1, of.next(end)):
                yield [end, *rest]


def trackings(of, ends):
    """How far each line but the last is moved apart."""
    starts = [0, *map(of.next, ends[:-1])]
    return [
        of.gaps.tracking(start, of.stop(start, end), of.room(start) - of.extent(start, end))
        for start, end in zip(starts[:-1], ends[:-1], strict=True)
    ]


def too_loose(of, ends):
    return sum(tracking > LOOSE for tracking in trackings(of, ends))


def blameless(of, ends):
    """Whether no number is parted and no single character is left over."""
    return not any(of.holds[end] is Hold.BOUND or of.leaves_orphan(end) for end in ends[:-1])


@settings(max_examples=100, deadline=None)
@given(SHORT)
def test_no_way_of_as_few_lines_is_cheaper(text):
    of = paragraph(text, NARROW, 0)
    found, most = line_ends(of), len(filled_in_turn(of))
    every = [cost(of, way) for way in ways(of, most)]
    assert not every or cost(of, found) <= min(every) + 1e-6


@settings(max_examples=100, deadline=None)
@given(SHORT)
def test_no_line_is_too_loose_where_all_need_not_be(text):
    of = paragraph(text, NARROW, 0)
    found = line_ends(of)
    least = min(
        (too_loose(of, way) for way in ways(of, len(found)) if blameless(of, way)), default=9
    )
    assert too_loose(of, found) <= least


@settings(max_examples=150, deadline=None)
@given(TEXT, st.integers(10, 40), st.integers(0, 2))
def test_whole_paragraph_never_costs_more_than_lines_filled_in_turn(text, characters, indent):
    of = paragraph(text, characters * 1000, indent * 1000)
    in_turn, found = filled_in_turn(of), line_ends(of)
    assert cost(of, found) <= cost(of, in_turn)
    mends = cost(of, in_turn) >= breaking._TOO_LOOSE
    assert len(found) <= len(in_turn) + mends
    assert found[-1] == of.size and found == sorted(set(found))


@settings(max_examples=100, deadline=None)
@given(TEXT, st.sampled_from([9000, NARROW, 21000, 28000]))
def test_prohibitions_hold_and_edges_are_straight_at_every_measure(text, measure):
    lines = compose((Run(text),), PREPARED, measure=measure)
    assert "".join(line.text for line in lines) == text
    of = paragraph(text, measure)
    if cost(of, line_ends(of)) < breaking._FORCED:
        assert not [line.text for line in lines[1:] if line.text[0] in NO_START]
        assert not [line.text for line in lines[:-1] if line.text[-1] in NO_END]
        assert [line.text for line in lines[:-1] if abs(line.width - measure) > 30] == []


@settings(max_examples=50, deadline=None)
@given(TEXT)
def test_text_set_again_from_its_lines_is_set_alike(text):
    lines = compose((Run(text),), PREPARED)
    compose.cache_clear()
    assert compose((Run("".join(line.text for line in lines)),), PREPARED) == lines


@pytest.mark.parametrize("before", range(20, 29))
def test_line_before_a_long_number_is_not_loose(before):
    """Filled in turn, the line before the number ends up to four ems short."""
    text = "工" * 30 + "，" + "会" * before + "共10,320.5万人次参加" + "工" * 60 + "。"
    of = paragraph(text)
    assert max(trackings(of, line_ends(of))) < max(40, *trackings(of, filled_in_turn(of)))
    assert not any(of.holds[end] is Hold.BOUND for end in line_ends(of))


def test_what_a_line_lacks_is_taken_by_those_before_it():
    """Filled in turn, the third line stands at 80 thousandths apart."""
    text = "召开会议，走访职工，" * 8 + "共12345678.90万元送温暖" + "会" * 20
    of = paragraph(text)
    in_turn, found = filled_in_turn(of), line_ends(of)
    assert (len(found), round(max(trackings(of, in_turn)))) == (len(in_turn), 80)
    assert max(trackings(of, found)) < 40


def test_lines_which_are_not_justified_are_filled_in_turn():
    of = paragraph("工" * 20 + "12345678.9万元" + "会" * 40, justify=False)
    assert line_ends(of) == filled_in_turn(of)


def test_paragraph_of_many_thousand_characters_ends_as_it_began():
    text = "召开2026年3月15日第12次会议，“面对面”走访1,234人次；" * 600
    of = paragraph(text)
    assert cost(of, line_ends(of)) <= cost(of, filled_in_turn(of))
