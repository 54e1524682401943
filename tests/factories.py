"""Plain makers of test records; every name is fictional."""

import hashlib
import itertools
import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from bulletins import (
    assembly,
    commenting,
    contents,
    drafting,
    notices,
    sample,
    signing,
    workflow,
)
from bulletins.models import (
    Bulletin,
    Delegation,
    DistributionList,
    Layout,
    LayoutFile,
    Letter,
    Notice,
    NoticeKind,
    PagePicture,
    Specimen,
)
from bulletins.models.bulletin import design_digest
from bulletins.models.file import MADE
from bulletins.models.letter import new_message_id
from bulletins.models.page import PICTURED, SIZES
from units.models import Membership, ReportingUnit, User

_count = itertools.count(1)
OFFICE = {"editor": "编辑", "reviewer": "审核", "signer": "签发", "administrator": "管理",
          "auditor": "审计"}  # fmt: skip


def make_unit(name=None, **fields):
    number = next(_count)
    fields.setdefault("short_name", f"第{number}总")
    return ReportingUnit.objects.create(name=name or f"第{number}县总工会", **fields)


def make_user(name=None, **fields):
    number = next(_count)
    user = User(username=f"person{number}", name=name or f"人员{number}", **fields)
    user.set_password("correct-horse-9A")
    user.save()
    return user


def make_office(role, name=None, **fields):
    """A person with ``role`` (or several, parted by +) in the office."""
    user = make_user(name or f"{OFFICE.get(role, role)}{next(_count)}", **fields)
    for single in role.split("+"):
        Membership.objects.create(user=user, role=single)
    return user


def make_reporter(unit=None, role="reporter", **fields):
    user = make_user(**fields)
    Membership.objects.create(user=user, unit=unit or make_unit(), role=role)
    return user


def make_bulletin(**fields):
    number = next(_count)
    usual = {"title": f"工会信息{number}", "slug": f"xinxi-{number}"}
    fields = {**usual, "publisher": "云溪市总工会办公室", **fields}
    bulletin = Bulletin.objects.create(**fields)
    usual = DistributionList.objects.create(bulletin=bulletin)
    usual.replace_entries(
        [("本期印发", "市四套班子有关领导", 12), ("本期印发", "各县区总工会", 10)]
    )
    return bulletin


def make_text(
    headline="青石县总工会开展夏季慰问",
    body="<p>七月以来，青石县总工会走访一线职工。</p>",
    **fields,
):
    fields.setdefault("sources", ((None, "青石县总工会"),))
    return drafting.Text(headline=headline, body=body, **fields)


def make_article(author=None, bulletin=None, state="draft", editor=None, **text):
    """An article brought to ``state`` (draft, submitted, accepted, returned, declined,
    withdrawn) by the real workflow."""
    author = author or make_reporter()
    unit = ReportingUnit.objects.filter(pk__in=author.unit_ids("reporter")).first()
    article = drafting.start(
        key=uuid.uuid4(), bulletin=bulletin or make_bulletin(), unit=unit, author=author,
        text=make_text(**text),
    )  # fmt: skip
    if state == "draft":
        return article
    workflow.perform(article, "submit", author)
    if state == "withdrawn":
        workflow.perform(article, "withdraw", author)
    elif state != "submitted":
        action = {"accepted": "accept", "returned": "return", "declined": "decline"}[state]
        workflow.perform(article, action, editor or make_office("editor"), "请核实数字。")
    return article


def make_issue(editor=None, bulletin=None, articles=1, **fields):
    """An issue being assembled, with ``articles`` accepted articles in one section."""
    editor = editor or make_office("editor")
    issue = assembly.start_issue(bulletin or make_bulletin(), editor, **fields)
    section = assembly.add_section(issue, editor, "工作动态", "articles")
    for number in range(articles):
        article = make_article(
            bulletin=issue.bulletin,
            state="accepted",
            editor=editor,
            headline=f"第{number + 1}则消息",
        )
        assembly.place(article, section, editor)
    issue.refresh_from_db()
    return issue


def make_layout(issue, data=b"%PDF-1.7 pages of a test", **fields):
    """The finished layout of the issue's contents as they are now, with its files, made
    without the engine; the one there is, when it is already made."""
    built = contents.build(issue)
    there = issue.layout_of(built.digest)
    if there and there.state == Layout.State.DONE and not fields:
        return there
    layout = Layout(
        issue=issue, digest=built.digest, contents=built.to_json(), state=Layout.State.DONE,
        sha256=hashlib.sha256(data).hexdigest(), pages=2,
        design=issue.design, design_digest=design_digest(issue.design), **fields,
    )  # fmt: skip
    layout.file.save(f"{layout.key.hex}.pdf", ContentFile(data), save=False)
    layout.save()
    for kind in MADE if layout.state == Layout.State.DONE else ():
        make_file(layout, kind)
    return layout


