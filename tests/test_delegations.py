"""Signing in another's place (代签): who may be let, how it is named, and when it ends."""

import datetime
import html

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from bulletins import delegating, workflow
from bulletins.models import Delegation, Edition
from bulletins.refusals import NotNow, NotYou
from tests.factories import bring_issue, look_at, make_delegation, make_issue, make_office
from tests.test_pages import assert_as_many_queries
from tests.world import sign_in
from units.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
URL = "/delegations/"


@pytest.fixture
def issue():
    return bring_issue(make_issue(), "awaiting_signature")


def form(signer, deputy, first=0, last=5, **fields):
    today = timezone.localdate()
    days = {"starts": first, "ends": last}
    dates = {name: today + datetime.timedelta(days=number) for name, number in days.items()}
    return {"signer": signer.pk, "deputy": deputy.pk, "reason": "出差", **dates, **fields}


def test_deputy_signs_and_both_names_stand_everywhere(issue):
    signer, deputy = make_office("signer", "李某"), make_office("reviewer", "王某")
    given = make_delegation(signer, deputy)
    page = sign_in(deputy).get(reverse("issue-read", args=[issue.pk]))
    assert "王某 代 李某" in page.content.decode()
    data = look_at(issue, deputy) | {"delegation": given.pk, "note": "同意印发。"}
    url = reverse("issue-action", args=[issue.pk, "sign"])
    assert sign_in(deputy).post(url, data).status_code == 302
    edition = Edition.objects.get()
    assert (edition.signed_by, edition.principal, edition.delegation) == (deputy, signer, given)
    decision = issue.decisions.get(action="sign")
    assert (decision.actor, decision.principal, decision.who) == (deputy, signer, "王某 代 李某")
    assert signer in {notice.user for notice in decision.notices.all()}
    for name in ("issue", "issue-read"):
        assert (
            "王某 代 李某" in sign_in(signer).get(reverse(name, args=[issue.pk])).content.decode()
        )


@pytest.mark.parametrize(
    ("days", "revoked", "sentence"),
    [
        ((-9, -1), False, "the delegation ended on"),
        ((1, 9), False, "the delegation begins on"),
        ((-9, 9), True, "the delegation was revoked."),
    ],
)
def test_delegation_that_does_not_count_today_is_refused_with_its_reason(
    days, revoked, sentence, issue
):
    signer, deputy = make_office("signer"), make_office("reviewer")
    fields = {"revoked_at": timezone.now()} if revoked else {}
    given = make_delegation(signer, deputy, days, **fields)
    with pytest.raises(NotYou, match=sentence):
        workflow.perform(issue, "sign", deputy, **look_at(issue, deputy), delegation=str(given.pk))
    # also for somebody who signs in their own right, but names a delegation that ended
    other = make_office("signer")
    ended = make_delegation(signer, other, days, **fields)
    with pytest.raises(NotYou, match=sentence):
        workflow.perform(issue, "sign", other, **look_at(issue, other), delegation=str(ended.pk))
    assert not Edition.objects.exists()


def test_delegation_given_to_another_is_not_used(issue):
    given, thief = make_delegation(make_office("signer")), make_office("signer")
    with pytest.raises(NotYou):
        workflow.perform(issue, "sign", thief, **look_at(issue, thief), delegation=str(given.pk))
    assert not Edition.objects.exists()


def test_signer_makes_and_revokes_their_own():
    signer, deputy = make_office("signer"), make_office("reviewer")
    client = sign_in(signer)
    assert client.post(URL, form(signer, deputy)).status_code == 302
    given = Delegation.objects.get()
    assert (given.signer, given.deputy, given.made_by) == (signer, deputy, signer)
    url = reverse("delegation-revoke", args=[given.pk])
    assert client.post(url).status_code == 302
    given.refresh_from_db()
    assert (given.revoked_by, given.standing) == (signer, "revoked")
    assert client.post(url).status_code == 409


def test_only_administrators_delegate_for_others():
    signer, other, deputy = (make_office(r) for r in ("signer", "signer", "reviewer"))
    assert sign_in(signer).post(URL, form(other, deputy)).status_code == 422
    with pytest.raises(NotYou):
        delegating.delegate(signer=other, deputy=deputy, by=signer, reason="x",
                            starts=timezone.localdate(), ends=timezone.localdate())  # fmt: skip
    assert not Delegation.objects.exists()
    assert sign_in(make_office("administrator")).post(URL, form(other, deputy)).status_code == 302


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"last": -1, "first": -3}, "This day is past."),
        ({"first": 3, "last": 1}, "This is before the first day."),
        ({"last": 400}, "At most a year. Make a new one then."),
        ({"reason": ""}, "This field is required."),
        ({"deputy": 0}, "Select a valid choice."),
    ],
)
def test_impossible_delegation_says_why_and_keeps_what_was_typed(change, sentence):
    signer, deputy = make_office("signer"), make_office("reviewer")
    with translation.override("en"):
        more = {"reason": "赴省里开会", **change}
        days = {name: more.pop(name) for name in ("first", "last") if name in more}
        data = form(signer, deputy, **days) | more
        page = sign_in(signer).post(URL, data, headers={"accept-language": "en"})
    assert page.status_code == 422
    errors = [str(e) for found in page.context["form"].errors.values() for e in found]
    assert [error.startswith(sentence) for error in errors] == [True]
    assert data["reason"] in html.unescape(page.content.decode())
    assert not Delegation.objects.exists()


def test_administrator_is_not_made_deputy_by_their_own_hand(settings):
    settings.LANGUAGE_CODE = "en"
    signer, administrator = make_office("signer"), make_office("administrator")
    Membership.objects.create(user=administrator, role="reviewer")
    answer = sign_in(administrator).post(URL, form(signer, administrator))
    assert answer.status_code == 422
    said = [str(e) for found in answer.context["form"].errors.values() for e in found]
    assert [error.startswith("Nobody makes themselves the deputy") for error in said] == [True]
    today = timezone.localdate()
    with pytest.raises(NotNow, match="Nobody makes themselves"):
        delegating.delegate(signer=signer, deputy=administrator, starts=today, ends=today,
                            reason="x", by=administrator)  # fmt: skip
    assert not Delegation.objects.exists()


def test_who_has_no_role_for_it_is_no_deputy():
    signer = make_office("signer")
    others = [make_office(role) for role in ("editor", "auditor", "administrator")]
    for person in others:
        with pytest.raises(NotNow, match="cannot sign for others"):
            delegating.delegate(signer=signer, deputy=person, by=signer, reason="x",
                                starts=timezone.localdate(), ends=timezone.localdate())  # fmt: skip
    answers = [sign_in(signer).post(URL, form(signer, person)).status_code for person in others]
    assert answers == [422] * 3


def test_list_asks_the_same_however_long():
    signer = make_office("signer")

    def grow(count):
        for _ in range(count):
            make_delegation(signer)

    assert_as_many_queries(signer, URL, grow)
