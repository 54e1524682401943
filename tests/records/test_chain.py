"""Tampering, tried with the triggers gone: in a copied file on SQLite, on PostgreSQL in a
transaction that is undone.  Each kind has to be found, and the record named."""

import json
import shutil
import sqlite3
import uuid
from contextlib import contextmanager
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from bulletins import slip_making
from bulletins.models import Decision, Edition, EditionFile
from records import chain, head
from records.models import Record, Seal
from records.objects import Thing
from records.recording import record
from records.verifying import verify
from tests.factories import bring_issue, make_issue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def records():
    return write(8)


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


def test_untouched_chain_has_no_fault(records):
    findings = verify()
    assert findings.faults == []
    assert (findings.counts["records"], findings.counts["unsealed"]) == (8, 0)
    assert [s.sequence for s in Seal.objects.all()] == list(range(1, 9))


COLUMNS = ("user_name", "place", "address", "action", "object_kind", "object_id", "object_title",
           "outcome", "sentence", "mark")  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_changed_column_is_found(records, column):
    with tampering() as cursor:
        cursor.execute(f"UPDATE records_record SET {column} = 'x' WHERE id = %s", [records[3].pk])
        assert faults() == [("change", f"record {records[3].pk}")]


def test_changed_time_and_detail_are_found(records):
    with tampering() as cursor:
        cursor.execute("UPDATE records_record SET at = '2020-01-01 00:00:00+00:00' WHERE id = %s",
                       [records[1].pk])  # fmt: skip
        cursor.execute("UPDATE records_record SET detail = '{\"x\": 1}' WHERE id = %s",
                       [records[2].pk])  # fmt: skip
        assert faults() == [("change", f"record {records[n].pk}") for n in (1, 2)]


def test_deleted_record_is_found(records):
    with tampering() as cursor:
        cursor.execute("DELETE FROM records_record WHERE id = %s", [records[3].pk])
        assert faults() == [("deletion", f"record {records[3].pk}")]


def test_record_deleted_with_its_seal_is_found(records):
    with tampering() as cursor:
        forget(cursor, records[3])
        assert faults() == [("deletion", "seal 4–4")]


def test_gap_closed_by_renumbering_is_found(records):
    with tampering() as cursor:
        forget(cursor, records[3])
        for sequence in range(5, 9):
            cursor.execute("UPDATE records_seal SET sequence = %s WHERE sequence = %s",
                           [sequence - 1, sequence])  # fmt: skip
        assert ("order", f"record {records[4].pk}") in faults()


def test_inserted_record_is_found_and_never_sealed(records, caplog):
    with tampering() as cursor:
        pk = insert_copy(cursor, records[3])
        assert faults() == [("insertion", f"record {pk}")]
        chain.seal_all()
        assert faults() == [("insertion", f"record {pk}")]
        assert "was not written by this system" in caplog.text


def insert_copy(cursor, record):
    columns = [field.column for field in Record._meta.concrete_fields if field.column != "id"]
    values = ", ".join("%s" if column == "key" else column for column in columns)
    key = uuid.uuid4() if connection.vendor == "postgresql" else uuid.uuid4().hex
    cursor.execute(f"INSERT INTO records_record ({', '.join(columns)}) SELECT {values}"
                   " FROM records_record WHERE id = %s", [key, record.pk])  # fmt: skip
    return Record.objects.order_by("-pk").values_list("pk", flat=True)[0]


def test_inserted_record_with_a_made_up_seal_is_found(records):
    with tampering() as cursor:
        pk = insert_copy(cursor, records[3])
        cursor.execute("INSERT INTO records_seal (record_id, sequence, mac) VALUES (%s, 9, %s)",
                       [pk, "0" * 64])  # fmt: skip
        assert faults() == [("change", f"record {pk}"), ("head", "seal 9–9")]


