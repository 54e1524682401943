"""Sections of articles: headline lines, subtitle, byline, paragraphs, source."""

import re

from .blocks import Block
from .briefs import open_brief, run_in, usual_shapes
from .drafts import Draft, Manner, Notes, add_body, add_source
from .headlines import MOST_LINES, is_headed, points_for, title_lines
from .shapes import (
    bracketed,
    bullet_length,
    is_body,
    is_byline,
    is_date,
    is_numbered,
    is_plain_subtitle,
    is_preface,
    is_salutation,
    is_subtitle,
    is_title,
    names_unit,
    starts_in_time,
)
from .sources import (
    find_tail,
    is_credit,
    is_flush_right,
    is_picture_credit,
    is_unbracketed,
    is_union,
)
from .values import Article

MOST_BRIEFS = 60  # blocks that are looked at to tell briefs from a list
_COMPLETE = re.compile("(?:讲话|发言|致辞|报告|纪实|侧记|综述|述评|掠影|小记)[）)]?$")


class ArticlesReader:
    """Reads the blocks of one section; each is taken for what it is after those before it."""

    def __init__(self, blocks: list[Block], manner: Manner, notes: Notes):
        self.blocks, self.manner, self.notes = blocks, manner, notes
        self.drafts: list[Draft] = []
        bulleted = [b for b in blocks if is_body(b.text) and bullet_length(b.text)]
        self.shapes = usual_shapes(bulleted, True) & {"bracket", "stop"}

    def read(self) -> list[Article]:
        for index, block in enumerate(self.blocks):
            block.kind = block.kind or self._kind(index)
            self._take(index)
        for draft in self.drafts:
            self._check(draft)
        return [draft.finish() for draft in self.drafts]

    @property
    def _draft(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def _after(self, index: int) -> Block | None:
        return self.blocks[index + 1] if index + 1 < len(self.blocks) else None

    # what a block is

    def _kind(self, index: int) -> str:
        draft = self._draft
        if draft is None or (draft.closed and not draft.awaits_body):
            return self._opening(index)
        if draft.awaits_body:
            return self._under_headline(index)
        if draft.prefaced and not draft.headline:
            return self._opening(index)
        return self._inside(index)

    def _opening(self, index: int) -> str:
        """At the beginning of a section, or behind a source."""
        block, after = self.blocks[index], self._after(index)
        text = block.text
        if is_preface(text):
            return "note"
        if is_title(text) and not is_unbracketed(text):
            return "headline"
        if self._draft and self._draft.closed and not is_body(text):
            return "source" if _may_be_source_line(block) else "unknown"
        if bullet_length(text) or (self._draft and _is_whole_brief(text)):
            return "brief"
        return (
            "headline"
            if text.endswith("。")
            and len(text) < 40
            and _is_long(after)
            and (not self._draft and names_unit(text) and not starts_in_time(text))
            else "body"
        )

    def _under_headline(self, index: int) -> str:
        """Behind a headline, a subtitle or a byline."""
        draft, block, after = self._draft, self.blocks[index], self._after(index)
        text = block.text
        if is_subtitle(text):
            return "subtitle"
        if is_date(bracketed(text) or text) and not draft.byline:
            self.notes.warn(block, "标题下面的日期当作副标题")
            return "subtitle"
        over_body = after is not None and is_body(after.text)
        if is_byline(text, draft.speech or over_body):
            return "byline"
        if _may_be_source_line(block) and find_tail(text) and is_credit(bracketed(text) or text):
            return "byline" if over_body else "source"
        if over_body and is_union(text):
            return "byline"
        if over_body and not self.manner.credited and len(text) <= 20 and is_credit(text):
            self.notes.warn(block, f"“{text}”当作署名")
            return "byline"
        if not draft.subtitle and is_plain_subtitle(text) and not is_body(text):
            if text[0] not in "（(" and not text.startswith("在"):
                self.notes.warn(block, "标题下面的短行当作副标题")
            return "subtitle"
        if draft.lists or not is_title(text) or is_numbered(text) or self._looks_indented(block):
            return "body"
        if draft.last == "headline" and len(draft.headline) < MOST_LINES:
            return "headline"
        dangling = draft.last == "subtitle" and not _COMPLETE.search(draft.subtitle[-1].text)
        return "subtitle" if dangling and not block.gap else "body"

    def _looks_indented(self, block: Block) -> bool:
        return self.manner.indented and 2 <= block.indent <= 6 and self._last_indent == 0

    def _inside(self, index: int) -> str:
        """Behind a paragraph of an article that has no source yet."""
        draft, block, after = self._draft, self.blocks[index], self._after(index)
        text = block.text
        if _may_be_source_line(block):
            return self._source_or_body(block, after)
        if is_preface(text) and after and (is_title(after.text) or len(text) < 8):
            return "note"
        if bullet_length(text) and is_body(text):
            tail = find_tail(text)
            sure = draft.brief or (tail and tail.sure)
            return "brief" if sure or self._begins_briefs(index) else "body"
        if draft.thanked and after and (is_title(text) or _is_half_title(text)):
            return "headline"
        if not is_title(text) or is_numbered(text) or not after:
            return "body"
        return "headline" if self._starts_article(index) else "body"

    def _begins_briefs(self, index: int) -> bool:
        """Whether bullets behind an article that has no source are briefs, not its own list.

        Briefs run on to the next headline or the end; each begins with a time or a unit.
        """
        before = self._draft.paragraphs[-1].text
        if before[-1] in "：:" or bullet_length(before):
            return False
        run = self.blocks[index : index + MOST_BRIEFS]
        end = next((i for i, b in enumerate(run) if is_title(b.text)), len(run))
        bodies = [b.text for b in run[:end] if is_body(b.text)]
        items = [text[bullet_length(text) :] for text in bodies if bullet_length(text)]
        reports = sum(starts_in_time(text) or names_unit(text) for text in items)
        if 2 * len(items) < len(bodies) or 2 * reports < len(items):
            return False
        self.notes.warn(self.blocks[index], "从这里起的圆点段落当作简讯（上一篇末尾没有来源）")
        return True

    def _source_or_body(self, block: Block, after: Block | None) -> str:
        inner = bracketed(block.text)
        if inner is None and after and is_date(after.text):
            return "body"  # a letter's signature and date
        sure = inner is None or is_credit(inner) or block.indent >= 6
        if not sure and after and is_body(after.text) and not self.manner.credited:
            self.notes.warn(block, "单独一行的括号当作正文，没有当作来源")
            return "body"
        if not sure:
            self.notes.warn(block, f"“{block.text}”当作来源，请核对")
        return "source"

    def _starts_article(self, index: int) -> bool:
        """Whether a short line amid body text is the next headline or a subhead."""
        block, after, draft = self.blocks[index], self.blocks[index + 1], self._draft
        text = block.text
        if draft.paragraphs and draft.paragraphs[-1].text[-1] in "：:":
            return False
        if is_subtitle(text) or is_byline(text, False):
            return False
        if draft.lists and not is_body(after.text):
            return False
        headed = draft.dated or is_headed(self.blocks, index, draft.signed)
        points = points_for(self.blocks, index, draft, self.manner)
        starts = headed or points >= 3
        broken = not headed and len(title_lines(self.blocks, index)) > 1
        if starts and (self.manner.credited or broken):
            self.notes.warn(block, f"“{text}”当作新稿件的标题（上一篇末尾没有来源）")
        elif not starts and (points >= 2 or (names_unit(text) and is_body(after.text))):
            self.notes.warn(block, f"“{text}”当作正文中的小标题")
        return starts

    # what is done with it

    def _take(self, index: int) -> None:
        block, after = self.blocks[index], self._after(index)
        kind, draft = block.kind, self._draft
        ends = self._ends(after)
        self._last_indent = block.indent if kind == "headline" else getattr(self, "_last_indent", 0)
        if kind == "unknown":
            self.notes.unknown += block.cut("unknown")
            self.notes.warn(block, "没有认出这一行是什么")
        elif kind == "headline":
            self._headline(block)
        elif kind == "note":
            self._note(block)
        elif kind in ("subtitle", "byline", "source") and draft:
            self._part(block, kind)
        elif kind == "brief":
            self.drafts.append(Draft(brief=True))
            shapes = self.shapes if bullet_length(block.text) else {"bracket", "stop"}
            open_brief(self._draft, block, self.notes, shapes, ends, self.manner.credited)
        else:
            self._body(block, ends)

    def _part(self, block: Block, kind: str) -> None:
        if kind == "source":
            add_source(self._draft, block, self.notes)
            return
        getattr(self._draft, kind).extend(block.cut(kind))
        self._draft.last = kind

    def _headline(self, block: Block) -> None:
        draft = self._draft
        goes_on = (
            draft
            and not draft.closed
            and (draft.last == "headline" or (draft.prefaced and not draft.headline))
        )
        if not goes_on:
            self.drafts.append(Draft())
        bullet = bullet_length(block.text)
        self.notes.mark(block, 0, bullet)
        self._draft.headline += block.cut("headline", bullet)
        self._draft.last = "headline"

    def _note(self, block: Block) -> None:
        self.drafts.append(Draft(prefaced=True, last="note"))
        self._draft.paragraphs += block.cut("body")
        self.notes.warn(block, "按语放在后面一篇稿件的正文开头")

    def _body(self, block: Block, ends: bool) -> None:
        draft = self._draft
        if draft is None or (draft.closed and not block.forced):
            self.notes.warn(block, "这段正文前面没有标题，另作一篇没有标题的稿件")
            self.drafts.append(Draft())
        add_body(self._draft, block, self.notes, ends, self.manner.credited)

    def _ends(self, after: Block | None) -> bool:
        """Whether an article can end before ``after``."""
        if after is None or after.kind in ("headline", "brief", "note"):
            return True
        if after.kind or _may_be_source_line(after):
            return is_picture_credit(after.text)
        if is_title(after.text):
            heads = self._draft.headline if self._draft else []
            return not is_numbered(after.text) or any(is_numbered(h.text) for h in heads[:1])
        return (
            is_preface(after.text) or (bullet_length(after.text) > 0) or _is_whole_brief(after.text)
        )

    def _check(self, draft: Draft) -> None:
        if draft.headline and not draft.paragraphs:
            block = next(b for b in self.blocks if b.line == draft.headline[0].place[0])
            self.notes.warn(block, "只有标题，没有正文")


def _is_long(block: Block | None) -> bool:
    return block is not None and is_body(block.text) and len(block.text) > 40


def _is_half_title(text: str) -> bool:
    """东港机械厂： as the first line of a headline of two."""
    return len(text) <= 20 and text[-1] in "：:" and not is_salutation(text)


def _may_be_source_line(block: Block) -> bool:
    tail = find_tail(block.text)
    return (
        bool(tail and tail.start == 0)
        or is_unbracketed(block.text)
        or (is_flush_right(block.text, block.indent))
    )


def _is_whole_brief(text: str) -> bool:
    """A paragraph with a headline run in and a source of its own."""
    head, tail = run_in(text), find_tail(text)
    return bool(head and head.shape in ("stop", "bracket") and tail and tail.apart and tail.sure)
