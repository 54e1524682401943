"""Sections of briefs: run-in headlines, bullets, one or several paragraphs each."""

from dataclasses import dataclass

from .blocks import BLANKS, Block
from .drafts import Draft, Manner, Notes, add_body, add_source
from .shapes import bullet_length, is_body, is_numbered, is_title, names_unit, starts_in_time
from .sources import find_tail, is_flush_right, is_unbracketed
from .values import Article

LONGEST_HEAD = 60
_QUOTES = {"“": "”", "《": "》", "（": "）", "(": ")", "‘": "’"}


@dataclass(frozen=True, slots=True)
class RunIn:
    """A run-in headline by offsets: marks up to ``start``, from ``end`` up to ``rest``."""

    shape: str  # bracket, stop, comma (a stop behind a head with commas), colon, space
    start: int
    end: int
    rest: int


def run_in(text: str) -> RunIn | None:
    """The headline at the beginning of a brief, if there can be one."""
    start = bullet_length(text)
    window = text[start : start + LONGEST_HEAD]
    if window[:1] in ("【", "〖", "［", "["):
        end = next((i for i, c in enumerate(window) if c in "】〗］]"), 0)
        rest = start + end + 1
        if end > 1 and text[rest:].strip(BLANKS):
            return RunIn("bracket", start + 1, start + end, rest)
    marks = _first_marks(window)
    stop = marks.get("。", marks.get("！", marks.get("？")))
    comma = marks.get("，", LONGEST_HEAD)
    space = marks.get(" ", LONGEST_HEAD)
    colon = marks.get("：", LONGEST_HEAD)
    limit = stop if stop is not None else LONGEST_HEAD
    if starts_in_time(window):
        return None
    if space < min(comma, limit, colon) and space > 5 and _has_rest(text, start + space, 12):
        return RunIn("space", start, start + space, start + space)
    if stop is not None and 3 < stop <= 50 and _has_rest(text, start + stop + 1, 2):
        keeps_mark = window[stop] != "。"
        if not keeps_mark or starts_in_time(text[start + stop + 1 : start + stop + 20]):
            end = start + stop + keeps_mark
            return RunIn("comma" if comma < stop else "stop", start, end, start + stop + 1)
    if colon < min(comma, limit, 31) and colon > 3 and _has_rest(text, start + colon + 1, 12):
        return RunIn("colon", start, start + colon, start + colon + 1)
    return None


def _first_marks(window: str) -> dict[str, int]:
    """Where each kind of mark first stands outside quotes and brackets."""
    found: dict[str, int] = {}
    closers: list[str] = []
    for offset, c in enumerate(window):
        if closers and c == closers[-1]:
            closers.pop()
        elif c in _QUOTES and _QUOTES[c] in window[offset:]:
            closers.append(_QUOTES[c])
        elif not closers:
            name = (
                " "
                if c in BLANKS
                else {",": "，", "；": "，", "!": "！", "?": "？", ":": "："}.get(c, c)
            )
            if name != " " or not _between_words(window, offset):
                found.setdefault(name, offset)
    return found


def _between_words(window: str, offset: int) -> bool:
    """A single plain space beside a quote, digit or Latin letter: typing, not a division."""
    if window[offset + 1 : offset + 2] in tuple(BLANKS):
        return False
    around = window[offset - 1 : offset] + window[offset + 1 : offset + 2]
    return window[offset] == " " and any(c in "“”《》" or c.isascii() for c in around)


def _has_rest(text: str, position: int, least: int) -> bool:
    rest = text[position:].strip(BLANKS)
    tail = find_tail(rest)
    return len(rest) >= least and not (tail and tail.start == 0)


def usual_shapes(bodies: list[Block], bullets: bool) -> set[str]:
    """The shapes of run-in headline that these briefs use.

    Where bullets show the beginnings, a short first sentence is a headline only
    if at least half of the briefs have one.
    """
    items = [b for b in bodies if not bullets or bullet_length(b.text)]
    found = [head.shape for b in items if (head := run_in(b.text))]
    usual = {s for s in ("stop", "colon", "space") if found.count(s) >= max(1, 0.5 * len(items))}
    usual |= {"bracket"} if bullets else {"bracket", "stop"}
    if "stop" in usual and found.count("stop") > found.count("comma"):
        usual.add("comma")
    return usual


