"""The files of an issue: asked for, made once from the finished pages, told about, refused."""

import hashlib
import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from bulletins import making, tasks
from bulletins.jobs import STALLED_AFTER
from bulletins.models import Layout, LayoutFile
from bulletins.printing import profiles
from bulletins.printing.design import MUNICIPAL
from bulletins.printing.layout import LayoutFailed
from tests.factories import bring_issue, make_issue, make_layout
from tests.printing.finished import screen
from tests.world import sign_in

pytestmark = [
    pytest.mark.django_db(transaction=True),  # files are asked for on commit
    pytest.mark.once("sqlite"),
]

OPENING = {
    "press": b"%PDF-1.6", "archive": b"%PDF-1.7", "booklet": b"%PDF-", "docx": b"PK\x03\x04",
    "html": b"<!doctype html>", "text": b"\xef\xbb\xbf",
}  # fmt: skip


def test_signed_issue_gets_its_layout_and_all_its_files(editor):
    issue = bring_issue(make_issue(editor), "signed", editor)
    Layout.objects.all().delete()
    layout = tasks.request_files(issue, editor)
    made = {file.kind: file for file in layout.files.all()}
    assert layout.state == "done"
    assert {kind: (file.state, file.failure) for kind, file in made.items()} == dict.fromkeys(
        making.KINDS, ("done", "")
    )
    for kind, file in made.items():
        data = file.file.read()
        assert data.startswith(OPENING[kind])
        assert hashlib.sha256(data).hexdigest() == file.sha256
    assert made["press"].pages == made["archive"].pages == layout.pages
    assert made["booklet"].pages == 2 * -(-layout.pages // 4)
    with zipfile.ZipFile(io.BytesIO(made["docx"].file.open("rb").read())) as package:
        assert "word/document.xml" in package.namelist()


def test_file_that_is_there_is_not_made_again(editor):
    layout = make_layout(make_issue(editor))
    before = list(layout.files.values_list("pk", "sha256", "changed_at"))
    for kind in making.KINDS:
        tasks.request_file(layout, kind)
    assert list(layout.files.values_list("pk", "sha256", "changed_at")) == before


def test_file_gone_from_the_storage_is_made_again(editor):
    layout = make_layout(make_issue(editor))
    old = layout.files.get(kind="text")
    old.file.storage.delete(old.file.name)
    made = tasks.request_file(layout, "text")
    assert (made.pk, made.state) == (old.pk, "done")
    assert made.sha256 != old.sha256
    assert made.file.read().startswith(OPENING["text"])


def test_file_asked_for_before_the_layout_is_done_waits_for_it(editor):
    layout = make_layout(make_issue(editor))
    layout.files.all().delete()
    Layout.objects.update(state="running")
    waiting = tasks.request_file(layout, "html")
    assert (waiting.state, waiting.file.name) == ("requested", "")
    Layout.objects.update(state="requested")
    tasks.make_layout.call(layout.pk)
    waiting.refresh_from_db()
    assert waiting.state == "done"


def test_file_that_cannot_be_made_says_why_and_can_be_asked_for_again(editor, settings, tmp_path):
    layout = tasks.request_layout(make_issue(editor))
    settings.PRESS_PROFILE = str(tmp_path / "none.icc")
    failed = tasks.request_file(layout, "press")
    assert (failed.state, failed.failure) == (
        "failed",
        f"缺少印刷用的色彩特性文件 {tmp_path}/none.icc",
    )
    (tmp_path / "none.icc").write_bytes(profiles.PRESS.read_bytes())
    made = tasks.request_file(layout, "press")
    assert (made.pk, made.state, made.failure) == (failed.pk, "done", "")


def test_file_of_a_dead_worker_is_swept_up(editor):
    layout = make_layout(make_issue(editor))
    long_ago = timezone.now() - 2 * STALLED_AFTER
    LayoutFile.objects.filter(kind="text").update(state="running", changed_at=long_ago, file="")
    assert tasks.sweep() == 1
    assert layout.files.get(kind="text").state == "done"
    assert tasks.sweep() == 0


def test_colour_no_ink_prints_fails_the_press_file_only(editor):
    layout = make_layout(make_issue(editor))
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Contents = pdf.make_stream(b"0 0 1 rg 10 10 50 50 re f")
        pdf.save(layout.file.path)
    layout.files.filter(kind="press").delete()
    assert "#0000ff 不是黑色" in tasks.request_file(layout, "press").failure
    assert set(layout.files.values_list("state", flat=True)) == {"done", "failed"}


def test_maker_of_every_kind_needs_the_pictures_it_shows(tmp_path):
    contents, _ = screen()
    for kind in ("docx", "html"):
        with pytest.raises(LayoutFailed, match="图片7不在本期的图片之中"):
            making.make(kind, contents, MUNICIPAL, tmp_path / kind)


# pages


def page_of(client, issue) -> str:
    return client.get(issue.get_absolute_url()).content.decode()


def test_issue_page_offers_each_file_and_its_download(editor):
    issue = make_issue(editor)
    layout = make_layout(issue)
    layout.files.filter(kind="booklet").delete()
    layout.files.filter(kind="docx").update(state="failed", failure="图片7读不出来")
    page = page_of(sign_in(editor), issue)
    for kind in ("press", "archive", "html", "text"):
        assert f"{reverse('layout-file', args=[layout.key, kind])}?download=1" in page
    for kind in ("booklet", "docx"):
        assert f'form="make-files" name="make" value="{kind}"' in page
    assert "图片7读不出来" in page
    assert "data-poll" not in page


def test_issue_page_follows_a_file_that_is_being_made(editor):
    issue = make_issue(editor)
    layout = make_layout(issue)
    layout.files.filter(kind="press").update(state="running", done=1, total=2)
    page = page_of(sign_in(editor), issue)
    assert f'data-poll="{reverse("layout", args=[layout.key])}?part=1"' in page
    assert '<progress value="1" max="2" aria-label="' in page


def test_button_of_a_file_makes_that_file_only(editor):
    layout = tasks.request_layout(make_issue(editor))
    client = sign_in(editor)
    response = client.post(reverse("files-request", args=[layout.key]), {"make": "text"})
    assert response["Location"] == layout.get_absolute_url()
    assert list(layout.files.values_list("kind", "state")) == [("text", "done")]
    client.post(reverse("files-request", args=[layout.key]))
    assert set(layout.files.values_list("kind", flat=True)) == set(making.KINDS)


@pytest.mark.parametrize("kind", ["pdf", "x", ""])
def test_file_of_no_kind_is_not_found(editor, kind):
    layout = make_layout(make_issue(editor))
    client = sign_in(editor)
    assert (
        client.post(reverse("files-request", args=[layout.key]), {"make": kind}).status_code == 404
    )
    if kind:
        assert client.get(reverse("layout-file", args=[layout.key, kind])).status_code == 404


def test_published_issue_offers_its_frozen_files_with_their_hashes(editor):
    issue = bring_issue(make_issue(editor), "published", editor)
    page = page_of(sign_in(editor), issue)
    for file in issue.edition.signed_files:
        assert reverse("edition-file", args=[file.pk]) in page
        assert file.sha256 in page
    assert len(issue.edition.signed_files) == 7
    assert reverse("edition-slip", args=[issue.edition.pk]) in page


# commands


@pytest.mark.parametrize("kind", ["pdf", *making.KINDS])
def test_export_issue_writes_each_kind(editor, kind, tmp_path, capsys):
    issue = make_issue(editor)
    call_command("export_issue", str(issue.pk), output=tmp_path / "file", format=kind)
    data = (tmp_path / "file").read_bytes()
    assert data.startswith(OPENING.get(kind, b"%PDF-1.7"))
    assert f"SHA-256 {hashlib.sha256(data).hexdigest()}" in capsys.readouterr().out


def test_export_issue_says_why_a_file_failed(editor, settings, tmp_path):
    settings.PRESS_PROFILE = str(tmp_path / "none.icc")
    with pytest.raises(CommandError, match="缺少印刷用的色彩特性文件"):
        call_command(
            "export_issue", str(make_issue(editor).pk), output=tmp_path / "f", format="press"
        )
    assert not (tmp_path / "f").exists()


@pytest.mark.parametrize("kind", making.KINDS)
def test_typeset_writes_each_kind_without_a_database(kind, tmp_path, capsys):
    source = Path(__file__).parent / "bulletins" / "jianbao.txt"
    call_command("typeset", str(source), output=tmp_path / "file", format=kind, spot=True)
    data = (tmp_path / "file").read_bytes()
    assert data.startswith(OPENING[kind])
    assert f"SHA-256 {hashlib.sha256(data).hexdigest()}" in capsys.readouterr().out
