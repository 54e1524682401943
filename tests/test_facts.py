"""The facts of an issue: numbers guarded, what a new one takes over, days that are due."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from bulletins import assembly, following, numbering, reminders
from bulletins.models import Issue, Notice
from bulletins.refusals import NotNow
from tests.factories import bring_issue, make_bulletin, make_issue, make_office, make_reporter
from tests.test_forms import fields_of
from tests.world import sign_in

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def start(bulletin, editor, **facts):
    return assembly.start_issue(bulletin, editor, **facts)


def wanted(bulletin, **facts):
    usual = {"date": timezone.localdate(), "number": 1, "serial": 1}
    return Issue(bulletin=bulletin, **(usual | facts))


def codes(issue):
    return [doubt.code for doubt in numbering.doubts(issue)]


# --- numbers ---


def test_kinds_count_for_themselves_and_share_the_serial(editor):
    bulletin = make_bulletin()
    found = [start(bulletin, editor, kind=kind) for kind in ("", "", "增刊", "增刊", "专刊")]
    assert [(i.kind, i.number, i.serial) for i in found] == [
        ("", 1, 1), ("", 2, 2), ("增刊", 1, 3), ("增刊", 2, 4), ("专刊", 1, 5),
    ]  # fmt: skip


def test_gap_and_jump_are_said_and_the_next_number_is_not_doubted(editor):
    bulletin = make_bulletin()
    start(bulletin, editor, number=11, serial=111)
    assert codes(wanted(bulletin, number=12, serial=112)) == []
    (gap,) = numbering.doubts(wanted(bulletin, number=13, serial=112))
    assert gap.sentence == "上一期是第11期，跳过了第12期。"
    (jump,) = numbering.doubts(wanted(bulletin, number=12, serial=115))
    assert jump.sentence == "上一期是总第111期，跳过了总第112期至总第114期。"
    assert codes(wanted(bulletin, number=3, serial=112)) == ["number=3"]


def test_date_far_away_or_before_the_last_issue_is_doubted(editor):
    bulletin, today = make_bulletin(), timezone.localdate()
    start(bulletin, editor, date=today)
    far = today + 400 * DAY
    assert codes(wanted(bulletin, date=far, number=1, serial=2)) == [f"date={far}"]
    if today.timetuple().tm_yday > 1:
        before = wanted(bulletin, date=today - DAY, number=2, serial=2)
        assert codes(before) == [f"date={today - DAY}"]


def test_taken_number_is_refused_with_who_holds_it(editor):
    bulletin = make_bulletin()
    held = start(bulletin, editor)
    with pytest.raises(NotNow) as refusal:
        start(bulletin, editor, number=held.number)
    assert str(held) in str(refusal.value) and editor.name in str(refusal.value)


def test_new_issue_page_proposes_asks_about_a_gap_and_then_starts(editor):
    bulletin = make_bulletin()
    start(bulletin, editor, number=11, serial=111, editor_name="苏禾")
    client, url = sign_in(editor), reverse("issue-new")
    proposed = fields_of(client.get(url))
    assert (proposed["number"], proposed["serial"], proposed["editor_name"]) == (
        "12",
        "112",
        "苏禾",
    )
    asked = client.post(url, proposed | {"number": "13"})
    assert asked.status_code == 422 and "跳过了第12期" in asked.content.decode()
    assert Issue.objects.count() == 1
    # Another number than the one that was asked about is asked about again.
    again = client.post(url, fields_of(asked) | {"number": "14"})
    assert again.status_code == 422 and Issue.objects.count() == 1
    done = client.post(url, fields_of(asked))
    assert done.status_code == 302
    assert Issue.objects.order_by("pk").last().number == 13


def test_new_issue_page_refuses_a_taken_number_and_says_who_has_it(editor):
    bulletin = make_bulletin()
    held = start(bulletin, editor)
    client, url = sign_in(editor), reverse("issue-new")
    answer = client.post(url, fields_of(client.get(url)) | {"number": "1"})
    assert answer.status_code == 422 and Issue.objects.count() == 1
    assert str(held) in answer.content.decode() and fields_of(answer)["number"] == "1"


def test_proposal_follows_bulletin_kind_and_year(editor):
    one, other = make_bulletin(title="甲报"), make_bulletin(title="乙报")
    start(one, editor, number=5, serial=50)
    client, url = sign_in(editor), reverse("issue-new")

    def proposed(**asked):
        fields = fields_of(client.get(url, asked))
        return fields["number"], fields["serial"]

    assert proposed(bulletin=one.pk) == ("6", "51")
    assert proposed(bulletin=one.pk, kind="增刊") == ("1", "51")
    assert proposed(bulletin=one.pk, date="2099-01-02") == ("1", "51")
    assert proposed(bulletin=other.pk) == ("1", "1")
    assert proposed(bulletin="x", kind="y", date="2026-99-99", like="z")[0]


def test_unchanged_facts_are_not_doubted(editor):
    bulletin = make_bulletin()
    start(bulletin, editor)
    issue = start(bulletin, editor, number=9, serial=90)
    client, url = sign_in(editor), reverse("issue-facts", args=[issue.pk])
    fields = fields_of(client.get(url))
    assert client.post(url, fields | {"note": "先读这一期。"}).status_code == 302
    issue.refresh_from_db()
    assert issue.note == "先读这一期。"
    fields = fields_of(client.get(url))
    answer = client.post(url, fields | {"number": "12"})
    assert answer.status_code == 422 and "跳过了" in answer.content.decode()
    assert client.post(url, fields_of(answer)).status_code == 302


# --- what is taken over ---


def test_issue_begun_like_another_has_its_sections_and_list_and_not_its_note(editor):
    bulletin = make_bulletin()
    bulletin.default_sections.create(title="要闻")
    model = make_issue(editor, bulletin, articles=1, note="编者按：旧的。")
    assembly.add_section(model, editor, "简讯", "briefs")
    model.refresh_from_db()
    assembly.change_distribution(model, editor, version=model.version,
                                 entries=[("报", "省总工会", 3), ("发", "各区", 40)])  # fmt: skip
    issue = start(bulletin, editor, like=model)
    shape = [(s.title, s.style) for s in issue.sections.all()]
    assert shape == [(s.title, s.style) for s in model.sections.all()]
    assert shape[-1] == ("简讯", "briefs")
    assert following.entries_of(bulletin, issue) == [("报", "省总工会", 3), ("发", "各区", 40)]
    assert issue.note == "" and not issue.sections.filter(placements__isnull=False)
    said = str(issue.taken)
    assert str(model) in said and "简讯" in said and "43" in said


def test_issue_of_another_bulletin_cannot_be_followed(editor):
    other = start(make_bulletin(title="甲报"), editor)
    bulletin = make_bulletin(title="乙报")
    data = {"bulletin": bulletin.pk, "date": timezone.localdate(), "like": other.pk}
    assert sign_in(editor).post(reverse("issue-new"), data).status_code == 422
    assert not bulletin.issues.exists()


def test_list_is_filled_in_from_another_issue_and_not_stored(editor):
    bulletin = make_bulletin()
    model, issue = start(bulletin, editor), start(bulletin, editor)
    assembly.change_distribution(model, editor, version=model.version,
                                 entries=[("报", "省总工会", 3)])  # fmt: skip
    client, url = sign_in(editor), reverse("issue-distribution", args=[issue.pk])
    filled = client.post(url, {"fill": "1", "list": model.pk, "version": issue.version})
    fields = fields_of(filled)
    assert (fields["group0"], fields["group1"]) == ("", "省总工会 3")
    assert following.entries_of(bulletin, issue)[0][0] == "本期印发"
    fields.pop("fill", None)
    assert client.post(url, fields).status_code == 302
    assert following.entries_of(bulletin, issue) == [("报", "省总工会", 3)]


# --- days that are due ---


def test_reminders_are_given_once_at_each_stage(editor):
    due = datetime.date(2026, 7, 10)
    issue = start(make_bulletin(), editor, date=due, print_due=due, articles_due=due - 5 * DAY)
    other = make_office("editor")
    given = {}
    for day in range(-10, 4):
        given[day] = reminders.remind(due + day * DAY)
        assert reminders.remind(due + day * DAY) == 0
    assert {day for day, count in given.items() if count} == {-8, -5, -3, 0, 1}
    assert not other.notices.exists()
    titles = list(Notice.objects.order_by("pk").values_list("title", flat=True))
    assert titles[2] == f"{issue}计划2026年7月10日 星期五印发。"
    assert "超期" in titles[-1]


def test_another_day_is_reminded_of_anew_and_a_published_issue_not_at_all(editor):
    today = timezone.localdate()
    issue = make_issue(editor, print_due=today)
    call_command("remind")
    assert editor.notices.filter(kind="reminder").count() == 1
    Issue.objects.update(print_due=today + DAY)
    call_command("remind")
    assert editor.notices.filter(kind="reminder").count() == 2
    bring_issue(issue, "published", editor)
    Issue.objects.update(print_due=today - DAY)
    assert reminders.remind() == 0


def test_nobody_left_means_every_editor_is_reminded(editor):
    start(make_bulletin(), editor, print_due=timezone.localdate())
    editor.memberships.all().delete()
    other = make_office("editor")
    assert reminders.remind() == 1
    assert other.notices.get().kind == "reminder"


def test_due_days_are_shown_to_office_and_units(editor):
    today = timezone.localdate()
    issue = start(make_bulletin(), editor, articles_due=today + 3 * DAY, print_due=today - 2 * DAY)
    for name in ("desk", "issues"):
        page = sign_in(editor).get(reverse(name)).content.decode()
        assert "还有 3 天" in page and "已超期 2 天" in page
    unit = sign_in(make_reporter()).get(reverse("articles")).content.decode()
    assert "还有 3 天" in unit and str(issue) in unit and "已超期" not in unit
    assert str(issue) not in sign_in(make_reporter()).get(reverse("issues")).content.decode()


def test_articles_due_after_the_print_are_refused(editor):
    issue = start(make_bulletin(), editor)
    client, url = sign_in(editor), reverse("issue-facts", args=[issue.pk])
    sent = fields_of(client.get(url)) | {"articles_due": "2026-08-02", "print_due": "2026-08-01"}
    answer = client.post(url, sent)
    assert answer.status_code == 422 and "不能晚于计划印发日期" in answer.content.decode()
    assert fields_of(answer)["articles_due"] == "2026-08-02"
