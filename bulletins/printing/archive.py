"""The archive file: the pages as laid out, self-contained, as PDF/A-2u and PDF/UA-1.

A pass over the finished screen file, which is tagged and has its fonts and
Unicode tables in it already.  Added: what its colours mean (sRGB), metadata in
XMP that agree with the file's own, printable links with a text, an identifier.
PDF/UA-1 is declared where nothing is found against it (accessible.py).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
from pikepdf import Name

from bulletins.printing import accessible, profiles

PRINT_FLAG = 4  # ISO 32000-1 12.5.3; ISO 19005-2 6.3.2 wants it on every annotation
# The checker knows 2b; 2u is 2b with Unicode for every glyph, which reading the text back
# proves (proof.py).  The letter in the claim is then the one thing it objects to.
FLAVOUR, _LETTER = "2b", "ISO_19005_2:6.6.4-3"
# Nor does it know metadata of PDF/UA and their description, as ISO 19005-2 6.6.2.3.2 asks for it.
_FURTHER = re.compile(
    "XMP (namespace pdfa(Extension|Schema|Property)="
    "|property (pdfuaid:part|pdfaExtension:schemas) )"
)


class NotArchival(Exception):
    """The file breaks rules of PDF/A; the text names the first of them."""


def write(source: Path, output: Path, labels: Mapping[str, str] | None = None) -> None:
    """Writes the archive file of the screen file ``source``.

    ``labels`` are the texts of the links in the contents box, by anchor.
    """
    with pikepdf.open(source) as pdf:
        for page in pdf.pages:
            for link in page.obj.get("/Annots", ()):
                link.F = PRINT_FLAG
                if label := (labels or {}).get(str(link.get("/Dest", ""))):
                    link.Contents = label
            _tidy(page.obj.Resources)
        accessible.mend(pdf)
        profiles.set_intent(pdf, Name.GTS_PDFA1, profiles.srgb(), 3)
        _declare(pdf)
        if not accessible.flaws(pdf):
            accessible.declare(pdf)
        pdf.save(output, force_version="1.7", deterministic_id=True)


def check(path: Path) -> None:
    """Raises NotArchival when pikepdf's checker of PDF/A-2b finds anything."""
    from pikepdf import pdfa

    found = [f for f in pdfa.validate_written(path, FLAVOUR).findings if not _beyond(f)]
    with pikepdf.open(path) as pdf, pdf.open_metadata() as xmp:
        claimed = xmp.get("pdfaid:part"), xmp.get("pdfaid:conformance")
    if found or claimed != ("2", "U"):
        raise NotArchival(f"存档文件不合PDF/A-2：{str((found or [claimed])[0])[:200]}")


def _beyond(finding) -> bool:
    """Whether the checker objects only because it does not know the rule."""
    return finding.rule == _LETTER or _FURTHER.match(finding.message) is not None


def _tidy(resources: pikepdf.Object) -> None:
    """No smoothing of pictures (ISO 19005-2 6.2.8.1), nothing listed that is not used."""
    for picture in resources.get("/XObject", {}).values():
        picture.Interpolate = False
    for kind in ("/Pattern", "/Shading"):
        if kind in resources and not resources[kind].keys():
            del resources[kind]


def _declare(pdf: pikepdf.Pdf) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    pdf.docinfo.CreationDate = pdf.docinfo.ModDate = now.strftime("D:%Y%m%d%H%M%S+00'00'")
    language = str(pdf.Root.get("/Lang", "zh-CN"))
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp.load_from_docinfo(pdf.docinfo, raise_failure=True)
        xmp["dc:language"] = [language]
        xmp["pdfaid:part"] = "2"
        xmp["pdfaid:conformance"] = "U"
