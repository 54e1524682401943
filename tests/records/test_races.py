"""Eight people at once, on PostgreSQL: one unbroken chain, and a control without its lock."""

import time

import pytest

from records import chain
from records.models import Record
from records.objects import Thing
from records.recording import record
from records.verifying import verify
from tests.test_races import goes_wrong, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def slow_sealing(monkeypatch):
    """A moment in each sealing between reading the last seal and writing the next."""
    quick = chain.mac_of

    def slow(*args):
        time.sleep(0.005)
        return quick(*args)

    monkeypatch.setattr(chain, "mac_of", slow)


def eight_at_once():
    before = Record.objects.count()
    results = race(*[lambda: [record("place", Thing("issue", str(n))) for n in range(5)]] * 8)
    assert not [result for result in results if isinstance(result, Exception)]
    findings = verify()
    assert Record.objects.count() == before + 40
    assert (findings.faults, findings.counts["unsealed"]) == ([], 0)
    assert findings.counts["seals"] == before + 40


def test_eight_writers_give_one_unbroken_chain(caplog):
    eight_at_once()
    assert "could not be sealed" not in caplog.text


def test_control_eight_writers_without_the_lock_collide(monkeypatch, caplog):
    monkeypatch.setattr(chain, "_lock", lambda: None)

    def round_():
        eight_at_once()
        assert "could not be sealed" not in caplog.text

    assert goes_wrong(round_)
