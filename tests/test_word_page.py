"""The form filled from a Word file: stored with its pictures, or not at all."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image

from bulletins import drafting
from bulletins.models import Article, Picture
from tests.factories import make_article, make_bulletin, make_office, make_reporter, make_unit
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]


def word_file(picture=True, name="稿件.docx") -> SimpleUploadedFile:
    document = docx.Document()
    head = document.add_paragraph("云溪市总工会召开推进会")
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("会议开得很好。")
    if picture:
        made = io.BytesIO()
        Image.new("RGB", (60, 40), "red").save(made, "PNG")
        document.add_picture(made)
    document.add_paragraph("（云溪市总工会）")
    document.sections[0].header.paragraphs[0].text = "内部文件"
    made = io.BytesIO()
    document.save(made)
    return SimpleUploadedFile(name, made.getvalue())


@pytest.fixture
def reporter():
    return make_reporter(make_unit("云溪市总工会"))


@pytest.fixture
def bulletin():
    return make_bulletin()


def new_form(reporter, bulletin, **typed):
    unit = next(iter(reporter.unit_ids()))
    return {"bulletin": bulletin.pk, "unit": unit, "headline": "", "body": ""} | typed


def test_new_article_is_filled_with_text_picture_and_credit(reporter, bulletin):
    client = sign_in(reporter)
    form = new_form(reporter, bulletin, word=word_file(), subtitle="已经写好的副标题")
    answer = client.post("/articles/new/word/", form, follow=True)
    article = Article.objects.get()
    assert answer.redirect_chain[-1][0] == f"/articles/{article.pk}/edit/"
    picture = Picture.objects.get(article=article)
    assert (article.headline, article.subtitle) == ("云溪市总工会召开推进会", "已经写好的副标题")
    assert article.body == (
        f'<p>会议开得很好。</p><figure><img src="/pictures/{picture.pk}/" alt=""></figure>'
    )
    assert article.sources.get().unit_id == article.unit_id
    page = answer.content.decode()
    assert "已从 Word 文件填入" in page and "没有带过来的内容：页眉页脚" in page


def test_refused_file_stores_nothing_and_keeps_what_was_typed(reporter, bulletin):
    old = SimpleUploadedFile("稿件.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    form = new_form(reporter, bulletin, word=old, headline="已经写好的标题", body="<p>正文</p>")
    answer = sign_in(reporter).post("/articles/new/word/", form)
    assert answer.status_code == 422
    assert "另存为“.docx”" in answer.content.decode()
    assert "已经写好的标题" in answer.content.decode()
    assert not Article.objects.exists() and not Picture.objects.exists()


def test_no_file_says_so(reporter, bulletin):
    answer = sign_in(reporter).post("/articles/new/word/", new_form(reporter, bulletin))
    assert (answer.status_code, Article.objects.count()) == (422, 0)
    assert "请先选择一个 Word 文件" in answer.content.decode()


def test_filling_an_article_keeps_the_text_before_in_the_history(reporter, bulletin):
    article = make_article(reporter, bulletin, "draft", body="<p>原来的正文</p>")
    form = {"version": article.version, "headline": "改到一半", "body": "<p>改到一半的正文</p>"}
    sign_in(reporter).post(f"/articles/{article.pk}/word/", form | {"word": word_file()})
    article.refresh_from_db()
    assert article.headline == "云溪市总工会召开推进会"
    texts = [revision.text["body"] for revision in article.revisions.all()]
    assert texts[1:] == ["<p>改到一半的正文</p>"] and "会议开得很好" in texts[0]


def test_office_does_not_see_what_the_unit_set_aside(reporter, bulletin):
    article = make_article(reporter, bulletin, "draft")
    drafting.set_aside(article)
    assert drafting.revisions_for(reporter, article).count() == 1
    assert not drafting.revisions_for(make_office("editor"), article).exists()


def test_older_version_is_overtaken_and_nothing_is_written(reporter, bulletin):
    article = make_article(reporter, bulletin, "draft")
    form = {"version": article.version - 1, "headline": "旧", "word": word_file()}
    answer = sign_in(reporter).post(f"/articles/{article.pk}/word/", form)
    assert answer.status_code == 409
    assert not Picture.objects.exists()
    assert "会议开得很好" not in Article.objects.get().body


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_article_out_of_ones_hands_takes_no_file(reporter, bulletin, state):
    article = make_article(reporter, bulletin, state, make_office("editor"))
    answer = sign_in(reporter).post(f"/articles/{article.pk}/word/", {"word": word_file()})
    assert answer.status_code == 409
    assert not Picture.objects.exists()


def test_article_of_another_unit_does_not_exist(reporter, bulletin):
    article = make_article(make_reporter(make_unit()), bulletin, "draft")
    answer = sign_in(reporter).post(f"/articles/{article.pk}/word/", {"word": word_file()})
    assert (answer.status_code, Picture.objects.count()) == (404, 0)


def test_file_for_a_new_form_saved_already_keeps_the_typed_text_in_the_history(reporter, bulletin):
    key = "6f1d3a52-0000-4000-8000-000000000001"
    form = new_form(reporter, bulletin, key=key, headline="题目", body="<p>打了半天的正文</p>")
    client = sign_in(reporter)
    saved = client.post("/articles/new/autosave/", form | {"writer": reporter.pk}).json()
    word = {"version": saved["version"], "word": word_file()}
    assert client.post("/articles/new/word/", form | word).status_code == 302
    article = Article.objects.get()
    assert "会议开得很好" in article.body
    texts = [revision.text["body"] for revision in article.revisions.all()]
    assert "<p>打了半天的正文</p>" in texts


def test_old_page_of_a_new_article_does_not_overwrite_what_was_saved_since(reporter, bulletin):
    form = new_form(reporter, bulletin, key="6f1d3a52-0000-4000-8000-000000000002")
    client = sign_in(reporter)
    client.post("/articles/new/word/", form | {"word": word_file()})
    article = Article.objects.get()
    drafting.save(
        article, version=article.version, by=reporter,
        text=drafting.Text(headline="改过的题目", body="<p>改过的正文</p>"),
    )  # fmt: skip
    files = Picture.objects.count()
    again = client.post("/articles/new/word/", form | {"headline": "旧", "word": word_file()})
    article.refresh_from_db()
    assert (again.status_code, article.body) == (409, "<p>改过的正文</p>")
    assert Picture.objects.count() == files


def test_old_page_of_a_submitted_article_shows_what_was_typed(reporter, bulletin):
    key = "6f1d3a52-0000-4000-8000-000000000003"
    make_article(reporter, bulletin, "submitted", make_office("editor"))
    Article.objects.update(key=key)
    form = new_form(reporter, bulletin, key=key, body="<p>还没存的一段</p>", word=word_file())
    answer = sign_in(reporter).post("/articles/new/word/", form)
    assert answer.status_code == 409 and "还没存的一段" in answer.content.decode()
    assert not Picture.objects.exists()
