"""Our markup goes to the engine as it is: nothing mended, nothing added, nothing declared."""

import inspect

import pytest
import weasyprint

from bulletins.printing import engine, fonts
from bulletins.printing.elements import Elements
from bulletins.printing.fetching import PictureFetcher

ENTITY = '<!DOCTYPE html [<!ENTITY a "{0}">]><html><body>&a;</body></html>'


def read(markup: str) -> Elements:
    return Elements(markup, PictureFetcher({}))


def body(inner: str) -> str:
    return f'<html lang="zh-CN"><head></head><body>{inner}</body></html>'


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><p>一</body></html>",
        "<html><body><p class=x>一</p></body></html>",
        "<html><body>&nbsp;</body></html>",
        ENTITY.format("一" * 100),
        '<!DOCTYPE html SYSTEM "file:///etc/passwd"><html></html>',
        "",
    ],
)
def test_markup_that_is_not_ours_is_not_mended(markup):
    with pytest.raises(ValueError, match="markup"):
        read(markup)


def test_characters_without_a_place_in_xml_are_left_out():
    root = read(body("<p>甲\x00\x0b\x1f\ud800\ufffe乙&#38;\U00020bb7</p>")).etree_element
    assert root.find("body/p").text == "甲乙&𠮷"


def test_equal_styles_become_one_class():
    root = read(
        body('<p class="a" style="color:red">一</p><p style="color:red">二</p><p style="top:0"/>')
    ).etree_element
    found = [p.attrib for p in root.iter("p")]
    assert found == [{"class": "a look0"}, {"class": " look0"}, {"class": " look1"}]
    assert root.find("head/style").text == ".look0{color:red}.look1{top:0}"


def test_engine_asks_our_document_for_its_sheets():
    """``_ua_stylesheets`` is the engine's own: under another name it would bring its sheet back."""
    assert "_ua_stylesheets(" in inspect.getsource(weasyprint.css.get_all_computed_styles)
    assert read(body("")).__class__._ua_stylesheets is not weasyprint.HTML._ua_stylesheets


def test_element_without_a_rule_of_ours_has_no_looks():
    """By the engine's own sheet a headline would be a bold block."""
    engine.use_fonts(fonts.default_directory())
    configuration, sheet = engine._prepared(engine.MUNICIPAL)
    document = read(body('<div class="page"><h5>甲</h5></div>'))
    page = document.render(stylesheets=[sheet], font_config=configuration).pages[0]
    found = [box.style for box in page._page_box.descendants() if box.element_tag == "h5"]
    assert {(s["font_weight"], s["display"]) for s in found} == {(400, ("inline", "flow"))}
