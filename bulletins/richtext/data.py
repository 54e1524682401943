"""Values as plain data, to be written as JSON, and back."""

from .values import Block, Cell, Figure, Paragraph, Run, Table


def without_empty_notes(data):
    """``data`` (of dataclasses.asdict) in which only a run with a footnote speaks of one.

    Texts without notes are then written as they were before there were any.
    """
    if isinstance(data, dict):
        if data.get("footnote") == ():
            del data["footnote"]
        for value in data.values():
            without_empty_notes(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            without_empty_notes(value)
    return data


def from_data(data: dict) -> Block:
    """The block of which ``data`` was made."""
    if "rows" in data:
        rows = tuple(
            tuple(Cell(**{**c, "runs": _runs(c["runs"])}) for c in row) for row in data["rows"]
        )
        return Table(**{**data, "rows": rows, "caption": _runs(data["caption"])})
    if "picture" in data:
        return Figure(**{**data, "caption": _runs(data["caption"])})
    return Paragraph(**{**data, "runs": _runs(data["runs"])})


def _runs(data) -> tuple[Run, ...]:
    return tuple(
        Run(r["text"], tuple(r["marks"]), r["href"], _runs(r.get("footnote", ()))) for r in data
    )
