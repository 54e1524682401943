"""Four programs draw the files alike: a font that only some of them read right would show here.

Poppler, Ghostscript, MuPDF and PDFium stand for what offices and print shops open files with.
"""

import io
import itertools
import subprocess

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageFilter

from bulletins.printing.layout import make_variant
from tests.printing.finished import screen

DPI = 80
ALIKE = 0.85  # correlation of the greys; the same page with other characters stays far below


def drawn_by_poppler(path, page) -> bytes:
    return run("pdftoppm", "-r", DPI, "-f", page, "-l", page, "-png", path)


def drawn_by_ghostscript(path, page) -> bytes:
    return run(
        "gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", "-dTextAlphaBits=4",
        "-dGraphicsAlphaBits=4", f"-r{DPI}", f"-dFirstPage={page}", f"-dLastPage={page}",
        "-sOutputFile=-", path,
    )  # fmt: skip


def drawn_by_mupdf(path, page) -> bytes:
    return run("mutool", "draw", "-q", "-F", "png", "-r", DPI, "-o", "-", path, page)


def drawn_by_pdfium(path, page) -> bytes:
    buffer = io.BytesIO()
    with pypdfium2.PdfDocument(path) as document:
        document[page - 1].render(scale=DPI / 72).to_pil().save(buffer, "PNG")
    return buffer.getvalue()


PROGRAMS = (drawn_by_poppler, drawn_by_ghostscript, drawn_by_mupdf, drawn_by_pdfium)


def run(*command) -> bytes:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout


def greys(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L").filter(ImageFilter.BoxBlur(0.7))


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Correlation of the greys of two pictures of a page: 1 is the same, 0 unrelated."""
    first, second = one.tobytes(), other.resize(one.size).tobytes()
    middle = [sum(values) / len(values) for values in (first, second)]
    pairs = [(a - middle[0], b - middle[1]) for a, b in zip(first, second, strict=True)]
    spread = sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)
    return sum(a * b for a, b in pairs) / spread**0.5


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    contents, source = screen()
    folder = tmp_path_factory.mktemp("renderers")
    found = {"screen": source}
    for variant in ("press", "archive"):
        found[variant] = folder / f"{variant}.pdf"
        make_variant(variant, contents, source, found[variant])
    return found


@pytest.mark.parametrize("kind", ["screen", "press", "archive"])
@pytest.mark.parametrize("page", [1, 2])
def test_four_programs_draw_a_page_alike(files, kind, page):
    pictures = {draw.__name__: greys(draw(files[kind], page)) for draw in PROGRAMS}
    unlike = {
        (a, b): found
        for a, b in itertools.combinations(pictures, 2)
        if (found := round(likeness(pictures[a], pictures[b]), 2)) < ALIKE
    }
    assert unlike == {}


def test_other_characters_in_the_same_places_are_not_alike(files, tmp_path):
    """The measure would find garbage: each run of glyphs backwards, nothing else changed."""
    with pikepdf.open(files["screen"]) as pdf:
        page = pdf.pages[1]
        changed = [
            ([backwards(o) for o in operands], operator)
            for operands, operator in pikepdf.parse_content_stream(page)
        ]
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(changed))
        pdf.save(tmp_path / "backwards.pdf")
    right = greys(drawn_by_poppler(files["screen"], 2))
    wrong = greys(drawn_by_poppler(tmp_path / "backwards.pdf", 2))
    assert likeness(right, wrong) < ALIKE - 0.1


def backwards(operand):
    if isinstance(operand, pikepdf.Array):
        return pikepdf.Array([backwards(part) for part in operand])
    if isinstance(operand, pikepdf.String):
        codes = bytes(operand)
        pairs = [codes[n : n + 2] for n in range(0, len(codes), 2)]
        return pikepdf.String(b"".join(reversed(pairs)))
    return operand
