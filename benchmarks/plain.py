"""The same text as anybody would set it who wants our page: flowing HTML, our faces, no composer.

All that our page shows is there: masthead, a contents box whose rows find their
numbers by target-counter, headlines and text on a grid of 22 lines, names of
sections in red, briefs with their headline run in, running heads and page
numbers outside, the foot pinned to the last page.  Lines are broken and justified
by the engine; two marks share a blank half because our faces bring that as
kerning.  For WeasyPrint, and for Chromium, which leaves out what it does not know.
"""

from html import escape

from bulletins.contents import Article, Contents
from bulletins.printing.faces import ROLES
from bulletins.richtext import Paragraph, Table


def _face(role: str) -> str:
    return ", ".join(f'"{name}"' for name in ROLES[role])


STYLE = f"""
:root {{ --g: calc(224.9mm / 22); --red: device-cmyk(0 1 1 0); --k: device-cmyk(0 0 0 1) }}
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm; @footnote {{ border: 0; margin: 0; padding: 0 }} }}
@page :right {{
  @top-right {{ content: string(section, start); font: 10.5pt/1 {_face("kai")};
    vertical-align: bottom; padding-bottom: 5mm }}
  @bottom-right {{ content: "— " counter(page) " —"; font: 14pt/1 {_face("folio")};
    vertical-align: top; padding-top: 7mm; padding-right: 1em }}
}}
@page :left {{
  margin-left: 26mm; margin-right: 28mm;
  @top-left {{ content: string(name); font: 10.5pt/1 {_face("kai")};
    vertical-align: bottom; padding-bottom: 5mm }}
  @bottom-left {{ content: "— " counter(page) " —"; font: 14pt/1 {_face("folio")};
    vertical-align: top; padding-top: 7mm; padding-left: 1em }}
}}
@page :first {{ @top-right {{ content: none }} }}
html {{ color: var(--k) }}
body {{ margin: 0; font: 15.75pt/var(--g) {_face("body")}; text-align: justify;
  orphans: 2; widows: 2 }}
p, h1, h2, h3, ul {{ margin: 0; padding: 0 }}
.head {{ height: calc(7 * var(--g)); box-sizing: border-box; position: relative;
  text-align: center; border-bottom: 0.7mm solid var(--red) }}
.head p {{ text-indent: 0 }}
.head .marking {{ text-align: left; font: 14pt/var(--g) {_face("black")} }}
h1 {{ font: 58pt/calc(2.8 * var(--g)) {_face("masthead")}; letter-spacing: 0.3em;
  margin-right: -0.3em; color: var(--red); bookmark-level: none; string-set: name content() }}
.ends {{ position: absolute; left: 0; right: 0; bottom: 1.2mm; padding: 0 1em;
  display: flex; justify-content: space-between }}
nav {{ margin-top: calc(0.5 * var(--g)); padding: calc(0.3 * var(--g)) 1.2em 0;
  height: calc(14.5 * var(--g) - 1mm); box-sizing: border-box; break-after: page;
  border: 0.35mm solid var(--red); outline: 0.15mm solid var(--red); outline-offset: 0.6mm;
  font: 12pt/20pt {_face("song")} }}
nav p {{ text-indent: 0; text-align: center; font: 18pt/30pt {_face("title")};
  letter-spacing: 0.5em; margin-right: -0.5em; color: var(--red) }}
nav ul {{ list-style: none }}
nav .part {{ font-family: {_face("black")}; line-height: 22pt }}
nav .row {{ display: flex; padding-left: 1em; line-height: 18.6pt }}
nav .title::before {{ content: "●"; font-size: 6pt; line-height: 0; vertical-align: 1.6pt;
  color: var(--red); margin-right: 0.8em }}
nav .dots {{ flex: 1; margin: 0 0.5em; height: 11pt; border-bottom: 0.25mm dotted var(--k) }}
nav a {{ color: inherit; text-decoration: none; width: 1.3em; text-align: right }}
nav a::after {{ content: target-counter(attr(href), page) }}
h2 {{ font: 400 18pt/var(--g) {_face("black")}; text-align: center; color: var(--red);
  padding: calc(0.5 * var(--g)) 0; break-after: avoid; bookmark-level: 1;
  string-set: section content() }}
h3 {{ font: 400 22pt/var(--g) {_face("title")}; text-align: center;
  padding: calc(0.5 * var(--g)) 0; break-after: avoid; break-inside: avoid; bookmark-level: 2 }}
article + article, section + section {{ margin-top: var(--g) }}
p {{ text-indent: 2em }}
p.heading, b {{ font-family: {_face("black")}; font-weight: 400 }}
.source, .under {{ font-family: {_face("kai")} }}
.under {{ text-indent: 0; text-align: center }}
table {{ width: 100%; border-collapse: collapse; font: 12pt/16pt {_face("song")} }}
td {{ border: 0.5pt solid var(--k) }}
.pin {{ break-before: avoid; height: 0; line-height: 0 }}
footer {{ float: footnote; footnote-display: block; footnote-policy: line;
  font: 14pt/22pt {_face("body")}; border-top: 0.35mm solid var(--k);
  border-bottom: 0.35mm solid var(--k) }}
footer::footnote-call {{ content: ""; font-size: 0; line-height: 0 }}
footer::footnote-marker {{ content: "" }}
footer div {{ display: flex; padding: 1.5mm 1em }}
footer div + div {{ border-top: 0.25mm solid var(--k) }}
footer .label {{ white-space: nowrap }}
footer .to {{ flex: 1 }}
"""


