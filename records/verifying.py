"""Whether the records, and what they say of decisions and frozen files, are as they were written.

Reads everything once, in order, a few thousand rows at a time.  Each thing found
wrong is a ``Fault`` that names its record or row.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.storage import default_storage

from bulletins import contents
from bulletins.models import Decision, Edition, EditionFile

from . import chain, head
from .fingerprint import fingerprint
from .models import Record, Seal

CHUNK = 2000


@dataclass(frozen=True)
class Fault:
    """``kind`` is a word for programs, ``where`` names the row, ``sentence`` says it to people."""

    kind: str
    where: str
    sentence: str


@dataclass
class Findings:
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def verify() -> Findings:
    findings = Findings()
    heads, unreadable = _heads()
    findings.faults += unreadable
    decided: dict[int, str] = {}
    frozen: dict[tuple[str, str], set[str]] = {}
    findings.faults += _chain(findings.counts, heads, decided, frozen)
    findings.faults += _unsealed(findings)
    findings.faults += _end(findings, heads)
    findings.faults += _decisions(findings.counts, decided)
    findings.faults += _editions(findings.counts)
    findings.faults += _files(findings.counts, frozen)
    return findings


# --- the chain ---


def _heads() -> tuple[dict[int, set[str]], list[Fault]]:
    """The macs noted outside the database for each sequence."""
    noted: dict[int, set[str]] = {}
    faults = []
    try:
        for number, entry in head.lines():
            if entry is None:
                faults.append(Fault("head", f"line {number}", f"链头文件第 {number} 行无法识别。"))
            else:
                noted.setdefault(entry[0], set()).add(entry[1])
    except FileNotFoundError:
        if Seal.objects.exists():
            faults.append(Fault("head", str(head.path()), f"链头文件不存在：{head.path()}"))
    return noted, faults


def _chain(counts, heads, decided, frozen) -> Iterator[Fault]:
    """Every seal in order, with its record; notes what records say of decisions and files."""
    expected, before, counts["records"] = 1, chain.START, 0
    for seals in _chunks(Seal.objects.order_by("sequence")):
        records = Record.objects.in_bulk([seal.record_id for seal in seals])
        for seal in seals:
            if seal.sequence != expected:
                yield _gap(expected, seal.sequence - 1)
            record = records.get(seal.record_id)
            if record is None:
                yield Fault("deletion", f"record {seal.record_id}",
                            f"记录 {seal.record_id}（第 {seal.sequence} 环）被删除。")  # fmt: skip
            else:
                counts["records"] += 1
                yield from _link(seal, record, before if seal.sequence == expected else None)
                _note(record, decided, frozen)
            if heads.get(seal.sequence, {seal.mac}) != {seal.mac}:
                yield Fault("rewritten", f"record {seal.record_id}",
                            f"第 {seal.sequence} 环（记录 {seal.record_id}）与链头文件不符："
                            "数据库曾被恢复到较早的备份，或被改写。")  # fmt: skip
            expected, before = seal.sequence + 1, seal.mac
    counts["seals"] = expected - 1


def _chunks(queryset) -> Iterator[list]:
    found = []
    for row in queryset.iterator(chunk_size=CHUNK):
        found.append(row)
        if len(found) == CHUNK:
            yield found
            found = []
    if found:
        yield found


def _gap(first: int, last: int) -> Fault:
    links = f"第 {first} 环" if first == last else f"第 {first}–{last} 环"
    return Fault("deletion", f"seal {first}–{last}", f"链上缺{links}：记录连同封印被删除。")


def _link(seal, record, before) -> Iterator[Fault]:
    """``before`` is None behind a gap, where only the record's own mark can be checked."""
    where = f"record {record.pk}"
    if not chain.is_genuine(record):
        yield Fault("change", where, f"记录 {record.pk}（第 {seal.sequence} 环）被改动。")
    elif before is not None and chain.mac_of(record, seal.sequence, before) != seal.mac:
        yield Fault("order", where, f"记录 {record.pk}（第 {seal.sequence} 环）的封印不对："
                    "顺序被调换、编号或封印被改，或它前面有记录被删。")  # fmt: skip


