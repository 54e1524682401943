"""The set phrases which a bulletin prints: its number, its date, an editor's note."""

import re


def number_text(number: int, serial: int = 0, style: str = "both", kind: str = "") -> str:
    """The number as it is printed: 第12期, 第12期（总第345期） or 总第345期.

    ``kind`` is what comes before it: 增刊, 专刊 or nothing.  Without a serial number
    only the first form is possible.
    """
    if not serial or style == "number":
        return f"{kind}第{number}期"
    if style == "serial":
        return f"{kind}（总第{serial}期）" if kind else f"总第{serial}期"
    return f"{kind}第{number}期（总第{serial}期）"


def date_text(date) -> str:
    """GB/T 9704-2012 7.3.5.4: Arabic figures, no leading zeros."""
    return f"{date.year}年{date.month}月{date.day}日"


def note_text(text: str) -> str:
    """An editor's note with the words that say so: 编者按 before it, unless it has them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = not lines or re.match("编者按|编者的话|按语|按[:：]", lines[0])
    return ("" if said else "编者按：") + "\n".join(lines)
