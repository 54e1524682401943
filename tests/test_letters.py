"""Who gets which letter and when, with what words; the pages where that is chosen and seen."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bulletins import letter_templates, letters, notices, workflow
from bulletins.models import Letter, LetterTemplate, MailChoice, Notice, NoticeKind, Topic
from bulletins.models.letter import DAILY
from tests.factories import (
    bring_issue,
    make_article,
    make_issue,
    make_letter,
    make_office,
    make_reporter,
    make_unit,
    make_user,
)
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]


def address(name="a"):
    return f"{name}@yunxi.example"


def remind(person, occasion="1", at=None, title="今天截稿"):
    notices.give([person], NoticeKind.REMINDER, occasion, title=title, url="/issues/")
    if at:
        Notice.objects.filter(user=person, occasion=occasion).update(created_at=at)


def beijing(*when):
    return timezone.make_aware(datetime(*when))


# --- who and when ---------------------------------------------------------------------------


def test_mail_goes_at_once_for_what_one_must_do_and_daily_for_the_rest():
    editor, reporter = make_office("editor", email=address()), make_reporter(email=address("b"))
    article = make_article(reporter, state="submitted", headline="送清凉")
    letter = editor.letters.get()
    assert (letter.subject, letter.topic) == ("请审核：《送清凉》", "review_article")
    workflow.perform(article, "return", editor, "请核实。")
    assert reporter.letters.get().subject == "请修改：《送清凉》被退改"
    workflow.perform(article, "submit", reporter)
    workflow.perform(article, "accept", editor)
    assert reporter.letters.count() == 1
    assert [n.topic for n in reporter.notices.filter(daily=True)] == ["article_news"]


def test_nobody_without_address_gets_a_letter_but_everyone_a_notice():
    editor = make_office("editor")
    make_article(state="submitted")
    assert editor.notices.count() == 1
    assert not Letter.objects.exists() and not editor.notices.filter(daily=True).exists()


def test_each_choice_is_followed():
    person = make_user(email=address())
    choice = MailChoice.objects.create(user=person, reminder="at_once")
    remind(person, "1")
    choice.reminder = "never"
    choice.save()
    remind(person, "2")
    assert person.letters.get().notice.occasion == "1"
    assert not person.notices.filter(daily=True).exists()


def test_notice_given_twice_is_one_letter():
    person = make_user(email=address())
    MailChoice.objects.create(user=person, reminder="at_once")
    remind(person)
    remind(person)
    letters.write(list(person.notices.all()))
    assert person.letters.count() == 1


def test_issue_asks_each_for_their_part():
    people = {role: make_office(role, email=address(role))
              for role in ("editor", "reviewer", "signer")}  # fmt: skip
    issue = make_issue(people["editor"])
    bring_issue(issue, "signed", *people.values())
    subjects = {role: person.letters.first().subject for role, person in people.items()}
    assert subjects == {
        "editor": f"请印发：{issue}", "reviewer": f"请审核：{issue}", "signer": f"请签发：{issue}",
    }  # fmt: skip
    workflow.perform(issue, "call_back", people["editor"], "改一处。")
    assert not people["editor"].letters.filter(topic="revise_issue").exists()  # their own act
    topics = {n.user: n.topic for n in Notice.objects.filter(decision__action="call_back")}
    assert topics == {people["reviewer"]: "issue_news", people["signer"]: "issue_news"}


@pytest.mark.parametrize(("state", "action"), [("declined", "reopen"), ("accepted", "unaccept")])
def test_unit_is_told_when_a_decision_is_taken_back(state, action):
    editor = make_office("editor")
    article = make_article(state=state, editor=editor)
    decision = workflow.perform(article, action, editor)
    told = {notice.user: notice.topic for notice in decision.notices.all()}
    assert told == {article.author: "article_news"}


def test_unit_is_told_when_its_head_approves():
    unit = make_unit(head_approves=True)
    reporter, head = make_reporter(unit), make_reporter(unit, role="unit_head", email=address())
    article = make_article(reporter, state="draft", headline="送清凉")
    workflow.perform(article, "submit", reporter)
    assert head.letters.get().subject == "请审签：《送清凉》"
    decision = workflow.perform(article, "approve", head)
    assert [n.user for n in decision.notices.all()] == [reporter]


# --- the daily letter -----------------------------------------------------------------------


def test_daily_letter_is_one_a_day_of_what_came_before_its_hour_and_is_unseen():
    person = make_user(email=address())
    for number, hour in (("1", 7), ("2", 7), ("3", 9)):
        remind(person, number, beijing(2026, 5, 4, hour), title=f"第{number}件")
    person.notices.filter(occasion="2").update(seen_at=timezone.now())
    assert letters.write_daily(beijing(2026, 5, 4, 7, 59)) == 0
    assert letters.write_daily(beijing(2026, 5, 4, 8, 1)) == 1
    letter = person.letters.get()
    assert "第1件" in letter.text and "第2件" not in letter.text and "第3件" not in letter.text
    assert letter.subject == "今天有 1 条通知要看"
    assert letters.write_daily(beijing(2026, 5, 4, 12)) == 0
    late = beijing(2026, 5, 4, 7, 30)
    remind(person, "4", late)  # written by hand for a time that is past: it waits for tomorrow
    assert letters.write_daily(beijing(2026, 5, 4, 13)) == 0
    assert letters.write_daily(beijing(2026, 5, 5, 8)) == 1
    assert letters.write_daily(beijing(2026, 5, 5, 8)) == 0
    assert person.letters.count() == 2


def test_daily_letter_comes_at_ones_own_hour_by_beijing_time():
    person = make_user(email=address())
    MailChoice.objects.create(user=person, hour=17)
    remind(person, at=beijing(2026, 5, 4, 10))
    assert letters.write_daily(beijing(2026, 5, 4, 16, 59)) == 0
    assert letters.write_daily(beijing(2026, 5, 4, 17)) == 1


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", letter_templates.READY)
def test_ready_words_are_without_fault_and_wholly_filled_in(topic):
    words = letter_templates.READY[topic]
    assert letter_templates.fault_of(topic, words.subject + words.text) == ""
    filled = letter_templates.fill(topic, words, letter_templates.sample())
    assert "{" not in filled.subject + filled.text


def test_every_topic_has_words():
    assert set(letter_templates.READY) == {*Topic.values, DAILY}


@pytest.mark.parametrize("typed", [
    "{x.__class__}", "{title.__class__}", "{title!r}", "{title:>9}", "{0}", "{}", "{count}",
    "{title", "{{title}}", "{ title }", "{settings.SECRET_KEY}",
])  # fmt: skip
def test_unknown_placeholder_is_refused_with_a_sentence(typed):
    client = sign_in(make_office("administrator"))
    url = reverse("letter-template", args=["revise_article"])
    answer = client.post(url, {"subject": f"请改 {typed}", "text": "x"})
    assert answer.status_code == 422 and not LetterTemplate.objects.exists()
    assert "不是这里的替换词" in answer.content.decode()


def test_words_put_in_are_not_read_for_placeholders_again():
    words = letter_templates.Words("{title}", "{title}\n意见：{note}")
    values = {"title": "{note}{x.__class__}{{ settings }}", "note": "{title}"}
    filled = letter_templates.fill("revise_article", words, values)
    assert filled.subject == "{note}{x.__class__}{{ settings }}"
    assert filled.text == "{note}{x.__class__}{{ settings }}\n意见：{title}\n"


def test_line_of_which_nothing_can_be_filled_in_is_left_out():
    words = letter_templates.Words("x", "甲\n意见：{note}\n{who} {note}\n乙")
    filled = letter_templates.fill("revise_article", words, {"who": "李某"})
    assert filled.text == "甲\n李某 \n乙\n"


def test_own_words_hold_for_new_letters_are_previewed_and_reset():
    client, url = sign_in(make_office("administrator")), "/mail/templates/review_article/"
    typed = {"subject": "有新稿：{title}", "text": "{name}：{link}"}
    page = client.post(url, typed | {"preview": "1"}).content.decode()
    assert "有新稿：青石县总工会" in page and not LetterTemplate.objects.exists()
    client.post(url, typed)
    editor = make_office("editor", "叶青", email=address())
    article = make_article(state="submitted", headline="送清凉")
    letter = editor.letters.get()
    assert (letter.subject, letter.text) == (
        "有新稿：送清凉", f"叶青：http://127.0.0.1:8000/articles/{article.pk}/\n",
    )  # fmt: skip
    client.post(url, {"reset": "1"})
    assert not LetterTemplate.objects.exists()


def test_links_never_follow_the_host_of_a_request(settings):
    settings.ALLOWED_HOSTS = ["*"]
    editor, reporter = make_office("editor", email=address()), make_reporter()
    article = make_article(reporter)
    url = reverse("article-action", args=[article.pk, "submit"])
    sign_in(reporter).post(url, headers={"host": "evil.example"})
    assert settings.SITE_URL in editor.letters.get().text
    assert "evil" not in editor.letters.get().text


# --- pages ----------------------------------------------------------------------------------

CHOICE = {"act": "daily", "outcome": "never", "talk": "at_once", "reminder": "never", "hour": "17"}


def test_person_chooses_and_writes_their_own_address():
    person = make_user(email="")
    client, url = sign_in(person), reverse("notice-settings")
    assert "您还没有填邮箱" in client.get(url).content.decode()
    contact = {"email": address("new"), "phone": "0512-1234"}
    assert client.post(url, CHOICE | contact).status_code == 302
    person.refresh_from_db()
    assert (person.email, person.phone, person.mail.act, person.mail.hour) == (
        address("new"), "0512-1234", "daily", 17,
    )  # fmt: skip
    assert "您还没有填邮箱" not in client.get(url).content.decode()


@pytest.mark.parametrize("wrong", [{"email": "a@b\r\nBcc: x@y.example"}, {"email": "甲"},
                                   {"hour": "24"}, {"act": "hourly"}])  # fmt: skip
def test_wrong_choice_is_refused_and_nothing_typed_is_lost(wrong):
    person = make_user(email=address("old"))
    data = CHOICE | {"email": address("new"), "phone": "12345"} | wrong
    answer = sign_in(person).post(reverse("notice-settings"), data)
    assert answer.status_code == 422 and 'value="12345"' in answer.content.decode()
    person.refresh_from_db()
    assert person.email == address("old") and not MailChoice.objects.exists()


def test_what_is_not_wanted_any_more_leaves_the_daily_letter():
    person = make_user(email=address())
    remind(person, at=timezone.now() - timedelta(days=2))
    sign_in(person).post(reverse("notice-settings"), CHOICE | {"email": address()})
    assert letters.write_daily() == 0 and not person.notices.filter(daily=True).exists()


def test_person_sees_that_the_last_letter_did_not_arrive():
    person = make_user(email=address())
    letter, client = make_letter(person), sign_in(person)
    for name in ("notices", "notice-settings"):
        assert "上次邮件未送达" in client.get(reverse(name)).content.decode()
    Letter.objects.filter(pk=letter.pk).update(state="sent", error="", sent_at=timezone.now())
    assert "上次邮件未送达" not in client.get(reverse("notices")).content.decode()


def test_notices_are_filtered_by_kind():
    editor = make_office("editor")
    remind(editor)
    make_article(state="submitted", headline="送清凉")
    client = sign_in(editor)
    titles = {}
    for matter in ("", "act", "outcome", "talk", "reminder", "x"):
        page = client.get(reverse("notices"), {"matter": matter}).context["page"]
        titles[matter] = {notice.title for notice in page}
    both = {"今天截稿", "送清凉"}
    assert titles == {"": both, "x": both, "act": {"送清凉"}, "outcome": set(), "talk": set(),
                      "reminder": {"今天截稿"}}  # fmt: skip


def test_administrator_sees_failures_without_what_letters_say_and_sends_again():
    client = sign_in(make_office("administrator"))
    unit = make_unit(head_approves=True)
    reporter, head = make_reporter(unit), make_reporter(unit, role="unit_head", email=address())
    article = make_article(reporter, headline="未报送的题目")
    workflow.perform(article, "submit", reporter)
    Letter.objects.update(state="failed", error="550 no such user", attempts=6)
    page = client.get(reverse("mail")).content.decode()
    assert "550 no such user" in page and str(head) in page and "未报送的题目" not in page
    client.post(reverse("send-again"), {"letter": head.letters.get().pk})
    assert (head.letters.get().state, head.letters.get().attempts) == ("waiting", 0)


def test_list_of_letters_costs_the_same_with_3_and_30(django_assert_max_num_queries):
    client, costs = sign_in(make_office("administrator")), []
    for number in (3, 27):
        for n in range(number):
            make_letter(make_user(email=address(f"{number}-{n}")))
        with django_assert_max_num_queries(30) as counted:
            client.get(reverse("mail"))
        costs.append(len(counted))
    assert costs[0] == costs[1]