def _note(record, decided, frozen):
    if "decision" in record.detail:
        decided[record.detail["decision"]] = record.detail.get("sha256", "")
    for kind, sha256 in record.detail.get("files", {}).items():
        frozen.setdefault((record.object_id, kind), set()).add(sha256)


def _unsealed(findings) -> Iterator[Fault]:
    """Genuine ones were left by a process that was killed, and are sealed by the next record."""
    left = 0
    for record in Record.objects.filter(seal=None).order_by("pk").iterator(chunk_size=CHUNK):
        if chain.is_genuine(record):
            left += 1
        else:
            yield Fault("insertion", f"record {record.pk}", f"记录 {record.pk} 不是系统写入的。")
    findings.counts["unsealed"] = left
    if left:
        findings.remarks.append(f"有 {left} 条记录尚未封印，会随下一条记录封印。")


def _end(findings, heads) -> Iterator[Fault]:
    sealed, noted = findings.counts["seals"], max(heads, default=0)
    if noted > sealed:
        yield Fault("truncation", f"seal {sealed + 1}–{noted}",
                    f"链头文件记到第 {noted} 环，数据库只到第 {sealed} 环：末尾的记录被删除，"
                    "或数据库被恢复到较早的备份。")  # fmt: skip
    elif noted < sealed:
        findings.remarks.append(f"链头文件只记到第 {noted} 环，数据库到第 {sealed} 环。")


# --- what the records say of the desk ---


def _decisions(counts, decided) -> Iterator[Fault]:
    """Decisions older than the first recorded one were made before there were records."""
    counts["decisions"], first = 0, min(decided, default=None)
    found = set()
    if first is not None:
        for decision in Decision.objects.filter(pk__gte=first).order_by("pk").iterator(CHUNK):
            counts["decisions"] += 1
            found.add(decision.pk)
            where = f"decision {decision.pk}"
            if decision.pk not in decided:
                yield Fault("insertion", where, f"流转记录 {decision.pk} 没有对应的记录。")
            elif decided[decision.pk] != fingerprint(decision):
                yield Fault("change", where, f"流转记录 {decision.pk} 被改动：{decision}")
    for pk in sorted(set(decided) - found):
        yield Fault("deletion", f"decision {pk}", f"流转记录 {pk} 被删除。")


def _editions(counts) -> Iterator[Fault]:
    counts["editions"] = 0
    signed = set(Decision.objects.filter(action="sign").values_list("issue_id", "digest"))
    for edition in Edition.objects.order_by("pk").iterator(chunk_size=100):
        counts["editions"] += 1
        where = f"edition {edition.pk}"
        if _digest(edition.contents) != edition.digest:
            yield Fault("change", where, f"定稿 {edition.pk} 的内容与其摘要不符。")
        elif (edition.issue_id, edition.digest) not in signed:
            yield Fault("change", where, f"定稿 {edition.pk} 不是签发时的内容。")


def _digest(text: str) -> str:
    try:
        return contents.from_json(text).digest
    except (ValueError, KeyError, TypeError):
        return ""


def _files(counts, frozen) -> Iterator[Fault]:
    """Frozen files on disk against their rows, and the rows against the record of publication."""
    counts["files"] = 0
    files = EditionFile.objects.select_related("edition").order_by("pk")
    for file in files.iterator(chunk_size=CHUNK):
        counts["files"] += 1
        where = f"file {file.pk}"
        noted = frozen.get((str(file.edition.issue_id), file.kind), {file.sha256})
        found = _sha256(file.file.name)
        if file.sha256 not in noted:
            yield Fault("change", where, f"冻结文件 {file.pk}（{file}）的摘要被改动。")
        if found is None:
            yield Fault("deletion", where, f"冻结文件 {file.pk}（{file}）不见了：{file.file.name}")
        elif found != file.sha256:
            yield Fault("change", where, f"冻结文件 {file.pk}（{file}）被改动：{file.file.name}")


def _sha256(name: str) -> str | None:
    try:
        with default_storage.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
