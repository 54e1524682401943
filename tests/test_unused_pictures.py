"""Pictures that nobody uses are swept; those of a text, a revision or a decided article stay."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from bulletins import drafting, pictures, workflow
from bulletins.models import Picture
from tests.factories import make_article

from .test_pictures import encoded, stored_files, two_halves

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(days=pictures.UNUSED_DAYS + 1)


def old_picture(article):
    picture = pictures.store(article, ContentFile(encoded(two_halves()), "a.jpg"), article.author)
    Picture.objects.filter(pk=picture.pk).update(uploaded_at=timezone.now() - LONG_AGO)
    return picture


def shown(picture) -> str:
    return f'<p>甲</p><figure><img src="{picture.get_absolute_url()}" alt=""></figure>'


def write(article, body):
    article.refresh_from_db()
    text = drafting.Text(headline="题", body=body, sources=((None, "来源"),))
    return drafting.save(article, version=article.version, by=article.author, text=text)


def test_picture_in_no_text_of_a_draft_goes_with_its_file():
    article, before = make_article(), stored_files()
    used, unused = old_picture(article), old_picture(article)
    fresh = pictures.store(article, ContentFile(encoded(two_halves()), "a.jpg"), article.author)
    write(article, shown(used))

    call_command("sweep")
    assert set(Picture.objects.all()) == {used, fresh}
    assert stored_files() - before == {used.file.name, fresh.file.name}
    assert unused.file.name not in stored_files()
    assert pictures.sweep() == 0


def test_picture_of_an_earlier_revision_stays():
    article = make_article()
    picture = old_picture(article)
    write(article, shown(picture))
    drafting.set_aside(article)
    write(article, "<p>乙</p>")

    assert pictures.sweep() == 0
    assert Picture.objects.get() == picture


def test_picture_of_an_article_once_decided_on_stays():
    article = make_article()
    old_picture(article)
    write(article, "<p>正文</p>")
    workflow.perform(article, "submit", article.author)
    article.refresh_from_db()
    workflow.perform(article, "withdraw", article.author)

    assert pictures.sweep() == 0
    assert Picture.objects.count() == 1
