"""The archive file: nothing the checker of PDF/A-2b objects to, tags for all, metadata agreeing."""

import re

import pikepdf
import pytest
from pikepdf import pdfa

from bulletins.printing import accessible, archive, proof
from bulletins.printing.design import NEWSLETTER
from bulletins.printing.layout import LayoutFailed, lay_out, make_variant
from tests.printing.finished import screen
from tests.printing.issues import article, issue

LETTER = "ISO_19005_2:6.6.4-3"  # the checker has no flavour 2u: it objects to the U alone


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    contents, source = screen()
    output = tmp_path_factory.mktemp("archive") / "archive.pdf"
    make_variant("archive", contents, source, output)
    return output


@pytest.fixture
def pdf(made):
    with pikepdf.open(made) as opened:
        yield opened


def elements(pdf, kind: str) -> list:
    """All structure elements of one kind, in reading order."""
    found = []

    def walk(element):
        children = element.get("/K", ())
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                if str(child.S) == kind:
                    found.append(child)
                walk(child)

    walk(pdf.Root.StructTreeRoot)
    return found


def outline(pdf) -> list[tuple[str, list[str]]]:
    with pdf.open_outline() as opened:
        return [(item.title, [child.title for child in item.children]) for item in opened.root]


def test_checker_of_pdf_a_finds_nothing_but_what_it_does_not_know(made):
    findings = pdfa.validate_written(made, "2b").findings
    described = [f.message for f in findings if f.rule == "ISO_19005_2:6.6.2.3.1-1"]
    assert {f.rule for f in findings} == {LETTER, "ISO_19005_2:6.6.2.3.1-1"}
    assert sorted(re.search(r"XMP \w+ ([\w:]+)", message)[1] for message in described) == [
        "pdfaExtension",
        "pdfaExtension:schemas",
        "pdfaProperty",
        "pdfaSchema",
        "pdfuaid:part",
    ]


def test_same_file_claiming_2b_alone_passes_the_checker(pdf, tmp_path):
    text = pdf.Root.Metadata.read_bytes()
    second = text.index(b"<rdf:Description", text.index(b"</rdf:Description>"))
    text = text[:second] + text[text.index(b"</rdf:RDF>") :]
    pdf.Root.Metadata.write(text.replace(b">U</pdfaid", b">B</pdfaid"))
    pdf.save(tmp_path / "b.pdf", force_version="1.7")
    report = pdfa.validate_written(tmp_path / "b.pdf", "2b")
    assert (report.passed, report.findings) == (True, [])


def test_every_glyph_has_its_character(made):
    proof.check_same(screen()[1], made)
    with pikepdf.open(made) as pdf:
        assert all("\ufffd" not in proof.read_page(page)[0] for page in pdf.pages)


def test_metadata_agree_and_name_title_language_and_part(pdf):
    with pdf.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "U")
        assert xmp["dc:title"] == str(pdf.docinfo.Title) == "工会信息 第12期（总第345期）"
        assert list(xmp["dc:creator"]) == [str(pdf.docinfo.Author)] == ["示范市总工会办公室"]
        assert [str(word) for word in xmp["dc:language"]] == ["zh-CN"]
    assert (pdf.Root.Lang, pdf.Root.MarkInfo.Marked) == ("zh-CN", True)
    assert pdf.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712 - a PDF value
    assert len(pdf.trailer.ID) == 2


def test_outline_is_that_of_the_screen_file(pdf):
    with pikepdf.open(screen()[1]) as before:
        wanted = outline(before)
    assert [title for title, _ in wanted] == ["专题", "简讯"]
    assert outline(pdf) == wanted


def test_nothing_is_found_against_pdf_ua_and_it_is_declared(pdf):
    assert accessible.flaws(pdf) == []
    with pdf.open_metadata() as xmp:
        assert xmp["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_running_heads_and_page_numbers_are_artifacts(pdf):
    kinds = [
        str(operands[1].Type)
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[1])
        if str(operator) == "BDC" and str(operands[0]) == "/Artifact"
    ]
    assert kinds == ["/Pagination"] * 2


