"""A bulletin's text pasted into the page: read, corrected, saved as an issue."""

import json
from pathlib import Path

import pytest
from django.contrib.messages import get_messages

from bulletins.models import Article, Issue
from tests.factories import make_bulletin, make_office, make_unit
from tests.test_forms import fields_of
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]

YUNXI = Path(__file__).parent / "bulletins" / "yunxi.txt"
URL = "/issues/import/"


@pytest.fixture
def client():
    return sign_in(make_office("editor"))


@pytest.fixture
def pasted():
    return {"bulletin": make_bulletin().pk, "date": "2026-03-31", "text": YUNXI.read_text("utf-8")}


def headlines(parsed) -> list[str]:
    return [a["headline"] for section in parsed["sections"] for a in section["articles"]]


def test_pasted_text_is_shown_line_by_line_and_nothing_is_saved(client, pasted):
    response = client.post(URL, pasted | {"read": "1"})
    expected = json.loads(YUNXI.with_suffix(".json").read_text("utf-8"))
    assert response.status_code == 200
    assert headlines(response.context["parsed"]) == headlines(expected)
    page = response.content.decode()
    assert all(headline in page for headline in headlines(expected) if headline)
    shown = fields_of(response)
    assert shown["text"] == pasted["text"].replace("\r\n", "\n")
    lines = [entry["line"] for entry in response.context["lines"]]
    assert {f"kind-{line.number}" for line in lines if line.kind != "blank"} <= shown.keys()
    assert not Issue.objects.exists() and not Article.objects.exists()


def test_saved_reading_is_an_issue_with_its_articles_in_order(client, pasted):
    unit = make_unit("青石县总工会", short_name="青石县总")
    shown = fields_of(client.post(URL, pasted | {"read": "1"}))
    response = client.post(URL, shown | {"save": "1"})
    issue = Issue.objects.get()
    assert response["Location"] == issue.get_absolute_url()
    expected = json.loads(YUNXI.with_suffix(".json").read_text("utf-8"))
    made = [
        (section.title, section.style, ["".join(p.article.headline_lines)
                                        for p in section.placements.all()])
        for section in issue.sections.all()
    ]  # fmt: skip
    assert made == [
        (section["title"], section["style"], [a["headline"] for a in section["articles"]])
        for section in expected["sections"]
    ]
    assert set(Article.objects.values_list("state", "unit")) == {("accepted", None)}
    labels = [label for group in expected["distribution"] for label in group["labels"]]
    assert list(issue.distribution_list.entries.values_list("label", flat=True)) == labels
    credited = Article.objects.filter(sources__label="青石县总工会")
    assert set(credited.values_list("sources__unit", flat=True)) == {unit.pk}


def test_line_corrected_is_read_again_with_the_correction_kept(client, pasted):
    first = client.post(URL, pasted | {"read": "1"})
    found = headlines(first.context["parsed"])
    line = next(e["line"] for e in first.context["lines"] if e["line"].text.startswith("在云溪"))
    assert line.kind == "body"
    corrected = fields_of(first) | {f"kind-{line.number}": "headline"}
    second = client.post(URL, corrected | {"read": "1"})
    assert json.loads(fields_of(second)["said"]) == {str(line.number): "headline"}
    expected = [*found[:2], line.text.strip(), *found[2:]]
    assert headlines(second.context["parsed"]) == expected

    taken_back = client.post(URL, fields_of(second) | {f"kind-{line.number}": "body"})
    assert headlines(taken_back.context["parsed"]) == found
    client.post(URL, fields_of(second) | {"save": "1"})
    assert ["".join(a.headline_lines) for a in Article.objects.order_by("pk")] == expected


def test_unknown_units_are_listed_before_and_after_saving_and_not_invented(client, pasted):
    make_unit("青石县总工会")
    before = client.post(URL, pasted | {"read": "1"})
    unknown = before.context["unknown"]
    assert "望湖区总工会" in unknown and "青石县总工会" not in unknown
    assert "望湖区总工会</li>" in before.content.decode()
    after = client.post(URL, fields_of(before) | {"save": "1"})
    warning = next(str(m) for m in get_messages(after.wsgi_request) if m.level_tag == "warning")
    assert all(label in warning for label in unknown)
    assert "青石县总工会" not in warning


@pytest.mark.parametrize(
    "said", ["[]", "{", '{"x": "headline"}', '{"1": "unheard-of"}', "null", '"x"', "[[1]]"]
)
def test_memory_of_corrections_that_makes_no_sense_is_ignored(client, pasted, said):
    plain = client.post(URL, pasted)
    response = client.post(URL, pasted | {"said": said, "kind-2": "unheard-of", "kind-x": "blank"})
    assert response.status_code == 200
    assert response.context["parsed"] == plain.context["parsed"]


def test_text_without_an_article_is_refused_and_stays_in_the_form(client, pasted):
    sent = pasted | {"text": "\n　\n \n。\n", "save": "1"}
    response = client.post(URL, sent)
    assert response.status_code in (409, 422)
    assert not Issue.objects.exists()


@pytest.mark.parametrize("wrong", [{"date": "昨天"}, {"bulletin": "0"}, {"text": ""}])
def test_form_with_a_fault_keeps_the_pasted_text(client, pasted, wrong):
    sent = pasted | wrong
    response = client.post(URL, sent | {"save": "1"})
    assert response.status_code == 422
    assert fields_of(response)["text"] == sent["text"].replace("\r\n", "\n")


def test_text_too_long_for_a_column_is_refused_by_name_and_nothing_is_saved(client, pasted):
    text = "标题一则\n\n正文一段。（青石县总工会）\n\n本期印发：" + "长长的名称" * 60 + "\n"
    response = client.post(URL, pasted | {"text": text, "save": "1"})
    assert response.status_code == 409
    assert 'role="alert"' in response.content.decode()
    assert "长长的名称" in response.context["refusal"]
    assert fields_of(response)["text"] == text
    assert not Issue.objects.exists()
