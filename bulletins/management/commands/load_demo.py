"""Demo data, once: a desk at work, and one issue taken through the real workflow to its PDF."""

import uuid
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from bulletins import assembly, demo, drafting, making, richtext, signing, workflow
from bulletins.importing import import_parsed
from bulletins.models import Bulletin, DistributionList
from bulletins.text_import import parse
from units.models import Membership, ReportingUnit, UnitAlias, User

from .export_issue import finished_file, finished_layout

PRINTED = Path(settings.BASE_DIR) / "tests" / "bulletins" / "yunxi.txt"
PDF = Path(settings.BASE_DIR) / "var" / "demo.pdf"


class Command(BaseCommand):
    help = "Fill an empty database with demo data; does nothing to one that has people in it."

    def handle(self, **options):
        if not User.objects.exists():
            self._load()
        if not User.objects.filter(username=demo.PEOPLE[0][0]).exists():
            return
        if PDF.exists():
            self.stdout.write(f"演示期的 PDF / the demo issue's PDF: {PDF}")
        self.stdout.write(f"演示账号 / demo sign-ins（密码 / password: {demo.PASSWORD}）")
        for username, name, roles, place in demo.PEOPLE:
            role = f"{place[0]} {place[1]}" if place else "、".join(roles)
            self.stdout.write(f"  {username:<16} {name}  {role}")

    def _load(self):
        with transaction.atomic():
            people = load_people()
            bulletin = load_bulletin()
            issue = load_printed_issue(bulletin, people)
        publish(issue, people)
        with transaction.atomic():
            load_articles(bulletin, people)


def load_people() -> dict[str, User]:
    """The demo's units and people, by sign-in name."""
    for position, (name, short, kind, aliases, head) in enumerate(demo.UNITS):
        unit = ReportingUnit.objects.create(
            name=name, short_name=short, kind=kind, head_approves=head, position=position
        )
        UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=alias) for alias in aliases)
    people = {}
    for username, name, roles, place in demo.PEOPLE:
        user = User(username=username, name=name)
        user.set_password(demo.PASSWORD)
        user.save()
        for role in roles:
            Membership.objects.create(user=user, role=role)
        if place:
            unit = ReportingUnit.objects.get(name=place[0])
            Membership.objects.create(user=user, unit=unit, role=place[1])
        people[username] = user
    return people


def load_bulletin() -> Bulletin:
    bulletin = Bulletin.objects.create(**demo.BULLETIN)
    for position, (title, style) in enumerate(demo.SECTIONS):
        bulletin.default_sections.create(title=title, style=style, position=position)
    DistributionList.objects.create(bulletin=bulletin).replace_entries(demo.DISTRIBUTION)
    return bulletin


def load_printed_issue(bulletin, people):
    """The bulletin's text brought in, reviewed and signed by three people."""
    parsed = parse(PRINTED.read_text(encoding="utf-8")).as_json()
    issue = import_parsed(parsed, bulletin, people["bianji"], date=timezone.localdate()).issue
    assembly.change_distribution(
        issue, people["bianji"], version=issue.version, entries=demo.DISTRIBUTION
    )
    workflow.perform(issue, "submit_for_review", people["bianji"])
    layout = finished_layout(issue)  # here and now: no worker runs yet
    for kind in making.KINDS:
        finished_file(layout, kind)
    workflow.perform(issue, "pass_review", people["shenhe"], "已逐篇核对。")
    signing.note_look(issue, layout, people["qianfa"])
    seen = {"digest": layout.digest, "layout": str(layout.key)}
    workflow.perform(issue, "sign", people["qianfa"], "同意印发。", **seen)
    return issue


def publish(issue, people):
    """Publish the signed issue and copy its PDF."""
    workflow.perform(issue, "publish", people["bianji"])
    PDF.parent.mkdir(parents=True, exist_ok=True)
    with issue.edition.files.get(kind="pdf").file.open("rb") as frozen:
        PDF.write_bytes(frozen.read())


def load_articles(bulletin, people):
    """Articles at every step of their way, and a new issue that has begun to fill."""
    issue = assembly.start_issue(bulletin, people["bianji"])
    sections = {section.title: section for section in issue.sections.all()}
    for username, outcome, section, headline, paragraphs in demo.ARTICLES:
        reporter = people[username]
        unit = ReportingUnit.objects.get(memberships__user=reporter)
        article = drafting.start(
            key=uuid.uuid4(),
            bulletin=bulletin,
            unit=unit,
            author=reporter,
            text=drafting.Text(
                headline=headline,
                body=richtext.from_paragraphs(paragraphs),
                suggested_section=section,
                sources=((unit.pk, unit.name),),
            ),
        )
        bring_to(article, outcome, people, reporter)
        if outcome == "placed":
            assembly.place(article, sections[section], people["bianji"])


def bring_to(article, outcome, people, reporter):
    if outcome == "draft":
        return
    workflow.perform(article, "submit", reporter)
    if article.state == "awaiting_unit":
        workflow.perform(article, "approve", people[f"{reporter.username}-shenqian"])
    if outcome in ("accepted", "placed"):
        workflow.perform(article, "accept", people["bianji2"])
    elif outcome == "returned":
        workflow.perform(article, "return", people["bianji2"], demo.RETURN_NOTE)
