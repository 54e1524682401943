"""The design of a bulletin: chosen in the office, frozen with the signature, its own files."""

from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation

from bulletins import assembly, contents, sample, tasks, workflow
from bulletins.models import Edition, Issue, Layout, Specimen
from bulletins.phrases import note_text, number_text
from bulletins.printing.design import MUNICIPAL, NEWSLETTER, PLAIN, SHIPPED
from bulletins.refusals import NotNow
from tests.factories import (
    bring_issue,
    look_at,
    make_bulletin,
    make_issue,
    make_layout,
    make_office,
    make_specimen,
)
from tests.world import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return sign_in(make_office("administrator"))


def address(bulletin):
    return reverse("bulletin-design", args=[bulletin.slug])


def posted(design, **more):
    """What the form sends: a box that is not ticked is not sent."""
    data = {k: v for k, v in design.to_data().items() if v is not False}
    return {k: "on" if v is True else v for k, v in data.items()} | more


# --- words ---


@pytest.mark.parametrize(
    ("style", "kind", "text"),
    [
        ("both", "", "第12期（总第345期）"),
        ("number", "", "第12期"),
        ("serial", "", "总第345期"),
        ("both", "增刊", "增刊第12期（总第345期）"),
        ("number", "专刊", "专刊第12期"),
        ("serial", "专刊", "专刊（总第345期）"),
    ],
)
def test_number_is_printed_in_the_style_of_the_bulletin(style, kind, text):
    bulletin = make_bulletin(number_style=style)
    issue = make_issue(bulletin=bulletin, number=12, serial=345)
    issue.kind = kind
    assert contents.build(issue).masthead.number == text


def test_number_without_a_serial_is_the_plain_one():
    assert number_text(3, 0, "serial") == "第3期"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("", ""),
        ("  \n ", ""),
        ("供参考。", "编者按：供参考。"),
        ("编者按：供参考。", "编者按：供参考。"),
        ("按语：供参考。\r\n\r\n请落实。", "按语：供参考。\n请落实。"),
        ("按照部署，供参考。", "编者按：按照部署，供参考。"),
    ],
)
def test_note_says_whose_it_is(typed, printed):
    assert note_text(typed) == printed


def test_note_and_staff_are_in_the_contents_and_in_the_digest():
    editor = make_office("editor")
    issue = make_issue(editor)
    before = contents.build(issue)
    placement = issue.sections.get().placements.get()
    assembly.retitle(placement, editor, "短题", "供各单位参考。")
    issue.refresh_from_db()
    facts = {name: getattr(issue, name) for name in Issue.FACTS} | {"editor_name": "苏禾"}
    issue = assembly.change_facts(issue, editor, version=issue.version, **facts)
    built = contents.build(issue)
    assert built.articles[0].note == "编者按：供各单位参考。"
    assert built.articles[0].contents_title == "短题"
    assert built.staff == (("编辑", "苏禾"),)
    assert len({built.digest, before.digest, replace(built, staff=()).digest}) == 3
    assert contents.from_json(built.to_json()) == built


def test_retitling_alone_keeps_the_note():
    editor = make_office("editor")
    placement = make_issue(editor).sections.get().placements.get()
    assembly.retitle(placement, editor, "", "供参考。")
    assembly.retitle(placement, editor, "短题")
    placement.refresh_from_db()
    assert (placement.contents_title, placement.note) == ("短题", "供参考。")


# --- layouts and editions ---


def test_same_contents_in_another_design_are_another_layout():
    issue = make_issue()
    first = make_layout(issue)
    assert tasks.request_layout(issue) == first
    issue.bulletin.design = PLAIN.to_data()
    issue.bulletin.save()
    second = make_layout(issue)
    assert first.digest == second.digest
    assert tasks.request_layout(issue) == second
    issue.bulletin.design = {}
    assert tasks.request_layout(issue) == first
    assert Layout.objects.count() == 2


def test_change_of_design_voids_the_signature_and_a_published_issue_keeps_its_own():
    bulletin = make_bulletin(design=PLAIN.to_data())
    signed, published = (make_issue(bulletin=bulletin) for _ in range(2))
    bring_issue(signed, "signed")
    bring_issue(published, "published")
    bulletin.design = NEWSLETTER.to_data()
    bulletin.save()
    signed, published = (Issue.objects.get(pk=issue.pk) for issue in (signed, published))
    sentence = "The design of the bulletin was changed after the signature."
    with translation.override("en"):
        assert workflow.verify_signature(signed) == sentence
        assert workflow.verify_signature(published) == ""
    assert (signed.state, signed.edition) == ("assembling", None)
    assert published.edition.design == published.design == PLAIN.to_data()


def test_pages_in_another_design_cannot_be_signed():
    issue = bring_issue(make_issue(), "awaiting_signature")
    signer = make_office("signer")
    seen = look_at(issue, signer)
    issue.bulletin.design = PLAIN.to_data()
    issue.bulletin.save()
    with translation.override("en"), pytest.raises(NotNow, match="not laid out yet"):
        workflow.perform(issue, "sign", signer, **seen)
    assert not Edition.objects.exists()


# --- the page ---