def make_file(layout, kind, **fields):
    """A finished file made from a layout, without any maker."""
    data = f"{kind} of a test".encode()
    file = LayoutFile(
        layout=layout, kind=kind, state=Layout.State.DONE,
        sha256=hashlib.sha256(data).hexdigest(), **fields,
    )  # fmt: skip
    file.file.save(f"{layout.key.hex}-{kind}", ContentFile(data), save=False)
    file.save()
    return file


def make_pages(layout, shades=None):
    """Pictures of all pages of a layout, none of which was rendered; pages of the same shade
    look alike."""
    for number in range(1, layout.pages + 1):
        shade = shades[number - 1] if shades else f"{layout.digest}-{number}"
        sha256 = hashlib.sha256(shade.encode()).hexdigest()
        page = PagePicture.objects.create(layout=layout, number=number, sha256=sha256)
        for size in SIZES:
            data = f"\x89PNG {size} {layout.pk} {number}".encode()
            default_storage.save(page.name(size), ContentFile(data))
    Layout.objects.filter(pk=layout.pk).update(stage=PICTURED)
    return layout


def make_comment(issue, reviewer=None, text="数字请再核对。", **place):
    """A comment on the pages of the issue as they are now, which are made for it."""
    layout = issue.layout_of(contents.build(issue).digest) or make_layout(issue)
    if not layout.pictures.exists():
        make_pages(layout)
    where = commenting.Place(layout.digest, **({"page": 1} | place))
    return commenting.comment(issue, reviewer or make_office("reviewer"), text, where)


def make_specimen(bulletin, looks=None):
    """A finished specimen of one page on invented words, made without the engine."""
    built, looks = sample.invented(bulletin), looks or {}
    specimen = Specimen.objects.create(
        bulletin=bulletin, digest=built.digest, contents=built.to_json(), design=looks,
        design_digest=design_digest(looks), state=Layout.State.DONE, pages=1, pictured=[1],
    )  # fmt: skip
    default_storage.save(specimen.picture_name(1), ContentFile(b"\x89PNG of a test"))
    return specimen


def bring_issue(issue, state, editor=None, reviewer=None, signer=None):
    """Bring an issue being assembled to ``state`` by the real workflow."""
    if state == "assembling":
        return issue
    editor = editor or make_office("editor")
    workflow.perform(issue, "submit_for_review", editor)
    make_layout(issue)
    if state == "in_review":
        return issue
    workflow.perform(issue, "pass_review", reviewer or make_office("reviewer"))
    if state == "awaiting_signature":
        return issue
    signer = signer or make_office("signer")
    workflow.perform(issue, "sign", signer, **look_at(issue, signer))
    if state == "published":
        workflow.perform(issue, "publish", editor)
    return issue


def look_at(issue, person) -> dict:
    """``person`` has the finished pages before them; what the form beneath them then names."""
    layout = make_layout(issue)
    signing.note_look(issue, layout, person)
    return {"digest": layout.digest, "layout": str(layout.key)}


def make_delegation(signer, deputy=None, days=(0, 5), **fields):
    """``deputy`` may sign for ``signer``; ``days`` from today, both included."""
    first, last = (timezone.localdate() + timedelta(days=number) for number in days)
    return Delegation.objects.create(
        signer=signer, deputy=deputy or make_office("reviewer"), starts=first, ends=last,
        reason="出差", made_by=signer, **fields,
    )  # fmt: skip


def make_letter(person, error="550 no such user", **fields):
    """A letter to ``person`` of a reminder; without fields one that was given up."""
    fields = {"state": "failed", "attempts": 6, "error": error} | fields
    occasion = f"letter {next(_count)}"
    said = {"title": "今天该印发了", "url": "/issues/"}
    notices.give([person], NoticeKind.REMINDER, occasion, **said)
    return Letter.objects.create(
        user=person, notice=Notice.objects.get(user=person, occasion=occasion), topic="reminder",
        address=person.email, subject="请留意日期", text="今天该印发了",
        message_id=new_message_id(), **fields,
    )  # fmt: skip
