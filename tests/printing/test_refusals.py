"""What stops a layout: named by article and reason, and the file before stays as it was."""

from dataclasses import replace

import pytest

from bulletins.printing import engine
from bulletins.printing.layout import LayoutFailed, Limits, lay_out
from bulletins.richtext import Cell, Run, Table
from tests.printing.issues import SENTENCE, article, figure, issue, paragraph, picture


def refusal(contents, path, **more) -> LayoutFailed:
    path.write_bytes(b"the file before")
    with pytest.raises(LayoutFailed) as caught:
        lay_out(contents, path, **more)
    assert path.read_bytes() == b"the file before"
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    return caught.value


def test_character_without_glyph_is_refused_with_article_and_place(tmp_path):
    lost = article("2", "先进人物", blocks=(paragraph("前文。"), paragraph("联系人：😀某")))
    failed = refusal(issue(article("1"), lost), tmp_path / "x.pdf")
    assert (failed.article_key, failed.headline) == ("2", "先进人物")
    assert failed.reason == "字库中没有这些字：正文第2段第5个字的“😀”（U+1F600）"
    assert str(failed) == f"《先进人物》：{failed.reason}"


def test_picture_not_handed_over_is_refused_with_its_article(tmp_path):
    contents = issue(article("1"), article("2", "走访", blocks=(figure(9, 20, 20),)))
    failed = refusal(contents, tmp_path / "x.pdf", pictures={7: picture(20, 20)})
    assert (failed.article_key, failed.reason) == ("2", "图片9不在本期的图片之中")


def test_picture_other_than_the_stored_one_is_refused(tmp_path):
    contents = issue(article("1", blocks=(figure(9, 20, 20),)))
    failed = refusal(contents, tmp_path / "x.pdf", pictures={9: picture(21, 20)})
    assert failed.reason == "图片9与所存的不一致"


def test_broken_picture_is_refused_not_left_out(tmp_path):
    broken = replace(figure(9, 20, 20), sha256="")
    failed = refusal(
        issue(article("1", blocks=(broken,))), tmp_path / "x.pdf", pictures={9: b"no picture"}
    )
    assert "排版程序报告" in failed.reason


def test_article_with_nothing_to_print_is_refused(tmp_path):
    empty = article("2", "", blocks=(), source="", contents_title="空稿")
    failed = refusal(issue(article("1"), empty), tmp_path / "x.pdf")
    assert (failed.article_key, failed.reason) == ("2", "“空稿”没有标题也没有正文")


def test_table_row_taller_than_a_page_is_refused_not_cut(tmp_path):
    tall = Table(((Cell((Run("单元" * 3000),)), Cell((Run("x"),))),))
    failed = refusal(issue(article("1", blocks=(tall,))), tmp_path / "x.pdf")
    assert (failed.article_key, failed.reason) == ("1", "表格中有一行比一页还高")


def test_headline_longer_than_a_page_is_refused(tmp_path):
    failed = refusal(issue(article("1", "题" * 2000, contents_title="题")), tmp_path / "x.pdf")
    assert failed.reason == "标题太长，一页排不下"


def test_absurd_spans_are_set_within_bounds(tmp_path):
    wide = Table(((Cell((Run("甲"),), False, 10**6, 10**6), Cell((Run("乙"),), False, 10**6)),))
    layout = lay_out(issue(article("1", blocks=(wide,))), tmp_path / "x.pdf")
    assert layout.pages >= 1


def test_accents_typed_apart_print_and_prove_like_those_typed_as_one(tmp_path):
    text = "Zu\u0308rich 与 Zürich，é 与 e\u0301"
    assert lay_out(issue(article("1", blocks=(paragraph(text),))), tmp_path / "x.pdf").pages >= 1


def test_endless_article_is_ended_by_processor_time_and_named(tmp_path):
    endless = article("2", "没完没了", blocks=(paragraph(SENTENCE * 60000),))
    failed = refusal(issue(article("1"), endless), tmp_path / "x.pdf", limits=Limits(cpu_seconds=2))
    assert (failed.article_key, failed.headline) == ("2", "没完没了")
    assert failed.reason == "排版用尽了2秒处理器时间，已停止"


def test_layout_that_takes_too_long_is_ended(tmp_path):
    failed = refusal(issue(article("1")), tmp_path / "x.pdf", limits=Limits(wall_seconds=0.05))
    assert failed.reason == "排版超过0.05秒，已停止"


def test_layout_that_needs_too_much_memory_is_ended(tmp_path):
    greedy = article("2", "太大", blocks=(paragraph(SENTENCE * 30000),))
    failed = refusal(issue(greedy), tmp_path / "x.pdf", limits=Limits(memory_bytes=220 << 20))
    assert failed.reason


def test_fonts_not_prepared_are_refused_with_the_command(tmp_path):
    (tmp_path / "fonts").mkdir()
    with pytest.raises(LayoutFailed, match="python -m bulletins.printing.fonts"):
        lay_out(issue(article("1")), tmp_path / "x.pdf", fonts_directory=tmp_path / "fonts")
    assert not (tmp_path / "x.pdf").exists()


def test_missing_library_is_refused_with_the_line_to_run(monkeypatch):
    monkeypatch.setitem(engine.LIBRARIES, "libno-such-thing.so.0", "libno-such-thing0")
    with pytest.raises(engine.EngineFailed, match="apt-get install .* libno-such-thing0"):
        engine.require_libraries()