def test_page_shows_parts_and_says_what_is_in_force(administrator):
    bulletin = make_bulletin(design=PLAIN.to_data())
    page = administrator.get(address(bulletin))
    form = page.context["form"]
    assert {name: form[name].value() for name in form.fields} == PLAIN.to_data()
    assert page.context["in_force"] == page.context["designs"][1][1]
    assert page.context["issue"] == ""
    started = administrator.get(address(bulletin), {"from": "newsletter"}).context["form"]
    assert {name: started[name].value() for name in started.fields} == NEWSLETTER.to_data()


@pytest.mark.parametrize("design", SHIPPED.values(), ids=SHIPPED)
def test_saved_design_is_what_the_form_said(administrator, design):
    bulletin = make_bulletin(design=PLAIN.to_data())
    response = administrator.post(address(bulletin), posted(design, save="1"))
    assert response.status_code == 302
    bulletin.refresh_from_db()
    assert bulletin.design == ({} if design == MUNICIPAL else design.to_data())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"red": "#xyz"}, "red"),
        ({"red": "url(x)"}, "red"),
        ({"contents": "column"}, "contents"),
        ({"body": "9号"}, "body"),
        ({"masthead_size": "9999"}, "masthead_size"),
        ({"masthead_size": "nan"}, "masthead_size"),
        ({"masthead_gap": ""}, "masthead_gap"),
    ],
    ids=str,
)
@pytest.mark.parametrize("button", ["save", "preview"])
def test_impossible_design_is_refused_at_its_field(administrator, wrong, field, button):
    bulletin = make_bulletin()
    response = administrator.post(address(bulletin), posted(MUNICIPAL, **{button: "1"}) | wrong)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    bulletin.refresh_from_db()
    assert (bulletin.design, Specimen.objects.count()) == ({}, 0)


def test_preview_leads_to_its_pages_and_keeps_the_form(
    administrator, django_capture_on_commit_callbacks
):
    bulletin = make_bulletin()
    chosen = replace(PLAIN, red="#aa0000")
    with django_capture_on_commit_callbacks(execute=True):
        response = administrator.post(address(bulletin), posted(chosen, preview="1"))
    specimen = Specimen.objects.get()
    assert response["Location"] == f"{address(bulletin)}?specimen={specimen.key}#preview"
    assert (specimen.state, specimen.pictured) == ("done", list(range(1, specimen.pages + 1)))
    page = administrator.get(response["Location"])
    assert page.context["form"]["red"].value() == "#aa0000"
    assert page.context["specimen"] == specimen
    picture = administrator.get(reverse("specimen-page", args=[specimen.key, 1]))
    assert b"".join(picture.streaming_content).startswith(b"\x89PNG\r\n")
    bulletin.refresh_from_db()
    assert bulletin.design == {}


def test_script_gets_the_part_with_the_progress(administrator):
    bulletin = make_bulletin()
    headers = {"X-Requested-With": "fetch"}
    response = administrator.post(address(bulletin), posted(PLAIN, preview="1"), headers=headers)
    specimen = Specimen.objects.get()
    assert response.status_code == 200
    assert reverse("specimen", args=[specimen.key]) in response.content.decode()
    assert "<html" not in response.content.decode()


def test_shipped_designs_are_shown_on_the_latest_issue_and_made_once(administrator):
    issue = make_issue()
    built = contents.build(issue)
    for _ in range(2):
        administrator.post(address(issue.bulletin), {"show": "1"})
    found = {specimen.digest for specimen in Specimen.objects.all()}
    assert (found, Specimen.objects.count()) == ({built.digest}, 3)
    assert administrator.get(address(issue.bulletin)).context["issue"] == str(issue)


def test_specimen_of_another_bulletin_is_not_shown(administrator):
    other = make_specimen(make_bulletin(), PLAIN.to_data())
    bulletin = make_bulletin()
    for key in (other.key, "x", ""):
        page = administrator.get(address(bulletin), {"specimen": key})
        assert page.context["specimen"] is None


def test_design_that_cannot_be_laid_out_says_why(administrator, django_capture_on_commit_callbacks):
    bulletin = make_bulletin(publisher="某某\U0001f600办公室")
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(address(bulletin), posted(MUNICIPAL, preview="1"))
    specimen = Specimen.objects.get()
    assert specimen.state == "failed"
    assert "字库中没有这些字" in specimen.failure
    page = administrator.get(reverse("specimen", args=[specimen.key]))
    assert specimen.failure in page.content.decode()


def test_old_specimens_go_with_their_pictures(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks, "KEPT_SPECIMENS", 1)
    bulletin = make_bulletin()
    old = make_specimen(bulletin, PLAIN.to_data())
    with django_capture_on_commit_callbacks(execute=True):
        tasks.request_specimen(bulletin, sample.invented(bulletin), {})
    assert [s.design for s in Specimen.objects.all()] == [{}]
    assert not default_storage.exists(old.picture_name(1))


def test_invented_issue_is_plainly_fictional_and_has_every_part():
    built = sample.invented(make_bulletin(marking="内部资料"))
    assert built.staff and built.copies and built.articles[0].note
    assert {section.style for section in built.sections} == {"articles", "briefs"}
    assert contents.from_json(built.to_json()) == built
