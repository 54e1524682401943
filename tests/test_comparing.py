"""Comparing two texts: nothing lost, nothing invented, and a person can read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.comparing import ADDED, LONGEST, REMOVED, SAME, Piece, align, compare

TEXT = st.text(st.sampled_from("甲乙丙丁，。 \n\r\u2028\x1c") | st.characters(), max_size=60)


def text_of(pieces, *kinds) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


def shown(old, new) -> str:
    marks = {SAME: "%s", REMOVED: "[-%s]", ADDED: "[+%s]"}
    return "".join(marks[piece.kind] % piece.text for piece in compare(old, new))


@given(TEXT, TEXT)
def test_pieces_hold_exactly_both_texts(old, new):
    pieces = compare(old, new)

    assert text_of(pieces, SAME, REMOVED) == old
    assert text_of(pieces, SAME, ADDED) == new
    assert all(piece.text for piece in pieces)
    for first, second in zip(pieces, pieces[1:], strict=False):
        assert (first.kind, second.kind) in {
            (SAME, REMOVED), (SAME, ADDED), (REMOVED, ADDED), (REMOVED, SAME), (ADDED, SAME),
        }  # fmt: skip


@given(TEXT)
def test_text_compared_with_itself_or_nothing_is_one_piece(text):
    whole = [text] if text else []
    assert compare(text, text) == [Piece(SAME, part) for part in whole]
    assert compare("", text) == [Piece(ADDED, part) for part in whole]
    assert compare(text, "") == [Piece(REMOVED, part) for part in whole]


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("7月1日召开会议。", "7月12日召开会议。", "7月1[+2]日召开会议。"),
        ("职工一百二十名参加", "职工一百三十余名参加", "职工一百[-二十][+三十余]名参加"),
        ("会议强调，要落实。", "会议指出，要落实好。", "会议[-强调][+指出]，要落实[+好]。"),
        ("送清凉，送健康", "送健康，送清凉", "送[+健康，送]清凉[-，送健康]"),
        ("一段\n二段\n三段\n", "一段\n二段改\n四段\n", "一段\n二段[+改]\n[-三][+四]段\n"),
        ("一段\n二段\n", "零段\n一段\n二段\n", "[+零段\n]一段\n二段\n"),
        ("县总工会", "市总工会", "[-县][+市]总工会"),
        ("一段\n二段\n", "一段改一句\n", "一段[-\n二段][+改一句]\n"),
        ("甲乙丙丁", "戊己庚辛", "[-甲乙丙丁][+戊己庚辛]"),
    ],
)
def test_change_of_chinese_text_reads_as_a_person_would_mark_it(old, new, seen):
    assert shown(old, new) == seen


def test_single_equal_characters_between_changes_do_not_shred_them():
    kinds = [piece.kind for piece in compare("走访的企业的工人", "表彰的职工的家属")]
    assert kinds == [REMOVED, ADDED]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲" * 8000, "甲乙" * 4000),
        ("甲甲乙" * 3000, "甲乙乙" * 3000),
        ("甲\n" * 9000, "甲\n乙\n" * 4500),
        ("\n" * 400_000, "\n乙\n" * 200_000),
        ("甲" * (LONGEST + 1), "甲" * LONGEST),
        ("甲乙" * 200_000, "乙甲" * 200_000),
    ],
)
def test_long_and_repetitive_texts_are_compared_in_bounded_work(old, new):
    pieces = compare(old, new)
    assert text_of(pieces, SAME, REMOVED) == old
    assert text_of(pieces, SAME, ADDED) == new


PARAGRAPHS = st.lists(st.text(st.sampled_from("甲乙丙丁，。"), max_size=12), max_size=6)


def kept(rows, *kinds) -> list[str]:
    """The paragraphs of one side, as the rows hold them; empty ones stand in no row."""
    lines = ["".join(p.text for p in row.pieces if p.kind in kinds) for row in rows]
    return [line for line in lines if line]


@given(PARAGRAPHS, PARAGRAPHS)
def test_aligned_rows_hold_both_texts_paragraph_by_paragraph(old, new):
    rows = align(old, new)

    assert kept(rows, SAME, REMOVED) == [text for text in old if text]
    assert kept(rows, SAME, ADDED) == [text for text in new if text]


@pytest.mark.parametrize("old,new,kinds", [
    (["甲乙丙丁", "戊己庚辛"], ["甲乙丙丁", "戊己庚辛"], ["same", "same"]),
    (["甲乙丙丁", "戊己庚辛"], ["戊己庚辛"], ["removed", "same"]),
    (["甲乙丙丁"], ["子丑寅卯"], ["removed", "added"]),
    (["甲乙丙丁"], ["甲乙丙丁戊"], ["changed"]),
    (["甲乙丙丁戊己庚辛", "子丑寅卯"], ["子丑寅卯", "甲乙丙丁戊己庚辛"],
     ["removed", "same", "added"]),
    (["甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"], ["甲乙丙丁戊己庚辛"], ["changed"]),
    ([], ["甲"], ["added"]), (["甲"], [], ["removed"]), ([], [], []),
])  # fmt: skip
def test_paragraphs_are_aligned_by_likeness_in_order(old, new, kinds):
    assert [row.kind for row in align(old, new)] == kinds


def test_very_many_paragraphs_are_aligned_by_those_left_alone():
    old = [f"第{n}段" for n in range(300)]
    rows = align(old, [*old[:150], "新的一段话", *old[150:]])
    assert [row.kind for row in rows].count("same") == 300
    assert [row.kind for row in rows if row.kind != "same"] == ["added"]
