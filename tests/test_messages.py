"""Messages on an article: who writes, who is told, what is new to whom, what stays for ever."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from bulletins import drafting, messaging, workflow
from bulletins.models import Message, MessageRead, Notice
from bulletins.refusals import NotNow, NotYou
from tests.factories import make_article, make_office, make_reporter, make_unit
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]


@pytest.fixture
def desk():
    """A submitted article with its unit's people and two editors."""
    unit = make_unit()
    reporter, head = make_reporter(unit), make_reporter(unit, role="unit_head")
    editors = make_office("editor"), make_office("editor")
    return make_article(reporter, state="submitted"), reporter, head, editors


def told(kind="message") -> set:
    return {notice.user for notice in Notice.objects.filter(kind=kind, seen_at=None)}


def new_to(user) -> list[str]:
    return [said.text for said in Message.objects.new_to(user)]


def test_unit_writes_and_every_editor_is_told_and_nobody_else(desk):
    article, reporter, _head, editors = desk
    make_office("reviewer"), make_reporter()
    said = messaging.say(article, reporter, " 人数核实过了。\r\n请放心。 ")
    assert (said.text, said.place, said.author_name) == (
        "人数核实过了。\n请放心。", "unit", reporter.name
    )  # fmt: skip
    assert told() == set(editors)


def test_office_answers_and_reporters_and_who_asked_are_told(desk):
    article, reporter, head, editors = desk
    second = make_reporter(article.unit)
    gone = make_reporter(article.unit, is_active=False)
    messaging.say(article, head, "何时刊发？")
    Notice.objects.all().delete()
    messaging.say(article, editors[0], "下一期。")
    assert told() == {reporter, second, head}
    assert gone not in told()


def test_author_who_left_the_unit_is_not_told_and_sees_nothing(desk):
    article, reporter, _head, editors = desk
    reporter.memberships.all().delete()
    make_reporter(make_unit()).memberships.update(user=reporter)
    reporter.forget_roles()
    messaging.say(article, editors[0], "请补充。")
    assert reporter not in told()
    client = sign_in(reporter)
    assert client.get(reverse("article-messages", args=[article.pk])).status_code == 404
    assert client.post(reverse("article-messages", args=[article.pk]), {"text": "好"}
                       ).status_code == 404  # fmt: skip
    assert new_to(reporter) == []


@pytest.mark.parametrize("role", ["reviewer", "signer", "administrator", "auditor"])
def test_others_of_the_office_read_without_writing_or_marking(desk, role):
    article, reporter, *_ = desk
    messaging.say(article, reporter, "在吗？")
    other = make_office(role)
    page = sign_in(other).get(article.get_absolute_url(), HTTP_HOST="testserver")
    if page.status_code == 200:
        assert "在吗？" in page.content.decode()
    with pytest.raises(NotYou):
        messaging.say(article, other, "在。")
    messaging.mark_read(article, other)
    assert not MessageRead.objects.exists()
    assert new_to(other) == []


def test_person_of_another_unit_may_not_write(desk):
    with pytest.raises(NotYou):
        messaging.say(desk[0], make_reporter(), "你好")
    assert not Message.objects.exists()


@pytest.mark.parametrize("text", ["", "  \r\n ", "\x00", "字" * 1001])
def test_empty_and_too_long_messages_are_refused_and_nothing_typed_is_lost(desk, text):
    article, reporter, *_ = desk
    answer = sign_in(reporter).post(reverse("article-messages", args=[article.pk]), {"text": text})
    assert answer.status_code == 409
    assert answer.context["message_typed"] == text
    assert not Message.objects.exists()


def test_message_of_exactly_the_limit_is_kept(desk):
    article, reporter, *_ = desk
    assert len(messaging.say(article, reporter, "字" * 1000).text) == 1000


def test_nothing_is_said_about_what_the_office_never_received(desk):
    draft = make_article(desk[1])
    with pytest.raises(NotNow, match="Submit it first|请先报送"):
        messaging.say(draft, desk[1], "还没写好")
    url = reverse("article-messages", args=[draft.pk])
    assert sign_in(desk[1]).get(url).status_code == 404
    assert 'id="messages"' not in sign_in(desk[1]).get(draft.get_absolute_url()).content.decode()


def test_articles_of_the_office_itself_have_no_thread():
    editor = make_office("editor")
    own = make_article(editor, state="submitted")
    with pytest.raises(NotYou):
        messaging.say(own, editor, "自言自语")


