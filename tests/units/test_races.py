"""Two at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from tests import factories
from units.administrators import administrators

from .conftest import sign_in
from .test_directory import person_data

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round_", range(4))
def test_two_administrators_deactivating_each_other_leave_one(round_):
    first, second = factories.make_office("administrator"), factories.make_office("administrator")
    start = Barrier(2)

    def deactivate(actor, other):
        try:
            client = sign_in(Client(), actor)
            role = other.memberships.get()
            data = person_data(("administrator", "", role.pk, False), username=other.username,
                               is_active=None)  # fmt: skip
            start.wait()
            return client.post(f"/people/{other.pk}/", data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(deactivate, (first, second), (second, first)))
    assert administrators().count() == 1
    assert answers.count(302) >= 1  # the loser: refused in words, or out at the sign-in page
