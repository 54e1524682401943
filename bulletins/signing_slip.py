"""签发单: who put an edition together, checked, signed and published it, for the office's file.

Everything comes from rows that the database never lets change (decisions, arrangements,
comments, the edition itself), so a slip can be made again and says the same, but for the time
at which it was made.  The words are those of a Chinese office, whatever the language.
"""

import base64
import io
from datetime import datetime

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from . import contents
from .models import Arrangement, Comment, Edition, FileKind
from .models.file import SIGNED

STEPS = {
    "submit_for_review": "送审",
    "pass_review": "审核",
    "send_back": "退回",
    "sign": "签发",
    "call_back": "撤回",
    "void": "签发作废",
    "publish": "印发",
    "correct": "提起更正",
    "drop_correction": "撤销更正",
}
SILENT = {"pass_review": "审核通过", "sign": "同意签发"}
KINDS = {
    FileKind.PDF: "阅读 PDF",
    FileKind.PRESS: "印刷 PDF",
    FileKind.ARCHIVE: "存档 PDF",
    FileKind.BOOKLET: "小册子 PDF",
    FileKind.DOCX: "Word 文件",
    FileKind.HTML: "网页",
    FileKind.TEXT: "纯文本",
}


def of(edition: Edition, made_at: datetime) -> dict:
    """What the slip of ``edition`` says, as printing/slip.py takes it."""
    built = contents.from_json(edition.contents)
    story = _Story(edition)
    address = verify_address(edition.digest)
    return {
        "title": f"《{built.masthead.title}》签发单",
        "office": built.masthead.publisher,
        "number": built.masthead.number or str(edition.issue),
        "facts": _facts(edition, built),
        "steps": [story.assembling(), *map(_row, story.round), *map(_row, story.publication)],
        "earlier": [_row(decision) for decision in story.earlier],
        "comments": [_comment_row(comment) for comment in story.comments()],
        "hashes": [
            *((KINDS[kind], edition.hashes[kind]) for kind in SIGNED if kind in edition.hashes),
            ("内容摘要", edition.digest),
        ],
        "address": address,
        "code": _code(address),
        "made": _time(made_at),
    }


def verify_address(digest: str) -> str:
    """Where anyone may check a file of the edition whose contents have ``digest``."""
    return settings.SITE_URL + reverse("verify-digest", args=[digest])


def _code(address: str) -> str:
    stream = io.BytesIO()
    segno.make(address, error="m").save(stream, kind="png", scale=8, border=2)
    return base64.b64encode(stream.getvalue()).decode()


def _facts(edition: Edition, built: contents.Contents) -> list[tuple[str, str]]:
    reach = "；".join(f"{g.group}：{'、'.join(g.labels)}" for g in built.distribution)
    facts = [
        ("刊物", built.masthead.title),
        ("日期", built.masthead.date),
        ("页数", f"{edition.pages}页"),
        ("份数", f"{built.copies}份" if built.copies else "未注明"),
        ("印发范围", reach or "未注明"),
    ]
    if built.masthead.special:
        facts.insert(2, ("专刊", built.masthead.special))
    if edition.reason:
        facts.insert(2, ("版次", f"第{edition.version}版（更正）"))
        facts.append(("更正原因", edition.reason))
    return facts


class _Story:
    """The decisions of an issue as one edition needs them: those of the round in which it was
    signed, what came before since the last publication, and its own publication."""

    def __init__(self, edition: Edition):
        self.edition = edition
        decisions = list(edition.issue.decisions.order_by("at", "pk"))
        signatures = [n for n, d in enumerate(decisions) if d.action == "sign"]
        signed = signatures[edition.number - 1]
        published = [n for n, d in enumerate(decisions[:signed]) if d.action == "publish"]
        first = published[-1] + 1 if published else 0
        submitted = [
            n
            for n, d in enumerate(decisions[:signed])
            if n >= first and d.action == "submit_for_review"
        ]
        start = submitted[-1] if submitted else first
        self.earlier, self.round = decisions[first:start], decisions[start : signed + 1]
        self.signature = decisions[signed]
        self.since = decisions[first - 1].at if first else None
        following = decisions[signed + 1 : signed + 2]
        self.publication = [d for d in following if d.action == "publish"]

    def assembling(self) -> tuple:
        """Who arranged the pages, each once, in the order in which they began."""
        moves = self._within(Arrangement.objects.filter(issue=self.edition.issue))
        names = list(dict.fromkeys(moves.order_by("number").values_list("actor_name", flat=True)))
        submitter = self.round[0].actor_name if self.round else ""
        times = list(moves.order_by("at").values_list("at", flat=True))
        span = _time(times[0]) if times else ""
        return "组稿", "、".join(names) or submitter, f"{span}起" if span else "", ""

    def comments(self):
        said = self._within(Comment.objects.filter(issue=self.edition.issue).first_words())
        return said.select_related("article").prefetch_related("answers")

    def _within(self, rows):
        rows = rows.filter(at__lte=self.signature.at)
        return rows.filter(at__gt=self.since) if self.since else rows


def _row(decision) -> tuple[str, str, str, str]:
    words = decision.note or SILENT.get(decision.action, "")
    step = STEPS.get(decision.action, decision.action)
    return step, decision.who, _time(decision.at), words


def _comment_row(comment: Comment) -> tuple[str, str, str, str]:
    place = f"第{comment.page}页" if comment.page else f"《{comment.article}》"
    done = comment.done
    return place, comment.by_name, comment.text, f"{done.by_name} 已处理" if done else "未标记"


def _time(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