def test_message_is_new_to_the_other_side_until_one_of_them_has_read_it(desk):
    article, reporter, head, editors = desk
    messaging.say(article, reporter, "问")
    assert [new_to(p) for p in (*editors, reporter, head)] == [["问"], ["问"], [], []]
    assert article.messages.get().read_at is None
    page = sign_in(editors[0]).get(article.get_absolute_url())
    assert "问" in page.content.decode()
    assert [new_to(p) for p in editors] == [[], []]
    read = article.messages.get()
    assert [mark.reader for mark in read.reads.all()] == [editors[0]]
    assert read.read_at is not None
    assert editors[0] not in told() and editors[1] in told()


def test_read_marks_are_set_once_and_not_by_head_requests_or_one_s_own_side(desk):
    article, reporter, head, editors = desk
    messaging.say(article, reporter, "问")
    url = reverse("article-messages", args=[article.pk])
    sign_in(head).get(url)
    sign_in(editors[0]).head(url)
    assert not MessageRead.objects.exists()
    client = sign_in(editors[0])
    for _again in range(2):
        client.get(url)
    assert MessageRead.objects.count() == 1
    assert "对方已读" in sign_in(reporter).get(
        url, headers={"accept-language": "zh-hans"}
    ).content.decode()  # fmt: skip


def test_counts_stand_in_navigation_and_lists_of_both_sides(desk):
    article, reporter, _head, editors = desk
    messaging.say(article, reporter, "问一")
    messaging.say(article, reporter, "问二")
    office = sign_in(editors[0])
    page = office.get(reverse("desk"))
    assert {e[0]: e[3] for e in page.context["navigation"]}["/desk/"] == 2  # to decide, to answer
    assert [a.news for a in page.context["page"]] == [2]
    assert [t["count"] for t in page.context["trays"] if t["name"] == "talk"] == [1]
    assert [a.pk for a in office.get("/desk/?tray=talk").context["page"]] == [article.pk]
    messaging.say(article, editors[0], "答")
    client = sign_in(reporter)
    page = client.get(reverse("articles"), {"tray": "mine"})
    assert {e[0]: e[3] for e in page.context["navigation"]}["/articles/"] == 1
    assert [(row["article"], row["news"]) for row in page.context["rows"]] == [(article, 1)]
    client.get(article.get_absolute_url())
    assert client.get(reverse("articles"), {"tray": "mine"}).context["rows"] == []


def test_thread_goes_on_while_the_unit_reworks_and_tells_the_office_no_new_headline(desk):
    article, reporter, _head, editors = desk
    workflow.perform(article, "return", editors[0], "请改。")
    text = drafting.Text(headline="夜莺鸟", body="<p>新</p>")
    drafting.save(article, version=article.version, by=reporter, text=text)
    article.refresh_from_db()
    messaging.say(article, reporter, "改好再报。")
    titles = {n.title for n in Notice.objects.filter(kind="message")}
    assert titles == {"青石县总工会开展夏季慰问"}


def test_messages_can_neither_be_changed_nor_deleted(desk):
    article, reporter, *_ = desk
    messaging.say(article, reporter, "说过的话")
    for attempt in (lambda: Message.objects.update(text="没说过"), Message.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert Message.objects.get().text == "说过的话"


def test_markup_in_messages_is_shown_as_it_is(desk):
    article, reporter, *_ = desk
    messaging.say(article, reporter, "<script>x</script>")
    page = sign_in(reporter).get(article.get_absolute_url()).content.decode()
    assert "<script>x" not in page and "&lt;script&gt;x" in page


def test_long_thread_shows_the_newest_and_leads_to_the_rest(desk):
    article, reporter, *_ = desk
    for n in range(messaging.SHOWN + 2):
        Message.objects.create(article=article, author=reporter, author_name="甲", place="unit",
                               text=f"第{n}条")  # fmt: skip
    client = sign_in(reporter)
    page = client.get(article.get_absolute_url())
    assert (len(page.context["thread"]), page.context["thread_rest"]) == (messaging.SHOWN, 2)
    assert page.context["thread"][-1].text == f"第{messaging.SHOWN + 1}条"
    whole = client.get(article.get_absolute_url() + "?messages=all").context["thread"]
    assert len(whole) == messaging.SHOWN + 2
