"""The press file: two inks and no others, boxes, marks, intent; the same text and pictures."""

import io
import shutil
import subprocess

import pikepdf
import pytest
from PIL import Image, ImageCms

from bulletins.printing import inks, press, profiles, proof
from bulletins.printing.design import Design
from bulletins.printing.layout import LayoutFailed, make_variant
from bulletins.printing.measures import MM
from tests.printing.finished import screen

COLOURS = "g G rg RG k K cs CS sc SC scn SCN sh BI"


def colours(page) -> set[tuple]:
    """Every colour of a page: operator and operands, small letters for fills."""
    found = set()
    for operands, operator in pikepdf.parse_content_stream(page, COLOURS):
        values = [str(o) if isinstance(o, pikepdf.Name) else round(float(o), 3) for o in operands]
        found.add((str(operator), *values))
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    contents, source = screen()
    output = tmp_path_factory.mktemp("press") / "press.pdf"
    make_variant("press", contents, source, output)
    return output


@pytest.fixture(scope="module")
def spotted(tmp_path_factory):
    contents, source = screen()
    output = tmp_path_factory.mktemp("spot") / "spot.pdf"
    make_variant("press", contents, source, output, design=Design(spot=True))
    return output


def test_text_is_black_ink_alone_and_red_is_magenta_and_yellow(made):
    with pikepdf.open(made) as pdf:
        found = set().union(*(colours(page) for page in pdf.pages))
    strengths = {c for c in found if c[0] in "kK"}
    assert {c[0] for c in found} == {"k", "K", "CS", "SCN"}
    assert {c for c in found if c[0] in ("CS", "SCN")} == {("CS", "/Registration"), ("SCN", 1.0)}
    assert {c[1:] for c in strengths if c[1:4] != (0, 0, 0)} == {(0, 1, 1, 0)}
    assert ("k", 0, 0, 0, 1) in found and ("k", 0, 1, 1, 0) in found


def test_red_as_a_spot_is_a_plate_of_its_own_and_no_process_ink(spotted):
    with pikepdf.open(spotted) as pdf:
        found = set().union(*(colours(page) for page in pdf.pages))
        plates = {str(s[1]) for p in pdf.pages for s in p.obj.Resources.ColorSpace.values()}
    assert plates == {"/BulletinRed", "/All"}
    assert {c for c in found if c[0] in "kK" and c[1:4] != (0, 0, 0)} == set()
    assert {("cs", "/Spot"), ("scn", 1.0)} <= found


def test_pictures_are_in_the_inks_of_the_press_and_not_smoothed(made):
    with pikepdf.open(made) as pdf:
        images = [o for p in pdf.pages for o in p.obj.Resources.get("/XObject", {}).values()]
        spaces = {str(image.ColorSpace) for image in images}
        assert len(images) > 1
        assert spaces == {"/DeviceCMYK"}
        assert {bool(image.Interpolate) for image in images} == {False}


def test_boxes_nest_from_a_zero_origin_with_three_millimetres_of_bleed(made):
    with pikepdf.open(made) as pdf:
        for page in pdf.pages:
            media, bleed, trim = (
                [float(n) for n in page.obj[name]]
                for name in ("/MediaBox", "/BleedBox", "/TrimBox")
            )
            assert media[:2] == [0, 0]
            assert [round((b - t) / MM, 2) for b, t in zip(bleed, trim, strict=True)] == [
                -3,
                -3,
                3,
                3,
            ]
            assert round((trim[2] - trim[0]) / MM, 1) == 210
            assert round((trim[3] - trim[1]) / MM, 1) == 297
            assert bleed[0] > media[0] and bleed[3] < media[3]
            assert "/Annots" not in page.obj


