"""Pages by themselves: a change of an issue being assembled asks for its new pages.

A wish waits a moment (``settings.PAGES_AFTER``, seconds), so that several changes
become one layout; there is at most one for each issue, and the worker that grants
it lays out the contents as they are then.  A change during the work is a new wish.
"""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django_tasks import task

from . import page_making, tasks
from .jobs import STALLED_AFTER
from .models import Article, Bulletin, Issue, Layout, PagesWanted, Placement
from .models.article import ArticleState
from .models.page import PICTURING


def watch():
    """Hear of every change that may show on a page; called once, when the site starts."""
    for model, heard in ((Issue, _issue_saved), (Article, _article_saved), (Bulletin, _masthead)):
        post_save.connect(heard, sender=model, dispatch_uid=f"pages-{model.__name__}")


def _issue_saved(instance, **kwargs):
    _after_commit(Issue.objects.filter(pk=instance.pk))


def _article_saved(instance, **kwargs):
    if instance.state == ArticleState.ACCEPTED:
        _after_commit(Issue.objects.filter(sections__placements__article=instance.pk))


def _masthead(instance, **kwargs):
    _after_commit(Issue.objects.filter(bulletin=instance.pk))


def _after_commit(issues):
    if settings.PAGES_AFTER is not None:
        transaction.on_commit(partial(_want_all, issues), robust=True)


def _want_all(issues):
    for pk in issues.assembling().values_list("pk", flat=True):
        want(pk)


def want(pk: int):
    """Wish for the pages of an issue, unless that wish already waits."""
    _wish, created = PagesWanted.objects.get_or_create(issue_id=pk)
    if created:
        _nudge(pk)


def _nudge(pk: int):
    job = grant
    if grant.get_backend().supports_defer:
        job = grant.using(run_after=timezone.now() + timedelta(seconds=settings.PAGES_AFTER or 0))
    job.enqueue(pk)


@task()
def grant(pk: int):
    """Lay out the issue as it is now, if its pages are still wished for."""
    with transaction.atomic():
        wishes, _rows = PagesWanted.objects.filter(issue=pk).delete()
        if not wishes:
            return
        issue = Issue.objects.assembling().select_related("bulletin").filter(pk=pk).first()
        if issue is None or not has_articles(issue):
            return
        layout = request_pages(issue)
    if layout.state == Layout.State.REQUESTED:
        tasks.make_layout.call(layout.pk)  # here and now, without a second turn in the queue


def request_pages(issue: Issue, user=None) -> Layout:
    """The layout of the issue as it is now, with pictures of its pages asked for as well."""
    layout = tasks.request_layout(issue, user)
    if layout.state == Layout.State.DONE and layout.pictures.count() < layout.pages:
        Layout.objects.filter(pk=layout.pk).update(stage=PICTURING, changed_at=timezone.now())
        transaction.on_commit(lambda: page_making.picture_layout.enqueue(layout.pk))
        layout.refresh_from_db()
    return layout


def take_up(layout: Layout):
    """Ask again for a layout, or for its pictures, whose worker must have died."""
    job = tasks.make_layout if layout.state != Layout.State.DONE else page_making.picture_layout
    job.enqueue(layout.pk)


def has_articles(issue: Issue) -> bool:
    return Placement.objects.filter(section__issue=issue).exists()


def nudge_stalled(wish: PagesWanted | None):
    """Ask again for pages whose worker must have died."""
    if wish and timezone.now() - wish.at > STALLED_AFTER:
        PagesWanted.objects.filter(pk=wish.pk).update(at=timezone.now())
        _nudge(wish.issue_id)


def sweep() -> int:
    """Ask again for every wish and every picture that was forgotten; returns how many."""
    stalled = list(PagesWanted.objects.filter(at__lt=timezone.now() - STALLED_AFTER))
    for wish in stalled:
        nudge_stalled(wish)
    return len(stalled) + page_making.sweep()
