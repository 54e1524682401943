"""The preflight's page, and what it says on the way to a signature."""

import functools
from pathlib import Path

import pikepdf
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bulletins import contents, permissions
from bulletins.models import FileKind, Issue, Layout
from bulletins.models.issue import IssueState
from bulletins.printing import faces, preflight
from bulletins.printing.design import from_data
from bulletins.printing.findings import Check, Finding, Level, Place

from .access import office_only, visible_issue

CHECKS = {
    Check.GLYPHS: gettext_lazy("Missing characters"),
    Check.FALLBACKS: gettext_lazy("Stand-in fonts"),
    Check.PICTURES: gettext_lazy("Pictures"),
    Check.OVERFLOW: gettext_lazy("Too wide or too tall"),
    Check.WIDOWS: gettext_lazy("Lone lines and gaps"),
    Check.SECTIONS: gettext_lazy("Sections"),
    Check.CONTENTS: gettext_lazy("Table of contents"),
    Check.SHEETS: gettext_lazy("Number of pages"),
    Check.FILES: gettext_lazy("Files and fonts"),
    Check.LINKS: gettext_lazy("Links"),
    Check.FIELDS: gettext_lazy("Facts that are missing"),
}
# Word and colour; the colours are those of states.
LEVELS = {
    Level.GREEN: (gettext_lazy("Passed"), "done"),
    Level.AMBER: (gettext_lazy("Attention"), "awaiting_signature"),
    Level.RED: (gettext_lazy("Must be corrected"), "failed"),
}


@require_safe
@office_only
def preflight_page(request, pk):
    issue = visible_issue(request, pk)
    built = contents_of(issue)
    layout = issue.layout_of(built.digest)
    found = preflight.complete(findings(issue, built, layout))
    leads_to = _Places(request.user, issue, layout)
    rows = [
        {
            "level": LEVELS[finding.level],
            "check": CHECKS[finding.check],
            "finding": finding,
            "url": leads_to.url(finding),
        }
        for finding in found
    ]
    context = {"issue": issue, "rows": rows, "counted": counted(found), "layout": layout}
    return render(request, "bulletins/preflight.html", context)


def contents_of(issue: Issue) -> contents.Contents:
    """The signed contents, else those of the issue as it stands."""
    signed = issue.edition
    return contents.from_json(signed.contents) if signed else contents.build(issue)


def findings(issue: Issue, built: contents.Contents, layout: Layout | None) -> list[Finding]:
    """Everything found in the contents, and in the files of their ``layout``."""
    return [*_of_contents(issue, built), *_of_files(layout)]


def _of_contents(issue: Issue, built: contents.Contents) -> tuple[Finding, ...]:
    try:
        prepared = faces.load(Path(settings.FONTS_DIR))
    except faces.FontsNotPrepared:
        sentence = "印刷字库没有准备好，现在不能检查，也不能排版，请告诉管理员"
        return tuple(Finding(Level.RED, check, sentence) for check in Check if check != Check.FILES)
    return preflight.inspect(built, prepared, from_data(issue.design))


def counted(found) -> dict[str, int]:
    """How many findings there are of each level, by its name in lower case."""
    levels = [finding.level for finding in found]
    return {level.name.lower(): levels.count(level) for level in Level}


def obstacle(issue: Issue, built: contents.Contents) -> str:
    """Why the issue cannot be signed as it is: what would make its layout fail; or empty."""
    reason = next((f.sentence for f in _of_contents(issue, built) if f.stops), "")
    return _("The preflight found: %(reason)s") % {"reason": reason} if reason else ""


def _of_files(layout: Layout | None) -> list[Finding]:
    if layout is None:
        return list(preflight.of_files(()))
    article = str(layout.failed_article_id or "")
    made = [preflight.Made(str(FileKind.PDF.label), layout.state, layout.failure, article)]
    for file in layout.files.all():
        made.append(preflight.Made(str(file.get_kind_display()), file.state, file.failure))
    try:
        return list(preflight.of_files(made, _loose_fonts(layout)))
    except (pikepdf.PdfError, OSError):
        sentence = "PDF文件读不出来，请重新生成"
        return [Finding(Level.RED, Check.FILES, sentence, None, Place.FILES)]


def _loose_fonts(layout: Layout) -> tuple[str, ...]:
    if layout.state != Layout.State.DONE:
        return ()
    return _loose_fonts_of(layout.file.path, layout.sha256)


@functools.lru_cache(maxsize=64)
def _loose_fonts_of(path: str, sha256: str) -> tuple[str, ...]:
    """Asked once for each file, which its hash names."""
    return preflight.loose_fonts(Path(path))


class _Places:
    """Where a finding leads: to the form that puts it right, or, for whom that is closed or
    not meant, to the place where it is read."""

    def __init__(self, user, issue: Issue, layout: Layout | None):
        self.issue, self.layout = issue, layout
        self.assembling = issue.state == IssueState.ASSEMBLING and permissions.can_assemble(user)
        self.administers = permissions.can_administer(user)
        self.sections, self.placements = [], {}
        for section in issue.sections.prefetch_related("placements"):
            self.sections.append(section.pk)
            for placement in section.placements.all():
                self.placements[str(placement.article_id)] = placement.pk

    def url(self, finding: Finding) -> str:
        place = finding.place
        if place in (Place.ARTICLE, Place.ENTRY):
            return self._article(finding.article, place)
        if place == Place.BULLETIN and self.administers:
            return self.issue.bulletin.get_absolute_url()
        if place == Place.FILES and self.layout:
            return self.layout.get_absolute_url()
        if place in (Place.FACTS, Place.DISTRIBUTION) and self.assembling:
            return reverse(f"issue-{place}", args=[self.issue.pk])
        if place == Place.DISTRIBUTION:
            return self._reading("distribution")
        anchor = ""
        if place == Place.SECTION and finding.section < len(self.sections):
            anchor = f"#section-{self.sections[finding.section]}"
        return self.issue.get_absolute_url() + anchor if place else ""

    def _article(self, key: str, place: Place) -> str:
        placed = self.placements.get(key)
        if not self.assembling or placed is None:
            return self._reading(f"article-{key}")
        if place == Place.ENTRY:
            return f"{self.issue.get_absolute_url()}#placement-{placed}"
        return reverse("article-edit", args=[key])

    def _reading(self, anchor: str) -> str:
        return f"{reverse('issue-read', args=[self.issue.pk])}#{anchor}"
