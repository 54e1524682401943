"""What a person may no longer do is refused at the very next request."""

import pytest
from django.urls import reverse

from tests.world import one_world, sign_in  # noqa: F401 (a fixture)
from units.models import ReportingUnit

pytestmark = pytest.mark.django_db


def lose_role(person):
    person.memberships.all().delete()


def lose_unit(person):
    ReportingUnit.objects.filter(memberships__user=person).update(active=False)


def be_deactivated(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("revoke", [lose_role, lose_unit, be_deactivated])
def test_revoked_person_is_refused_at_the_next_request(world, revoke):
    reporter = world.people["reporter_a"]
    client = sign_in(reporter)
    url = reverse("article-edit", args=[world.draft.pk])
    assert client.get(url).status_code == 200
    revoke(reporter)
    response = client.post(url, {"version": 1, "headline": "改过的标题"})
    assert response.status_code == (302 if revoke is be_deactivated else 404)
    world.draft.refresh_from_db()
    assert world.draft.version == 1
    for name in ("articles", "article", "article-history"):
        args = [] if name == "articles" else [world.draft.pk]
        assert client.get(reverse(name, args=args)).status_code == response.status_code


def test_editor_without_the_role_any_more_is_refused_at_the_next_request(world):
    editor = world.people["editor"]
    client = sign_in(editor)
    assert client.get(reverse("desk")).status_code == 200
    editor.memberships.update(role="reviewer")
    assert client.get(reverse("desk")).status_code == 404
    url = reverse("article-action", args=[world.submitted.pk, "accept"])
    assert client.post(url).status_code == 403
    world.submitted.refresh_from_db()
    assert world.submitted.state == "submitted"


def test_person_without_any_role_lands_on_a_page_that_opens(world):
    client = sign_in(world.people["roleless"])
    response = client.get("/", follow=True)
    assert (response.status_code, response.redirect_chain) == (200, [("/issues/", 302)])