def test_crop_marks_stand_outside_the_bleed(made):
    with pikepdf.open(made) as pdf:
        page = pdf.pages[0]
        bleed = [float(n) for n in page.obj.BleedBox]
        after = False
        ends = []
        for operands, operator in pikepdf.parse_content_stream(page):
            after = after or (str(operator) == "CS" and operands[0] == "/Registration")
            if after and str(operator) in "ml":
                ends.append((float(operands[0]), float(operands[1])))
    assert len(ends) == 16
    assert [(x, y) for x, y in ends if bleed[0] < x < bleed[2] and bleed[1] < y < bleed[3]] == []


def test_file_declares_its_intent_and_keeps_nothing_of_the_screen(made):
    with pikepdf.open(made) as pdf:
        (intent,) = pdf.Root.OutputIntents
        profile = intent.DestOutputProfile.read_bytes()
        assert (intent.S, int(intent.DestOutputProfile.N)) == ("/GTS_PDFX", 4)
        assert profile == profiles.PRESS.read_bytes()
        assert pdf.docinfo.Trapped == "/False"
        assert (
            set(pdf.Root.keys()) & {"/Outlines", "/StructTreeRoot", "/Names", "/MarkInfo"} == set()
        )
        assert pdf.pdf_version == "1.6"
        assert len(pdf.trailer.ID) == 2
        with pdf.open_metadata() as xmp:
            assert xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
            assert xmp["dc:title"] == str(pdf.docinfo.Title) == "工会信息 第12期（总第345期）"
            assert xmp["pdf:Trapped"] == "False"


def test_fonts_are_embedded_subsets(made):
    with pikepdf.open(made) as pdf:
        fonts = [f for p in pdf.pages for f in p.obj.Resources.Font.values()]
        assert {str(f.BaseFont)[7] for f in fonts} == {"+"}
        assert all("/FontFile2" in f.DescendantFonts[0].FontDescriptor for f in fonts)


def test_text_and_pictures_are_those_of_the_screen(made, spotted):
    for path in (made, spotted):
        proof.check_same(screen()[1], path)


def test_proof_tells_a_file_with_other_text(made, tmp_path):
    with pikepdf.open(made) as pdf:
        pdf.pages.append(pdf.pages[1])
        del pdf.pages[1]
        pdf.save(tmp_path / "other.pdf")
    with pytest.raises(proof.NotEqual, match="第2页的文字与内容不一致"):
        proof.check_same(screen()[1], tmp_path / "other.pdf")


@pytest.mark.parametrize(
    ("colour", "ink"),
    [
        ("#000000", inks.Ink(False, 1)),
        ("#ffffff", inks.Ink(False, 0)),
        ("#555555", inks.Ink(False, 0.6667)),
        ("#d7000f", inks.Ink(True, 1)),
        ("#eb8087", inks.Ink(True, 0.5)),
    ],
)
def test_ink_of_a_colour(colour, ink):
    found = inks.of(inks.from_hex(colour))
    assert (found.red, found.tint) == (ink.red, pytest.approx(ink.tint, abs=0.01))


def test_another_second_colour_of_a_design_is_the_red_ink():
    green = inks.from_hex("#006b2d")
    assert inks.of(green, green) == inks.Ink(True, 1)


@pytest.mark.parametrize("colour", ["#0000ff", "#d7a00f", "#400005"])
def test_colour_of_neither_ink_is_refused_by_name(colour):
    with pytest.raises(inks.NoInk, match=f"颜色 {colour} 不是黑色"):
        inks.of(inks.from_hex(colour))


def test_coloured_page_is_refused_and_nothing_is_written(tmp_path):
    contents, source = screen()
    with pikepdf.open(source) as pdf:
        pdf.pages[0].contents_add(b"0 0 1 rg 10 10 50 50 re f")
        pdf.save(tmp_path / "blue.pdf")
    with pytest.raises(LayoutFailed, match="#0000ff 不是黑色"):
        make_variant("press", contents, tmp_path / "blue.pdf", tmp_path / "out.pdf")
    assert [p.name for p in tmp_path.iterdir()] == ["blue.pdf"]


