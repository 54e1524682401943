"""The chain: whatever is tampered with in the records is found, and the record named."""

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from records import chain
from records.models import Record, Seal
from records.verifying import verify
from tests.records.tampering import faults, forget, insert_copy, tampering, write

pytestmark = pytest.mark.django_db(transaction=True)


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
