"""The chain: each record gets a seal that covers it and the seal before it.

A seal's ``mac`` is HMAC-SHA256(key, previous mac, sequence, record), so that nobody without the
key can change, take out, put in or swap records behind it.  What the chain alone cannot show, its
own missing end, is shown by the head kept outside the database (records/head.py).

Records are not sealed in the transaction that writes them, but right after its commit, in a short
transaction of its own under one lock.  Sealing is one at a time for the whole site; inside the
acting transaction the lock would be held together with the rows of articles and issues, taken
in whatever order the action came by them, and two actions could wait for each other for ever.
The sealing transaction holds nothing else and touches no row of anyone else's, so it never does.
A record whose sealing did not come about (killed in between) is sealed by the next one.  It
carries a mark, an HMAC made when it was written: rows put in by hand are never sealed.
"""

import hashlib
import hmac
import json
import logging
from datetime import UTC
from functools import cache

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from . import head
from .models import Record, Seal

log = logging.getLogger(__name__)

START = "0" * 64  # stands before the first seal
LOCK = 0x59494E4641  # any number that nothing else on this database uses
LEFTOVERS = 500  # how far back a sealing looks for records that were left without
# Everything the mark covers; the seal covers the id as well.
MARKED = ("key", "at", "user_id", "user_name", "unit_id", "place", "address", "action",
          "object_kind", "object_id", "object_title", "outcome", "sentence", "detail")  # fmt: skip


@cache
def _derived(secret: str) -> bytes:
    return salted_hmac("records.chain", "key", secret=secret, algorithm="sha256").digest()


def key() -> bytes:
    """YINFA_RECORDS_KEY, or without it one that follows from SECRET_KEY."""
    own = settings.RECORDS_KEY
    return own.encode() if own else _derived(settings.SECRET_KEY)


def canonical(values: dict) -> bytes:
    """The same values always give the same bytes, on either database."""
    plain = {name: values[name] for name in values if name != "mark"}
    plain["key"] = str(plain["key"])
    plain["at"] = plain["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


def values_of(record: Record, *more: str) -> dict:
    return {name: getattr(record, name) for name in (*MARKED, *more)}


def _hmac(message: bytes) -> str:
    return hmac.new(key(), message, hashlib.sha256).hexdigest()


def mark_of(record: Record) -> str:
    return _hmac(b"record\n" + canonical(values_of(record)))


def is_genuine(record: Record) -> bool:
    return hmac.compare_digest(mark_of(record), record.mark)


def mac_of(record: Record, sequence: int, before: str) -> str:
    link = f"{before}\n{sequence}\n".encode()
    return _hmac(link + canonical(values_of(record, "id")))


def _lock():
    """One sealing at a time, until its transaction ends.  On SQLite the transaction itself is
    that lock: it starts IMMEDIATE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def seal_soon(record: Record):
    """Seal ``record`` when the transaction in hand is committed."""
    transaction.on_commit(lambda: _seal_quietly(record.pk))


def _seal_quietly(pk: int):
    """What was done is done: a sealing that fails is loud on the log, and made up for later."""
    try:
        seal(pk)
    except Exception:
        log.critical("record %s could not be sealed", pk, exc_info=True)


def seal(pk: int):
    """Seal the record ``pk``, with what was left unsealed shortly before it."""
    if Seal.objects.filter(record=pk).exists():
        return
    with transaction.atomic():
        _lock()
        last = Seal.objects.order_by("-sequence").values_list("sequence", "mac").first()
        made = _append(last or (0, START), max(1, pk - LEFTOVERS))
    if made:
        head.append(made)


def seal_all():
    """Seal whatever has no seal, however old."""
    with transaction.atomic():
        _lock()
        last = Seal.objects.order_by("-sequence").values_list("sequence", "mac").first()
        made = _append(last or (0, START), 1)
    if made:
        head.append(made)


def _append(last: tuple[int, str], first_pk: int) -> list[tuple[int, str]]:
    """Seals behind ``last`` for all unsealed records from ``first_pk`` on, as (sequence, mac)."""
    sequence, mac = last
    made = []
    for record in Record.objects.filter(seal=None, pk__gte=first_pk).order_by("pk"):
        if not is_genuine(record):
            log.critical("record %s was not written by this system; it is not sealed", record.pk)
            continue
        sequence += 1
        mac = mac_of(record, sequence, mac)
        made.append(Seal(record=record, sequence=sequence, mac=mac))
    Seal.objects.bulk_create(made)
    return [(seal.sequence, seal.mac) for seal in made]
