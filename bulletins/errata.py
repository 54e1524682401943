"""更正稿: an article of a later issue that corrects one already printed, and where that is told.

It is printed like any other article.  Which one it corrects is said by an editor before its issue
goes to review; people of a unit learn of it when it is printed.  What is told names both as
they stand in the editions in force, never as somebody is rewriting them.  A correction that was
returned, withdrawn, declined or merged is told to nobody until it comes back.
"""

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from . import contents, drafting, permissions
from .models import Article, Issue
from .models.article import ArticleState
from .refusals import NotNow, NotYou

SHOWN = 20
NUMBER = re.compile(r"(?:(\d{4})年)?第?(\d{1,6})期?")
PLACE = "placement__section__issue"
COMING = (*permissions.EDITING_STATES, ArticleState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Reference:
    """``article`` as readers find it: ``title`` and ``issue`` as printed.  Without an issue it is
    not printed yet, which only the office may know.  ``old`` is the title of what it corrects."""

    article: Article
    title: str
    issue: Issue | None = None
    old: str = ""

    @property
    def which(self) -> str:
        return self.issue.which if self.issue else ""

    @property
    def url(self) -> str:
        return (self.issue or self.article).get_absolute_url()


def may_say(user, article: Article) -> bool:
    """Editors, as long as they may change the text."""
    return permissions.can_assemble(user) and permissions.can_change_text(user, article)


def refuse(user, article: Article):
    if not permissions.can_assemble(user):
        raise NotYou(_("You may not change this article."))
    drafting.refuse(user, article)


def candidates(article: Article, query: str = "") -> QuerySet:
    """What ``article`` may correct, newest first; ``query`` is words of a headline or the number
    of an issue (12, 第12期, 2026年第12期)."""
    fit = Q(bulletin=article.bulletin_id, state=ArticleState.PUBLISHED)
    fit |= Q(pk=article.corrects_id)  # also while that one is worked on again
    found = Article.objects.filter(fit).exclude(pk=article.pk)
    found = found.select_related(f"{PLACE}__bulletin")
    found = found.annotate(line=_one_line("headline"))
    for word in query.split():
        matches = Q(line__icontains=word) | Q(contents_title__icontains=word)
        if number := NUMBER.fullmatch(word):
            issue = {f"{PLACE}__number": int(number[2])}
            issue |= {f"{PLACE}__year": int(number[1])} if number[1] else {}
            matches |= Q(**issue)
        found = found.filter(matches)
    newest = (f"-{PLACE}__year", f"-{PLACE}__number", f"-{PLACE}__serial")
    return found.order_by(*newest, f"{PLACE[:-7]}__position", "placement__position", "pk")


def _one_line(column: str):
    flat = Replace(F(column), Value("\r"), Value(""), output_field=CharField())
    return Replace(flat, Value("\n"), Value(""), output_field=CharField())


def say(article: Article, by, *, corrects: int | None, was: int | None) -> Article:
    """Store which printed article ``article`` corrects (none: it corrects nothing), if what the
    page showed (``was``) still holds.  The issue is locked before the article."""
    with transaction.atomic():
        drafting.lock_issue_of(article)
        locked = Article.objects.select_for_update().get(pk=article.pk)
        if not may_say(by, locked):
            refuse(by, locked)
        if locked.corrects_id == corrects:
            return locked
        if locked.corrects_id != was:
            raise NotNow(_("Someone else has changed meanwhile what this article corrects. "
                           "Look at it and choose again."))  # fmt: skip
        if corrects is not None and not candidates(locked).filter(pk=corrects).exists():
            raise NotNow(_("Only another article of the same bulletin that is published already "
                           "can be corrected. Choose one of the list."))  # fmt: skip
        if corrects is not None and locked.pk in _chain(corrects):
            raise NotNow(_("That article corrects this one. Two articles cannot correct each "
                           "other; choose another."))  # fmt: skip
        locked.corrects_id = corrects
        locked.save(update_fields=["corrects"])
        drafting.touch(permissions.issue_of(locked), by)
    return locked


def _chain(pk: int) -> list[int]:
    """The article ``pk`` corrects, the one that this corrects, and so on.  What stands in it is
    printed, so nobody changes it meanwhile but under the lock of an issue being corrected."""
    found = []
    while pk := Article.objects.values_list("corrects", flat=True).get(pk=pk):
        found.append(pk)
    return found


def corrected(article: Article, user) -> Reference | None:
    """What ``article`` corrects, for who may know."""
    if article.corrects_id is None or not (user.in_office or _printed(article)):
        return None
    old = _placed(Article.objects.filter(pk=article.corrects_id)).get()
    told = _reference(old)
    return told if user.in_office or told.issue else None


def of_article(article: Article, user) -> list[Reference]:
    return _told(Article.objects.filter(corrects=article.pk), user)


def of_issue(issue: Issue, user) -> list[Reference]:
    """The corrections of all that stands in ``issue``; one query as long as there are none."""
    place = f"corrects__{PLACE}"
    found = _told(Article.objects.filter(**{place: issue}), user)
    if not found or issue.in_force is None:
        return []
    titles = _titles(issue)
    return [
        Reference(told.article, told.title, told.issue, titles[str(told.article.corrects_id)])
        for told in found
        if str(told.article.corrects_id) in titles
    ]


def _told(corrections: QuerySet, user) -> list[Reference]:
    found = [_reference(article) for article in _placed(corrections.filter(state__in=COMING))]
    return [told for told in found if told.issue or user.in_office]


def _placed(articles: QuerySet) -> QuerySet:
    places = (f"{PLACE}__bulletin", f"{PLACE}__in_force")
    return articles.select_related(*places).order_by(f"{PLACE}__serial", "pk")


def _printed(article: Article) -> str:
    """The title under which it stands in the edition in force; empty where it does not."""
    issue = permissions.issue_of(article)
    return _titles(issue).get(str(article.pk), "") if issue and issue.in_force else ""


def _titles(issue: Issue) -> dict[str, str]:
    """By its key, the headline of each article of the edition in force."""
    frozen = contents.from_json(issue.in_force.contents)
    return {a.key: a.headline or a.contents_title for a in frozen.articles}


def _reference(article: Article) -> Reference:
    issue = article.placement.section.issue if article.is_placed else None
    title = _titles(issue).get(str(article.pk)) if issue and issue.in_force else None
    return Reference(article, title, issue) if title else Reference(article, str(article))
