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


@dataclass
class Noted:
    """What genuine or forged records say of the desk: fingerprints of decisions and of editions
    by primary key, and the SHA-256 of the frozen files by issue and kind."""

    decisions: dict[int, str] = field(default_factory=dict)
    editions: dict[int, str] = field(default_factory=dict)
    files: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def take(self, record: Record):
        if "decision" in record.detail:
            self.decisions[record.detail["decision"]] = record.detail.get("sha256", "")
        for pk, sha256 in record.detail.get("edition", {}).items():
            self.editions[int(pk)] = sha256
        for kind, sha256 in record.detail.get("files", {}).items():
            self.files.setdefault((record.object_id, kind), set()).add(sha256)


def verify() -> Findings:
    findings = Findings()
    heads, unreadable = _heads()
    findings.faults += unreadable
    noted = Noted()
    findings.faults += _chain(findings.counts, heads, noted)
    findings.faults += _unsealed(findings)
    findings.faults += _end(findings, heads)
    findings.faults += _decisions(findings.counts, noted.decisions)
    findings.faults += _editions(findings.counts, noted.editions)
    findings.faults += _files(findings.counts, noted.files)
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
    except OSError:
        if Seal.objects.exists():
            sentence = f"链头文件不存在或读不出来：{head.path()}"
            faults.append(Fault("head", str(head.path()), sentence))
    return noted, faults


def _chain(counts, heads, noted) -> Iterator[Fault]:
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
                noted.take(record)
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
    elif head.path().exists() and head.last() < sealed:  # what was noted meanwhile counts, too
        yield Fault("head", f"seal {noted + 1}–{sealed}",
                    f"链头文件只记到第 {noted} 环，数据库到第 {sealed} 环：文件被清空、截短或换成了"
                    "旧的，或者写不进去。")  # fmt: skip
    missing = [sequence for sequence in range(1, noted) if sequence not in heads]
    if noted and missing:
        findings.remarks.append(
            f"链头文件里缺 {len(missing)} 环，从第 {missing[0]} 环起：文件换过，或当时写不进去。"
        )


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


def _editions(counts, noted) -> Iterator[Fault]:
    """Editions older than the first noted one were signed before fingerprints were noted."""
    counts["editions"], first, found = 0, min(noted, default=None), set()
    signed = set(Decision.objects.filter(action="sign").values_list("issue_id", "digest"))
    for edition in Edition.objects.order_by("pk").iterator(chunk_size=100):
        counts["editions"] += 1
        where = f"edition {edition.pk}"
        if _digest(edition.contents) != edition.digest:
            yield Fault("change", where, f"定稿 {edition.pk} 的内容与其摘要不符。")
        elif (edition.issue_id, edition.digest) not in signed:
            yield Fault("change", where, f"定稿 {edition.pk} 不是签发时的内容。")
        elif first is not None and edition.pk >= first and edition.pk not in noted:
            yield Fault("insertion", where, f"定稿 {edition.pk} 没有对应的签发记录。")
        elif noted.get(edition.pk, now := fingerprint(edition)) != now:
            yield Fault("change", where, f"定稿 {edition.pk} 被改动：{edition}")
        found.add(edition.pk)
    for pk in sorted(set(noted) - found):
        yield Fault("deletion", f"edition {pk}", f"定稿 {pk} 被删除。")


def _digest(text: str) -> str:
    try:
        return contents.from_json(text).digest
    except (ValueError, KeyError, TypeError):
        return ""


def _files(counts, noted) -> Iterator[Fault]:
    """Frozen files on disk against their rows, and these against signature and record."""
    counts["files"] = 0
    kept: dict[tuple[str, str], set[str]] = {}
    files = EditionFile.objects.select_related("edition__issue__bulletin").order_by("pk")
    for file in files.iterator(chunk_size=CHUNK):
        counts["files"] += 1
        where, place = f"file {file.pk}", (str(file.edition.issue_id), file.kind)
        kept.setdefault(place, set()).add(file.sha256)
        signed = file.edition.hashes.get(file.kind, file.sha256)
        if signed != file.sha256 or file.sha256 not in noted.get(place, {file.sha256}):
            yield Fault("change", where, f"冻结文件 {file.pk}（{file}）的摘要被改动。")
        found = _sha256(file.file.name)
        if found is None:
            yield Fault("deletion", where, f"冻结文件 {file.pk}（{file}）不见了：{file.file.name}")
        elif found != file.sha256:
            yield Fault("change", where, f"冻结文件 {file.pk}（{file}）被改动：{file.file.name}")
    for (issue, kind), sums in sorted(noted.items()):
        if sums - kept.get((issue, kind), set()):
            yield Fault("deletion", f"files of issue {issue}",
                        f"刊期 {issue} 的冻结文件（{kind}）少了一份，或摘要被改动。")  # fmt: skip


def _sha256(name: str) -> str | None:
    try:
        with default_storage.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
