"""Footnotes from the body to what leaves: written, cleaned, numbered, exported, read back."""

import io
import zipfile

import pytest

from bulletins import richtext
from bulletins.contents import Contents, from_json
from bulletins.exports import docx, html, text
from bulletins.parsed import from_bulletin
from bulletins.richtext import Cell, FootnoteTooLong, Paragraph, Run, Table
from bulletins.text_import import parse
from bulletins.text_import.footnotes import split
from tests.bodies import sound
from tests.printing.issues import article, issue, paragraph


def note(words: str) -> Run:
    return Run("", footnote=(Run(words),))


def noted(*notes: str) -> Paragraph:
    """A paragraph which calls ``notes``."""
    runs = [Run("近日，示范市总工会召开全市产业工人队伍建设改革推进会")]
    for words in notes:
        runs += [note(words), Run("，对下一步工作作出安排")]
    return Paragraph((*runs[:-1], Run("，对下一步工作作出安排。")))


def text_of(contents: Contents) -> str:
    return text.write(contents).decode("utf-8-sig")


# --- the body ---


CLEANED = {
    "plain": ("<p>甲<small>注</small>乙</p>", "<p>甲<small>注</small>乙</p>"),
    "emphasis in it": (
        "<p>甲<small>注<b>文</b></small></p>",
        "<p>甲<small>注<strong>文</strong></small></p>",
    ),
    "note in a note": (
        "<p>甲<small>一<small>二</small>三</small>乙</p>",
        "<p>甲<small>一二三</small>乙</p>",
    ),
    "break in it": ("<p>甲<small>一<br>二</small></p>", "<p>甲<small>一二</small></p>"),
    "paragraph in it": ("<p>甲<small>一<p>二</small></p>", "<p>甲<small>一</small></p><p>二</p>"),
    "picture in it": (
        '<p>甲<small>一<img src="/pictures/1/"></small></p>',
        '<p>甲<small>一</small></p><figure><img src="/pictures/1/" alt=""></figure>',
    ),
    "blanks at its edges": ("<p>甲<small>\n 注 \n</small></p>", "<p>甲<small>注</small></p>"),
    "empty": ("<p>甲<small> </small>乙</p>", "<p>甲乙</p>"),
    "no word beside it": ("<p><small>注</small></p>", "<p>注</p>"),
    "in a cell": (
        "<table><tr><td>12<small>约数</small></table>",
        "<table><tbody><tr><td><p>12<small>约数</small></p></td></tr></tbody></table>",
    ),
    "dressed": ('<p>甲<small style="x" onclick="y">注</small></p>', "<p>甲<small>注</small></p>"),
    "script in it": ("<p>甲<small>注<script>x</script></small></p>", "<p>甲<small>注</small></p>"),
    "never closed": ("<p>甲<small>注", "<p>甲<small>注</small></p>"),
    "link around it": (
        '<p><a href="https://example.org/">甲<small>注</small></a></p>',
        '<p><a href="https://example.org/">甲<small>注</small></a></p>',
    ),
}


@pytest.mark.parametrize("case", CLEANED)
def test_footnote_in_a_body_is_one_line_at_a_word(case):
    given, stored = CLEANED[case]
    assert sound(given) == stored


def test_footnote_of_the_longest_length_is_kept_and_one_more_is_refused_by_its_beginning():
    longest = "注" * richtext.LONGEST_FOOTNOTE
    assert (
        richtext.clean(f"<p>甲<small>{longest}</small></p>") == f"<p>甲<small>{longest}</small></p>"
    )
    with pytest.raises(FootnoteTooLong) as refusal:
        richtext.clean(f"<p>甲<small>{longest}多</small></p>")
    assert refusal.value.start == "注" * 20


def test_many_open_notes_are_one():
    body = sound("<p>甲" + "<small>注" * 15 + "</p>")
    assert body == f"<p>甲<small>{'注' * 15}</small></p>"


def test_paragraph_with_the_ends_of_several_notes_is_not_the_text_of_the_first():
    calls = "".join(f'<p>甲<a href="#_ftn{n}">[{n}]</a></p>' for n in (1, 2))
    backs = "".join(f'<a href="#_ftnref{n}">[{n}]</a>注' for n in (1, 2))
    assert sound(f"{calls}<p>{backs}</p>") == "<p>甲[1]</p><p>甲[2]</p><p>[1]注[2]注</p>"


def test_note_pasted_from_word_that_is_too_long_stays_where_it_was():
    pasted = f'<p>甲<a href="#_ftn1">[1]</a></p><p><a href="#_ftnref1">[1]</a>{"长" * 501}</p>'
    assert sound(pasted) == f"<p>甲[1]</p><p>[1]{'长' * 501}</p>"


