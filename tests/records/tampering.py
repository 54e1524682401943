"""The database with its triggers gone: a copied file, or in PostgreSQL what is then undone."""

import sqlite3
import uuid
from contextlib import contextmanager

from django.db import connection, transaction

from records.models import Record
from records.objects import Thing
from records.recording import record
from records.verifying import verify


def write(number):
    return [record("place", Thing("issue", str(n), f"第{n}期")) for n in range(number)]


def faults():
    return [(fault.kind, fault.where) for fault in verify().faults]


@contextmanager
def tampering():
    """A cursor that may do anything to a copy of the database, which is then the one in use."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            transaction.set_rollback(True)
        return
    name = connection.settings_dict["NAME"]
    with copied(f"{name}.copy"), connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (trigger,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{trigger}"')
        yield cursor


@contextmanager
def copied(copy):
    name = connection.settings_dict["NAME"]
    with sqlite3.connect(name) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    connection.close()
    connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def forget(cursor, record):
    cursor.execute("DELETE FROM records_seal WHERE record_id = %s", [record.pk])
    cursor.execute("DELETE FROM records_record WHERE id = %s", [record.pk])


def insert_copy(cursor, record):
    columns = [field.column for field in Record._meta.concrete_fields if field.column != "id"]
    values = ", ".join("%s" if column == "key" else column for column in columns)
    key = uuid.uuid4() if connection.vendor == "postgresql" else uuid.uuid4().hex
    cursor.execute(f"INSERT INTO records_record ({', '.join(columns)}) SELECT {values}"
                   " FROM records_record WHERE id = %s", [key, record.pk])  # fmt: skip
    return Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
