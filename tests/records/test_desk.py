"""What the records say of the desk: a decision, an edition or a file tampered with is found."""

from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from bulletins import slip_making
from bulletins.models import Decision, Edition, EditionFile
from tests.factories import bring_issue, make_issue
from tests.records.tampering import faults, tampering

pytestmark = pytest.mark.django_db(transaction=True)


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