def test_swapped_seals_and_swapped_contents_are_found(records):
    first, second = records[2].pk, records[5].pk
    with tampering() as cursor:
        cursor.execute("DELETE FROM records_seal WHERE record_id = %s", [second])
        cursor.execute("UPDATE records_seal SET record_id = %s WHERE record_id = %s",
                       [second, first])  # fmt: skip
        cursor.execute("INSERT INTO records_seal (record_id, sequence, mac) VALUES (%s, 6, %s)",
                       [first, Seal.objects.get(sequence=3).mac])  # fmt: skip
        found = faults()
        assert ("order", f"record {second}") in found
        assert ("order", f"record {first}") in found
    with tampering() as cursor:
        for old, new in ((first, 10**6), (second, first), (10**6, second)):
            cursor.execute("UPDATE records_record SET id = %s WHERE id = %s", [new, old])
        assert faults() == [("order", f"record {first}"), ("order", f"record {second}")]


def test_cut_off_tail_is_found_by_the_head(records):
    with tampering() as cursor:
        forget(cursor, records[7])
        forget(cursor, records[6])
        assert faults() == [("truncation", "seal 7–8")]


def test_emptied_records_are_found_by_the_head(records):
    with tampering() as cursor:
        cursor.execute("DELETE FROM records_seal")
        cursor.execute("DELETE FROM records_record")
        assert faults() == [("truncation", "seal 1–8")]


def test_older_copy_put_back_is_found_also_when_work_went_on(records, tmp_path):
    """Behind the copy the chain goes on, with other records than those the head knows."""
    with tampering() as cursor:
        for record_ in records[4:]:
            forget(cursor, record_)
        assert faults() == [("truncation", "seal 5–8")]
        made = write(6)
        chain.seal_all()  # on PostgreSQL nothing is committed here, so nothing sealed by itself
        noted = [("rewritten", f"record {each.pk}") for each in made[:4]]
        assert [fault for fault in faults() if fault in noted]
        assert {kind for kind, _ in faults()} == {"rewritten"}


def test_head_missing_or_spoilt_is_found(records, head_file):
    text = head_file.read_text()
    head_file.write_text(text + "nonsense\n")
    assert faults() == [("head", "line 9")]
    head_file.unlink()
    assert faults() == [("head", str(head_file))]


def test_head_emptied_or_put_back_to_an_older_one_is_found(records, head_file):
    text = head_file.read_text()
    head_file.write_text("")
    assert faults() == [("head", "seal 1–8")]
    head_file.write_text("".join(text.splitlines(keepends=True)[:5]))
    assert faults() == [("head", "seal 6–8")]


def test_head_begun_anew_behind_a_lost_one_is_remarked(records, head_file):
    head_file.unlink()
    write(2)
    chain.seal_all()
    findings = verify()
    assert (findings.faults, len(findings.remarks)) == ([], 1)
    assert "缺 8 环，从第 1 环起" in findings.remarks[0]


def test_head_that_cannot_be_written_is_loud_and_stops_nothing(records, settings, tmp_path, caplog):
    shutil.copy(settings.RECORDS_HEAD, tmp_path / "kept")
    (tmp_path / "file").write_text("")
    settings.RECORDS_HEAD = tmp_path / "file" / "head"
    write(1)
    assert "the head of the records could not be written" in caplog.text
    settings.RECORDS_HEAD = tmp_path / "kept"
    findings = verify()
    assert [(fault.kind, fault.where) for fault in findings.faults] == [("head", "seal 9–9")]
    assert findings.counts["seals"] == 9
    assert head.last() == 8


def test_other_key_finds_every_record_changed(records, settings):
    settings.RECORDS_KEY = "another"
    assert len(faults()) == 8


