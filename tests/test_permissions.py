"""Who may open what: every address, every kind of person, every method, in one table.

An address that the table does not name fails.  What is not said below follows from the rules:
strangers are led to the sign-in page, whoever is not named gets a 404, HEAD is answered like
GET, and a method for which a row has no column is a 405.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bulletins.printing.design import MUNICIPAL
from tests.addresses import names
from tests.test_headers import header_faults
from tests.world import (
    one_world,  # noqa: F401 (a fixture)
    png,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]

UNIT_A = {"reporter_a", "head_a"}
UNITS = UNIT_A | {"reporter_b"}
EDITORS = {"editor", "assembler"}
ADMINS = {"administrator", "superuser"}
OFFICE = EDITORS | ADMINS | {"reviewer", "signer", "auditor"}
SIGNED_IN = UNITS | OFFICE | {"roleless"}
WITH_CODE = ADMINS | {"signer", "auditor"}
STRANGERS = {"anonymous", "deactivated"}
EVERYONE = SIGNED_IN | STRANGERS


@dataclass(frozen=True)
class Row:
    """Which status for whom by GET (and HEAD), by POST and by any ``other`` method;
    ``args`` and ``data`` are made of the world."""

    name: str
    args: object = lambda w: ()
    get: dict | None = None
    post: dict | None = None
    data: object = field(default=lambda w: {})
    other: dict | None = None

    def expected(self, method, actor) -> int:
        columns = {"GET": self.get, "HEAD": self.get, "POST": self.post}
        answers = columns.get(method, self.other)
        if answers is not None:
            for status, actors in answers.items():
                if actor in actors:
                    return status
        if actor in STRANGERS and self.name not in OPEN:
            return 302
        return 405 if answers is None else 404


OPEN = {"sign-in", "sign-out", "verify", "verify-digest"}  # also for strangers
EDITORS_ONLY = {200: EDITORS, 403: OFFICE - EDITORS}
ADMINS_ONLY = {200: ADMINS, 403: OFFICE - ADMINS}
RECORDS_READERS = {200: ADMINS | {"auditor"}, 403: OFFICE - ADMINS - {"auditor"}}


def done(allowed, known=OFFICE, by=302) -> dict:
    """Done and led on, for ``allowed``; others for whom it is no secret are refused."""
    return {by: allowed, 403: known - allowed}


def new_article(w):
    return {"bulletin": w.bulletin.pk, "unit": w.unit.pk, "headline": "新闻", "body": "<p>甲</p>"}


def word_file():
    written = Path(__file__).parent / "word" / "libreoffice-plain.docx"
    return SimpleUploadedFile("稿件.docx", written.read_bytes())


def typed_by(w, actor, article):
    return {"writer": w.people[actor].pk, "version": article.version, "headline": "自动保存"}


def distribution(w):
    return {"version": w.assembling.version, "group0": "各县区总工会 3"}


def facts(w):
    return {
        "version": w.assembling.version,
        "date": "2026-05-01",
        "number": 77,
        "serial": 770,
        "confirmed": "number=77 serial=770 date=2026-05-01",
    }


def masthead(w):
    return {
        "title": "简讯",
        "slug": "jianxun",
        "contents_heading": "要目",
        "active": "on",
        "number_style": "both",
    }


def person(w):
    return {"username": "xin", "name": "新人", "is_active": "on", "roles-TOTAL_FORMS": 0,
            "roles-INITIAL_FORMS": 0}  # fmt: skip


def delegation(w):
    return {"signer": w.people["signer"].pk, "deputy": w.people["reviewer"].pk,
            "starts": "2099-05-01", "ends": "2099-05-07", "reason": "出差"}  # fmt: skip


def mail_choice(w):
    return {"act": "daily", "outcome": "never", "talk": "at_once", "reminder": "daily", "hour": 9,
            "email": "xin@yunxi.example", "phone": "12345"}  # fmt: skip


SEEN_BY_A = {200: UNIT_A}
SEEN = {200: UNIT_A | OFFICE}
REPORTER = {"reporter_a"}

TABLE = [
    # signing in
    Row("sign-in", get={200: STRANGERS, 302: SIGNED_IN}, post={200: STRANGERS, 302: SIGNED_IN},
        other={302: SIGNED_IN, 405: STRANGERS}),
    Row("sign-out", post={302: EVERYONE}),
    Row("session", get={200: SIGNED_IN}),
    Row("password", get={200: SIGNED_IN}, post={200: SIGNED_IN}),
    Row("code", get={302: SIGNED_IN}, post={302: SIGNED_IN}),
    Row("second-factor", get={200: SIGNED_IN}, post={302: SIGNED_IN}),
    Row("spare-codes", post={200: WITH_CODE, 302: SIGNED_IN - WITH_CODE}),
    Row("second-factor-give-up", post={302: SIGNED_IN}),
    # units and people
    Row("units", get={200: OFFICE}),
    Row("unit-new", get=ADMINS_ONLY, post=done(ADMINS),
        data=lambda w: {"name": "新县总工会", "kind": "region", "position": 0}),
    Row("unit", lambda w: [w.unit.pk], get=ADMINS_ONLY, post=done(ADMINS),
        data=lambda w: {"name": "改名县总工会", "kind": "region", "position": 0}),
    Row("unit-import", get=ADMINS_ONLY, post=ADMINS_ONLY),
    Row("unit-template", get=ADMINS_ONLY),
    Row("people", get={200: OFFICE}),
    Row("person-new", get=ADMINS_ONLY, post=ADMINS_ONLY, data=person),
    Row("person", lambda w: [w.person.pk], get=ADMINS_ONLY, post=done(ADMINS), data=person),
    Row("person-password", lambda w: [w.person.pk], post=ADMINS_ONLY),
    Row("person-second-factor", lambda w: [w.person.pk], post=done(ADMINS)),
    Row("people-import", get=ADMINS_ONLY, post=ADMINS_ONLY),
    Row("people-template", get=ADMINS_ONLY),
    # articles
    Row("home", get={302: SIGNED_IN}),
    Row("articles", get={200: UNITS | EDITORS}),
    Row("article-new", get={200: REPORTER | {"reporter_b"} | EDITORS, 403: OFFICE - EDITORS},
        post={302: REPORTER | EDITORS, 403: OFFICE - EDITORS, 422: {"reporter_b"}},
        data=new_article),
    Row("article-new-word", post={302: REPORTER | EDITORS, 403: OFFICE - EDITORS,
                                  422: {"reporter_b"}},
        data=lambda w: new_article(w) | {"word": word_file()}),
    Row("article-word", lambda w: [w.draft.pk], post={302: REPORTER, 403: {"head_a"}},
        data=lambda w: {"version": 1, "word": word_file()}),
    Row("article", lambda w: [w.draft.pk], get=SEEN_BY_A),
    Row("article", lambda w: [w.submitted.pk], get=SEEN),
    Row("article", lambda w: [w.returned.pk], get=SEEN),
    Row("article", lambda w: [w.placed.pk], get=SEEN),
    Row("article", lambda w: [999_999], get={}),
    Row("article-edit", lambda w: [w.draft.pk], get={200: REPORTER, 403: {"head_a"}},
        post={302: REPORTER, 403: {"head_a"}}, data=lambda w: {"version": 1, "headline": "改"}),
    Row("article-edit", lambda w: [w.submitted.pk],
        get={200: EDITORS, 403: OFFICE - EDITORS | {"head_a"}, 409: REPORTER},
        post={302: EDITORS, 403: OFFICE - EDITORS | {"head_a"}, 409: REPORTER},
        data=lambda w: {"version": w.submitted.version, "headline": "改"}),
    Row("article-edit", lambda w: [w.returned.pk],
        get={200: REPORTER, 403: OFFICE - EDITORS | {"head_a"}, 409: EDITORS},
        post={302: REPORTER, 403: OFFICE - EDITORS | {"head_a"}, 409: EDITORS},
        data=lambda w: {"version": w.returned.version, "headline": "改"}),
    # What is saved by itself names who writes; the others' answers are in test_autosave.py.
    Row("article-autosave-new", post={200: REPORTER, 403: OFFICE | {"reporter_b"}},
        data=lambda w: new_article(w) | {"writer": w.people["reporter_a"].pk}),
    Row("article-autosave", lambda w: [w.draft.pk], post={200: REPORTER, 403: UNIT_A},
        data=lambda w: typed_by(w, "reporter_a", w.draft)),
    Row("article-autosave", lambda w: [w.submitted.pk],
        post={200: {"editor"}, 403: OFFICE | UNIT_A},
        data=lambda w: typed_by(w, "editor", w.submitted)),
    Row("article-autosave", lambda w: [w.returned.pk], post={200: REPORTER, 403: OFFICE | UNIT_A},
        data=lambda w: typed_by(w, "reporter_a", w.returned)),
    Row("article-comparison", lambda w: [w.draft.pk], post=SEEN_BY_A),
    Row("article-comparison", lambda w: [w.returned.pk], post=SEEN),
    Row("article-preview", lambda w: [w.draft.pk], get=SEEN_BY_A),
    Row("article-preview", lambda w: [w.submitted.pk], get=SEEN),
    Row("article-history", lambda w: [w.draft.pk], get=SEEN_BY_A),
    Row("article-history", lambda w: [w.submitted.pk], get=SEEN),
    Row("article-revision", lambda w: [w.draft.pk, 1], get=SEEN_BY_A),
    Row("article-revision", lambda w: [w.submitted.pk, 1], get=SEEN),
    Row("article-revision", lambda w: [w.submitted.pk, 99], get={}),
    Row("picture-upload", lambda w: [w.draft.pk], post={200: REPORTER, 403: {"head_a"}},
        data=lambda w: {"upload": png()}),
    Row("picture-upload", lambda w: [w.submitted.pk], post=done(EDITORS, OFFICE | UNIT_A, by=200),
        data=lambda w: {"upload": png()}),
    Row("article-action", lambda w: [w.draft.pk, "submit"], post=done(REPORTER, UNIT_A)),
    Row("article-action", lambda w: [w.submitted.pk, "accept"],
        post=done(EDITORS, OFFICE | UNIT_A)),
    Row("article-action", lambda w: [w.draft.pk, "accept"], post={409: UNIT_A}),
    Row("article-action", lambda w: [w.draft.pk, "import"], post={}),
    Row("article-action", lambda w: [w.draft.pk, "unheard-of"], post={}),
    Row("article-messages", lambda w: [w.submitted.pk], get=SEEN,
        post=done(EDITORS | UNIT_A, OFFICE | UNIT_A), data=lambda w: {"text": "请补充人数。"}),
    Row("article-messages", lambda w: [w.draft.pk], get={}, post={409: UNIT_A},
        data=lambda w: {"text": "请补充人数。"}),
    Row("article-printed", lambda w: [w.printed.pk], get=SEEN),
    Row("article-printed", lambda w: [w.submitted.pk], get={}),
    Row("article-corrects", lambda w: [w.submitted.pk], get=EDITORS_ONLY, post=done(EDITORS),
        data=lambda w: {"corrects": w.printed.pk, "was": ""}),
    Row("article-corrects", lambda w: [w.printed.pk],
        get={409: EDITORS, 403: OFFICE - EDITORS}, post={409: EDITORS, 403: OFFICE - EDITORS},
        data=lambda w: {"corrects": "", "was": ""}),
    Row("article-corrects", lambda w: [w.draft.pk], get={403: OFFICE - EDITORS},
        post={403: OFFICE - EDITORS}),
    Row("article-copy", lambda w: [w.submitted.pk], post=done(REPORTER, OFFICE | UNIT_A)),
    Row("article-copy", lambda w: [w.draft.pk], post=done(REPORTER, UNIT_A)),
    Row("picture", lambda w: [w.picture.pk], get=SEEN_BY_A),
    Row("picture", lambda w: [w.submitted_picture.pk], get=SEEN),
    Row("article-proofreading", lambda w: [w.draft.pk], get={200: REPORTER, 403: {"head_a"}},
        post={302: REPORTER, 403: {"head_a"}}, data=lambda w: {"version": 1, "place": "body-0-11"}),
    Row("article-proofreading", lambda w: [w.submitted.pk],
        get={200: EDITORS, 403: OFFICE - EDITORS | {"head_a"}, 409: REPORTER},
        post={409: EDITORS | REPORTER, 403: OFFICE - EDITORS | {"head_a"}},
        data=lambda w: {"version": 0, "place": "body-0-11"}),
    Row("proofread", post={200: REPORTER | {"reporter_b"} | EDITORS, 403: OFFICE - EDITORS},
        data=lambda w: {"headline": "甲", "text": "乙", "credit": w.unit.name}),
    Row("wordings", get={200: OFFICE}, post=done(ADMINS),
        data=lambda w: {"lines": "老说法\t新说法\t约定。"}),
    Row("wordings-text", get={200: OFFICE}),
    Row("wording-new", get=ADMINS_ONLY, post=done(ADMINS),
        data=lambda w: {"wrong": "旧说法", "right": "新说法"}),
    Row("wording", lambda w: [w.wording.pk], get=ADMINS_ONLY, post=done(ADMINS),
        data=lambda w: {"wrong": "旧写法", "right": "新写法"}),
    Row("desk", get={200: EDITORS | ADMINS | {"auditor"}}),
    # issues
    Row("issues", get={200: SIGNED_IN}),
    Row("issue-new", get=EDITORS_ONLY, post=done(EDITORS),
        data=lambda w: {"bulletin": w.bulletin.pk, "date": "2026-05-01",
                        "confirmed": "date=2026-05-01"}),
    Row("import-bulletin", get=EDITORS_ONLY, post=EDITORS_ONLY,
        data=lambda w: {"bulletin": w.bulletin.pk, "date": "2026-05-01", "text": "某某\n\n某某。"}),
    *[Row("issue", lambda w, state=state: [getattr(w, state).pk], get={200: OFFICE})
      for state in ("assembling", "in_review", "awaiting_signature", "signed")],
    Row("issue", lambda w: [w.published.pk], get={200: OFFICE | UNITS}),
    Row("issue-read", lambda w: [w.in_review.pk], get={200: OFFICE}),
    Row("issue-read", lambda w: [w.published.pk], get={200: OFFICE}),
    Row("preflight", lambda w: [w.assembling.pk], get={200: OFFICE}),
    Row("preflight", lambda w: [w.published.pk], get={200: OFFICE}),
    Row("issue-action", lambda w: [w.assembling.pk, "submit_for_review"], post=done(EDITORS)),
    Row("issue-action", lambda w: [w.in_review.pk, "pass_review"], post=done({"reviewer"})),
    Row("issue-action", lambda w: [w.awaiting_signature.pk, "sign"], post=done({"signer"}),
        data=lambda w: w.seen),
    Row("issue-action", lambda w: [w.signed.pk, "publish"], post=done(EDITORS)),
    Row("issue-action", lambda w: [w.published.pk, "publish"], post={409: OFFICE}),
    Row("issue-action", lambda w: [w.signed.pk, "void"], post={}),
    Row("issue-action", lambda w: [w.published.pk, "correct"], post=done(EDITORS),
        data=lambda w: {"note": "第3页数字有误。"}),
    Row("issue-action", lambda w: [w.assembling.pk, "drop_correction"], post={403: OFFICE}),
    Row("delegations", get={200: OFFICE}, post=done(ADMINS | {"signer"}), data=delegation),
    Row("delegation-revoke", lambda w: [w.delegation.pk],
        post={302: ADMINS | {"signer"}, 404: OFFICE - ADMINS - {"signer", "auditor"},
              403: {"auditor"}}),
    Row("issue-facts", lambda w: [w.assembling.pk], get=EDITORS_ONLY, post=done(EDITORS),
        data=facts),
    Row("issue-distribution", lambda w: [w.assembling.pk], get=EDITORS_ONLY, post=done(EDITORS),
        data=distribution),
    Row("section-add", lambda w: [w.assembling.pk], post=done(EDITORS),
        data=lambda w: {"title": "简讯", "style": "briefs"}),
    Row("section-change", lambda w: [w.section.pk], post=done(EDITORS),
        data=lambda w: {"title": "简讯", "style": "briefs"}),
    Row("place", lambda w: [w.assembling.pk], post=done(EDITORS),
        data=lambda w: {"section": w.section.pk, "article": w.waiting.pk}),
    Row("placement-change", lambda w: [w.placement.pk], post=done(EDITORS),
        data=lambda w: {"remove": "1"}),
    Row("board", lambda w: [w.assembling.pk], get=EDITORS_ONLY),
    Row("board", lambda w: [w.published.pk], get=EDITORS_ONLY),
    Row("board-savings", lambda w: [w.assembling.pk], get=EDITORS_ONLY),
    Row("title-fit", lambda w: [w.assembling.pk], get=EDITORS_ONLY),
    Row("board-undo", lambda w: [w.assembling.pk], post=done(EDITORS),
        data=lambda w: {"number": w.assembling.arrangements.count(), "confirmed": "1"}),
    Row("hold", lambda w: [w.assembling.pk], post=done(EDITORS),
        data=lambda w: {"article": w.waiting.pk, "note": "等下期"}),
    Row("layout-request", lambda w: [w.assembling.pk], post={302: OFFICE}),
    Row("layout", lambda w: [w.layout.key], get={200: OFFICE}),
    Row("layout-pdf", lambda w: [w.layout.key], get={200: OFFICE}),
    Row("files-request", lambda w: [w.layout.key], post={302: OFFICE}),
    Row("layout-file", lambda w: [w.layout.key, "press"], get={200: OFFICE}),
    Row("layout-file", lambda w: [w.layout.key, "pdf"], get={}),
    Row("layout", lambda w: [w.published_layout.key], get={200: OFFICE}),
    Row("layout-pdf", lambda w: [w.published_layout.key], get={200: OFFICE}),
    Row("page-strip", lambda w: [w.assembling.pk], get={200: OFFICE}, post={302: OFFICE}),
    Row("pages", lambda w: [w.in_review.pk], get={200: OFFICE}),
    Row("pages", lambda w: [w.published.pk], get={200: OFFICE}),
    Row("page", lambda w: [w.in_review.pk, 1], get={200: OFFICE}),
    Row("page", lambda w: [w.in_review.pk, 99], get={}),
    Row("page", lambda w: [w.published.pk, 1], get={200: OFFICE}),
    Row("page-picture", lambda w: [w.pages.key, 1, "whole"], get={200: OFFICE}),
    Row("page-picture", lambda w: [w.pages.key, 1, "huge"], get={}),
    Row("page-picture", lambda w: [w.layout.key, 1, "whole"], get={}),
    Row("comment-add", lambda w: [w.in_review.pk], post=done({"reviewer", "signer"}),
        data=lambda w: {"digest": w.pages.digest, "page": 1, "text": "请核对。"}),
    Row("comment", lambda w: [w.comment.pk], get={302: OFFICE},
        post=done(EDITORS | {"reviewer", "signer"}), data=lambda w: {"text": "已核对。"}),
    Row("comment", lambda w: [w.comment.pk], get={302: OFFICE},
        post=done(EDITORS | {"reviewer"}), data=lambda w: {"text": "已改。", "done": "1"}),
    Row("edition-file", lambda w: [w.frozen.pk], get={200: OFFICE | UNITS}),
    Row("edition-file", lambda w: [w.slip.pk], get={200: OFFICE}),
    Row("edition-slip", lambda w: [w.published.edition.pk], get={200: OFFICE}),
    Row("edition-slip", lambda w: [999_999], get={}),
    Row("verify", get={200: EVERYONE}, post={302: EVERYONE}, other={405: EVERYONE},
        data=lambda w: {"digest": w.frozen.sha256}),
    Row("verify-digest", lambda w: [w.frozen.sha256], get={200: EVERYONE}),
    Row("verify-digest", lambda w: ["0" * 64], get={200: EVERYONE}),
    Row("deliveries", lambda w: [w.published.pk], get={200: OFFICE}),
    Row("deliveries", lambda w: [w.signed.pk], get={}),
    Row("delivery-done", lambda w: [w.delivery.pk], post=done(EDITORS)),
    # records
    Row("records", get=RECORDS_READERS),
    Row("record", lambda w: [w.record.pk], get=RECORDS_READERS),
    Row("records-xlsx", get=RECORDS_READERS),
    Row("records-csv", get=RECORDS_READERS),
    # the rest
    Row("guide", get={200: UNITS}, post={302: UNITS}),
    Row("notices", get={200: SIGNED_IN}),
    Row("notices-seen", post={302: SIGNED_IN}),
    Row("notice-settings", get={200: SIGNED_IN}, post={302: SIGNED_IN}, data=mail_choice),
    Row("mail", get=ADMINS_ONLY),
    Row("send-again", post=done(ADMINS), data=lambda w: {"letter": w.letter.pk}),
    Row("letter-templates", get=ADMINS_ONLY),
    Row("letter-template", lambda w: ["revise_article"], get=ADMINS_ONLY, post=done(ADMINS),
        data=lambda w: {"subject": "请修改：{title}", "text": "{name}，请修改。"}),
    Row("letter-template", lambda w: ["unheard-of"], get={403: OFFICE - ADMINS},
        post={403: OFFICE - ADMINS}),
    Row("notice-open", lambda w: [w.notice.pk], post={302: REPORTER}),
    Row("bulletins", get=ADMINS_ONLY),
    Row("bulletin-new", get=ADMINS_ONLY, post=done(ADMINS), data=masthead),
    Row("bulletin", lambda w: [w.bulletin.slug], get=ADMINS_ONLY, post=done(ADMINS),
        data=masthead),
    Row("bulletin-design", lambda w: [w.bulletin.slug], get=ADMINS_ONLY, post=done(ADMINS),
        data=lambda w: MUNICIPAL.to_data() | {"save": "1"}),
    Row("specimen", lambda w: [w.specimen.key], get=ADMINS_ONLY),
    Row("specimen-page", lambda w: [w.specimen.key, 1], get=ADMINS_ONLY),
    Row("specimen-page", lambda w: [w.specimen.key, 2], get={403: OFFICE - ADMINS}),
    Row("style", get={200: SIGNED_IN}),
]  # fmt: skip
FIRST = {row.name: row for row in reversed(TABLE)}
ROWS = pytest.mark.parametrize("row", TABLE, ids=[f"{n}-{row.name}" for n, row in enumerate(TABLE)])


def test_table_names_every_address():
    assert None not in names()
    assert set(names()) == {row.name for row in TABLE}
    assert len(names()) == len(set(names()))


@ROWS
def test_row_gives_everyone_the_answer_of_the_table(world, row):
    url = reverse(row.name, args=row.args(world))
    wrong = {}
    for number, (actor, visit) in enumerate(world.visits.items()):
        rare = ["HEAD", ("PUT", "DELETE", "PATCH")[number % 3]] if row is FIRST[row.name] else []
        for method in ["GET", "POST", *rare]:
            response = visit(method, url, row.data(world) if method == "POST" else None)
            faults = header_faults(response, row.name)
            expected = row.expected(method, actor)
            if response.status_code != expected:
                faults.append(f"{response.status_code} instead of {expected}")
            led_away = actor in STRANGERS and expected == 302 and row.name not in OPEN
            if (
                led_away
                and method in ("GET", "HEAD")
                and response["Location"] != f"/sign-in/?next={url}"
            ):
                faults.append(response["Location"])
            if faults:
                wrong[actor, method] = faults
    assert wrong == {}


@pytest.mark.parametrize("name", [name for name, row in FIRST.items() if row.post])
def test_unsafe_method_without_token_is_refused(world, name):
    row = FIRST[name]
    url = reverse(name, args=row.args(world))
    answers = {}
    for actor in ("anonymous", "reporter_a", "assembler", "administrator"):
        for method in ("POST", "PUT", "DELETE"):
            data = row.data(world) if method == "POST" else None
            response = world.visits[actor](method, url, data, enforce_csrf_checks=True)
            answers[actor, method] = (response.status_code, response.templates[0].name)
    assert set(answers.values()) == {(403, "403_csrf.html")}


def everything_stored() -> dict:
    """But the records, which note refusals and what is taken away."""
    return {model: list(model.objects.order_by("pk").values_list())
            for model in apps.get_models() if model._meta.app_label != "records"}  # fmt: skip


def test_get_and_head_change_nothing(world):
    rows = [row for row in TABLE if row.get]
    lookers = ("anonymous", "reporter_a", "assembler", "signer", "administrator")
    clients = [sign_in(world.people[actor]) for actor in lookers]
    before = everything_stored()
    for row in rows:
        url = reverse(row.name, args=row.args(world))
        for client in clients:
            client.get(url, {"q": "甲", "page": "2", "part": "1", "download": "1"})
        clients[2].head(url)
    assert everything_stored() == before
