"""The same text with as little to set as it can be read with: what is cheapest for the engine.

Flowing HTML in one plain stylesheet and our faces, justified by the engine; a
contents box of short flex rows with target-counter, running heads and page numbers
outside.  No grid, no pinned foot, no frame round the rows, no nesting: not our page
(that is plain.py), but what the engine needs at least.
"""

from html import escape

from bulletins.contents import Article, Contents
from bulletins.printing.faces import ROLES
from bulletins.richtext import Paragraph, Table


def _face(role: str) -> str:
    return ", ".join(f'"{name}"' for name in ROLES[role])


STYLE = f"""
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm }}
@page :right {{
  @top-right {{ content: string(section, start); font: 10.5pt {_face("kai")} }}
  @bottom-right {{ content: "— " counter(page) " —"; font: 14pt {_face("folio")} }}
}}
@page :left {{
  margin-left: 26mm; margin-right: 28mm;
  @top-left {{ content: string(name); font: 10.5pt {_face("kai")} }}
  @bottom-left {{ content: "— " counter(page) " —"; font: 14pt {_face("folio")} }}
}}
@page :first {{ @top-right {{ content: none }} }}
html {{ font: 15.75pt/28.98pt {_face("body")} }}
body {{ margin: 0; text-align: justify }}
h1 {{ font: 58pt/1.5 {_face("masthead")}; color: #d7000f; text-align: center; margin: 0;
      string-set: name content(); border-bottom: 0.7mm solid #d7000f }}
h2 {{ font: 18pt/29pt {_face("black")}; color: #d7000f; text-align: center;
      string-set: section content() }}
h3 {{ font: 22pt/29pt {_face("title")}; text-align: center; break-after: avoid }}
p {{ margin: 0; text-indent: 2em; orphans: 2; widows: 2 }}
p.heading {{ font-family: {_face("black")} }}
p.source, footer {{ font-family: {_face("kai")} }}
p.source {{ text-align: right }}
nav {{ border: 0.35mm solid #d7000f; margin: 14pt 0; padding: 10pt; font: 12pt/18.6pt {_face("song")} }}
nav h4 {{ font: 18pt/30pt {_face("title")}; color: #d7000f; text-align: center; margin: 0 }}
nav p {{ font-family: {_face("black")}; text-indent: 0 }}
nav a {{ display: flex; color: inherit; text-decoration: none }}
nav a i {{ flex: 1; border-bottom: 0.25mm dotted #555; margin: 0 0.5em 4pt }}
nav a::before {{ content: "●"; font-size: 6pt; color: #d7000f; margin-right: 0.8em }}
nav a::after {{ content: target-counter(attr(href), page) }}
table {{ width: 100%; border-collapse: collapse; font: 12pt/16pt {_face("song")} }}
td {{ border: 0.5pt solid #000 }}
"""  # noqa: E501


def document(contents: Contents) -> str:
    """The whole issue, with its stylesheet apart (``STYLE``)."""
    head = contents.masthead
    parts, number = [], 0
    for section in contents.sections:
        parts.append(f"<h2>{escape(section.title)}</h2>" if section.title else "")
        for article in section.articles:
            number += 1
            parts.append(_article(article, number))
    foot = "".join(f"<p>{escape(group.group)}：{'、'.join(group.labels)}</p>"
                   for group in contents.distribution)  # fmt: skip
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>简报</title></head>'
        f"<body><h1>{escape(head.title)}</h1><p>{escape(head.number)} {escape(head.date)}</p>"
        f"<nav>{_entries(contents)}</nav>{''.join(parts)}<footer>{foot}</footer></body></html>"
    )


def _entries(contents: Contents) -> str:
    """What stands in the contents box; numbers as in ``document``."""
    rows, number = [f"<h4>{escape(contents.contents_heading)}</h4>"], 0
    for section in contents.sections:
        rows.append(f"<p>【{escape(section.title)}】</p>" if section.title else "")
        for article in section.articles:
            number += 1
            title = escape(article.contents_title)
            rows.append(f'<a href="#a{number}"><span>{title}</span><i></i></a>')
    return "".join(rows)


def _article(article: Article, number: int) -> str:
    blocks = "".join(map(_block, article.blocks))
    source = f'<p class="source">（{escape(article.source)}）</p>' if article.source else ""
    headline = escape(article.headline or article.contents_title)
    return f'<h3 id="a{number}">{headline}</h3>{blocks}{source}'


def _block(block) -> str:
    if isinstance(block, Paragraph):
        return f'<p class="{block.kind}">{escape(block.marker + block.text)}</p>'
    if isinstance(block, Table):
        rows = ("".join(f"<td>{escape(c.text)}</td>" for c in row) for row in block.rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return ""
