"""The press file: the pages as laid out, in the inks of the press, with bleed and marks.

A pass over the finished screen file, so that it is the same layout: every colour
becomes black or red ink (inks.py), pictures become CMYK or grey, each page gets
3 mm bleed and crop marks outside it, and the file says it is PDF/X-4.  What only
a screen can use (links, outline, tags) is left out.
"""

import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator
from PIL import Image, ImageChops, ImageCms

from bulletins.printing import inks, profiles
from bulletins.printing.measures import MM

BLEED = 3 * MM
MARK, MARK_GAP, MARK_WIDTH = 5 * MM, BLEED + 1 * MM, 0.25  # points; the gap counts from the trim
MARGIN = MARK_GAP + MARK + 1 * MM  # paper around the trimmed page, marks included
SPOT_NAME = "BulletinRed"
JPEG_QUALITY = 95

_RGB = {"rg": False, "RG": True}  # operator: whether it is the colour of strokes
_GREY = {"g": False, "G": True}
_TAGGING = frozenset(["BMC", "BDC", "EMC", "MP", "DP"])
_FOREIGN = frozenset(["cs", "CS", "sc", "SC", "scn", "SCN", "sh", "BI"])
_BLACK = b"0 0 0 1 k 0 0 0 1 K\n"  # what is drawn before a colour is named


def write(
    source: Path,
    output: Path,
    profile: Path | None = None,
    spot: bool = False,
    red: inks.Colour = inks.RED,
) -> None:
    """Writes the press file of the screen file ``source``.

    ``profile`` is the press's own CMYK profile; ``spot`` puts the red on a plate
    of its own.  Raises NoInk for a colour that neither ink can print.
    """
    icc = profiles.read_press(profile)
    with pikepdf.open(source) as pdf:
        colours = _Colours(pdf, spot, red)
        pictures = _Pictures(pdf, icc)
        for page in pdf.pages:
            _print_page(pdf, page, colours, pictures)
        _drop_screen_parts(pdf)
        profiles.set_intent(pdf, Name.GTS_PDFX, icc, 4)
        _declare(pdf)
        pdf.save(output, force_version="1.6", deterministic_id=True)


def _print_page(pdf, page: pikepdf.Page, colours: "_Colours", pictures: "_Pictures") -> None:
    width, height = (float(page.trimbox[n + 2]) - float(page.trimbox[n]) for n in (0, 1))
    left, bottom = float(page.trimbox[0]), float(page.trimbox[1])
    resources = page.obj.Resources
    for name, thing in resources.get("/XObject", {}).items():
        if thing.get("/Subtype") != Name.Image:
            raise inks.NoInk(f"页面上有不能付印的对象 {name}")
        pictures.convert(thing)
    content = colours.rewritten(page)
    move = f"q 1 0 0 1 {MARGIN - left:.4f} {MARGIN - bottom:.4f} cm\n".encode()
    marks = b"/Registration CS 1 SCN %.2f w\n" % MARK_WIDTH + _crop_marks(width, height)
    drawn = b"\n".join((move, _BLACK, content, b"Q q", marks, b"Q"))
    page.obj.Contents = pdf.make_stream(drawn)
    resources.ColorSpace = colours.spaces
    for unused in ("/Pattern", "/Shading"):
        if unused in resources:
            del resources[unused]
    _set_boxes(page, width, height)


def _set_boxes(page: pikepdf.Page, width: float, height: float) -> None:
    """Nested boxes with the origin of the paper at zero; imposition programs expect that."""
    media = [0, 0, width + 2 * MARGIN, height + 2 * MARGIN]
    bleed, trim = MARGIN - BLEED, MARGIN
    page.obj.MediaBox = Array(media)
    page.obj.BleedBox = Array([bleed, bleed, media[2] - bleed, media[3] - bleed])
    page.obj.TrimBox = Array([trim, trim, media[2] - trim, media[3] - trim])
    for screen_only in ("/CropBox", "/ArtBox", "/Annots", "/StructParents", "/Tabs", "/Group"):
        if screen_only in page.obj:
            del page.obj[screen_only]


def _crop_marks(width: float, height: float) -> bytes:
    """Two lines at each corner of the trimmed page, none of them within the bleed."""
    lines = []
    for x, outward in ((MARGIN, -1), (MARGIN + width, 1)):
        for y, upward in ((MARGIN, -1), (MARGIN + height, 1)):
            lines.append((x + outward * MARK_GAP, y, x + outward * (MARK_GAP + MARK), y))
            lines.append((x, y + upward * MARK_GAP, x, y + upward * (MARK_GAP + MARK)))
    return b"".join(b"%.3f %.3f m %.3f %.3f l S\n" % line for line in lines)