def test_pictures_have_their_place_on_the_page(pdf):
    for figure in elements(pdf, "/Figure"):
        left, bottom, right, top = map(float, figure.A.BBox)
        assert 28 / 25.4 * 72 - 1 < left < right < 595 and 0 < bottom < top < 842


@pytest.mark.parametrize(
    ("spoil", "flaw"),
    [
        (lambda pdf: pdf.Root.__delitem__("/Lang"), "no language"),
        (lambda pdf: elements(pdf, "/Figure")[0].__delitem__("/Alt"), "picture without a text"),
        (lambda pdf: elements(pdf, "/H2")[0].__setattr__("S", pikepdf.Name.H3), "a level out"),
        (lambda pdf: elements(pdf, "/TR")[0].__setattr__("S", pikepdf.Name.LI), "/LI inside"),
        (lambda pdf: pdf.pages[0].contents_add(b"0 0 9 9 re f"), "neither tagged nor"),
        (lambda pdf: elements(pdf, "/LI")[0].__delitem__("/K"), "tree of tags differ"),
        (lambda pdf: pdf.pages[0].obj.Annots[0].__delitem__("/Contents"), "link without"),
    ],
)
def test_file_that_is_not_accessible_is_found_out(pdf, spoil, flaw):
    spoil(pdf)
    assert flaw in " ".join(accessible.flaws(pdf))


def test_headings_tables_and_pictures_are_what_they_are(pdf):
    assert [len(elements(pdf, f"/H{n}")) for n in (1, 2, 3)] == [1, 2, 2]
    assert {str(cell.A.Scope) for cell in elements(pdf, "/TH")} == {"/Column"}
    assert [str(figure.Alt) for figure in elements(pdf, "/Figure")] == [
        "图1　走访现场",
        "示范市总工会开展暖冬行动　图2",
    ]


def test_links_print_and_say_where_they_lead(pdf):
    links = [link for page in pdf.pages for link in page.obj.get("/Annots", ())]
    titles = [article.contents_title for article in screen()[0].articles]
    assert [str(link.Contents) for link in links[: len(titles)]] == titles
    assert {int(link.F) for link in links} == {4}
    assert all("/StructParent" in link for link in links)


def test_colours_are_those_of_the_screen_and_their_meaning_is_embedded(pdf):
    (intent,) = pdf.Root.OutputIntents
    assert (intent.S, int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
    assert intent.DestOutputProfile.read_bytes()[16:20] == b"RGB "


def test_file_with_a_script_is_not_archival(tmp_path, made):
    with pikepdf.open(made) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(tmp_path / "script.pdf")
    with pytest.raises(archive.NotArchival, match="存档文件不合PDF/A-2：.*"):
        archive.check(tmp_path / "script.pdf")


def test_file_that_cannot_be_archived_is_refused_and_nothing_is_written(tmp_path):
    contents, source = screen()
    with pikepdf.open(source) as pdf:
        pdf.pages[0].contents_add(b"/DeviceCMYK cs 0 1 1 0 sc 10 10 50 50 re f")
        pdf.save(tmp_path / "inked.pdf")
    with pytest.raises(LayoutFailed, match="存档文件不合PDF/A-2"):
        make_variant("archive", contents, tmp_path / "inked.pdf", tmp_path / "out.pdf")
    assert [p.name for p in tmp_path.iterdir()] == ["inked.pdf"]


def test_links_over_two_lines_of_a_column_are_tagged_and_the_file_is_declared(tmp_path):
    articles = [article(str(n), "示范市总工会开展“送温暖”走访慰问活动" * 2) for n in range(1, 4)]
    screen_file, output = tmp_path / "screen.pdf", tmp_path / "archive.pdf"
    lay_out(issue(*articles), screen_file, design=NEWSLETTER)
    make_variant("archive", issue(*articles), screen_file, output, NEWSLETTER)
    with pikepdf.open(output) as pdf, pdf.open_metadata() as xmp:
        assert accessible.flaws(pdf) == []
        assert xmp["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert len(pdf.pages[0].obj.Annots) > 2 * len(articles)