def test_missing_profile_is_refused_with_the_line_to_run(tmp_path):
    with pytest.raises(profiles.ProfileMissing, match=r"缺少印刷用的色彩特性文件 .*nowhere\.icc"):
        profiles.read_press(tmp_path / "nowhere.icc")


def test_missing_standard_profile_names_the_package(monkeypatch, tmp_path):
    monkeypatch.setattr(profiles, "PRESS", tmp_path / "gone.icc")
    with pytest.raises(
        profiles.ProfileMissing,
        match="apt-get install -y --no-install-recommends libgs-common$",
    ):
        profiles.read_press()


def test_profile_of_a_screen_is_refused(tmp_path):
    (tmp_path / "screen.icc").write_bytes(profiles.srgb())
    with pytest.raises(profiles.ProfileMissing, match="不是 CMYK 色彩特性文件"):
        profiles.read_press(tmp_path / "screen.icc")


def one_picture(tmp_path, image: Image.Image, kind: str) -> tuple[pikepdf.Pdf, pikepdf.Stream]:
    """A one-page press file, and its picture, whose screen file has ``image``."""
    buffer = io.BytesIO()
    image.save(buffer, kind, quality=95)
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    space = {"RGB": pikepdf.Name.DeviceRGB, "L": pikepdf.Name.DeviceGray}[image.mode]
    stream = pikepdf.Stream(pdf, buffer.getvalue() if kind == "JPEG" else image.tobytes())
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = *image.size, 8
    stream.ColorSpace = space
    if kind == "JPEG":
        stream.Filter = pikepdf.Name.DCTDecode
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=stream))
    page.obj.Contents = pdf.make_stream(b"q 100 0 0 100 0 0 cm /P Do Q")
    page.obj.TrimBox = page.obj.MediaBox
    pdf.save(tmp_path / "one.pdf")
    press.write(tmp_path / "one.pdf", tmp_path / "press.pdf")
    made = pikepdf.open(tmp_path / "press.pdf")
    return made, made.pages[0].obj.Resources.XObject.P


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_grey_picture_stored_as_colour_becomes_black_ink_only(tmp_path, kind):
    _file, found = one_picture(tmp_path, Image.new("RGB", (40, 30), (90, 90, 90)), kind)
    assert found.ColorSpace == "/DeviceGray"
    assert pikepdf.PdfImage(found).as_pil_image().getpixel((5, 5)) == pytest.approx(90, abs=2)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_colour_picture_looks_the_same_through_the_profile(tmp_path, kind):
    _file, found = one_picture(tmp_path, Image.new("RGB", (40, 30), (120, 160, 200)), kind)
    assert found.ColorSpace == "/DeviceCMYK"
    inked = pikepdf.PdfImage(found).as_pil_image()
    if kind == "JPEG":
        assert list(found.Decode) == [1, 0] * 4
    back = ImageCms.profileToProfile(
        inked, str(profiles.PRESS), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert back.getpixel((5, 5)) == pytest.approx((120, 160, 200), abs=8)


def test_ghostscript_separates_two_plates(spotted, tmp_path):
    """What a RIP makes of it: black and the red, nothing on the three process plates."""
    subprocess.run(
        [shutil.which("gs"), "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", "-r20",
         "-dUseTrimBox", "-dLastPage=2", f"-sOutputFile={tmp_path}/p%d.tif", str(spotted)],
        check=True,
    )  # fmt: skip
    darkest = {
        path.name: Image.open(path).convert("L").getextrema()[0] for path in tmp_path.iterdir()
    }
    plates = {name: value for name, value in darkest.items() if "(" in name}
    inked = {name for name, value in plates.items() if value < 255}
    assert inked == {"p1(Black).tif", "p1(BulletinRed).tif", "p2(Black).tif", "p2(BulletinRed).tif"}
