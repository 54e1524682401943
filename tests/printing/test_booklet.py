"""The booklet: page order for every count, by folding the sheets and reading what they say."""

import re

import pikepdf
import pytest

from bulletins.printing import booklet, proof
from bulletins.printing.layout import make_variant
from bulletins.printing.measures import MM
from tests.printing.finished import screen

COUNTS = range(1, 17)


def folded(sides: list) -> list:
    """The reader's pages of sheets laid one in another and folded.  Sides come in pairs."""
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    first = [page for outer, inner in sheets for page in (outer[1], inner[0])]
    second = [page for outer, inner in reversed(sheets) for page in (inner[1], outer[0])]
    return first + second


def screen_file(count: int, path) -> None:
    """A screen file of so many pages, made of those of the finished one."""
    with pikepdf.open(screen()[1]) as pdf:
        while len(pdf.pages) < count:
            pdf.pages.append(pdf.pages[len(pdf.pages) % 8])
        del pdf.pages[count:]
        pdf.save(path)


def texts(path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [proof.inked(proof.read_page(page)[0]) for page in pdf.pages]


def halves(path) -> list[tuple[str, str]]:
    """What stands left and right on each side; nothing where the paper is blank."""
    found = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            half = {"left": "", "right": ""}
            drawn = page.obj.Contents.read_bytes().decode()
            for shift, name in re.findall(r"1 0 0 1 (\S+) 0 cm (/\S+) Do", drawn):
                place = "right" if float(shift) else "left"
                half[place] = proof.inked(proof.read_page(page.obj.Resources.XObject[name])[0])
            found.append((half["left"], half["right"]))
    return found


@pytest.mark.parametrize("count", COUNTS)
def test_folded_sheets_read_in_order_with_the_blanks_at_the_end(count):
    blanks = [None] * (-count % 4)
    assert folded(booklet.sides(count)) == [*range(1, count + 1), *blanks]


@pytest.mark.parametrize("count", COUNTS)
def test_foot_that_stands_alone_stays_on_the_back(count):
    blanks = [None] * (-count % 4)
    assert folded(booklet.sides(count, True)) == [*range(1, count), *blanks, count]


@pytest.mark.parametrize("count", COUNTS)
def test_sheets_of_paper_hold_each_page_once(count, tmp_path):
    screen_file(count, tmp_path / "screen.pdf")
    booklet.write(tmp_path / "screen.pdf", tmp_path / "booklet.pdf")
    pages = texts(tmp_path / "screen.pdf")
    assert folded(halves(tmp_path / "booklet.pdf")) == [*pages, *[""] * (-count % 4)]


def test_foot_alone_behind_blanks_loses_its_number_and_nothing_else(tmp_path):
    screen_file(6, tmp_path / "screen.pdf")
    left_out = booklet.write(tmp_path / "screen.pdf", tmp_path / "booklet.pdf", foot_alone=True)
    pages = texts(tmp_path / "screen.pdf")
    assert proof.inked(left_out) == "—6—"
    assert pages[-1].endswith("—6—")
    wanted = [*pages[:-1], "", "", pages[-1].removesuffix("—6—")]
    assert folded(halves(tmp_path / "booklet.pdf")) == wanted
    proof.check_same(tmp_path / "screen.pdf", tmp_path / "booklet.pdf", True, left_out)


def test_foot_alone_without_blanks_keeps_its_number(tmp_path):
    screen_file(4, tmp_path / "screen.pdf")
    assert booklet.write(tmp_path / "screen.pdf", tmp_path / "booklet.pdf", foot_alone=True) == ""
    assert folded(halves(tmp_path / "booklet.pdf")) == texts(tmp_path / "screen.pdf")


def test_sides_are_a3_and_turned_over_the_short_edge(tmp_path):
    contents, source = screen()
    result = make_variant("booklet", contents, source, tmp_path / "booklet.pdf")
    with pikepdf.open(tmp_path / "booklet.pdf") as pdf:
        sizes = {tuple(round(float(n) / MM) for n in page.mediabox) for page in pdf.pages}
        assert sizes == {(0, 0, 420, 297)}
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert (result.pages, len(pdf.pages)) == (4, 4)


def test_proof_tells_a_page_left_out_of_the_booklet(tmp_path):
    screen_file(8, tmp_path / "screen.pdf")
    screen_file(7, tmp_path / "seven.pdf")
    booklet.write(tmp_path / "seven.pdf", tmp_path / "booklet.pdf")
    with pytest.raises(proof.NotEqual):
        proof.check_same(tmp_path / "screen.pdf", tmp_path / "booklet.pdf", imposed=True)


def test_foot_under_the_last_text_does_not_stand_alone(tmp_path):
    contents, source = screen()
    assert not proof.foot_stands_alone(source, contents)
    with pikepdf.open(source) as pdf:
        pdf.pages[-1].obj.Contents = pdf.make_stream(b"")
        pdf.save(tmp_path / "empty.pdf")
    assert proof.foot_stands_alone(tmp_path / "empty.pdf", contents)
