"""The pages of the records: who reads them, what they find, what is taken away."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from records import chain, words
from records.middleware import QUIET
from records.models import Record
from records.objects import Thing
from records.recording import record
from tests.factories import (
    bring_issue,
    make_article,
    make_issue,
    make_office,
    make_reporter,
    make_unit,
)
from tests.test_permissions import TABLE
from tests.world import sign_in
from units.models import Role

pytestmark = pytest.mark.django_db

HARMFUL = ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x"]


@pytest.fixture
def auditor():
    return sign_in(make_office("auditor"))


def listed(client, **query):
    return list(client.get(reverse("records"), query).context["page"])


def test_list_costs_the_same_with_3_and_300_records(auditor, connection_queries):
    costs = []
    for number in (3, 297):
        for n in range(number):
            record("place", Thing("issue", str(n), "期"), user=None)
        costs.append(connection_queries(lambda: auditor.get(reverse("records"))))
    assert costs[0] == costs[1] < 20


@pytest.fixture
def connection_queries():
    def count(call):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert call().status_code == 200
        return len(captured)

    return count


def test_each_filter_finds_its_records_and_no_others(auditor):
    unit = make_unit()
    reporter = make_reporter(unit, name="石小满")
    old = record("article-edit", Thing("article", "7", "春季培训"), user=reporter)
    no = record("issue.sign", Thing("issue", "9", "第9期"), user=make_office("signer", "陆望川"),
                outcome="refused", sentence="内容已变动")  # fmt: skip
    for query, expected in (
        ({"q": "培训"}, {old}), ({"q": "变动"}, {no}), ({"person": "小满"}, {old}),
        ({"unit": unit.pk}, {old}), ({"action": "issue.sign"}, {no}), ({"kind": "issue"}, {no}),
        ({"kind": "article", "id": "7"}, {old}), ({"kind": "article", "id": "8"}, set()),
        ({"outcome": "refused"}, {no}), ({"q": "没有"}, set()), ({"since": "2100-01-01"}, set()),
        ({"until": "2020-01-01"}, set()),
        ({"kind": "article", "since": timezone.localdate(), "until": timezone.localdate()}, {old}),
    ):  # fmt: skip
        assert set(listed(auditor, **query)) == expected, query
    assert no in listed(auditor, unit="office")
    assert old not in listed(auditor, unit="office")


@pytest.mark.parametrize("query", ["unit=x", "since=x", "outcome=x", "page=x", "page=-1",
                                   "q=%00", "id=" + "9" * 99, "action=x"])  # fmt: skip
def test_senseless_filter_is_left_out(auditor, query):
    assert auditor.get(reverse("records") + f"?{query}").status_code == 200


def test_record_leads_to_its_object_only_if_that_may_be_seen(auditor):
    seen, hidden = make_article(state="submitted"), make_article()
    for article, link in ((seen, True), (hidden, False)):
        made = record("article-edit", Thing("article", str(article.pk), "题"))
        page = auditor.get(reverse("record", args=[made.pk])).content.decode()
        assert (f'href="{article.get_absolute_url()}"' in page) is link
    assert auditor.get(reverse("record", args=[999_999])).status_code == 404


def test_states_and_roles_in_a_record_are_called_as_elsewhere(auditor):
    bring_issue(make_issue(), "published")
    said = {}
    for action in ("article.publish", "issue.publish", "role.add"):
        entry = Record.objects.filter(action=action).first()
        said[action] = auditor.get(reverse("record", args=[entry.pk])).content.decode()
    assert "<div>已刊发</div>" in said["article.publish"]
    assert "<div>已签发</div>" in said["issue.publish"]
    assert "<div>已印发</div>" in said["issue.publish"]
    roles = [str(label) for label in Role.labels]
    assert any(f"<div>{label}</div>" in said["role.add"] for label in roles)


def test_headline_of_a_text_not_handed_in_yet_is_in_no_record():
    reporter = make_reporter()
    article = make_article(reporter, headline="尚未报送的标题")
    client = sign_in(reporter)
    client.post(reverse("article-edit", args=[article.pk]),
                {"version": article.version, "headline": "还没报送的新标题"})  # fmt: skip
    record_ = Record.objects.filter(action="article-edit").first()
    assert (record_.object_id, record_.object_title) == (str(article.pk), "")


def test_markup_in_names_is_shown_as_it_is(auditor):
    made = record("place", Thing("issue", "1", "<script>x</script>"), sentence="<b>y</b>")
    for url in (reverse("records"), reverse("record", args=[made.pk])):
        page = auditor.get(url).content.decode()
        assert "<script>x" not in page and "&lt;script&gt;x" in page


def taken(client, name, **query):
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_exports_hold_the_filtered_records_and_no_formula(auditor):
    for text in HARMFUL:
        record("place", Thing("issue", "1", text), user=None)
    record("issue-new", Thing("issue", "2", "别的"))
    sheet = load_workbook(io.BytesIO(taken(auditor, "records-xlsx", action="place"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert [row[8].value for row in sheet.iter_rows(min_row=2)] == HARMFUL[::-1]
    data = taken(auditor, "records-csv", action="place").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data)))
    assert [row[8] for row in rows[1:]] == [f"'{text}" for text in HARMFUL[::-1]]
    assert [row[0] for row in rows[1:]] == sorted((row[0] for row in rows[1:]), key=int)[::-1]


def test_workbook_opens_whatever_characters_a_title_has(auditor):
    record("place", Thing("issue", "1", "甲\ufffe乙\uffff丙\x00"))
    sheet = load_workbook(io.BytesIO(taken(auditor, "records-xlsx", action="place"))).active
    assert [row[8].value for row in sheet.iter_rows(min_row=2)] == ["甲 乙 丙"]


def test_export_is_recorded_with_its_filters(auditor):
    taken(auditor, "records-csv", action="place")
    made = Record.objects.first()
    assert (made.action, made.outcome) == ("records-csv", "done")
    assert made.detail["query"] == {"action": "place"}


def test_warning_stands_on_the_page_when_the_head_lags(auditor, monkeypatch):
    record("place", user=None)
    monkeypatch.setattr("records.head.append", lambda *args: None)
    with translation.override("en"):
        assert "could not be noted outside" not in auditor.get(reverse("records")).content.decode()
        chain.seal_all()
        page = auditor.get(reverse("records"), headers={"accept-language": "en"})
    assert "could not be noted outside the database" in page.content.decode()


def test_every_posted_address_has_a_word():
    """records/words.py: what an address is called on the page of the records."""
    posted = {row.name for row in TABLE if row.post and not row.name.endswith("-action")}
    assert posted - QUIET - set(words.WORDS) == set()
