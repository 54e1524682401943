"""The warm worker: what it makes is what the cold run makes, whatever happens to its jobs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bulletins.printing import design, fonts, warm
from bulletins.printing.layout import LayoutFailed, Limits, lay_out
from tests.printing.issues import SENTENCE, article, everything, issue, paragraph

SMALL = issue(article("1"))
ENDLESS = issue(article("1", blocks=(paragraph(SENTENCE * 40),) * 60))
ONE_SECOND = Limits(cpu_seconds=1)


@pytest.fixture(scope="module", autouse=True)
def closing():
    yield
    warm.close()


@pytest.fixture
def children(monkeypatch):
    """Every warm child that was had in this test, or None where there was none."""
    born = []
    start = warm.start
    monkeypatch.setattr(warm, "start", lambda *need: born.append(start(*need)) or born[-1])
    return born


def test_warm_run_gives_the_bytes_pages_and_first_pages_of_a_cold_one(tmp_path, children):
    contents, pictures = everything()
    heard: dict[bool, list] = {False: [], True: []}
    made = [
        lay_out(contents, tmp_path / f"{w}.pdf", pictures, lambda *s, w=w: heard[w].append(s),
                warm=w)
        for w in (False, True)
    ]  # fmt: skip
    assert made[0] == made[1]
    assert (tmp_path / "False.pdf").read_bytes() == (tmp_path / "True.pdf").read_bytes()
    assert heard[False] == heard[True]
    assert [child.returncode for child in children] == [0]


def test_one_nursery_serves_one_job_after_another_in_any_design(tmp_path, children):
    nurseries = set()
    for number, looks in enumerate(design.SHIPPED.values()):
        cold = lay_out(SMALL, tmp_path / f"{number}c.pdf", design=looks)
        assert lay_out(SMALL, tmp_path / f"{number}.pdf", design=looks, warm=True) == cold
        nurseries.add(warm.process_id())
    assert len(nurseries) == 1
    assert [child.returncode for child in children] == [0] * len(design.SHIPPED)


def test_refusal_names_the_article_as_in_a_cold_run(tmp_path):
    contents = issue(article("1"), article("2", blocks=(paragraph("\U00012345"),)))
    refusals = []
    for is_warm in (False, True):
        with pytest.raises(LayoutFailed) as caught:
            lay_out(contents, tmp_path / "x.pdf", warm=is_warm)
        refusals.append((caught.value.article_key, caught.value.headline, caught.value.reason))
    assert refusals[0] == refusals[1]
    assert refusals[0][0] == "2"
    assert list(tmp_path.iterdir()) == []


def test_job_over_its_processor_time_is_killed_and_the_nursery_goes_on(tmp_path, children):
    lay_out(SMALL, tmp_path / "x.pdf", warm=True)
    nursery = warm.process_id()
    with pytest.raises(LayoutFailed, match="排版用尽了1秒处理器时间，已停止"):
        lay_out(ENDLESS, tmp_path / "y.pdf", limits=ONE_SECOND, warm=True)
    assert lay_out(SMALL, tmp_path / "x.pdf", warm=True).pages == 2
    assert warm.process_id() == nursery
    assert [child.returncode for child in children] == [0, -signal.SIGKILL, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]


def test_job_over_its_wall_time_is_killed_and_the_nursery_goes_on(tmp_path, children):
    with pytest.raises(LayoutFailed, match=r"排版超过0\.3秒，已停止"):
        lay_out(ENDLESS, tmp_path / "y.pdf", limits=Limits(wall_seconds=0.3), warm=True)
    nursery = warm.process_id()
    lay_out(SMALL, tmp_path / "x.pdf", warm=True)
    assert warm.process_id() == nursery
    assert [child.returncode for child in children] == [-signal.SIGKILL, 0]


def test_limits_are_those_of_the_job_and_not_of_the_next(tmp_path):
    tight = Limits(memory_bytes=64 << 20)
    with pytest.raises(LayoutFailed):
        lay_out(SMALL, tmp_path / "x.pdf", limits=tight, warm=True)
    assert lay_out(SMALL, tmp_path / "x.pdf", warm=True).pages == 2


def test_nursery_that_died_is_replaced(tmp_path, children):
    cold = lay_out(SMALL, tmp_path / "x.pdf")
    lay_out(SMALL, tmp_path / "x.pdf", warm=True)
    dead = warm.process_id()
    os.kill(dead, signal.SIGKILL)
    assert lay_out(SMALL, tmp_path / "x.pdf", warm=True) == cold
    assert warm.process_id() not in (None, dead)
    assert [child.returncode for child in children] == [0, 0]


def test_nursery_that_dies_during_a_job_takes_the_job_with_it(tmp_path):
    def kill(stage, done, total):
        if stage == "set" and done == 1:
            os.kill(warm.process_id(), signal.SIGKILL)

    with pytest.raises(LayoutFailed, match="排版程序出错"):
        lay_out(ENDLESS, tmp_path / "x.pdf", progress=kill, warm=True)
    assert list(tmp_path.iterdir()) == []
    assert lay_out(SMALL, tmp_path / "x.pdf", warm=True).pages == 2


def test_changed_faces_bring_up_another_nursery(tmp_path):
    faces = tmp_path / "faces"
    faces.mkdir()
    for file in fonts.default_directory().resolve().iterdir():
        (faces / file.name).symlink_to(file)
    lay_out(SMALL, tmp_path / "x.pdf", fonts_directory=faces, warm=True)
    first = warm.process_id()
    recipe = (faces / "recipe").read_text()
    (faces / "recipe").unlink()
    (faces / "recipe").write_text(recipe)
    lay_out(SMALL, tmp_path / "x.pdf", fonts_directory=faces, warm=True)
    assert warm.process_id() not in (None, first)


def test_job_beside_another_takes_the_cold_way(tmp_path, children):
    inner = []

    def meanwhile(stage, done, total):
        if not inner:
            inner.append(None)
            inner[0] = lay_out(SMALL, tmp_path / "inner.pdf", warm=True)

    outer = lay_out(SMALL, tmp_path / "outer.pdf", progress=meanwhile, warm=True)
    assert inner == [outer]
    assert [child and child.returncode for child in children] == [0, None]


def test_nursery_ends_with_the_process_that_asked(tmp_path):
    code = (
        "from pathlib import Path; import os, sys; from bulletins.printing import warm\n"
        "from bulletins.printing.layout import lay_out\n"
        "from tests.printing.test_warm import SMALL\n"
        "lay_out(SMALL, Path(sys.argv[1]), warm=True); print(warm.process_id(), flush=True)\n"
        "os._exit(0)"
    )
    run = [sys.executable, "-c", code, str(tmp_path / "x.pdf")]
    nursery = int(subprocess.check_output(run, text=True, cwd=fonts.PROJECT))
    assert _ends(nursery)


def _ends(pid: int) -> bool:
    """Whether it is gone, or waits only to be buried by whoever took it over."""
    for _ in range(500):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
