"""Bulletins as they come out of Word: exact results, nothing lost, no text too hostile."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletins.text_import import KINDS, Bulletin, Piece, difference, parse, read_head, read_imprint
from bulletins.text_import.blocks import without_blanks
from bulletins.text_import.labels import split_labels
from bulletins.text_import.sources import units

HERE = Path(__file__).parent
OWN = sorted((HERE / "bulletins").glob("*.txt"))
SEEDS_DIR = Path(os.environ.get("YINFA_SEEDS", HERE.parent.parent / "shared" / "seeds"))
SEEDS = sorted(SEEDS_DIR.glob("*.txt")) if SEEDS_DIR.is_dir() else []

REPORT = "近日，云溪市总工会组织工会干部深入基层一线走访调研，广泛听取职工意见，受到职工欢迎。"
SECOND = "活动期间共走访企业120家，慰问职工3000余人次，现场解决问题180个。"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def only(text, kinds=None):
    """The parse of a text of one section, checked for losses."""
    bulletin = parse(text, kinds)
    assert difference(text, bulletin) == ""
    (section,) = bulletin.sections
    return section


def summary(text):
    return [(a.headline, len(a.paragraphs), a.source) for a in only(text).articles]


def warnings(text):
    return [str(warning) for warning in parse(text).warnings]


# whole bulletins


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_own_bulletin_reads_exactly_as_expected(path):
    assert parse(read(path)).as_json() == json.loads(read(path.with_suffix(".json")))


@pytest.mark.parametrize("path", OWN + SEEDS, ids=lambda path: path.stem)
def test_whole_bulletin_loses_no_character(path):
    assert difference(read(path), parse(read(path))) == ""


@pytest.mark.parametrize("path", OWN + SEEDS, ids=lambda path: path.stem)
def test_whole_bulletin_drops_only_marks(path):
    mark = re.compile(r"[【】〖〗［］\[\]（）()●○△▲★◆。、，；：:\s.…·]*[\d]{0,3}|目录|本期要目")
    dropped = {without_blanks(piece.text) for piece in parse(read(path)).marks}
    assert {text for text in dropped if not mark.fullmatch(text)} == set()


@pytest.mark.parametrize("path", OWN + SEEDS, ids=lambda path: path.stem)
def test_whole_bulletin_gives_every_line_a_known_kind(path):
    lines = parse(read(path)).lines
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert {line.kind for line in lines} <= set(KINDS) - {"unknown"}
    assert all((line.kind == "blank") == (not without_blanks(line.text)) for line in lines)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seed_reads_without_doubt(path):
    counts = {"000": 12, "001": 13, "004": 15}
    bulletin = parse(read(path))
    assert len(bulletin.articles) == counts.get(path.stem[:3], len(bulletin.articles))
    assert bulletin.warnings == () and bulletin.unknown == ()
    assert all(a.headline and a.paragraphs and a.source for a in bulletin.articles)
    assert [s.style for s in bulletin.sections] == ["articles"] * (len(bulletin.sections) - 1) + [
        "briefs"
    ]
    assert [len(group.labels) for group in bulletin.distribution] == [6]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\u2028"], ids=repr)
def test_own_bulletin_with_other_line_ends_reads_the_same(path, end):
    text = "\ufeff" + read(path).replace("\n", end)
    expected = {**json.loads(read(path.with_suffix(".json"))), "warnings": []}
    assert {**parse(text).as_json(), "warnings": []} == expected


# headlines, subtitles, bylines


def test_headline_over_lines_with_and_without_blank_between_is_joined():
    text = f"云溪市总工会积极推动\n\n产业工人队伍建设改革\n取得新成效\n{REPORT}（市总工会）"
    (article,) = only(text).articles
    assert [p.text for p in article.headline_lines] == [
        "云溪市总工会积极推动",
        "产业工人队伍建设改革",
        "取得新成效",
    ]
    assert article.headline == "云溪市总工会积极推动产业工人队伍建设改革取得新成效"
    assert [p.lines for p in article.headline_lines] == [(1,), (3,), (4,)]


@pytest.mark.parametrize(
    "headline", ["劳动最光荣！", "工会能为职工做什么？", "清溪镇：驿站虽小有乾坤"]
)
def test_headline_with_its_own_marks_is_a_headline(headline):
    assert summary(f"{headline}\n{REPORT}(市总工会)") == [(headline, 1, "市总工会")]


@pytest.mark.parametrize(
    "byline",
    [
        "某某市委书记　张某某",
        "云溪市总工会党组书记、常务副主席    林远舟",
        "张某某",
        "顾 明",
        "（市总工会主席 张某某）",
        "本刊记者　白帆　通讯员　宁小满",
        "作者：林远舟",
        "中共某某市委书记林远舟",
        "陈 志 远",
        "市总工会主席　仝志远",
    ],
)
def test_line_of_a_name_under_headline_is_byline(byline):
    (article,) = only(f"凝心聚力开新局\n{byline}\n同志们：\n{REPORT}").articles
    assert (article.headline, article.subtitle, article.byline) == ("凝心聚力开新局", "", byline)
    assert article.paragraphs[0].text == "同志们："


@pytest.mark.parametrize(
    "subtitle",
    [
        "——在全市工会工作会议上的讲话",
        "— 云溪市总工会工作纪实",
        "（在全委会上的讲话）",
        "在全委会上的讲话",
    ],
)
def test_line_of_an_occasion_under_headline_is_subtitle(subtitle):
    (article,) = only(f"凝心聚力开新局\n{subtitle}\n顾明川\n{REPORT}").articles
    assert (article.subtitle, article.byline) == (subtitle, "顾明川")


def test_date_under_headline_is_subtitle_before_byline_and_goes_with_it_behind():
    text = f"凝心聚力开新局\n{{}}\n同志们：\n{REPORT}"
    (first,) = only(text.format("（2026年3月5日）\n市总工会主席 林远舟")).articles
    (second,) = only(text.format("市总工会主席 林远舟\n（2026年3月）")).articles
    assert (first.subtitle, first.byline) == ("（2026年3月5日）", "市总工会主席 林远舟")
    assert (second.subtitle, second.byline) == ("", "市总工会主席 林远舟　（2026年3月）")
    assert warnings(text.format("（2026年3月5日）")) == ["第2行：标题下面的日期当作副标题"]


def test_speech_with_numbered_subheads_is_one_article():
    text = (
        f"在座谈会上的发言\n李某某\n同志们：\n{REPORT}\n"
        f"一、提高认识\n{SECOND}\n二、抓好落实\n{REPORT}"
    )
    (article,) = only(text).articles
    assert [p.text for p in article.paragraphs][2::2] == ["一、提高认识", "二、抓好落实"]


@pytest.mark.parametrize("headline", ["小改革解决大难题", "东港机械厂：\n小改革解决大难题"])
def test_behind_the_thanks_of_a_speech_stands_the_next_headline(headline):
    text = f"在座谈会上的讲话\n同志们：\n{REPORT}\n谢谢大家！\n{headline}\n{SECOND}（市总工会）"
    speech, report = only(text).articles
    assert speech.paragraphs[-1].text == "谢谢大家！"
    assert [line.text for line in report.headline_lines] == headline.split("\n")
    assert (len(report.paragraphs), report.source) == (1, "市总工会")


def test_thanks_amid_a_report_end_nothing():
    text = f"老厂区里的新故事\n{REPORT}\n谢谢大家！\n老李连声说\n{SECOND}（市总工会）"
    assert summary(text) == [("老厂区里的新故事", 4, "市总工会")]


def test_unsigned_contributions_and_a_bare_name_of_briefs_close_an_article():
    text = f"锻造产业工人队伍\n{REPORT}\n综合来稿\n工作简讯\n▲ {SECOND}\n▲ {REPORT}"
    articles, briefs = parse(text).sections
    assert [(a.headline, a.source) for a in articles.articles] == [("锻造产业工人队伍", "综合来稿")]
    assert (briefs.title, briefs.style, len(briefs.articles)) == ("工作简讯", "briefs", 2)


def test_section_shown_in_the_box_with_a_bullet_is_no_lost_entry():
    text = (
        f"目录\n★ 要闻聚焦\n市总开展大调研……（1）\n★ 一句话新闻……（2）\n"
        f"★ 要闻聚焦 ★\n市总开展大调研\n{REPORT}（市总工会）\n★ 一句话新闻 ★\n● {SECOND}"
    )
    assert [section.title for section in parse(text).sections] == ["要闻聚焦", "一句话新闻"]
    assert warnings(text) == []


def test_special_issue_is_told_by_its_masthead():
    text = f"松 岭 工 运\n2026年增刊\n（“产改”专刊）\n锻造产业工人队伍\n{REPORT}（市总工会）"
    bulletin = parse(text)
    assert [a.headline for a in bulletin.articles] == ["锻造产业工人队伍"]
    assert read_head(bulletin) == {
        "title": "松岭工运", "number": "2026年增刊", "special": "“产改”专刊"
    }  # fmt: skip


def test_short_lines_in_body_stay_body():
    text = f"老厂区里的新故事\n{REPORT}\n“好！”\n“再来一个！”\n{SECOND}（市总工会）"
    assert summary(text) == [("老厂区里的新故事", 4, "市总工会")]


def test_list_after_colon_stays_body():
    text = (
        f"青石县总工会表彰先进\n{REPORT}名单如下：\n"
        "云溪港务集团工会委员会\n望湖区教育工会委员会\n（市总工会）"
    )
    assert summary(text) == [("青石县总工会表彰先进", 3, "市总工会")]


def test_headline_after_article_without_source_is_found_and_doubted():
    text = (
        "【动态】\n市总工会开展调研\n"
        f"{REPORT}\n青石县总工会开展送清凉活动\n{REPORT}（青石县总工会）"
    )
    assert summary(text) == [
        ("市总工会开展调研", 1, ""),
        ("青石县总工会开展送清凉活动", 1, "青石县总工会"),
    ]
    assert warnings(text) == [
        "第4行：“青石县总工会开展送清凉活动”当作新稿件的标题（上一篇末尾没有来源）"
    ]


def test_bulletin_without_any_source_is_parted_by_headlines():
    text = f"市总工会开展调研\n\n{REPORT}\n\n{SECOND}\n\n青石县总工会开展送清凉活动\n\n{REPORT}"
    assert summary(text) == [("市总工会开展调研", 2, ""), ("青石县总工会开展送清凉活动", 1, "")]


@pytest.mark.parametrize(
    "under",
    [
        "望湖区总工会",
        "市总工会课题组",
        "望湖区教育局工会主席 韦琳",
        "——望湖区总工会工作侧记",
        "——记线路工韦大山\n（望湖区总工会 文小雨）",
    ],
)
@pytest.mark.parametrize("headline", ["小协商　大和谐", "以赛促学　以学促用\n以用促效"])
def test_lines_over_subtitle_or_byline_begin_the_next_article(headline, under):
    text = f"在会上的讲话\n市总工会主席 林远舟\n{REPORT}\n谢谢大家！\n{headline}\n{under}\n{REPORT}"
    assert summary(text) == [("在会上的讲话", 2, ""), (headline.replace("\n", ""), 1, "")]


def test_letter_ends_with_its_signature_and_date():
    text = (
        f"致全市职工的公开信\n职工朋友们：\n{REPORT}\n"
        "                        云溪市总工会\n                        2026年3月5日\n"
        "2025年度先进班组名单\n望湖区供水公司营业班\n青石县公交公司二路线\n"
        f"市总工会举办先进班组座谈会\n{REPORT}"
    )
    assert summary(text) == [
        ("致全市职工的公开信", 4, ""),
        ("2025年度先进班组名单", 2, ""),
        ("市总工会举办先进班组座谈会", 1, ""),
    ]


@pytest.mark.parametrize("unit", ["中共望湖区委", "望湖区人民政府", "云溪宏达机械有限公司"])
def test_other_unit_under_headline_is_byline_and_doubted_where_no_source_is_used(unit):
    text = f"做好集体协商\n{unit}\n{REPORT}"
    (article,) = only(text).articles
    assert (article.headline, article.byline) == ("做好集体协商", unit)
    assert warnings(text) == [f"第2行：“{unit}”当作署名"]


def test_headline_that_may_be_a_subhead_is_doubted():
    text = (
        f"青石县总工会送清凉\n{REPORT}以下三家最多\n市总工会开通平台\n{SECOND}\n"
        f"【简讯】\n望湖区举办运动会。{SECOND}（望湖区总工会）\n●望湖区举办运动会"
    )
    assert "第3行：“市总工会开通平台”当作正文中的小标题" in warnings(text)


def test_editors_note_before_headline_opens_that_article():
    text = f"编者按：请学习借鉴。\n青石县总工会送清凉\n{REPORT}（青石县总工会）"
    assert summary(text) == [("青石县总工会送清凉", 2, "青石县总工会")]
    assert warnings(text) == ["第1行：按语放在后面一篇稿件的正文开头"]


# sources


@pytest.mark.parametrize(
    "tail",
    [
        "（青石县总工会）",
        "   （青石县总工会）",
        "(青石县总工会)",
        "\n（青石县总工会）",
        "\n\n\t（青石县总工会）  ",
        "\n(青石县总工会)",
    ],
)
def test_source_wherever_it_stands_is_read_without_brackets(tail):
    text = (
        f"青石县总工会送清凉\n{SECOND}\n"
        f"{REPORT}{tail}\n望湖区举办职工运动会\n{SECOND}（望湖区总工会）"
    )
    assert summary(text) == [
        ("青石县总工会送清凉", 2, "青石县总工会"),
        ("望湖区举办职工运动会", 1, "望湖区总工会"),
    ]


@pytest.mark.parametrize(
    "remark",
    ["（名单附后）", "（图为活动现场）", "（掌声）", "（完）", "（见附件2）", "（含分公司）"],
)
def test_remark_in_brackets_is_no_source(remark):
    (article,) = only(f"青石县总工会送清凉\n{REPORT}{remark}").articles
    assert (article.source, article.paragraphs[0].text) == ("", REPORT + remark)


def test_bracket_with_body_behind_it_is_no_source():
    text = f"青石县总工会送清凉\n{REPORT}（青石县总工会）\n{SECOND}（青石县总工会）"
    (article,) = only(text).articles
    assert article.paragraphs[0].text == REPORT + "（青石县总工会）"
    assert article.source == "青石县总工会"
    assert warnings(text) == ["第2行：段末“（青石县总工会）”后面还有正文，没有当作来源"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("市总办公室、研究室", ("市总办公室", "研究室")),
        ("供稿：青石县总工会", ("青石县总工会",)),
        ("望湖区总工会 供稿", ("望湖区总工会",)),
        ("临江区总工会　云溪港务集团工会", ("临江区总工会", "云溪港务集团工会")),
        ("综合来稿", ("综合来稿",)),
    ],
)
def test_source_names_its_units_in_order(source, names):
    assert summary(f"青石县总工会送清凉\n{REPORT}（{source}）") == [
        ("青石县总工会送清凉", 1, source)
    ]
    assert units(source) == names


def test_source_may_say_who_took_the_pictures():
    text = f"举办技能比武\n{REPORT}（市纺织服装工会，图/文 柳依依）"
    assert summary(text) == [("举办技能比武", 1, "市纺织服装工会，图/文 柳依依")]


def test_second_source_behind_the_first_is_kept_apart():
    (article,) = only(f"青石县总工会送清凉\n{REPORT}（青石县总工会）（摄影 张某某）").articles
    assert [p.text for p in article.sources] == ["青石县总工会", "摄影 张某某"]
    assert [p.text for p in article.paragraphs] == [REPORT]


def test_unit_under_headline_is_byline_and_tells_the_next_article():
    text = f"做好集体协商\n青石县总工会\n{REPORT}\n以赛促学　以学促用\n望湖区总工会\n{REPORT}"
    assert [(a.headline, a.byline) for a in only(text).articles] == [
        ("做好集体协商", "青石县总工会"),
        ("以赛促学　以学促用", "望湖区总工会"),
    ]


# sections and briefs


@pytest.mark.parametrize(
    "line",
    [
        "【工作动态】",
        "【 工作动态 】",
        "〖工作动态〗",
        "［工作动态］",
        "★工作动态★",
        "◆ 工作动态 ◆",
        "工作动态",
    ],
)
def test_section_heading_in_any_dress_gives_its_bare_title(line):
    section = only(f"{line}\n青石县总工会送清凉\n{REPORT}（青石县总工会）\n")
    assert (section.title, section.style, len(section.articles)) == ("工作动态", "articles", 1)


def test_section_title_may_have_round_brackets():
    section = only(f"【县（市）、区动态】\n青石县总工会送清凉\n{REPORT}（青石县总工会）\n")
    assert (section.title, len(section.articles)) == ("县（市）、区动态", 1)


def test_numbered_sections_are_sections_only_before_headlines():
    article = f"青石县总工会送清凉\n{REPORT}（青石县总工会）\n"
    bulletin = parse(f"一、工作动态\n{article}二、基层信息\n{article}")
    assert [(s.title, len(s.articles)) for s in bulletin.sections] == [
        ("一、工作动态", 1),
        ("二、基层信息", 1),
    ]


def test_empty_section_is_kept_and_doubted():
    bulletin = parse(f"【工作动态】\n【基层风采】\n青石县总工会送清凉\n{REPORT}")
    assert [(s.title, len(s.articles)) for s in bulletin.sections] == [
        ("工作动态", 0),
        ("基层风采", 1),
    ]
    assert str(bulletin.warnings[0]) == "第1行：栏目“工作动态”下面没有稿件"


@pytest.mark.parametrize("name", ["简讯", "工作简讯", "信息简讯", "短讯", "简明信息", "基层动态"])
@pytest.mark.parametrize("bullet", ["●", "△", "▲", "○", "■", "◆", "·", "※", "● ", ""])
def test_briefs_with_run_in_headline_have_it_apart(name, bullet):
    text = (
        f"【{name}】\n{bullet}青石县总工会送清凉。7月3日，{SECOND}（青石县总工会）\n"
        f"{bullet}望湖区举办运动会。{SECOND}\n（望湖区总工会）"
    )
    section = only(text)
    assert section.style == "briefs"
    assert [(a.headline, a.brief, a.source) for a in section.articles] == [
        ("青石县总工会送清凉", True, "青石县总工会"),
        ("望湖区举办运动会", True, "望湖区总工会"),
    ]
    assert section.articles[1].paragraphs[0].text == SECOND


def test_bulleted_briefs_without_headline_take_title_from_box():
    text = (
        f"【简讯】\n▲7月3日，青石县总工会开展送清凉活动，慰问职工。\n▲{REPORT}\n"
        "目录\n青石县总送清凉\n市总开展调研"
    )
    (first, second) = only(text).articles
    assert (first.headline, first.brief, first.contents_title) == ("", True, "青石县总送清凉")
    assert (second.headline, second.contents_title) == ("", "市总开展调研")


def test_bullets_behind_article_without_source_are_briefs_and_doubted():
    text = (
        f"市总工会开展调研\n{REPORT}\n●7月3日，{SECOND}\n●青石县总工会送清凉。{SECOND}\n●{REPORT}"
    )
    assert [(a.headline, a.brief, len(a.paragraphs)) for a in only(text).articles] == [
        ("市总工会开展调研", False, 1),
        ("", True, 1),
        ("", True, 1),
        ("", True, 1),
    ]
    assert warnings(text) == ["第3行：从这里起的圆点段落当作简讯（上一篇末尾没有来源）"]


@pytest.mark.parametrize("lead", ["主要做法是：", ""])
def test_bulleted_list_of_an_article_stays_in_it(lead):
    items = "●加强领导。成立领导小组。\n●落实经费。投入专项资金。"
    assert summary(f"市总工会开展调研\n{REPORT}{lead}\n{items}") == [("市总工会开展调研", 3, "")]


def test_bullet_on_its_own_line_begins_the_next():
    text = f"【简讯】\n●\n\n7月3日，{SECOND}\n●\n{REPORT}"
    assert [a.brief for a in only(text).articles] == [True, True]
    assert warnings(text) == []


@pytest.mark.parametrize("apart", ["：", "　", "  ", "\t"])
def test_brief_with_head_before_colon_or_space_has_it_apart(apart):
    lines = [
        f"{unit}总工会开展送清凉活动{apart}7月2日，{SECOND}（{unit}总工会）"
        for unit in ("望湖区", "青石县")
    ]
    section = only("【工作简讯】\n" + "\n".join(lines))
    assert [a.headline for a in section.articles] == [
        "望湖区总工会开展送清凉活动",
        "青石县总工会开展送清凉活动",
    ]


# contents box, masthead, foot


def test_box_at_head_with_pages_is_no_article():
    text = (
        "云溪工会信息\n第12期（总第345期）\n云溪市总工会办公室　　2026年3月5日\n本期导读\n"
        f"市总开展大调研…………1\n青石县总送清凉\t3\n\n云溪市总工会开展大调研\n{REPORT}（市总工会）\n青石县总工会送清凉\n{REPORT}\n"
    )
    bulletin = parse(text)
    assert difference(text, bulletin) == ""
    assert [p.text for p in bulletin.contents] == ["市总开展大调研", "青石县总送清凉"]
    assert [a.contents_title for a in bulletin.articles] == ["市总开展大调研", "青石县总送清凉"]
    assert len(bulletin.masthead) == 3


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("jianbao", {"title": "青石工会简报", "number": "第7期（总第203期）",
                     "publisher": "青石县总工会办公室编", "date": "2026年4月16日"}),
        ("headbox", {"title": "松岭工运", "number": "2026年第5期　总第118期",
                     "marking": "内部资料　注意保存",
                     "publisher": "主办：松岭县总工会", "date": "2026年6月1日"}),
        ("speech", {"title": "工会通讯", "number": "第3期",
                    "publisher": "云溪市总工会编印", "date": "2026年2月27日"}),
        ("unsourced", {"title": "云溪经开区工会工作情况", "number": "第9期"}),
        ("yunxi", {}),
    ],
)  # fmt: skip
def test_head_is_read_as_it_was_printed(name, head):
    text = (Path(__file__).parent / "bulletins" / f"{name}.txt").read_text(encoding="utf-8")
    assert read_head(parse(text)) == head


@pytest.mark.parametrize(
    ("lines", "head"),
    [
        (["第3期　2026年7月1日"], {"number": "第3期", "date": "2026年7月1日"}),
        (["增刊"], {"number": "增刊"}),
        (["第 5 期", "（总第86期）"], {"number": "第 5 期（总第86期）"}),
        (["云溪工会", "云溪市总工会办公室", "二〇二六年七月一日"],
         {"title": "云溪工会", "publisher": "云溪市总工会办公室", "date": "二〇二六年七月一日"}),
        (["YUNXI", "★★★", ""], {}),
        (["甲报", "乙报"], {"title": "甲报"}),
    ],
)  # fmt: skip
def test_lines_of_a_head_are_told_apart(lines, head):
    masthead = tuple(Piece(line, "masthead", (n,), (n, 0)) for n, line in enumerate(lines, 1))
    assert read_head(Bulletin(masthead=masthead)) == head


@pytest.mark.parametrize(
    ("lines", "imprint"),
    [
        (["编辑：周一苇　　审核：林 知　　签发：陆望川　　　共印350份"],
         {"staff": (("编辑", "周一苇"), ("审核", "林知"), ("签发", "陆望川")), "copies": 350}),
        (["责任编辑：白帆　　校对：宁小满　　联系电话：0000-1234567", "（共印300份）"],
         {"staff": (("责任编辑", "白帆"), ("校对", "宁小满")), "copies": 300}),
        (["云溪市总工会办公室　　　2026年2月27日印发"],
         {"imprint": ("云溪市总工会办公室", "2026年2月27日印发")}),
        (["联系电话：0000-1234567", "2026年2月27日印发"], {}),
    ],
)  # fmt: skip
def test_imprint_is_read_as_far_as_it_says_who_when_and_how_many(lines, imprint):
    pieces = tuple(Piece(line, "imprint", (n,), (n, 0)) for n, line in enumerate(lines, 1))
    assert read_imprint(Bulletin(imprint=pieces)) == imprint


def test_box_line_without_article_is_doubted():
    text = f"市总工会开展调研\n{REPORT}\n报：省总工会\n●市总开展调研\n●无人认领的一行文字"
    assert warnings(text) == ["第5行：目录中的“无人认领的一行文字”没有找到对应的稿件"]


@pytest.mark.parametrize(
    ("foot", "groups"),
    [
        ("本期印发：市领导、省总工会", [("本期印发", ["市领导", "省总工会"])]),
        (
            "报：省总 送：市委，市政府 发：各科室",
            [("报", ["省总"]), ("送", ["市委", "市政府"]), ("发", ["各科室"])],
        ),
        (
            "报　送:省总；市委\n抄 送: 各县、区总工会",
            [("报", ["省总", "市委"]), ("送", ["各县、区总工会"])],
        ),
        ("报：省总工会 市委办公室", [("报", ["省总工会", "市委办公室"])]),
        ("分送：各区总工会", [("本期印发", ["各区总工会"])]),
        ("报：省总\n分送：各区总工会", [("报", ["省总"]), ("送", ["各区总工会"])]),
        ("送：市委、\n市政府", [("送", ["市委", "市政府"])]),
    ],
)
def test_foot_gives_groups_and_labels(foot, groups):
    text = (
        f"青石县总工会送清凉\n{REPORT}\n{foot}\n编 辑：某某　共印50份\n市总办公室　2026年3月5日印发"
    )
    bulletin = parse(text)
    assert difference(text, bulletin) == ""
    found = [(g["group"], g["labels"]) for g in bulletin.as_json()["distribution"]]
    assert (found, len(bulletin.imprint), len(bulletin.articles)) == (groups, 2, 1)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "各市（县）、区、局（公司）工会、各直属单位",
            ["各市（县）、区、局（公司）工会", "各直属单位"],
        ),
        ("市各委、办、局、各人民团体", ["市各委、办、局", "各人民团体"]),
        ("各县（市、区）总工会，各乡镇党委、政府", ["各县（市、区）总工会", "各乡镇党委、政府"]),
        ("市委、市人大、区工会", ["市委", "市人大", "区工会"]),
        ("各镇、街道、市各部门", ["各镇、街道", "市各部门"]),
    ],
)
def test_label_that_cannot_stand_alone_joins_on(text, labels):
    assert [text[start:end].strip() for start, end in split_labels(text)] == labels


def test_foot_over_short_lines_parts_labels_at_line_ends():
    text = f"青石县总工会送清凉\n{REPORT}\n报：省总工会\n    市委、市政府领导\n"
    assert parse(text).as_json()["distribution"] == [
        {"group": "报", "labels": ["省总工会", "市委", "市政府领导"]}
    ]


# odd and hostile texts


def test_empty_text_has_no_section_and_says_so():
    empty = {"sections": [], "contents": [], "distribution": []}
    assert parse(" \n\u3000").as_json() == {**empty, "warnings": ["第1行：没有读到任何文字"]}


def test_headline_alone_is_an_article_without_body():
    assert summary("云溪市总工会开展大调研") == [("云溪市总工会开展大调研", 0, "")]
    assert warnings("云溪市总工会开展大调研") == ["第1行：只有标题，没有正文"]


def test_body_alone_is_an_article_without_headline():
    assert summary(f"{REPORT}\n{SECOND}") == [("", 2, "")]


def test_paragraph_keeps_everything_but_its_outer_spaces():
    inner = "近日,云溪市“ 双亮 ”活动(第2期)\u3000启动 ，Open Day  开幕.职工１２０人参加。"
    (article,) = only(f"市总工会开展活动\n \u3000\t\xa0{inner} \u3000\u200b\n").articles
    assert [p.text for p in article.paragraphs] == [inner]


def test_declared_kinds_are_obeyed():
    text = (
        f"市总工会开展调研\n{REPORT}\n深入车间班组\n"
        f"{SECOND}（名单附后）\n基层之声\n（青石县总工会）"
    )
    kinds = {3: "headline", 4: "plain", 5: "section", 6: "body"}
    bulletin = parse(text, kinds)
    assert [line.kind for line in bulletin.lines] == [
        "headline",
        "body",
        "headline",
        "plain",
        "section",
        "body",
    ]
    assert [(s.title, [a.headline for a in s.articles]) for s in bulletin.sections] == [
        ("", ["市总工会开展调研", "深入车间班组"]),
        ("基层之声", [""]),
    ]
    assert bulletin.articles[2].paragraphs[0].text == "（青石县总工会）"


def test_line_declared_continuation_joins_the_one_before():
    text = "市总工会开展调研\n近日，云溪市\n总工会走访企业。"
    (article,) = only(text, {3: "continuation"}).articles
    assert [(p.text, p.lines) for p in article.paragraphs] == [
        ("近日，云溪市总工会走访企业。", (2, 3))
    ]


FRAGMENTS = st.sampled_from(
    [
        "【工作动态】",
        "【",
        "】",
        "（",
        "）",
        "●",
        "△",
        "报：",
        "送：",
        "发：",
        "本期印发：",
        "、",
        "。",
        "\n",
        "\n\n",
        "\r\n",
        "\x0b",
        "\x0c",
        "\t",
        "\u3000",
        "——",
        "市总工会召开会议",
        "（云溪市总工会）",
        "(综合来稿)",
        "2026年3月5日",
        "第12期",
        "目录",
        "本期要目",
        "……3",
        "一、",
        "1.",
        "编者按：",
        "张某某",
        "市委书记\u3000张某某",
        "\ufeff",
        "同志们：",
        "近日，",
        "★",
        "工作简讯",
        "共印50份",
        "编辑：",
        "\x00",
        "abc",
        "！",
        "？",
        "“",
        "”",
        "页",
        "各市",
        "区",
        "局（公司）工会",
        "—1—",
        "职工职工职工职工职工职工职工职工职工职工职工",
    ]
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=60).map("".join)),
    st.dictionaries(st.integers(0, 30), st.sampled_from([*KINDS, "", "nonsense"]), max_size=4),
)
def test_any_text_is_read_and_loses_nothing(text, kinds):
    bulletin = parse(text, kinds)
    assert difference(text, bulletin) == ""
    json.dumps(bulletin.as_json())


@pytest.mark.parametrize(
    "unit",
    [
        "（",
        "【",
        "●",
        " ",
        "\u3000",
        "、",
        "一、",
        "报：",
        "报：a\n",
        "。",
        "各市、",
        "（工会）\n",
        "【a】\n",
        "●职工\n",
        "职工大会\n",
        "…",
        "\x0b",
        "“",
    ],
    ids=repr,
)
def test_hundred_thousand_hostile_characters_are_read(unit):
    text = (unit * 100_000)[:100_000]
    assert difference(text, parse(text)) == ""


def test_difference_tells_where_text_was_lost():
    text = f"青石县总工会送清凉\n{REPORT}"
    assert difference(text + "多出", parse(text)).startswith("第")
