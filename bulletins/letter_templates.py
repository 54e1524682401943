"""The words of letters: ready ones, the office's own, and how placeholders are filled in.

A placeholder is a plain name in braces, put in by replacing text: no attribute, index or
format of Python is ever looked at, and what is put in is not read for placeholders again.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from .models import LetterTemplate, Topic
from .models.letter import DAILY

SUBJECT_LENGTH = 150
SETTINGS_FOOT = "——\n印发系统自动发出，请勿回复。要改邮件通知：{settings}"


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    text: str


PLACEHOLDERS = {
    "name": "收信人姓名",
    "title": "标题",
    "what": "做了什么（采用、退回……）",
    "who": "谁做的",
    "note": "意见",
    "bulletin": "刊物",
    "count": "条数",
    "list": "通知清单",
    "link": "网址",
    "settings": "通知设置的网址",
}
_OF_DECISIONS = ("name", "title", "what", "who", "note", "bulletin", "link", "settings")
_OF_OTHERS = ("name", "title", "link", "settings")
_DAILY = ("name", "count", "list", "link", "settings")
_OTHERS = (Topic.COMMENT, Topic.MESSAGE, Topic.REMINDER)


def _article(ask: str) -> str:
    return (
        f"{{name}}，您好：\n\n{ask}\n\n刊物：{{bulletin}}\n经办：{{who}}（{{what}}）\n"
        f"意见：{{note}}\n\n打开：{{link}}\n\n{SETTINGS_FOOT}\n"
    )


def _plain(text: str) -> str:
    return f"{{name}}，您好：\n\n{text}\n\n打开：{{link}}\n\n{SETTINGS_FOOT}\n"


READY = {
    Topic.REVIEW_ARTICLE: Words(
        "请审核：《{title}》", _article("《{title}》等您审核：采用、退回修改，或者不采用。")
    ),
    Topic.APPROVE_ARTICLE: Words(
        "请审签：《{title}》", _article("《{title}》等您审签，审签后才报送办公室。")
    ),
    Topic.REVISE_ARTICLE: Words(
        "请修改：《{title}》被退改", _article("《{title}》已退回，请按意见修改后再提交。")
    ),
    Topic.REVIEW_ISSUE: Words("请审核：{title}", _article("{title}已经送审，等您审核。")),
    Topic.SIGN_ISSUE: Words("请签发：{title}", _article("{title}审核通过，等您签发。")),
    Topic.PUBLISH_ISSUE: Words("请印发：{title}", _article("{title}已经签发，可以印发了。")),
    Topic.REVISE_ISSUE: Words(
        "请修改：{title}被退回", _article("{title}退回编排，请按意见修改后再送审。")
    ),
    Topic.ARTICLE_NEWS: Words("{what}：《{title}》", _article("《{title}》有新进展：{what}。")),
    Topic.ISSUE_NEWS: Words("{what}：{title}", _article("{title}有新进展：{what}。")),
    Topic.COMMENT: Words("请看意见：{title}", _plain("有一条新意见：\n{title}")),
    Topic.MESSAGE: Words("请看留言：{title}", _plain("有一条新留言：\n{title}")),
    Topic.REMINDER: Words("请留意日期：{title}", _plain("{title}")),
    DAILY: Words(
        "今天有 {count} 条通知要看", _plain("有 {count} 条通知还没有看：\n\n{list}")
    ),
}  # fmt: skip


def placeholders_of(topic: str) -> tuple[str, ...]:
    if topic == DAILY:
        return _DAILY
    return _OF_OTHERS if topic in _OTHERS else _OF_DECISIONS


def name_of(topic: str) -> str:
    return _("The daily letter") if topic == DAILY else Topic(topic).label


def words_of(topics) -> dict[str, Words]:
    """The words in force for each of ``topics``, in one query."""
    own = {
        row.topic: Words(row.subject, row.text)
        for row in LetterTemplate.objects.filter(topic__in=topics)
    }
    return {topic: own.get(topic, READY[topic]) for topic in topics}


def fault_of(topic: str, text: str) -> str:
    """What is wrong with a text that shall become a template; "" when nothing is."""
    known = placeholders_of(topic)
    rest = re.sub(_named(known), "", text)
    if stray := re.search(r"\{[^{}\n]*\}?|\}", rest):
        return _("“%(typed)s” is not a placeholder here. You may use: %(known)s") % {
            "typed": stray[0][:40],
            "known": " ".join(f"{{{name}}}" for name in known),
        }
    return ""


def fill(topic: str, words: Words, values: dict[str, str]) -> Words:
    """Subject (one clean line) and text of a letter."""
    given = {name: str(values.get(name, "")) for name in placeholders_of(topic)}
    subject = one_line(_put_in(words.subject, given))[:SUBJECT_LENGTH]
    lines = [_put_in(line, given) for line in words.text.splitlines() if not _is_idle(line, given)]
    return Words(subject, clean("\n".join(lines)).strip() + "\n")


def _put_in(text: str, given: dict[str, str]) -> str:
    return re.sub(_named(given), lambda found: given[found[1]], text)


def _is_idle(line: str, given: dict[str, str]) -> bool:
    """Whether a line has placeholders and nothing to put in for any: it is left out."""
    named = re.findall(_named(given), line)
    return bool(named) and not any(given[name].strip() for name in named)


def _named(given) -> str:
    return r"\{(" + "|".join(given) + r")\}"


def one_line(text: str) -> str:
    """Without line breaks, control characters or directions, so that no header can be added."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """Text without control characters but the line break; other breaks become one."""
    text = "\n".join(text.splitlines())
    return "".join(
        each for each in text if each == "\n" or not unicodedata.category(each).startswith("C")
    )


def sample() -> dict[str, str]:
    """Invented values, for the preview of a template."""
    site = settings.SITE_URL
    article, notices, choice = (
        f"{site}/{path}/" for path in ("articles/1", "notices", "notices/settings")
    )
    return {
        "name": "王小满",
        "title": "青石县总工会开展送清凉活动",
        "what": "退回修改",
        "who": "李编辑",
        "note": "请核实慰问人数。",
        "bulletin": "工会信息",
        "count": "2",
        "list": f"1. 采用：青石县总工会开展送清凉活动\n   {article}\n2. 稿件今天截止\n   {notices}",
        "link": article,
        "settings": choice,
    }


def meanings(topic: str) -> list[tuple[str, str]]:
    """Each placeholder as it is typed, and what it stands for."""
    return [(f"{{{name}}}", PLACEHOLDERS[name]) for name in placeholders_of(topic)]
