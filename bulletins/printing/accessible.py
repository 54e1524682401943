"""PDF/UA-1 (ISO 14289-1): the tags put right, checked as far as here, and then declared.

What a machine can tell of it: that all is tagged or an artifact, that tags nest as
they may, that headings leave no level out, that pictures and links have a text.
Whether the words say what is seen, and are read in the right order, it cannot.
"""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

PIXEL = 0.75  # points
NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
_PAINTING = frozenset({"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*"})
_PAINTED = _PAINTING | {"Do", "sh", "BI"}
_HEADINGS = [f"/H{level}" for level in range(1, 7)]
_GROUPS = "/Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /NonStruct /P /Link"
_PARTS = "/L /LI /Lbl /LBody /Table /TR /TH /TD /THead /TBody /TFoot /Span /Note /Reference /Figure"
_STANDARD = {*_GROUPS.split(), *_PARTS.split(), *_HEADINGS}
_INSIDE = {  # ISO 32000-1 14.8.4.3: what these hold
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
_ONLY_IN = {"/LI": {"/L"}, "/TR": {"/Table", "/THead", "/TBody"}, "/TD": {"/TR"}, "/TH": {"/TR"}}

# An archive file explains what PDF/A does not know (ISO 19005-2 6.6.2.3).
_EXTENSION = f"""<rdf:Description rdf:about="" xmlns:pdfuaid="{NAMESPACE}"
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfuaid:part>1</pdfuaid:part>
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>""".encode()


def mend(pdf: pikepdf.Pdf) -> None:
    """Tags as PDF 1.7 has them, headings without gaps, heads of columns, places of pictures.

    What stands in the margins of every page is set apart from what is read.
    """
    _set_apart(pdf)
    _give_links(pdf)
    root, levels, named = pdf.Root.StructTreeRoot, [], {}
    for later in ("/Namespaces", "/NS"):
        if later in root:
            del root[later]
    for element, _ in elements(pdf):
        if "/NS" in element:
            del element["/NS"]
        kind = str(element.S)
        if kind in _HEADINGS:
            element.S = Name(_HEADINGS[_level(levels, _HEADINGS.index(kind))])
        elif kind == "/TH":
            element.A.Scope = Name.Column
        elif kind == "/Figure" and "/BBox" in element.get("/A", ()):
            element.A.BBox = _in_points(element.A.BBox, element.Pg.MediaBox)
        if "/ID" in element:
            named[bytes(element.ID)] = element
    if named:
        pairs = [part for name in sorted(named) for part in (pikepdf.String(name), named[name])]
        root.IDTree = Dictionary(Names=Array(pairs))


def declare(pdf: pikepdf.Pdf) -> None:
    """Says in the metadata that the file is PDF/UA-1; after they were written otherwise."""
    stream = pdf.Root.Metadata
    stream.write(stream.read_bytes().replace(b"</rdf:RDF>", _EXTENSION))


def flaws(pdf: pikepdf.Pdf) -> list[str]:
    """What of PDF/UA-1 is found not to hold."""
    found = list(_of_the_file(pdf))
    level, names = 0, set()
    for element, parent in elements(pdf):
        kind = str(element.S)
        found += _of_an_element(element, kind, parent)
        if kind in _HEADINGS:
            if _HEADINGS.index(kind) > level:
                found.append(f"{kind} leaves a level out")
            level = _HEADINGS.index(kind) + 1
        if "/ID" in element:
            if bytes(element.ID) in names:
                found.append(f"{kind} has the name of another")
            names.add(bytes(element.ID))
    tagged = _tagged(pdf)
    for page in pdf.pages:
        found += _of_a_page(pdf, page, tagged.get(page.obj.objgen, []))
    return found


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, str]]:
    """All structure elements in the order in which they are read, each with its parent's kind."""
    waiting = [(pdf.Root.StructTreeRoot, "")]
    while waiting:
        element, parent = waiting.pop()
        kind = str(element.get("/S", ""))
        if kind:
            yield element, parent
            kind = str(element.S)
        inner = [c for c in _children(element) if isinstance(c, Dictionary) and "/S" in c]
        waiting += [(child, kind) for child in reversed(inner)]


def _tagged(pdf: pikepdf.Pdf) -> dict[tuple[int, int], list[int]]:
    """By page: the numbers of the marks that the tree of tags knows."""
    found: dict[tuple[int, int], list[int]] = {}
    for element, _ in elements(pdf):
        numbers = [child for child in _children(element) if isinstance(child, int)]
        if numbers:
            found.setdefault(element.Pg.objgen, []).extend(numbers)
    return found


