"""What a signature binds, what it needs, and whether it still holds.

A signature binds the digest of the contents, that of the design, the number of pages and
the SHA-256 of every file that will be printed and kept.  It can only be given to pages
that the signatory has opened since the review, and holds as long as nothing of that
changes: ``broken`` says what did.
"""

from django.utils.translation import gettext as _

from . import changes, contents, correcting, freezing, permissions
from .models import Assembler, Delegation, Edition, FileKind, Layout, Seen
from .models.article import ArticleState
from .models.bulletin import design_digest
from .models.file import MADE, SIGNED
from .refusals import NotNow, NotYou


def hashes_of(layout: Layout) -> dict[str, str]:
    """The SHA-256 of each file that a finished layout has, by kind."""
    made = layout.files.filter(state=Layout.State.DONE).values_list("kind", "sha256")
    return {FileKind.PDF.value: layout.sha256, **dict(made)}


def laid_out(issue, digest: str) -> tuple[Layout | None, str]:
    """The finished pages of ``digest`` in the present design, or why there are none yet."""
    layout = issue.layout_of(digest)
    if layout is None:
        return None, _("The pages are not laid out yet. Make the files first.")
    if layout.state == Layout.State.FAILED:
        return None, _("The pages could not be laid out: %(why)s") % {"why": layout.failure}
    if layout.state != Layout.State.DONE:
        return None, _("The pages are still being laid out. Wait a moment.")
    return layout, ""


def ready(issue, digest: str) -> tuple[Layout | None, str]:
    """The finished pages with every file made from them, or what is still missing."""
    layout, sentence = laid_out(issue, digest)
    if layout is None:
        return None, sentence
    files = dict(layout.files.values_list("kind", "state"))
    failed = [kind for kind in MADE if files.get(kind) == Layout.State.FAILED]
    missing = [kind for kind in MADE if files.get(kind) != Layout.State.DONE]
    if failed:
        return None, _("These files could not be made: %(files)s") % {"files": _named(failed)}
    if missing:
        return None, _("These files are still being made: %(files)s") % {"files": _named(missing)}
    return layout, ""


def _named(kinds) -> str:
    return "、".join(str(FileKind(kind).label) for kind in kinds)


def unprintable(issue, inputs) -> str:
    """What keeps an issue from going to print at all; empty when nothing does."""
    sections = list(issue.sections.prefetch_related("placements__article"))
    placed = [p for section in sections for p in section.placements.all()]
    if not placed:
        return _("Place at least one article first.")
    empty = [str(section) for section in sections if not section.placements.all()]
    if empty:
        return _("These sections are empty; fill or remove them: %(sections)s") % {
            "sections": "、".join(empty)
        }
    loose = [str(p.article) for p in placed if p.article.state != ArticleState.ACCEPTED]
    if loose:
        return _("These articles are not accepted: %(articles)s") % {"articles": "、".join(loose)}
    return correcting.missing_for(issue)


def hand_over(issue, actor, inputs) -> dict:
    """Who sends an issue to its review, or has it corrected, put it together with the others and
    neither reviews nor signs it."""
    Assembler.objects.get_or_create(issue=issue, user=actor)
    return pass_on(issue, actor, inputs)


def pass_on(issue, actor, inputs) -> dict:
    """The fields of the Decision: of what it was made."""
    return {"digest": contents.build(issue).digest}


# --- before the signature -----------------------------------------------------------------


def last_passed(issue):
    """The decision by which the issue passed its last review, or None."""
    return issue.decisions.filter(action="pass_review").order_by("at", "pk").last()


def missing_for(issue, inputs) -> str:
    """What still keeps a printable issue from being signed; ``inputs`` as the form sent them."""
    current = contents.build(issue).digest
    if "digest" in inputs and inputs["digest"] != current:
        return _("The contents changed while you were looking. Look at them again, then sign.")
    passed = last_passed(issue)
    if passed is None or passed.digest != current:
        return _("The contents changed after the review. They must be reviewed again.")
    layout, sentence = ready(issue, current)
    if sentence:
        return sentence
    if "layout" in inputs and inputs["layout"] != str(layout.key):
        return _("The pages changed while you were looking. Look at them again, then sign.")
    return ""


