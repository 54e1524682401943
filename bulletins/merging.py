"""综合: one article taken into another, which then credits its sources, and out again."""

from django.utils import timezone
from django.utils.translation import gettext as _

from . import drafting, permissions
from .models import Article, Source
from .models.article import ArticleState
from .models.issue import IssueState


def lock(article: Article, into: Article) -> tuple[Article, Article]:
    """Both articles under their locks: the issue's first, then the articles by number, so
    that no two merges, moves or saves wait for each other."""
    drafting.lock_issue_of(into)
    pair = Article.objects.select_for_update().filter(pk__in=(article.pk, into.pk))
    found = {locked.pk: locked for locked in pair.order_by("pk")}
    return found[article.pk], found[into.pk]


def missing_for(article: Article, into: Article) -> str:
    """What keeps ``article`` from being merged into ``into``; empty when nothing does."""
    if into.pk == article.pk or into.bulletin_id != article.bulletin_id:
        return _("Choose another article of the same bulletin.")
    if into.state not in (ArticleState.SUBMITTED, ArticleState.ACCEPTED):
        return _("Only a submitted or accepted article can take in another.")
    return closed(into)


def closed(into: Article) -> str:
    """Merging changes what is printed under ``into``: not once its issue is in review."""
    issue = permissions.issue_of(into)
    if issue is not None and issue.state != IssueState.ASSEMBLING:
        return _("“%(article)s” is in an issue that is no longer being assembled.") % {
            "article": into
        }
    return ""


def credit(article: Article, into: Article, by):
    """Add the sources of ``article`` to those of ``into`` which lack them.

    The text of ``into`` before that stays as a revision, for ``uncredit``; the one after it
    names who merged, so that whoever merges has a hand in what is printed.
    """
    drafting.seal(into, by, "merge")
    known = {source.label for source in into.sources.all()}
    position = len(known)
    for source in article.sources.all():
        if source.label not in known:
            into.sources.create(unit=source.unit, label=source.label, position=position)
            position += 1
    _credits_changed(into, by, "merge")


def uncredit(article: Article, into: Article, by):
    """Take the sources that ``article`` brought out of ``into`` again, but none that it
    had before, nor those of other articles merged into it."""
    merged_at = article.decisions.filter(action="merge").last().at
    earlier = into.revisions.filter(saved_at__lte=merged_at)
    before = earlier.exclude(sealed__startswith=drafting.AFTER).first()
    others = Source.objects.filter(article__merged_into=into).exclude(article=article)
    kept = {label for _unit, label in before.text["sources"]}
    kept.update(others.values_list("label", flat=True))
    brought = set(article.sources.values_list("label", flat=True))
    into.sources.filter(label__in=brought - kept).delete()
    _credits_changed(into, by, "unmerge")


def _credits_changed(into: Article, by, action: str):
    """A page opened before must not write the old credits back, nor a signature cover them."""
    Article.objects.filter(pk=into.pk).update(
        version=into.version + 1, changed_at=timezone.now(), changed_by=by
    )
    drafting.keep_after(into, by, action)
    drafting.touch(drafting.lock_issue_of(into), by)
