"""Two at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.test import Client

from tests import factories
from units.administrators import administrators

from .conftest import sign_in
from .test_directory import person_data

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_administrators_deactivating_each_other_leave_one():
    """Each waits after its change for the other's; with the lock the other cannot come so far."""
    first, second = factories.make_office("administrator"), factories.make_office("administrator")
    start, changed = Barrier(2), Barrier(2)

    def wait_after_change(execute, sql, *rest):
        result = execute(sql, *rest)
        if sql.startswith('UPDATE "units_user" SET "password"'):
            with suppress(BrokenBarrierError):
                changed.wait(timeout=2)
        return result

    def deactivate(actor, other):
        try:
            client = sign_in(Client(), actor)
            role = other.memberships.get()
            data = person_data(("administrator", "", role.pk, False), username=other.username,
                               is_active=None)  # fmt: skip
            start.wait()
            with connection.execute_wrapper(wait_after_change):
                return client.post(f"/people/{other.pk}/", data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(deactivate, (first, second), (second, first)))
    assert administrators().count() == 1
    assert sorted(answers) in ([200, 302], [302, 302])  # refused in words, or already signed out