def _set_apart(pdf: pikepdf.Pdf) -> None:
    """Running heads and page numbers are artifacts: the engine tags them beside the tree."""
    tagged = _tagged(pdf)
    tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        known = set(tagged.get(page.obj.objgen, ()))
        parents = tree[page.obj.StructParents]
        if len(known) == len(parents):
            continue
        commands = []
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC" and operands[1].get("/MCID", -1) not in {-1, *known}:
                operands = [Name.Artifact, Dictionary(Type=Name.Pagination)]
            commands.append((operands, operator))
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(commands))
        tree[page.obj.StructParents] = Array(list(parents)[: max(known, default=-1) + 1])


def _give_links(pdf: pikepdf.Pdf) -> None:
    """Every part of a link belongs to it: the engine gives some to a piece inside."""
    tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            inner = owner = tree.get(link.get("/StructParent", -1))
            while owner is not None and owner.get("/S") != Name.Link:
                owner = owner.get("/P")
            if owner is None or owner.objgen == inner.objgen:
                continue
            children = _children(inner)
            moved = [c for c in children if isinstance(c, Dictionary) and "/Obj" in c]
            inner.K = Array([c for c in children if c not in moved])
            owner.K = Array([*_children(owner), *moved])
            tree[link.StructParent] = owner


def _children(element: pikepdf.Object) -> list:
    children = element.get("/K", ())
    return list(children) if isinstance(children, Array) else [children]


def _level(levels: list[int], given: int) -> int:
    """The level of a heading below the open ones, so that none is left out; from nought."""
    while levels and levels[-1] >= given:
        levels.pop()
    levels.append(given)
    return len(levels) - 1


def _in_points(box: pikepdf.Object, page: pikepdf.Object) -> Array:
    """The engine gives pixels from the head of the page."""
    left, top, right, bottom = (float(value) * PIXEL for value in box)
    height = float(page[3])
    return Array([left, height - bottom, right, height - top])


def _of_the_file(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked") or root.MarkInfo.get("/Suspects"):
        yield "not marked"
    if not root.get("/Lang"):
        yield "no language"
    if not pdf.docinfo.get("/Title") or not root.get("/ViewerPreferences", {}).get(
        "/DisplayDocTitle"
    ):
        yield "no title"


def _of_an_element(element: pikepdf.Object, kind: str, parent: str) -> Iterator[str]:
    if kind not in _STANDARD:
        yield f"{kind} is no kind of element"
    if kind not in _INSIDE.get(parent, {kind}) or parent not in _ONLY_IN.get(kind, {parent}):
        yield f"{kind} inside {parent}"
    if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
        yield "picture without a text"
    if kind == "/TH" and "/Scope" not in element.get("/A", ()):
        yield "head of a table that says of what"
    if kind == "/Note" and not element.get("/ID"):
        yield "note without a name"
    if kind == "/Link" and not any("/Obj" in c for c in _children(element) if hasattr(c, "keys")):
        yield "link that leads nowhere"


def _of_a_page(pdf: pikepdf.Pdf, page: pikepdf.Page, tagged: list[int]) -> Iterator[str]:
    drawn, loose = _drawn(page)
    if loose:
        yield "something drawn is neither tagged nor an artifact"
    tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    parents = tree.get(page.obj.get("/StructParents", -1), ())
    if not sorted(drawn) == sorted(tagged) == list(range(len(parents))):
        yield "marks on the page and the tree of tags differ"
    links = list(page.obj.get("/Annots", ()))
    if links and page.obj.get("/Tabs") != Name.S:
        yield "no order of tabs"
    for link in links:
        parent = tree.get(link.get("/StructParent", -1))
        if parent is None or parent.get("/S") != Name.Link or not link.get("/Contents"):
            yield "link without tag or text"


def _drawn(page: pikepdf.Page) -> tuple[list[int], bool]:
    """The numbers of what is marked on the page; whether anything is drawn outside marks."""
    depth, loose, numbers = 0, False, []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
            if name == "BDC" and "/MCID" in operands[1]:
                numbers.append(int(operands[1].MCID))
        elif name == "EMC":
            depth -= 1
        elif name in _PAINTED and not depth:
            loose = True
    return numbers, loose
