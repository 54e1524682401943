"""How a submitted article becomes a page: the table of README, step by step, by its pages."""

import hashlib
import io
import re

import pypdfium2
import pytest
from django.urls import reverse

from bulletins.models import Article, Decision, EditionFile, Issue, Layout, Notice
from distribution.models import Delivery
from tests.factories import make_bulletin, make_office, make_reporter, make_unit

pytestmark = pytest.mark.django_db(transaction=True)  # layouts are asked for on commit

HEADLINE = "青石县总工会把“流动讲堂”搬进车间"
BODY = (
    "<p>3月5日，县总工会的讲师走进车间，<strong>300余名</strong>职工在工间休息时听课。</p>"
    "<p>下一步，讲堂将走进12个乡镇的36家企业。</p>"
)


@pytest.fixture
def desk(client):
    """A bulletin, a unit with its reporter, and the five people of the office."""
    unit = make_unit("青石县总工会", short_name="青石县总")
    bulletin = make_bulletin(title="工会信息", marking="内部资料　注意保存")
    bulletin.default_sections.create(title="工作动态", style="articles")
    people = {role: make_office(role) for role in ("editor", "reviewer", "signer")}
    people["reporter"] = make_reporter(unit)
    return {"bulletin": bulletin, "unit": unit, **people}


def post(client, user, name, *args, **data):
    """POST as ``user`` and follow; the page that answers is a 200."""
    client.force_login(user)
    response = client.post(reverse(name, args=args), data, follow=True)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response


def new_article_form(client, reporter):
    client.force_login(reporter)
    page = client.get(reverse("article-new")).content.decode()
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("key", "bulletin", "unit", "sources")
    }


def test_story_from_article_to_published_pages(client, desk):
    reporter, editor = desk["reporter"], desk["editor"]
    reviewer, signer = desk["reviewer"], desk["signer"]

    # 1 a unit writes: the body is cleaned, the article is a draft credited to the unit
    form = new_article_form(client, reporter)
    assert form["sources"] == "青石县总工会"
    script = "<script>alert(1)</script><p style='color:red'></p>"
    post(client, reporter, "article-new", **form, headline=HEADLINE, body=BODY + script,
         suggested_section="工作动态")  # fmt: skip
    article = Article.objects.get()
    assert (article.state, article.body, article.unit) == ("draft", BODY, desk["unit"])

    # 2 it submits: recorded, and the desk is told
    post(client, reporter, "article-action", article.pk, "submit", version=article.version)
    assert list(Notice.objects.values_list("user", "decision__action")) == [(editor.pk, "submit")]

    # 3 the office decides: a note is required to return; the unit sees it and submits again
    client.force_login(editor)
    assert HEADLINE in client.get(reverse("desk")).content.decode()
    refused = client.post(reverse("article-action", args=[article.pk, "return"]))
    assert refused.status_code == 409
    post(client, editor, "article-action", article.pk, "return", note="请写明讲课人。")
    client.force_login(reporter)
    assert "请写明讲课人。" in client.get(reverse("article", args=[article.pk])).content.decode()
    article.refresh_from_db()
    rewritten = BODY.replace("听课。", "听劳模李望山讲课。")
    post(client, reporter, "article-edit", article.pk, version=article.version, headline=HEADLINE,
         body=rewritten, sources="青石县总工会", suggested_section="工作动态")  # fmt: skip
    post(client, reporter, "article-action", article.pk, "submit")
    post(client, editor, "article-action", article.pk, "accept")
    article.refresh_from_db()
    assert (article.state, article.round, article.body) == ("accepted", 2, rewritten)

    # 4 it is placed: section and position in an issue whose number was proposed
    post(
        client,
        editor,
        "issue-new",
        bulletin=desk["bulletin"].pk,
        date="2026-03-12",
        confirmed="date=2026-03-12",
    )
    issue = Issue.objects.get()
    assert (issue.year, issue.number, issue.serial) == (2026, 1, 1)
    section = issue.sections.get()
    post(client, editor, "place", issue.pk, section=section.pk, article=article.pk)
    article.refresh_from_db()
    assert (article.placement.section, article.placement.position) == (section, 0)

    # 5 the issue is checked and signed by two further people, who sign what they saw
    post(client, editor, "issue-action", issue.pk, "submit_for_review")
    post(client, reviewer, "issue-action", issue.pk, "pass_review", note="已核对。")
    client.force_login(signer)
    shown = client.get(reverse("issue-read", args=[issue.pk])).content.decode()
    seen = {name: re.search(rf'name="{name}" value="([0-9a-f-]+)"', shown)[1]
            for name in ("digest", "layout")}  # fmt: skip
    post(client, signer, "issue-action", issue.pk, "sign", **seen, note="同意。")
    issue.refresh_from_db()
    assert (issue.state, issue.edition.digest) == ("signed", seen["digest"])

    # 6 it was laid out for the review: the signature binds exactly these pages and files
    layout = Layout.objects.get(issue=issue)
    assert (layout.state, layout.failure, layout.digest) == ("done", "", seen["digest"])
    assert (issue.edition.pages, issue.edition.hashes["pdf"]) == (layout.pages, layout.sha256)

    # 7 it is published and sent: the file is frozen, everyone in the foot has a delivery
    post(client, editor, "issue-action", issue.pk, "publish")
    issue.refresh_from_db()
    article.refresh_from_db()
    assert (issue.state, article.state) == ("published", "published")
    frozen = EditionFile.objects.get(edition=issue.edition, kind="pdf")
    client.force_login(reporter)
    response = client.get(reverse("edition-file", args=[frozen.pk]))
    pdf = b"".join(response.streaming_content)
    assert response["Content-Type"] == "application/pdf"
    assert hashlib.sha256(pdf).hexdigest() == frozen.sha256
    assert set(Delivery.objects.values_list("name", "copies")) == {
        ("市四套班子有关领导", 12),
        ("各县区总工会", 10),
    }
    assert_printed(pdf)
    assert list(Decision.objects.values_list("action", flat=True)) == [
        "submit", "return", "submit", "accept",
        "submit_for_review", "pass_review", "sign", "publish", "publish",
    ]  # fmt: skip


def assert_printed(pdf: bytes):
    """Masthead, contents line, headline, every word of the body, source and foot are there."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    text = re.sub(r"\s", "", text)
    for printed in (
        "内部资料注意保存", "工会信息", "第1期（总第1期）", "2026年3月12日", "本期要目",
        "【工作动态】", "300余名职工在工间休息时听劳模李望山讲课。",
        "下一步，讲堂将走进12个乡镇的36家企业。",
        "（青石县总工会）", "本期印发：市四套班子有关领导、各县区总工会",
    ):  # fmt: skip
        assert printed in text, printed
    assert text.count(HEADLINE) == 2  # in the contents box and over the article
