"""Clipboards as LibreOffice and Chromium filled them: the structure stays, the dressing goes."""

import pytest

from tests.bodies import sound
from tests.clipboards import BODIES, read


@pytest.mark.parametrize("name", BODIES)
def test_clipboard_of_a_program_keeps_structure_and_no_dressing(name):
    pasted = read(name)
    assert "<font" in pasted or "style=" in pasted
    assert sound(pasted) == BODIES[name]


def test_revised_clipboard_holds_neither_the_comment_nor_what_was_deleted():
    assert "请核对名次。" in read("libreoffice-revised")
    body = sound(read("libreoffice-revised"))
    assert not any(gone in body for gone in ("核对", "大约", "整段不要"))