def note_look(issue, layout: Layout, user):
    """Record that ``user`` has these pages before them; once for each review."""
    look = {"user": user, "issue": issue, "digest": layout.digest, "layout_sha256": layout.sha256}
    if not _looks_since_review(issue).filter(**look).exists():
        Seen.objects.create(**look)


def _looks_since_review(issue):
    passed = last_passed(issue)
    return Seen.objects.filter(issue=issue, at__gte=passed.at) if passed else Seen.objects.none()


def seal(issue, actor, inputs) -> dict:
    """The edition of what ``actor`` has seen; the fields of the Decision."""
    built = contents.build(issue)
    layout, _sentence = ready(issue, built.digest)
    named = inputs.get("digest") == built.digest and inputs.get("layout") == str(layout.key)
    looked = _looks_since_review(issue).filter(
        user=actor, digest=built.digest, layout_sha256=layout.sha256
    )
    if not named or not looked.exists():
        raise NotNow(_("Look at the pages before you sign them."))
    delegation = _delegation_of(issue, actor, inputs.get("delegation", ""))
    principal = delegation and delegation.signer
    issue.edition = Edition.objects.create(
        issue=issue,
        number=issue.editions.count() + 1,
        contents=built.to_json(),
        digest=built.digest,
        design=issue.design,
        design_digest=design_digest(issue.design),
        pages=layout.pages,
        hashes=hashes_of(layout),
        signed_by=actor,
        delegation=delegation,
        principal=principal,
        **correcting.facts(issue, built, layout),
    )
    return {
        "digest": built.digest,
        "principal": principal,
        "principal_name": str(principal or "")[:50],
    }


def _delegation_of(issue, actor, named: str) -> Delegation | None:
    """By which delegation, locked, ``actor`` signs; None when they sign in their own right."""
    if not named and permissions.signs_in_own_right(actor, issue):
        return None
    possible = permissions.delegations_to(actor, issue)
    wanted = [d for d in possible if named in ("", str(d.pk))]
    locked = Delegation.objects.select_for_update(of=("self",)).in_force()
    found = wanted and locked.filter(pk=wanted[0].pk).select_related("signer").first()
    if not found:
        raise NotYou(refusal(actor, issue, named))
    return found


def refusal(actor, issue, named: str = "") -> str:
    """Why ``actor`` may not sign: the delegation that ended, if there was one."""
    given = Delegation.objects.filter(deputy=actor).select_related("signer")
    found = (given.filter(pk=named) if named.isdecimal() else given).first()
    if found is None:
        return _("You may not do this: “%(action)s”.") % {"action": _("Sign")}
    words = {"signer": found.signer, "until": f"{found.ends:%Y-%m-%d}"}
    words["from"] = f"{found.starts:%Y-%m-%d}"
    return {
        "revoked": _("You may no longer sign for %(signer)s: the delegation was revoked."),
        "expired": _("You may no longer sign for %(signer)s: the delegation ended on %(until)s."),
        "coming": _("You may not sign for %(signer)s yet: the delegation begins on %(from)s."),
        "in_force": _(
            "You may not sign this issue for %(signer)s: one of you two put it together or "
            "reviewed it, or no longer has the role for it."
        ),
    }[found.standing] % words


# --- after the signature ------------------------------------------------------------------


def broken(issue, *, thoroughly=False) -> str:
    """What changed of all that the signature binds, as a sentence; empty while it holds.

    Compares contents, design and recorded hashes in a dozen queries; ``thoroughly`` also
    reads every byte of every file.
    """
    edition, now = issue.edition, contents.build(issue)
    if now.digest != edition.digest:
        found = changes.between(contents.from_json(edition.contents), now)
        return _("Changed after the signature: %(what)s") % {"what": changes.summary(found)}
    if design_digest((issue.in_force or issue.bulletin).design) != edition.design_digest:
        return _("The design of the bulletin was changed after the signature.")
    layout, _sentence = ready(issue, edition.digest)
    if layout is None or layout.pages != edition.pages:
        return _("The signed files are no longer all there.")
    recorded = hashes_of(layout)
    wrong = {kind for kind in SIGNED if recorded.get(kind) != edition.hashes.get(kind)}
    if thoroughly:
        wrong |= freezing.differing(layout, edition.hashes)
    if wrong:
        named = _named(kind for kind in SIGNED if kind in wrong)
        return _("These files are not those that were signed: %(files)s") % {"files": named}
    return ""
