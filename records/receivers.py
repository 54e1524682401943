"""What is recorded in the very transaction that does it, by Django's and axes' signals.

Decisions first of all; then whatever changes who people are and what they may do, and the
mastheads.  A record that cannot be written stops the act.
"""

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save, pre_save

from bulletins.models import Article, Bulletin, Decision, Edition, EditionFile, FileKind
from bulletins.models.issue import IssueState
from distribution.models import Recipient
from units.models import Membership, ReportingUnit, User

from . import scene
from .fingerprint import fingerprint
from .models import Outcome
from .objects import WITH_UNIT, Thing, thing_of
from .recording import record

# The columns whose changes are recorded, with their old and new values.
WATCHED = {
    User: ("username", "name", "is_active", "is_superuser", "is_staff", "must_change_password",
           "password", "phone", "email"),
    ReportingUnit: ("name", "short_name", "kind", "parent_id", "head_approves", "active",
                    "position"),
    Bulletin: ("title", "slug", "publisher", "marking", "contents_heading", "number_style",
               "design", "active"),
    Recipient: ("bulletin_id", "label", "name", "unit_id", "copies"),
    Membership: ("user_id", "unit_id", "role"),
}  # fmt: skip
# Of these only that they changed.
UNTOLD = {"password", "phone", "email"}


def connect():
    def on(signal, receiver, **options):
        signal.connect(receiver, dispatch_uid=f"records.{receiver.__name__}.{options}", **options)

    on(post_save, decided, sender=Decision)
    on(post_save, slip_frozen, sender=EditionFile)
    for model in WATCHED:
        on(pre_save, remember, sender=model)
        on(post_save, changed, sender=model)
        on(post_delete, removed, sender=model)
    on(user_logged_in, signed_in)
    on(user_logged_out, signed_out)
    on(user_login_failed, sign_in_failed)
    on(user_locked_out, locked_out)


# --- decisions ---


def decided(sender, instance, created, raw=False, **kwargs):
    if raw or not created:
        return
    subject = instance.subject
    kind = "article" if isinstance(subject, Article) else "issue"
    unseen = (
        kind == "article"
        and subject.unit_id
        and {instance.from_state, instance.to_state} <= {str(state.value) for state in WITH_UNIT}
    )
    detail = {
        "decision": instance.pk,
        "from": instance.from_state,
        "to": instance.to_state,
        "sha256": fingerprint(instance),
    }
    if kind == "issue" and instance.digest:
        detail["digest"] = instance.digest
    if kind == "issue" and instance.action == "sign":
        # As the database has it, which is what will be compared.
        edition = Edition.objects.get(pk=subject.edition_id)
        detail["edition"] = {str(edition.pk): fingerprint(edition)}
    if kind == "issue" and subject.state == IssueState.PUBLISHED and subject.edition:
        detail["files"] = dict(subject.edition.files.values_list("kind", "sha256"))
    record(
        f"{kind}.{instance.action}",
        Thing(kind, str(subject.pk), "" if unseen else instance.subject_title),
        user=instance.actor,
        detail=detail,
    )


def slip_frozen(sender, instance, created, raw=False, **kwargs):
    """The other files are told with the decision to publish; the slip is made after it."""
    if raw or not created or instance.kind != FileKind.SLIP:
        return
    issue = instance.edition.issue
    record(
        "issue.slip",
        Thing("issue", str(issue.pk), str(issue)),
        user=None,
        detail={"files": {instance.kind: instance.sha256}},
    )


# --- people, roles, units, bulletins ---


def remember(sender, instance, raw=False, update_fields=None, **kwargs):
    """What the database says before the save, for ``changed``; None when nothing is to be told."""
    instance._recorded_before = None
    if raw or (update_fields is not None and not set(update_fields) & set(WATCHED[sender])):
        return
    before = {}
    if not instance._state.adding:
        columns = sender.objects.filter(pk=instance.pk).values(*WATCHED[sender])
        before = columns.first() or {}
    instance._recorded_before = before


def changed(sender, instance, created, raw=False, **kwargs):
    before = instance.__dict__.pop("_recorded_before", None)
    if raw or before is None:
        return
    now = {name: getattr(instance, name) for name in WATCHED[sender]}
    news = {name: value for name, value in now.items() if before.get(name, "") != value}
    if _is_rehash(news):
        return
    if created:
        told = {name: value for name, value in now.items()
                if name not in UNTOLD and value not in (None, "", {})}  # fmt: skip
        _tell(instance, "add", {"values": told})
    elif news:
        verb = "password" if "password" in news and set(news) <= {
            "password", "must_change_password"} else "change"  # fmt: skip
        _tell(instance, verb, {"changed": {name: _step(name, before, now) for name in news}})


def _step(name, before, now):
    return [] if name in UNTOLD else [before[name], now[name]]


def _is_rehash(news) -> bool:
    """A sign-in stores the same password anew when the way of hashing has become stronger."""
    here = scene.current()
    match = getattr(here.request, "resolver_match", None) if here else None
    return set(news) == {"password"} and match is not None and match.url_name == "sign-in"


def removed(sender, instance, **kwargs):
    _tell(instance, "remove", {})


def _tell(instance, verb, detail):
    if isinstance(instance, Membership):
        detail |= {"role": instance.role, "unit": str(instance.unit or "")}
        person = instance.user
        record(f"role.{verb}", Thing("person", str(person.pk), str(person)), detail=detail)
        return
    thing = thing_of(instance)
    record(f"{thing.kind}.{verb}", thing, detail=detail)


# --- at the door ---


def signed_in(sender, request, user, **kwargs):
    record("sign-in", user=user, request=request)


def signed_out(sender, request, user, **kwargs):
    """``request.session_ended`` says why, when it was not the person who ended the session."""
    if user is not None:
        why = getattr(request, "session_ended", "")
        record("session-end" if why else "sign-out", user=user, request=request,
               detail={"limit": why} if why else {})  # fmt: skip


def sign_in_failed(sender, credentials, request=None, **kwargs):
    """A name nobody has is not kept: people type their password in its place."""
    record("sign-in", _tried(credentials.get("username")), user=None, request=request,
           outcome=Outcome.REFUSED)  # fmt: skip


def locked_out(sender, request, username, **kwargs):
    record("lock", _tried(username), user=None, request=request)


def _tried(username) -> Thing:
    person = User.objects.filter(username=str(username or "").replace("\0", "")).first()
    return thing_of(person) if person else Thing("person")