@pytest.mark.parametrize(
    ("call", "back"),
    [
        ('<a href="#_edn2">[ii]</a>', '<a href="#_ednref2">[ii]</a>'),
        ('<sup><a href="#footnote-2">[2]</a></sup>', '<a href="#footnote-ref-2">↑</a>'),
        ('<a href="#sdfootnote2sym"><sup>2</sup></a>', '<a href="#sdfootnote2anc">2</a>'),
    ],
)
def test_note_of_a_word_processor_comes_to_its_place(call, back):
    assert sound(f"<p>甲{call}乙</p><p>{back} 注文</p>") == "<p>甲<small>注文</small>乙</p>"


@pytest.mark.parametrize(
    "pasted",
    [
        '<p>甲<a href="#_ftn1">[1]</a></p>',
        '<p><a href="#_ftnref1">[1]</a>注</p>',
        '<p>甲<a href="#_ftn1">[1]</a><a href="#_ftnref1">[1]</a>注</p>',
        '<p>甲<a href="#_ftn1">[1]</a></p><p><a href="#_ftnref2">[2]</a>注</p>',
    ],
)
def test_half_of_a_pasted_note_stays_text(pasted):
    assert "<small>" not in sound(pasted)


def test_plain_text_has_the_note_in_brackets_where_it_stands():
    assert richtext.plain("<p>甲<small>注</small>乙</p>") == "甲〔注：注〕乙"


def test_blocks_shown_have_marks_and_notes_below_escaped():
    body = "<p>甲<small>1 &lt; 2</small>乙<small>丙</small></p>"
    assert richtext.to_html(richtext.blocks(body)) == (
        "<p>甲<sup>①</sup>乙<sup>②</sup></p>"
        '<div class="footnotes"><p>① 1 &lt; 2</p><p>② 丙</p></div>'
    )


def test_marks_are_circled_to_fifty():
    blocks, notes = richtext.numbered([noted(*"一" * 51)])
    marks = [run.text for run in blocks[0].runs if run.footnote]
    assert (marks[0], marks[19], marks[20], marks[49], marks[50]) == ("①", "⑳", "㉑", "㊿", "[51]")
    assert [note.mark for note in notes] == marks


# --- the contents ---


def test_contents_without_notes_are_written_as_before_there_were_any():
    contents = issue(article("1", blocks=(paragraph("正文。"),), source="示范市总工会"))
    assert "footnote" not in contents.to_json()


def test_contents_with_notes_are_their_json_and_the_note_is_in_the_digest():
    cells = ((Cell((Run("12"), note("约数。"))),),)
    contents = issue(article("1", blocks=(noted("指推进会。"), Table(cells))))
    assert from_json(contents.to_json()) == contents
    other = issue(article("1", blocks=(noted("指动员会。"), Table(cells))))
    assert contents.digest != other.digest


# --- what leaves ---


def test_text_with_notes_reads_back_to_the_same_contents():
    source = {"source": "示范市总工会"}
    many = noted(*["说明文字。"] * 23)
    contents = issue(
        article("1.1", blocks=(noted("指2026年会。", "见《意见》"), noted("另行通知")), **source),
        article("1.2", "示范县总工会走访困难职工", blocks=(paragraph("正文。" * 9),), **source),
        article("1.3", "示范区总工会举办职工运动会", blocks=(many,), **source),
    )
    found = from_bulletin(parse(text_of(contents)).as_json(), contents.masthead)
    assert found.articles == contents.articles


ENUMERATIONS = {
    "only below": ["正文如下。", "① 第一条。", "② 第二条。"],
    "at heads of paragraphs too": ["① 甲。", "正文②。", "① 第一条。", "② 第二条。"],
    "out of order": ["正文②以及①。", "① 第一条。", "② 第二条。"],
    "mark twice": ["正文①以及①。", "① 第一条。"],
    "not from one": ["正文②。", "② 第二条。"],
    "without a blank": ["正文①。", "①第一条。"],
    "text below": ["正文①。", "① 第一条。", "正文。"],
}


@pytest.mark.parametrize("case", ENUMERATIONS)
def test_enumeration_is_not_taken_for_notes(case):
    assert split(ENUMERATIONS[case]) == (ENUMERATIONS[case], [])


def test_web_page_links_marks_to_notes_and_back():
    page = html.write(issue(article("1", blocks=(noted("指<b>推进会</b>。"),))), {}).decode()
    assert '<a id="from-a1-1" href="#a1-1" aria-label="脚注①"><sup>①</sup></a>' in page
    assert '<li id="a1-1"><a href="#from-a1-1" aria-label="回到正文①">①</a>' in page
    assert "指&lt;b&gt;推进会&lt;/b&gt;。</li>" in page


def test_word_file_has_real_footnotes():
    made = docx.write(issue(article("1", blocks=(noted("指推进会。", "见意见。"),))), {})
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        notes = file.read("word/footnotes.xml").decode()
        assert file.read("word/document.xml").decode().count("<w:footnoteReference ") == 2
        assert "/word/footnotes.xml" in file.read("[Content_Types].xml").decode()
    assert [words in notes for words in ("指推进会。", "见意见。")] == [True, True]


def test_word_file_without_notes_has_no_part_for_them():
    made = docx.write(issue(article("1", blocks=(paragraph("正文。"),))), {})
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert "word/footnotes.xml" not in file.namelist()
