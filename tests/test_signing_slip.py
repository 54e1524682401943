"""签发单: what it says, that it is frozen, and that it can be set whatever people wrote."""

import hashlib

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from bulletins import signing_slip, slip_making, workflow
from bulletins.models import EditionFile
from bulletins.printing.readback import read_page
from tests.factories import (
    bring_issue,
    look_at,
    make_comment,
    make_delegation,
    make_issue,
    make_office,
)
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]


@pytest.fixture
def people():
    return {name: make_office(role, name) for name, role in
            {"苏禾": "editor", "秦岚": "reviewer", "陆望川": "signer"}.items()}  # fmt: skip


@pytest.fixture
def issue(people):
    """Sent back once, spoken of, then signed by a deputy."""
    issue = bring_issue(make_issue(people["苏禾"]), "in_review", people["苏禾"])
    make_comment(issue, people["秦岚"], "标题再短些。")
    workflow.perform(issue, "send_back", people["秦岚"], "第二篇数字有误。")
    bring_issue(issue, "awaiting_signature", people["苏禾"], people["秦岚"])
    deputy = make_office("reviewer", "方远")
    make_delegation(people["陆望川"], deputy)
    workflow.perform(issue, "sign", deputy, "同意印发。", **look_at(issue, deputy))
    return issue


def steps(rows):
    return [(step, who, words) for step, who, _time, words in rows]


def test_slip_tells_the_round_its_people_and_what_came_before(issue):
    said = signing_slip.of(issue.edition, timezone.now())
    assert said["title"] == f"《{issue.bulletin}》签发单"
    assert steps(said["steps"]) == [
        ("组稿", "苏禾", ""), ("送审", "苏禾", ""), ("审核", "秦岚", "审核通过"),
        ("签发", "方远 代 陆望川", "同意印发。"),
    ]  # fmt: skip
    assert steps(said["earlier"]) == [("送审", "苏禾", ""), ("退回", "秦岚", "第二篇数字有误。")]
    assert said["comments"] == [("第1页", "秦岚", "标题再短些。", "未标记")]
    hashes = dict(said["hashes"])
    assert hashes["阅读 PDF"] == issue.edition.hashes["pdf"]
    assert hashes["内容摘要"] == issue.edition.digest and len(hashes) == 8


def test_slip_made_twice_says_the_same(issue):
    now = timezone.now()
    assert signing_slip.of(issue.edition, now) == signing_slip.of(issue.edition, now)


def test_slip_of_the_second_signature_tells_of_the_first(issue, people):
    workflow.perform(issue, "call_back", people["苏禾"], "漏了一则。")
    bring_issue(issue, "signed", people["苏禾"], people["秦岚"])
    said = signing_slip.of(issue.edition, timezone.now())
    assert steps(said["earlier"])[-2:] == [
        ("签发", "方远 代 陆望川", "同意印发。"), ("撤回", "苏禾", "漏了一则。"),
    ]  # fmt: skip
    assert [step for step, *_rest in said["steps"]] == ["组稿", "送审", "审核", "签发"]


def text_of(data, tmp_path):
    path = tmp_path / "slip.pdf"
    path.write_bytes(data)
    with pikepdf.open(path) as pdf:
        return "".join(read_page(page)[0] for page in pdf.pages).replace(" ", "")


@override_settings(SITE_URL="https://yinfa.example")
def test_slip_is_set_with_every_word_and_sign_that_people_wrote(people, tmp_path):
    issue = bring_issue(make_issue(people["苏禾"]), "in_review", people["苏禾"])
    workflow.perform(issue, "send_back", people["秦岚"], "<b>&数字</b>😀𠮷" + "很长" * 100)
    bring_issue(issue, "signed", people["苏禾"], people["秦岚"], people["陆望川"])
    data, pages = slip_making.make(issue.edition)
    text = text_of(data, tmp_path)
    assert pages >= 1 and issue.edition.digest in text
    assert "<b>&数字</b>" in text and text.count("很长") == 100
    assert f"https://yinfa.example/verify/{issue.edition.digest}/" in text


def test_published_issue_keeps_its_slip_for_ever(issue, people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        workflow.perform(issue, "publish", people["苏禾"])
    slip = issue.edition.files.get(kind="slip")
    assert slip.sha256 == hashlib.sha256(slip.file.read()).hexdigest()
    assert slip_making.freeze(issue.edition, b"another", 1) == slip
    slip_making.freeze_slip.call(issue.edition.pk)
    assert issue.edition.files.filter(kind="slip").get().sha256 == slip.sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        EditionFile.objects.filter(pk=slip.pk).update(sha256="0" * 64)


def test_slip_that_its_worker_did_not_make_is_asked_for_by_the_sweep(issue, people):
    assert slip_making.sweep() == 0  # a signature that is not printed yet keeps no slip
    workflow.perform(issue, "publish", people["苏禾"])  # and nobody hears of it
    assert not issue.edition.files.filter(kind="slip").exists()
    url = reverse("edition-slip", args=[issue.edition.pk])
    assert sign_in(people["苏禾"]).get(url).content.startswith(b"%PDF-")
    assert not issue.edition.files.filter(kind="slip").exists()  # reading changes nothing
    assert slip_making.sweep() == 1
    assert issue.edition.files.filter(kind="slip").count() == 1
    assert slip_making.sweep() == 0


def test_void_signature_has_no_slip(issue, people):
    edition = issue.edition
    url = reverse("edition-slip", args=[edition.pk])
    office = sign_in(people["苏禾"])
    answer = office.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    workflow.perform(issue, "call_back", people["苏禾"], "再改。")
    assert office.get(url).status_code == 404
