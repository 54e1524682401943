"""The SHA-256 of a row, kept in a record when the row was written and compared afterwards."""

import hashlib
import json
from datetime import UTC, datetime

from django.db.models import Model


def fingerprint(row: Model) -> str:
    """Over all columns that say anything: empty ones are left out, so that a column which a later
    release adds does not change what was taken of older rows."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    said = {name: _written(value) for name, value in values.items() if value not in (None, "", 0)}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if isinstance(value, (bool, int, dict, list)) else str(value)
