"""What every cleaned body must be, checked with the standard library's parser."""

from html.parser import HTMLParser

from bulletins import richtext

INLINE = {"", "br", "strong", "em", "u", "sub", "sup", "a", "small"}
FLOW = {"p", "h4", "blockquote", "ol", "ul", "table", "figure"}
# Element: what may stand directly in it.
GRAMMAR = {
    "#root": FLOW,
    "blockquote": FLOW,
    "li": FLOW,
    **dict.fromkeys(("p", "h4", "caption", "figcaption", *INLINE), INLINE),
    "small": INLINE - {"br", "small"},
    **dict.fromkeys(("ol", "ul"), {"li"}),
    "table": {"caption", "thead", "tbody"},
    **dict.fromkeys(("thead", "tbody"), {"tr"}),
    "tr": {"td", "th"},
    **dict.fromkeys(("td", "th"), {"p", "h4", "ol", "ul", "blockquote"}),
    "figure": {"img", "figcaption"},
}
ATTRIBUTES = {
    "a": [{"href"}],
    "img": [{"src", "alt"}],
    **dict.fromkeys(("td", "th"), [set(), {"colspan"}, {"rowspan"}, {"colspan", "rowspan"}]),
}


class _Grammar(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.wrongs = ["#root"], []

    def handle_starttag(self, tag, attrs):
        names = {name for name, _value in attrs}
        if tag not in GRAMMAR.get(self.open[-1], ()) or names not in ATTRIBUTES.get(tag, [set()]):
            self.wrongs.append((self.open[-1], tag, attrs))
        for name, value in attrs:
            if name == "href" and not value.startswith(("http://", "https://", "mailto:")):
                self.wrongs.append((tag, name, value))
            if name == "src" and not (value[10:-1].isdigit() and value.startswith("/pictures/")):
                self.wrongs.append((tag, name, value))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            self.wrongs.append(("end", tag))

    def handle_data(self, data):
        if "" not in GRAMMAR[self.open[-1]]:
            self.wrongs.append(("text", data))

    def handle_comment(self, data):
        self.wrongs.append(("comment", data))

    handle_decl = handle_pi = unknown_decl = handle_comment


def wrongs_of(body: str) -> list:
    """Whatever in ``body`` a clean body may not hold."""
    grammar = _Grammar()
    grammar.feed(body)
    grammar.close()
    return grammar.wrongs + grammar.open[1:]


def words(body: str) -> str:
    """The visible characters of a clean body, without blanks."""
    return "".join(richtext.plain(body).split())


def sound(markup: str, pictures=None) -> str:
    """``markup`` cleaned, after asserting what holds for every cleaned body."""
    body = richtext.clean(markup, pictures)
    assert wrongs_of(body) == []
    assert richtext.clean(body, pictures) == body
    if "<small>" in body:  # shown below the text, and not where it stands
        return body
    shown = richtext.to_html(richtext.blocks(body))
    markers = "".join(
        block.marker for block in richtext.blocks(body) if isinstance(block, richtext.Paragraph)
    )
    assert sorted(words(richtext.clean(shown, pictures))) == sorted(words(body) + markers)
    return body
