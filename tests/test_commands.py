"""The commands: a bulletin's text in, an issue out, pages without any database."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from bulletins.models import Article, Issue
from tests.factories import make_bulletin, make_issue, make_office

TEXTS = sorted((Path(__file__).parent / "bulletins").glob("*.txt"))
YUNXI = Path(__file__).parent / "bulletins" / "yunxi.txt"


def run(*arguments) -> subprocess.CompletedProcess:
    """A command in a process of its own, which has no database to go to."""
    environment = os.environ | {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "YINFA_FONTS": str(settings.FONTS_DIR),
    }
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True,
                          text=True, timeout=120, check=False)  # fmt: skip


def said(*arguments, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_dry_run_needs_no_database():
    ended = run("import_bulletin", YUNXI, "--dry-run", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == json.loads(YUNXI.with_suffix(".json").read_text("utf-8"))


def test_typeset_needs_no_database(tmp_path):
    pdf = tmp_path / "yunxi.pdf"
    ended = run("typeset", YUNXI, "--output", pdf, "--title", "云溪工运", "--number", "第3期")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert pdf.read_bytes()[:5] == b"%PDF-"


def test_typeset_prints_the_head_of_the_text_but_where_told_otherwise(tmp_path):
    written = tmp_path / "jianbao.txt"
    options = {"output": written, "format": "text", "number": "第8期"}
    said("typeset", str(YUNXI.with_name("jianbao.txt")), **options)
    head = written.read_text("utf-8-sig").split("\n\n")[0].splitlines()
    assert head[:3] == ["青石工会简报", "第8期", "青石县总工会办公室编　2026年4月16日"]
    assert written.read_text("utf-8").split()[-3:] == ["编辑：陆知遥", "审核：韩松年", "共印80份"]


@pytest.mark.parametrize("text", TEXTS, ids=[text.stem for text in TEXTS])
def test_dry_run_says_what_it_understood(text):
    parsed = json.loads(said("import_bulletin", str(text), "--dry-run", "--json"))
    assert list(parsed) == ["sections", "contents", "distribution", "warnings"]
    summary = said("import_bulletin", str(text), "--dry-run")
    for section in parsed["sections"]:
        assert all(a["headline"] in summary for a in section["articles"])


@pytest.mark.django_db
def test_import_makes_an_issue():
    make_office("editor")
    bulletin = make_bulletin(slug="yunxi")
    told = said("import_bulletin", str(YUNXI), "--bulletin=yunxi", "--date=2026-03-31")
    issue = Issue.objects.get(bulletin=bulletin)
    assert (str(issue.date), issue.state) == ("2026-03-31", "assembling")
    assert f"{Article.objects.count()} 篇" in told
    assert "望湖区总工会" in told  # not a known unit


@pytest.mark.django_db
def test_import_reads_what_word_saves_on_windows(tmp_path):
    make_office("editor")
    make_bulletin(slug="yunxi")
    parsed = said("import_bulletin", str(YUNXI), "--dry-run", "--json")
    for encoding in ("gb18030", "utf-16", "utf-8-sig"):
        saved = tmp_path / f"{encoding}.txt"
        saved.write_text(YUNXI.read_text("utf-8"), encoding=encoding, newline="\r\n")
        assert said("import_bulletin", str(saved), "--dry-run", "--json") == parsed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["{yunxi}"], "没有刊物"),
        (["{yunxi}", "--bulletin", "meiyou"], "没有刊物“meiyou”.*xinxi"),
        (["{yunxi}", "--bulletin", "xinxi"], "没有可用的编辑账号"),
        (["{yunxi}", "--bulletin", "xinxi", "--user", "nobody"], "没有可用的编辑账号"),
        (["{missing}", "--dry-run"], "读不出文件"),
        (["{folder}", "--dry-run"], "读不出文件"),
        (["{picture}", "--dry-run"], "不是文本文件"),
    ],
)
def test_import_refuses_and_saves_nothing(tmp_path, arguments, refusal):
    make_bulletin(slug="xinxi")
    picture = tmp_path / "picture.png"
    picture.write_bytes(bytes(range(128, 256)) * 9 + b"\xff\x00")
    places = {"yunxi": YUNXI, "missing": tmp_path / "no.txt", "folder": tmp_path,
              "picture": picture}  # fmt: skip
    with pytest.raises(CommandError, match=refusal):
        said("import_bulletin", *(argument.format(**places) for argument in arguments))
    assert not Issue.objects.exists()


@pytest.mark.django_db
def test_export_writes_the_pages_of_an_issue(tmp_path):
    issue = make_issue()
    for name in (str(issue.pk), f"{issue.bulletin.slug}/{issue.year}/{issue.number}"):
        pdf = tmp_path / "issue.pdf"
        told = said("export_issue", name, output=pdf)
        layout = issue.layouts.get()
        assert pdf.read_bytes()[:5] == b"%PDF-"
        assert layout.sha256 in told


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["0", "999999", "xinxi/2026/1", "xinxi", "a/b/c", "", "１"])
def test_export_refuses_an_issue_that_is_not_there(tmp_path, name):
    make_bulletin(slug="xinxi")
    with pytest.raises(CommandError, match="没有这一期"):
        said("export_issue", name, output=tmp_path / "issue.pdf")
    assert not list(tmp_path.iterdir())


def test_typeset_refuses_what_is_no_text(tmp_path):
    for name, data in (("missing.txt", None), ("picture.txt", bytes(range(128, 256)) * 9)):
        if data:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(CommandError, match=name):
            said("typeset", str(tmp_path / name), output=tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.django_db
def test_output_that_cannot_be_written_is_said_plainly(tmp_path):
    issue = make_issue()
    with pytest.raises(CommandError, match="写不进"):
        said("export_issue", str(issue.pk), output=tmp_path / "no" / "such" / "folder.pdf")
    with pytest.raises(CommandError, match="写不进"):
        said("typeset", str(YUNXI), output=tmp_path / "no" / "such" / "folder.pdf")
