"""The forms of issues and bulletins: two editors at once, faults, numbers already taken."""

import datetime

import pytest
from django.urls import reverse

from bulletins import assembly
from bulletins.models import Bulletin, Issue
from tests.factories import bring_issue, make_bulletin, make_issue, make_office
from tests.test_forms import fields_of
from tests.world import sign_in

pytestmark = pytest.mark.django_db


def test_overtaken_facts_show_both_and_saving_again_works(editor):
    issue = make_issue(editor, articles=0)
    client, url = sign_in(editor), reverse("issue-facts", args=[issue.pk])
    opened = fields_of(client.get(url))
    assembly.change_facts(issue, make_office("editor"), version=issue.version,
                          date=datetime.date(2026, 7, 1), special_title="五一专刊")  # fmt: skip
    typed = {"date": "2026-05-04", "special_title": "青年节专刊",
             "confirmed": "date=2026-05-04"}  # fmt: skip
    response = client.post(url, opened | typed)
    assert response.status_code == 409
    page, kept = response.content.decode(), fields_of(response)
    assert "五一专刊" in page and "2026-07-01" in page
    assert {name: kept[name] for name in typed} == typed
    issue.refresh_from_db()
    assert issue.special_title == "五一专刊"

    assert client.post(url, kept).status_code == 302
    issue.refresh_from_db()
    assert (issue.special_title, str(issue.date)) == ("青年节专刊", "2026-05-04")


def test_overtaken_distribution_shows_both_and_saving_again_works(editor):
    issue = make_issue(editor, articles=0)
    client, url = sign_in(editor), reverse("issue-distribution", args=[issue.pk])
    opened = fields_of(client.get(url))
    assert opened["group0"] == "市四套班子有关领导 12\n各县区总工会 10"
    assembly.change_distribution(issue, editor, version=issue.version,
                                 entries=[("报", "省总工会", 2)])  # fmt: skip
    response = client.post(url, opened | {"group2": "各直属单位工会 30"})
    assert response.status_code == 409
    kept = fields_of(response)
    assert "省总工会 2" in response.content.decode()
    assert kept["group2"] == "各直属单位工会 30"

    assert client.post(url, kept).status_code == 302
    entries = issue.distribution_list.entries.values_list("group", "label", "copies")
    assert list(entries) == [
        ("本期印发", "市四套班子有关领导", 12), ("本期印发", "各县区总工会", 10),
        ("送", "各直属单位工会", 30),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["issue-facts", "issue-distribution"])
def test_form_of_an_issue_in_review_is_refused_and_keeps_what_was_typed(editor, name):
    issue = make_issue(editor)
    client, url = sign_in(editor), reverse(name, args=[issue.pk])
    opened = fields_of(client.get(url))
    bring_issue(issue, "in_review", editor)
    field = "special_title" if name == "issue-facts" else "group1"
    response = client.post(url, opened | {field: "手写的内容"})
    assert response.status_code == 422
    assert fields_of(response)[field] == "手写的内容"
    assert str(issue.get_state_display()) in response.content.decode()


def test_taken_number_is_refused_and_stays_in_the_form(editor):
    bulletin = make_bulletin()
    first, second = (assembly.start_issue(bulletin, editor) for _ in range(2))
    client, url = sign_in(editor), reverse("issue-facts", args=[second.pk])
    response = client.post(url, fields_of(client.get(url)) | {"number": first.number})
    assert (response.status_code, fields_of(response)["number"]) == (422, str(first.number))


@pytest.mark.parametrize("wrong", [{"number": "0"}, {"date": "明天"}, {"serial": ""}])
def test_facts_with_a_fault_stay_in_the_form(editor, wrong):
    issue = make_issue(editor, articles=0)
    client, url = sign_in(editor), reverse("issue-facts", args=[issue.pk])
    sent = fields_of(client.get(url)) | {"special_title": "专刊"} | wrong
    response = client.post(url, sent)
    assert (response.status_code, fields_of(response)) == (422, sent)


def test_bulletin_with_a_taken_title_keeps_everything_typed():
    administrator, other = make_office("administrator"), make_bulletin()
    typed = {"title": other.title, "slug": "xin", "publisher": "办公室", "sections": "要闻\n*简讯",
             "contents_heading": "要目", "group0": "各县区总工会 3"}  # fmt: skip
    response = sign_in(administrator).post(reverse("bulletin-new"), typed)
    assert response.status_code == 422
    kept = fields_of(response)
    assert {name: kept[name] for name in typed} == typed
    assert Bulletin.objects.count() == 1


def test_bulletin_with_a_fault_keeps_its_name_on_the_page():
    administrator, bulletin = make_office("administrator"), make_bulletin(title="工会信息")
    url = reverse("bulletin", args=[bulletin.slug])
    response = sign_in(administrator).post(url, {"title": "", "slug": "不行"})
    assert response.status_code == 422
    bulletin.refresh_from_db()
    assert (bulletin.title, Issue.objects.count()) == ("工会信息", 0)