def document(contents: Contents) -> str:
    """The whole issue, with its stylesheet apart (``STYLE``)."""
    parts, number = [], 0
    for section in contents.sections:
        inner = f"<h2>【{escape(section.title)}】</h2>" if section.title else ""
        for article in section.articles:
            number += 1
            inner += _article(article, number)
        parts.append(f"<section>{inner}</section>")
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>简报</title></head>'
        f"<body>{_head(contents)}<nav>{_entries(contents)}</nav>"
        f"<main>{''.join(parts)}</main>{_foot(contents)}</body></html>"
    )


def _head(contents: Contents) -> str:
    head = contents.masthead
    ends = f"<span>{escape(head.publisher)}</span><span>{escape(head.date)}</span>"
    return (
        f'<header class="head"><p class="marking">{escape(head.marking)}</p>'
        f'<h1>{escape(head.title)}</h1><p>{escape(head.number)}</p><p class="ends">{ends}</p>'
        "</header>"
    )


def _entries(contents: Contents) -> str:
    """What stands in the contents box; numbers as in ``document``."""
    rows, number = [], 0
    for section in contents.sections:
        rows.append(f'<li class="part">【{escape(section.title)}】</li>' if section.title else "")
        for article in section.articles:
            number += 1
            title = escape(article.contents_title)
            rows.append(
                f'<li class="row"><span class="title">{title}</span><span class="dots"></span>'
                f'<a href="#a{number}"></a></li>'
            )
    return f"<p>{escape(contents.contents_heading)}</p><ul>{''.join(rows)}</ul>"


def _article(article: Article, number: int) -> str:
    blocks = list(map(_block, article.blocks))
    mark = f'id="a{number}"'
    head = f"<h3 {mark}>{'<br>'.join(map(escape, article.headline_lines))}</h3>"
    if article.runs_in:
        head, stop = "", "" if article.headline[-1] in "。！？…" else "。"
        lead = f"<p><b {mark}>{escape(article.headline)}{stop}</b>"
        blocks[0] = lead + blocks[0].partition(">")[2]
    under = filter(None, (article.subtitle, article.byline))
    head += "".join(f'<p class="under">{escape(text)}</p>' for text in under)
    body = "".join(blocks)
    if article.source:
        end = "</p>" if body.endswith("</p>") else ""
        source = f'<span class="source">（{escape(article.source)}）</span>'
        body = f"{body.removesuffix(end)}{source}{end}"
    return f"<article>{head}{body}</article>"


def _block(block) -> str:
    if isinstance(block, Paragraph):
        return f'<p class="{block.kind}">{escape(block.marker + block.text)}</p>'
    if isinstance(block, Table):
        rows = ("".join(f"<td>{escape(c.text)}</td>" for c in row) for row in block.rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return ""


def _foot(contents: Contents) -> str:
    rows = [
        f'<span class="label">{escape(group.group)}：</span>'
        f'<span class="to">{escape("、".join(group.labels))}</span>'
        for group in contents.distribution
    ]
    if any(contents.imprint):
        rows.append("".join(f"<span>{escape(text)}</span>" for text in contents.imprint))
    inner = "".join(f"<div>{row}</div>" for row in rows)
    return f'<div class="pin"><footer>{inner}</footer></div>' if inner else ""
