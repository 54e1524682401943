"""What the lines above the contents box say, each as it was printed."""

import re

from .shapes import DATE
from .values import Bulletin

# Patterns of what only a masthead has: zones.py knows the masthead by them.
NUMBER = "第\\s?[\\d０-９一二三四五六七八九十百〇○零]{1,5}\\s?期"
SERIAL = "[（(]总第.{1,12}[）)]"
SUPPLEMENT = "^(?:.{0,8}年\\s?)?[（(]?(?:增|专)刊"
SPECIAL = "[（(].{1,20}专刊[）)]"
INTERNAL = "内部(?:资料|刊物|参考|文件|交流|发行)|注意保[存密]"
ISSUED_BY = "^(?:主办|编印|主编|编辑|承办|主管)(?:单位)?[：:]"

_MARKING = re.compile(f"{INTERNAL}|秘密|机密|绝密")
_NUMBER = re.compile(f"{NUMBER}|总第|{SUPPLEMENT}")
_PUBLISHER = re.compile(f"{ISSUED_BY}|(?:编印|主办|编|室|会|部|处|局|中心)$")
_HAN = re.compile("[㐀-鿿]")
_SPACED = re.compile("(?:[㐀-鿿]\\s{1,4})+[㐀-鿿]")  # 工 会 通 讯


def read_head(bulletin: Bulletin) -> dict[str, str]:
    """The fields of a masthead, special issue included, as far as they stand in the text.

    A line is read as one of them; a date and its publisher may share one.  What is
    none of these (the title in Latin letters) is left out.
    """
    head: dict[str, str] = {}
    for piece in bulletin.masthead:
        line = piece.text.strip()
        dated = DATE.search(line)
        if _MARKING.search(line):
            found = {"marking": line}
        elif re.fullmatch(SPECIAL, line):
            found = {"special": line[1:-1]}
        elif "number" in head and re.fullmatch(SERIAL, line):
            found = {"number": head.pop("number") + line}
        elif _NUMBER.search(line):
            found = _numbered(line, dated)
        elif dated:
            found = {"date": dated[0], "publisher": line.replace(dated[0], "").strip()}
        elif "title" in head and _PUBLISHER.search(line):
            found = {"publisher": line}
        else:
            found = {"title": _unspaced(line)} if _HAN.search(line) else {}
        head = {name: text for name, text in found.items() if text} | head
    return head


def _numbered(line: str, dated: re.Match | None) -> dict[str, str]:
    """A number may share its line with the date, and with 总第 behind a gap."""
    if not dated or not dated[0].endswith("日"):
        return {"number": line}
    return {"number": line.replace(dated[0], "").strip(), "date": dated[0]}


def _unspaced(line: str) -> str:
    return re.sub("\\s", "", line) if _SPACED.fullmatch(line) else line
