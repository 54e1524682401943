"""The preflight's page: what it lists, where it leads whom, and what keeps from signing."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from bulletins import assembly
from bulletins.models import Layout
from bulletins.views.preflight import LEVELS
from tests.factories import (
    bring_issue,
    look_at,
    make_article,
    make_bulletin,
    make_file,
    make_issue,
    make_layout,
    make_office,
    make_reporter,
)
from tests.test_pages import assert_as_many_queries
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]
UNPRINTABLE = "<p>某\U000f0000某。</p>"


def placed(editor, issue=None, **text):
    issue = issue or make_issue(editor, articles=0)
    article = make_article(None, issue.bulletin, "accepted", editor, **text)
    assembly.place(article, issue.sections.first(), editor)
    issue.refresh_from_db()
    return issue, article


def page(user, issue) -> str:
    response = sign_in(user).get(reverse("preflight", args=[issue.pk]))
    assert response.status_code == 200
    return response.content.decode()


def rows(user, issue) -> list[tuple[str, str, str]]:
    """Level, sentence and address of every row, in order."""
    body = page(user, issue).split("<tbody>")[1]
    found = []
    for row in re.findall("<tr>.*?</tr>", body, re.S):
        level = re.search('class="state state-([a-z_]+)"', row)[1]
        sentence = re.search('<th scope="row".*?>(.*?)</th>', row, re.S)[1]
        link = re.search('href="(.*?)"', sentence)
        found.append((level, re.sub("<.*?>", "", sentence), link[1] if link else ""))
    return found


def leading(user, issue, word) -> str:
    [url] = [url for _, sentence, url in rows(user, issue) if word in sentence]
    return url


def test_every_check_is_listed_also_when_green(editor):
    issue, _ = placed(editor)
    make_layout(issue)
    levels = [level for level, _, _ in rows(editor, issue)]
    assert len(levels) >= 11 and "done" in levels
    assert levels == sorted(levels, key=["failed", "awaiting_signature", "done"].index)


def test_levels_are_words_not_only_colours(editor):
    issue, _ = placed(editor, body=UNPRINTABLE)
    shown = page(editor, issue)
    for word, tone in LEVELS.values():
        with translation.override("zh-hans"):
            assert f'<span class="state state-{tone}">{word}</span>' in shown


def test_finding_leads_an_assembling_editor_to_its_form(editor):
    issue, article = placed(editor, body=UNPRINTABLE)
    assert leading(editor, issue, "U+F0000") == reverse("article-edit", args=[article.pk])


def test_finding_leads_others_to_the_place_where_it_is_read(editor):
    issue, article = placed(editor, body=UNPRINTABLE)
    url = leading(make_office("reviewer"), issue, "U+F0000")
    assert url == reverse("issue-read", args=[issue.pk]) + f"#article-{article.pk}"
    read = sign_in(make_office("reviewer")).get(url).content.decode()
    assert f'id="article-{article.pk}"' in read


def test_every_address_of_the_page_opens_for_its_reader(editor):
    bulletin = make_bulletin(publisher="")
    issue = make_issue(editor, bulletin, articles=0)
    placed(editor, issue, body=UNPRINTABLE, sources=())
    assembly.add_section(issue, editor, "空栏目", "briefs")
    for person in (editor, make_office("signer"), make_office("administrator")):
        client = sign_in(person)
        urls = {url for _, _, url in rows(person, issue) if url}
        answers = {url: client.get(url).status_code for url in urls}
        assert len(urls) >= 3 and set(answers.values()) == {200}, answers


def test_empty_section_leads_to_its_anchor(editor):
    issue, _ = placed(editor)
    section = assembly.add_section(issue, editor, "空栏目", "articles")
    url = leading(editor, issue, "空栏目")
    assert url == f"{issue.get_absolute_url()}#section-{section.pk}"


def test_empty_distribution_list_leads_to_its_form(editor):
    issue, _ = placed(editor)
    assembly.change_distribution(issue, editor, version=issue.version, entries=[])
    issue.refresh_from_db()
    assert leading(editor, issue, "印发范围") == reverse("issue-distribution", args=[issue.pk])


def test_turned_title_leads_to_its_line_in_the_contents(editor):
    long = "云溪市总工会召开全市产业工人队伍建设改革工作推进会暨现场观摩交流会议"
    issue, article = placed(editor, headline=long)
    url = leading(editor, issue, "另拟一个短的目录标题")
    assert url == f"{issue.get_absolute_url()}#placement-{article.placement.pk}"


def test_failed_file_is_red_with_its_reason(editor):
    issue, _ = placed(editor)
    layout = make_layout(issue)
    layout.files.all().delete()
    make_file(layout, "press")
    layout.files.update(state=Layout.State.FAILED, failure="没有油墨")
    Layout.objects.update(state=Layout.State.FAILED, failure="超过90秒")
    found = {sentence: level for level, sentence, _ in rows(editor, issue)}
    assert [level for sentence, level in found.items() if "超过90秒" in sentence] == ["failed"]
    assert [level for sentence, level in found.items() if "没有油墨" in sentence] == ["failed"]


def test_unreadable_pdf_is_red(editor):
    issue, _ = placed(editor)
    make_layout(issue)
    assert ("failed", "PDF文件读不出来，请重新生成") in [row[:2] for row in rows(editor, issue)]


def test_signed_issue_is_checked_as_it_was_signed(editor):
    issue = bring_issue(make_issue(editor), "signed")
    assert any("第1则消息" in s or "页" in s for _, s, _ in rows(editor, issue))


def test_missing_fonts_are_a_sentence_not_an_error(editor, settings, tmp_path):
    issue, _ = placed(editor)
    settings.FONTS_DIR = tmp_path
    assert {
        level for level, sentence, _ in rows(editor, issue) if "字库没有准备好" in sentence
    } == {"failed"}


def test_text_of_the_issue_is_escaped(editor):
    issue, _ = placed(editor, headline="<b>甲</b>&乙", sources=())
    shown = page(editor, issue)
    assert "<b>甲" not in shown and "&lt;b&gt;甲" in shown


def test_issue_and_reading_page_lead_to_the_preflight(editor):
    issue, _ = placed(editor, body=UNPRINTABLE)
    url = reverse("preflight", args=[issue.pk])
    for name in ("issue", "issue-read"):
        shown = sign_in(editor).get(reverse(name, args=[issue.pk])).content.decode()
        assert f'href="{url}"' in shown


def test_reading_page_counts_what_the_preflight_lists(editor):
    issue, _ = placed(editor, body=UNPRINTABLE, sources=())
    levels = [level for level, _, _ in rows(editor, issue)]
    response = sign_in(editor).get(reverse("issue-read", args=[issue.pk]))
    counted = response.context["checked"]
    assert counted["red"] == levels.count("failed") == 1
    assert counted["amber"] == levels.count("awaiting_signature") > 0
    with translation.override("zh-hans"):
        assert gettext("%(red)s to correct") % {"red": 1} in response.content.decode()


def to_sign(editor, **text):
    issue, _ = placed(editor, **text)
    signer = make_office("signer")
    bring_issue(issue, "awaiting_signature", editor)
    return issue, signer


def signed(issue, signer):
    url = reverse("issue-action", args=[issue.pk, "sign"])
    response = sign_in(signer).post(url, look_at(issue, signer))
    issue.refresh_from_db()
    return response


def test_what_cannot_be_laid_out_cannot_be_signed(editor):
    issue, signer = to_sign(editor, body=UNPRINTABLE)
    read = sign_in(signer).get(reverse("issue-read", args=[issue.pk]))
    assert "U+F0000" in read.context["missing"]["sign"]
    response = signed(issue, signer)
    assert response.status_code == 409 and "U+F0000" in response.content.decode()
    assert issue.state == "awaiting_signature"


def test_other_findings_do_not_keep_from_signing(editor):
    issue, signer = to_sign(editor, sources=())
    assert signed(issue, signer).status_code == 302
    assert issue.state == "signed"


def test_who_may_not_sign_is_refused_as_ever(editor):
    issue, _ = to_sign(editor, body=UNPRINTABLE)
    assert signed(issue, make_office("reviewer")).status_code == 403


def test_units_do_not_know_of_it(editor):
    issue = bring_issue(make_issue(editor), "published")
    assert sign_in(make_reporter()).get(reverse("preflight", args=[issue.pk])).status_code == 404


def test_preflight_asks_the_same_however_full(editor):
    issue = make_issue(editor, articles=0)

    def grow(count):
        for number in range(count):
            section = assembly.add_section(issue, editor, f"栏目{number}", "articles")
            article = make_article(None, issue.bulletin, "accepted", editor, sources=())
            assembly.place(article, section, editor)

    assert_as_many_queries(editor, reverse("preflight", args=[issue.pk]), grow)
