"""Cleaning, reading and writing bodies: laws that hold for every body, and exact values."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins import richtext
from bulletins.richtext import Cell, Figure, Paragraph, Run, Table
from tests.bodies import sound

VISIBLE = st.text(
    st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")), max_size=30
)
LINES = st.lists(VISIBLE.filter(str.strip), max_size=6)
SCRAPS = st.sampled_from(
    ["<", ">", "&", '"', "'", "/", "=", "<!--", "-->", "<p>", "</p>", "<b>", "</b>", "<i>", "</i>",
     "<ul>", "<li>", "</ul>", "<ol>", "<table>", "<tr>", "<td>", "<td colspan=2>", "<th>", "</td>",
     "<thead>", "<caption>", "</table>", "<img src=/pictures/1/ alt='x'>", "<a href='http://a.cn'>",
     "<a href=javascript:x>", "</a>", "<br>", "<h2>", "</h2>", "<blockquote>", "</blockquote>",
     "<figure>", "<figcaption>", "</figure>", "<div>", "</div>", "<script>", "</script>", "<style>",
     "</style>", "<svg>", "<math>", "<template>", "<del>", "</del>", "<ins>", "<sub>", "</sub>",
     "<span style='display:none'>", "</span>", "&lt;", "&nbsp;", "&#x202e;", "&amp", "&copy=1",
     "　", "\xa0", " ", "\n", "\t", "\x00", "\u200b", "甲", "乙丙", "ab", "é", "“", "1. "]
)  # fmt: skip
SOUP = st.lists(SCRAPS | VISIBLE, max_size=40).map("".join)


def marked(text):
    return richtext.from_paragraphs([text])[3:-4]


# Markup made around known text, with that text: what a reader must find again.
INLINE = st.recursive(
    VISIBLE.map(lambda text: (marked(text), text)),
    lambda inner: st.tuples(
        st.sampled_from(["b", "i", "u", "span class=x", "o:p", "font face='宋体'", "sup", "a"]),
        st.lists(inner, min_size=1, max_size=3),
    ).map(lambda made: _wrapped(*made)),
    max_leaves=5,
)
BODY = st.recursive(
    INLINE,
    lambda inner: st.tuples(
        st.sampled_from(["p", "div", "h2", "blockquote", "ul><li", "table><tr><td", "section"]),
        st.lists(inner, min_size=1, max_size=4),
    ).map(lambda made: _wrapped(*made)),
    max_leaves=12,
)


def _wrapped(element, parts):
    end = "".join(f"</{name.split()[0]}>" for name in reversed(element.split("><")))
    return f"<{element}>{''.join(p[0] for p in parts)}{end}", "".join(p[1] for p in parts)


@given(SOUP)
def test_clean_of_anything_is_sound_and_stable(markup):
    sound(markup)


@given(st.text(max_size=200))
def test_clean_of_any_text_is_sound_and_stable(markup):
    sound(markup)


@given(BODY)
def test_clean_keeps_every_visible_character_in_order(made):
    markup, text = made
    shown = html.unescape(re.sub("<[^>]*>", "", sound(markup)))
    assert "".join(shown.split()) == "".join(text.split())


@given(LINES)
def test_paragraphs_become_a_body_and_come_back_unchanged(lines):
    blocks = richtext.blocks(richtext.from_paragraphs(lines))
    assert [block.text for block in blocks] == lines


@given(LINES)
def test_paragraphs_survive_cleaning_but_for_blanks_at_their_edges(lines):
    body = richtext.clean(richtext.from_paragraphs(lines))
    assert richtext.plain(body).split("\n") == [line.strip(" \u3000\xa0") for line in lines] or [""]


@given(SOUP)
def test_page_of_a_body_is_as_clean_as_the_body(markup):
    page = richtext.to_html(richtext.blocks(richtext.clean(markup)))
    page = re.sub(' class="item depth-[1-4]"| rel="noopener noreferrer"', "", page)
    page = re.sub("<blockquote>(.*?)</blockquote>", r"<blockquote><p>\1</p></blockquote>", page)
    assert richtext.plain(richtext.clean(page)) == "\n".join(
        line.strip() for line in richtext.plain(page).split("\n")
    )
    assert set(re.findall(r"<(\w+)", page)) <= {
        "p", "h4", "blockquote", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure",
        "img", "figcaption", "a", "br", *richtext.MARKS,
    }  # fmt: skip


@settings(max_examples=30)
@given(st.lists(SOUP, max_size=4))
def test_clean_of_joined_bodies_is_the_bodies_joined(parts):
    bodies = [richtext.clean(part) for part in parts]
    assert richtext.clean("".join(bodies)) == "".join(bodies)


def test_blocks_of_each_kind_are_exact_values():
    body = richtext.clean(
        "<p>甲<b>乙<i>丙</i></b><br><a href='http://a.cn/'>丁</a></p><h4>题</h4>"
        "<blockquote><p>引</p><ul><li>项</ul></blockquote>"
        "<ol><li>一<ul><li>二<p>三</p></ul><li>四</ol>"
    )
    assert richtext.blocks(body) == (
        Paragraph(
            (
                Run("甲"),
                Run("乙", ("strong",)),
                Run("丙", ("em", "strong")),
                Run("\n"),
                Run("丁", (), "http://a.cn/"),
            )
        ),
        Paragraph((Run("题"),), "heading"),
        Paragraph((Run("引"),), "quote"),
        Paragraph((Run("项"),), "item", 1, "•"),
        Paragraph((Run("一"),), "item", 1, "1."),
        Paragraph((Run("二"),), "item", 2, "•"),
        Paragraph((Run("三"),), "item", 2, ""),
        Paragraph((Run("四"),), "item", 1, "2."),
    )


def test_blocks_of_tables_and_figures_are_exact_values():
    body = richtext.clean(
        "<table><caption>表</caption><tr><th colspan=2>头</tr>"
        "<tr><td rowspan=2>甲<p>乙<td><ol><li>丙<li>丁</ol></table>"
        "<figure><img src=/pictures/12/ alt=图><figcaption>说明</figcaption></figure>"
    )
    assert richtext.blocks(body) == (
        Table(
            (
                (Cell((Run("头"),), True, 2, 1),),
                (
                    Cell((Run("甲"), Run("\n"), Run("乙")), False, 1, 2),
                    Cell((Run("1. "), Run("丙"), Run("\n"), Run("2. "), Run("丁"))),
                ),
            ),
            1,
            (Run("表"),),
        ),
        Figure(12, (Run("说明"),), "图"),
    )
    assert richtext.plain(body) == "表\n头\n甲\n乙\t1. 丙\n2. 丁\n说明"


def test_page_shows_markers_depth_spans_and_safe_links():
    body = richtext.clean(
        "<ol><li>甲<ul><li><a href='https://a.cn/?a=1&amp;b=2'>乙</a></ul></ol>"
        "<table><tr><th>头<td rowspan=2>格</table><blockquote>引</blockquote>"
    )
    assert richtext.to_html(richtext.blocks(body)) == (
        '<p class="item depth-1">1. 甲</p><p class="item depth-2">• '
        '<a href="https://a.cn/?a=1&amp;b=2" rel="noopener noreferrer">乙</a></p>'
        '<table><tbody><tr><th>头</th><td rowspan="2">格</td></tr></tbody></table>'
        "<blockquote>引</blockquote>"
    )


def test_page_of_values_never_cleaned_is_escaped():
    blocks = (
        Paragraph((Run("<script>", ("strong",), "javascript:alert(1)"),)),
        Figure(3, (Run("<b>"),), '"><script>'),
    )
    assert richtext.to_html(blocks) == (
        "<p><strong>&lt;script&gt;</strong></p>"
        '<figure><img src="/pictures/3/" alt="&quot;&gt;&lt;script&gt;">'
        "<figcaption>&lt;b&gt;</figcaption></figure>"
    )


def test_characters_are_counted_without_blanks():
    body = richtext.clean("<p>　　甲 乙　丙&nbsp;ab。</p><table><tr><td>丁<td>戊</table>")
    assert richtext.count_characters(body) == 8
    assert richtext.count_characters("") == 0


def test_line_ends_of_the_source_part_words_of_an_alphabet_only():
    assert richtext.clean("<p>one\ntwo <b>three</b>\nfour 中\r\n文\nfive\n\n“六”\tg</p>") == (
        "<p>one two <strong>three</strong> four 中文five“六” g</p>"
    )
