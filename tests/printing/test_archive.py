"""The archive file: nothing the checker of PDF/A-2b objects to, tags for all, metadata agreeing."""

import pikepdf
import pytest
from pikepdf import pdfa

from bulletins.printing import archive, proof
from bulletins.printing.layout import LayoutFailed, make_variant
from tests.printing.finished import screen

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


def test_checker_of_pdf_a_finds_nothing_but_the_letter_it_does_not_know(made):
    assert [f.rule for f in pdfa.validate_written(made, "2b").findings] == [LETTER]


def test_same_file_claiming_2b_passes_the_checker(pdf, tmp_path):
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["pdfaid:conformance"] = "B"
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


def test_all_that_is_drawn_is_tagged_or_an_artifact(pdf):
    """Nothing is painted outside marked content; every mark is known to the tree of tags."""
    painting = {"Tj", "TJ", "f", "f*", "S", "B", "B*", "Do", "sh"}
    for page in pdf.pages:
        depth, loose, numbers = 0, [], []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += (name in ("BMC", "BDC")) - (name == "EMC")
            if name == "BDC" and "/MCID" in operands[1]:
                numbers.append(int(operands[1].MCID))
            if name in painting and not depth:
                loose.append(name)
        assert loose == []
        parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)[page.obj.StructParents]
        assert sorted(numbers) == list(range(len(parents)))


def test_headings_tables_and_pictures_are_what_they_are(pdf):
    assert [len(elements(pdf, f"/H{n}")) for n in (1, 2, 3)] == [1, 2, 2]
    assert {str(cell.A.Scope) for cell in elements(pdf, "/TH")} == {"/Column"}
    assert [str(figure.Alt) for figure in elements(pdf, "/Figure")] == ["图1　走访现场", "图片"]


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