def test_record_left_unsealed_is_sealed_by_the_next(records, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(chain, "seal", lambda pk: None)
        write(2)
    assert verify().counts["unsealed"] == 2
    assert faults() == []
    write(1)
    assert (verify().counts["unsealed"], faults()) == (0, [])


def test_sealing_that_breaks_leaves_the_act_done(monkeypatch, caplog):
    def broken(pk):
        raise DatabaseError("no")

    monkeypatch.setattr(chain, "seal", broken)
    write(1)
    assert Record.objects.count() == 1
    assert "could not be sealed" in caplog.text


# --- what the records say of the desk ---


def test_changed_deleted_and_inserted_decisions_are_found():
    bring_issue(make_issue(), "published")
    first, second, *_ = Decision.objects.order_by("pk")
    assert faults() == []
    with tampering() as cursor:
        cursor.execute("UPDATE bulletins_decision SET note = 'x' WHERE id = %s", [first.pk])
        assert faults() == [("change", f"decision {first.pk}")]
        cursor.execute("DELETE FROM bulletins_decision WHERE id = %s", [second.pk])
        assert faults() == [("change", f"decision {first.pk}"),
                            ("deletion", f"decision {second.pk}")]  # fmt: skip


def test_changed_edition_and_changed_or_missing_file_are_found():
    bring_issue(make_issue(), "published")
    edition, (first, second, third, *_) = Edition.objects.get(), EditionFile.objects.order_by("pk")
    with tampering() as cursor:
        cursor.execute("UPDATE bulletins_edition SET digest = %s", ["0" * 64])
        assert faults() == [("change", f"edition {edition.pk}")]
    default_storage.delete(first.file.name)
    with open(default_storage.path(second.file.name), "ab") as file:
        file.write(b"x")
    assert faults() == [("deletion", f"file {first.pk}"), ("change", f"file {second.pk}")]
    with tampering() as cursor:
        cursor.execute("UPDATE bulletins_editionfile SET sha256 = %s WHERE id = %s",
                       ["0" * 64, third.pk])  # fmt: skip
        assert ("change", f"file {third.pk}") in faults()


def test_whatever_is_changed_of_a_signed_edition_is_found():
    bring_issue(make_issue(), "published")
    edition = Edition.objects.get()
    signed = [("change", f"edition {edition.pk}")]
    with tampering() as cursor:
        cursor.execute("UPDATE bulletins_edition SET pages = pages + 1")
        assert faults() == signed
        cursor.execute("UPDATE bulletins_edition SET pages = pages - 1, reason = 'x'")
        assert faults() == signed
        cursor.execute("UPDATE bulletins_edition SET reason = '', hashes = '{}'")
        assert faults() == signed
        cursor.execute("DELETE FROM bulletins_edition")
        assert ("deletion", f"edition {edition.pk}") in faults()


def test_second_edition_put_in_by_hand_is_found():
    bring_issue(make_issue(), "published")
    edition = Edition.objects.get()
    with tampering():
        edition.pk, edition.number, edition._state.adding = None, 2, True
        edition.save()
        assert faults() == [("insertion", f"edition {edition.pk}")]


def test_deleted_rows_of_frozen_files_and_another_slip_are_found():
    issue = make_issue()
    bring_issue(issue, "published")
    edition = Edition.objects.get()
    slip = slip_making.freeze(edition, b"%PDF-slip", 1)
    gone = edition.files.get(kind="docx")
    assert faults() == []
    with tampering() as cursor:
        cursor.execute("DELETE FROM bulletins_editionfile WHERE id = %s", [gone.pk])
        assert faults() == [("deletion", f"files of issue {issue.pk}")]
    other = default_storage.save("editions/other.pdf", ContentFile(b"%PDF-other"))
    with tampering() as cursor:
        cursor.execute("UPDATE bulletins_editionfile SET sha256 = %s, file = %s WHERE id = %s",
                       [sha256(b"%PDF-other").hexdigest(), other, slip.pk])  # fmt: skip
        assert faults() == [("change", f"file {slip.pk}"),
                            ("deletion", f"files of issue {issue.pk}")]  # fmt: skip


def test_command_says_what_and_where_and_exits_with_1(records, capsys):
    call_command("verify_records")
    assert "核对无误：记录 8，封印 8" in capsys.readouterr().out
    with tampering() as cursor:
        forget(cursor, records[3])
        with pytest.raises(SystemExit, match="1"):
            call_command("verify_records", json=True)
        said = json.loads(capsys.readouterr().out)
        assert said["faults"][0]["sentence"] == "链上缺第 4 环：记录连同封印被删除。"
        assert said["counts"]["records"] == 7


# --- append-only ---


@pytest.mark.parametrize("table", ["records_record", "records_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}",
                                       "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
                                       "TRUNCATE {} CASCADE"])  # fmt: skip
def test_database_refuses_every_change(records, table, statement):
    before = list(Record.objects.values_list()), list(Seal.objects.values_list())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert (list(Record.objects.values_list()), list(Seal.objects.values_list())) == before