class _Colours:
    """Rewrites the colour operators of pages; holds the plates which they then name."""

    def __init__(self, pdf: pikepdf.Pdf, spot: bool, red: inks.Colour):
        self.spot, self.red = spot, red
        self.spaces = Dictionary(Registration=_plate(pdf, "All", (1, 1, 1, 1)))
        if spot:
            self.spaces.Spot = _plate(pdf, SPOT_NAME, inks.PROCESS_RED)

    def rewritten(self, page: pikepdf.Page) -> bytes:
        found = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in _RGB:
                found += self._inked(tuple(float(o) for o in operands), _RGB[name])
            elif name in _GREY:
                found += self._inked((float(operands[0]),) * 3, _GREY[name])
            elif name in _FOREIGN:
                raise inks.NoInk(f"页面用了不能付印的颜色（{name}）")
            elif name not in _TAGGING:
                found.append((operands, operator))
        return pikepdf.unparse_content_stream(found)

    def _inked(self, colour: tuple, stroke: bool) -> list:
        ink = inks.of(colour, self.red)
        if ink.red and self.spot:
            space, tint = ("CS", "SCN") if stroke else ("cs", "scn")
            return [([Name.Spot], Operator(space)), ([ink.tint], Operator(tint))]
        parts = inks.PROCESS_RED if ink.red else (0, 0, 0, 1)
        return [([round(p * ink.tint, 4) for p in parts], Operator("K" if stroke else "k"))]


def _plate(pdf: pikepdf.Pdf, name: str, full: tuple) -> pikepdf.Object:
    """A Separation: one plate, and what it looks like where there is no such plate."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=list(full), N=1)
    return pdf.make_indirect(Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, tint]))


class _Pictures:
    """Converts each picture of the file once, from sRGB to the press's inks."""

    def __init__(self, pdf: pikepdf.Pdf, icc: bytes):
        self.pdf, self.done = pdf, set()
        self.icc, self._transform = icc, None

    def convert(self, picture: pikepdf.Stream) -> None:
        if picture.objgen in self.done:
            return
        self.done.add(picture.objgen)
        picture.Interpolate = False
        image = pikepdf.PdfImage(picture).as_pil_image()
        photograph = picture.get("/Filter") in (Name.DCTDecode, [Name.DCTDecode])
        if image.mode in ("1", "L"):
            return  # grey stays grey: black ink
        image = image.convert("RGB")
        if _is_grey(image):
            _store(picture, image.getchannel(0), Name.DeviceGray, photograph)
        else:
            _store(picture, self._in_inks(image), Name.DeviceCMYK, photograph)

    def _in_inks(self, image: Image.Image) -> Image.Image:
        if self._transform is None:
            self._transform = ImageCms.buildTransform(
                ImageCms.createProfile("sRGB"),
                io.BytesIO(self.icc),
                "RGB",
                "CMYK",
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        return ImageCms.applyTransform(image, self._transform)


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return not any(ImageChops.difference(red, other).getbbox() for other in (green, blue))


def _store(picture: pikepdf.Stream, image: Image.Image, space: Name, photograph: bool) -> None:
    picture.ColorSpace, picture.BitsPerComponent = space, 8
    for stale in ("/DecodeParms", "/Decode"):
        if stale in picture:
            del picture[stale]
    if not photograph:
        picture.write(image.tobytes())
        return
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    picture.write(buffer.getvalue(), filter=Name.DCTDecode)
    if image.mode == "CMYK":
        picture.Decode = [1, 0] * 4  # JPEG keeps CMYK inverted, as Adobe began it


def _drop_screen_parts(pdf: pikepdf.Pdf) -> None:
    for part in (
        "/Outlines", "/StructTreeRoot", "/MarkInfo", "/Names", "/Dests", "/OpenAction", "/AA",
        "/PageMode", "/AcroForm",
    ):  # fmt: skip
        if part in pdf.Root:
            del pdf.Root[part]


def _declare(pdf: pikepdf.Pdf) -> None:
    """ISO 15930-7 6.16: what kind of file this is, when it was made, that it is not trapped."""
    now = datetime.now(UTC).replace(microsecond=0)
    pdf.docinfo.CreationDate = pdf.docinfo.ModDate = now.strftime("D:%Y%m%d%H%M%S+00'00'")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp.load_from_docinfo(pdf.docinfo, raise_failure=True)
        xmp["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
        xmp["pdf:Trapped"] = "False"
        xmp["xmp:MetadataDate"] = now.isoformat()
        xmp["xmpMM:DocumentID"] = f"uuid:{uuid4()}"
        xmp["xmpMM:RenditionClass"] = "default"
        xmp["xmpMM:VersionID"] = "1"
    pdf.docinfo.Trapped = Name("/False")
