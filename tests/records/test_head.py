"""The head, a file outside the database: it finds a tail cut off; its own loss is found too."""

import shutil

import pytest

from records import chain, head
from records.verifying import verify
from tests.records.tampering import faults, forget, tampering, write

pytestmark = pytest.mark.django_db(transaction=True)


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
