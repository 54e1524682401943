"""A head of its own for each test of the records, and a chain of eight."""

import pytest

from tests.records.tampering import write


@pytest.fixture(autouse=True)
def head_file(settings, tmp_path):
    """A head of its own for each test, as each has a chain of its own."""
    settings.RECORDS_HEAD = tmp_path / "records" / "head"
    return settings.RECORDS_HEAD


@pytest.fixture
def records():
    return write(8)
