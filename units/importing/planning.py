"""What an import would do, row by row, and the seal under which the rows come back."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core import signing

from ..spreadsheet import Column, Row

# The time to look a preview over.
SEAL_SECONDS = 3600
# What a form may carry (DATA_UPLOAD_MAX_MEMORY_SIZE is 2.5 MB).
SEAL_CHARACTERS = 2_000_000


@dataclass(frozen=True)
class Cell:
    header: str
    text: str
    changed: bool
    before: str
    problem: str


@dataclass
class PlannedRow:
    """``changes``: what the database says now, by column. ``record`` is not saved yet."""

    number: int
    values: dict[str, str]
    record: Any
    is_new: bool
    problems: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    additions: list = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.problems:
            return "error"
        if self.is_new:
            return "new"
        return "changed" if self.changes else "unchanged"

    def refuse(self, key: str, sentence: str):
        """The first thing wrong with a cell is what its author needs to know."""
        self.problems.setdefault(key, sentence)

    def change(self, key: str, before):
        self.changes[key] = str(before)


@dataclass
class Plan:
    columns: list[Column]
    rows: list[PlannedRow]

    @property
    def counts(self) -> Counter:
        return Counter(row.outcome for row in self.rows)

    @property
    def is_possible(self) -> bool:
        return not self.counts["error"]

    @property
    def does_something(self) -> bool:
        return bool(self.counts["new"] or self.counts["changed"])

    def rows_of_cells(self):
        """(row, cells) for the page."""
        for row in self.rows:
            yield row, [
                Cell(column.header, row.values.get(column.key, ""), column.key in row.changes,
                     row.changes.get(column.key, ""), row.problems.get(column.key, ""))
                for column in self.columns
            ]  # fmt: skip

    @property
    def digest(self) -> str:
        """The same as long as the rows would do the same."""
        said = [(row.number, row.outcome, sorted(row.changes.items())) for row in self.rows]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def seal(plan: Plan, kind: str, user) -> str:
    """The rows for the confirming form: nobody else may send them, and nobody may change them."""
    rows = [(row.number, row.values) for row in plan.rows]
    content = {"user": user.pk, "rows": rows, "digest": plan.digest}
    return signing.dumps(content, salt=f"units.importing.{kind}", compress=True)


def unseal(sealed: str, kind: str, user) -> tuple[list[Row], str]:
    """The rows and the digest of what was shown; signing.BadSignature when they are not ours."""
    salt = f"units.importing.{kind}"
    content = signing.loads(sealed, salt=salt, max_age=SEAL_SECONDS)
    if content["user"] != user.pk:
        raise signing.BadSignature("sealed for somebody else")
    return [Row(number, values) for number, values in content["rows"]], content["digest"]