class BriefsReader:
    """Reads the blocks of one section as briefs."""

    def __init__(self, blocks: list[Block], manner: Manner, notes: Notes):
        self.blocks, self.manner, self.notes = blocks, manner, notes
        self.drafts: list[Draft] = []
        bodies = [b for b in blocks if is_body(b.text)]
        bulleted = sum(1 for b in bodies if bullet_length(b.text))
        self.bullets = bulleted > 0 and bulleted >= 0.5 * len(bodies)
        self.numbers = not self.bullets and sum(is_numbered(b.text) for b in bodies) > 0.5 * len(
            bodies
        )
        self.shapes = usual_shapes(bodies, self.bullets)

    def read(self) -> list[Article]:
        for index, block in enumerate(self.blocks):
            after = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
            self._take(block, after)
        return [draft.finish() for draft in self.drafts]

    @property
    def _draft(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def _take(self, block: Block, after: Block | None) -> None:
        kind = block.kind or self._kind(block, after)
        draft = self._draft
        block.kind = kind
        if kind == "unknown":
            self.notes.unknown += block.cut("unknown")
        elif kind == "source" and draft:
            add_source(draft, block, self.notes)
        elif kind in ("subtitle", "byline") and draft:
            getattr(draft, kind).extend(block.cut(kind))
        elif kind == "headline":
            self._headline(block)
        elif kind == "brief" or draft is None:
            self.drafts.append(Draft(brief=True))
            open_brief(
                self.drafts[-1],
                block,
                self.notes,
                self.shapes,
                self._ends(after),
                self.manner.credited,
            )
        else:
            add_body(draft, block, self.notes, self._ends(after), self.manner.credited)

    def _kind(self, block: Block, after: Block | None) -> str:
        draft, text = self._draft, block.text
        if draft and (_is_source_line(block) and not (draft.closed and is_title(text))):
            return "source"
        if draft and draft.awaits_body:
            return "headline" if is_title(text) and not is_numbered(text) else "body"
        if (
            not is_body(text)
            and is_title(text)
            and (not draft or draft.closed or draft.ends_sentence)
        ):
            return "headline" if after and not _is_source_line(after) else "brief"
        if draft is None or draft.closed or bullet_length(text):
            return "brief"
        return "brief" if self._begins(block) else "body"

    def _begins(self, block: Block) -> bool:
        if self.bullets:
            return False
        if self.numbers:
            return is_numbered(block.text)
        head = run_in(block.text)
        if not head or head.shape not in self.shapes - {"comma"}:
            return False
        return not self.manner.credited or names_unit(block.text)

    def _headline(self, block: Block) -> None:
        if not (self._draft and self._draft.last == "headline"):
            self.drafts.append(Draft(brief=True))
        bullet = bullet_length(block.text)
        self.notes.mark(block, 0, bullet)
        self._draft.headline += block.cut("headline", bullet)
        self._draft.last = "headline"

    def _ends(self, after: Block | None) -> bool:
        if after is None or after.kind == "brief" or bullet_length(after.text):
            return True
        return not _is_source_line(after) and (not self.bullets or is_title(after.text))


def _is_source_line(block: Block) -> bool:
    if block.kind:
        return block.kind == "source"
    tail = find_tail(block.text)
    return (
        bool(tail and tail.start == 0)
        or is_unbracketed(block.text)
        or (is_flush_right(block.text, block.indent))
    )


def open_brief(
    draft: Draft, block: Block, notes: Notes, shapes: set[str], ends: bool, credited: bool
):
    """The first paragraph of a brief: bullet off, run-in headline, body, source."""
    head = run_in(block.text)
    start = bullet_length(block.text)
    if head and head.shape in shapes:
        if head.shape == "comma":
            notes.warn(block, f"“{block.text[head.start : head.end]}”当作简讯的标题")
        notes.mark(block, 0, head.start)
        draft.headline += block.cut("headline", head.start, head.end)
        notes.mark(block, head.end, head.rest)
        start = head.rest
    else:
        notes.mark(block, 0, start)
    add_body(draft, block, notes, ends, credited, start)
