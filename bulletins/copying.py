"""An article copied as a new draft of the same unit, pictures and all."""

import re
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from . import drafting, permissions, pictures
from .models import Article, Bulletin
from .refusals import NotNow, NotYou

SHOWN_PICTURE = re.compile(r"/pictures/([0-9]{1,9})/")


def copy(article: Article, actor, key) -> Article:
    """A new draft with what the unit reads of ``article``; the same ``key`` again gives the
    draft already made.

    Only for who writes for its unit (for the office's own articles: editors).  The office's
    title for the contents box stays behind.
    """
    if not permissions.belongs_to(actor, article):
        raise NotYou(_("Only who writes for the unit may copy its articles."))
    bulletin = _bulletin_for(article)
    with transaction.atomic():
        source = Article.objects.select_for_update().get(pk=article.pk)
        if made := Article.objects.filter(key=key, author=actor).first():
            return made
        text = replace(drafting.Text.of(source), contents_title="")
        draft = drafting.start(
            key=key, bulletin=bulletin, unit=source.unit, author=actor, text=replace(text, body="")
        )
        with pictures.undone_on_error() as written:
            body = _with_own_pictures(text.body, source, draft, actor, written)
            return drafting.save(
                draft, version=draft.version, by=actor, text=replace(text, body=body)
            )


def _bulletin_for(article: Article) -> Bulletin:
    """The same bulletin, or, where that takes no more articles, the first that does."""
    if article.bulletin.active:
        return article.bulletin
    found = Bulletin.objects.filter(active=True).first()
    if found is None:
        raise NotNow(_("This bulletin takes no more articles."))
    return found


def _with_own_pictures(body: str, source: Article, draft: Article, actor, written: list) -> str:
    """``body`` with a copy of each picture of ``source`` that it shows, now the draft's own."""
    shown = {int(number) for number in SHOWN_PICTURE.findall(body)}
    copies = {}
    for picture in source.pictures.filter(pk__in=shown).order_by("pk"):
        copies[picture.pk] = pictures.copy(picture, draft, actor)
        written.append(copies[picture.pk])

    def own(match):
        copied = copies.get(int(match[1]))
        return copied.get_absolute_url() if copied else match[0]

    return SHOWN_PICTURE.sub(own, body)
