"""Proofreading: what is found, what is left alone, that proposals hold when read again."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.proofreading import COMMON, Entry, applied, proofread, proofread_headline
from tests.conftest import seed_files
from tests.factories import make_reporter
from tests.world import sign_in

NAMES = ("云溪市总工会", "松岭县总工会", "松岭县工会", "望湖区总工会")

# What is typed, and what it is after every proposal has been taken.
WRONG = [
    ("大会昨天召开,职工代表出席.", "大会昨天召开，职工代表出席。"),
    ("问题是:谁来做?", "问题是：谁来做？"),
    ("共有25家,覆盖三个县", "共有25家，覆盖三个县"),
    ("市总工会(市总)决定", "市总工会（市总）决定"),
    ('开展"安康杯"竞赛', "开展“安康杯”竞赛"),
    ("　　各县区总工会", "各县区总工会"),
    ("开展 劳动竞赛 活动", "开展劳动竞赛活动"),
    ("圆满结束。  ", "圆满结束。"),
    ("大家表示，，一定努力。。", "大家表示，一定努力。"),
    ("一定努力，。", "一定努力。"),
    ("一定努力，，、。", "一定努力。"),
    ("慰问品有米、油...", "慰问品有米、油……"),
    ("慰问品有米、油。。。", "慰问品有米、油……"),
    ("这是责任--也是使命", "这是责任——也是使命"),
    ("《条例》、《办法》", "《条例》《办法》"),
    ("米、油……等。", "米、油等。"),
    ("２０２６年完成８０％", "2026年完成80%"),
    ("云工发[2026]12号", "云工发〔2026〕12号"),
    ("一.提高认识", "一、提高认识"),
    ("（二）、落实责任", "（二）落实责任"),
    ("3、落实责任", "3.落实责任"),
    ("第一、提高认识。第二、落实责任。", "第一，提高认识。第二，落实责任。"),
    ("二0二六年五月", "二〇二六年五月"),
    ("26年5月", "2026年5月"),
    ("2026.5.1开工", "2026年5月1日开工"),
    ("2026-05-01开工", "2026年5月1日开工"),
    ("5月1日-5月3日", "5月1日—5月3日"),
    ("增长10-20%", "增长10%～20%"),
    ("投入3-5万元", "投入3万～5万元"),
    ("每家5-8人", "每家5～8人"),
    ("占百分之30", "占30%"),
    ("投入3万5千元", "投入3.5万元"),
    ("共5千3百人", "共5300人"),
    ("共5百人", "共500人"),
    ("走访3、4天", "走访三四天"),
    ("走访三、四天", "走访三四天"),
    ("来了20几人", "来了二十几人"),
    ("约300人左右参加", "约300人参加"),
    ("超过300人以上，", "超过300人，"),
    ("五.一前夕", "“五一”前夕"),
    ("布署工作，一如继往", "部署工作，一如既往"),
    ("截止目前已完成", "截至目前已完成"),
    ("庆祝国际五一劳动节", "庆祝“五一”国际劳动节"),
    ("各级工会的的干部", "各级工会的干部"),
    ("市总工会市总工会召开会议", "市总工会召开会议"),
    ("松岭县总公会召开", "松岭县总工会召开"),
    ("望湖区工会召开", "望湖区总工会召开"),
    ("云溪市总工工会召开", "云溪市总工会召开"),
]

RIGHT = [
    "大会于2026年5月1日召开，300余名职工代表参加。",
    "增长3.5%，达到1.2万人，约占30%。",
    "网址为https://www.example.org/a,b?c=d，邮箱a.b@example.org。",
    "上午9:30开始，比分3:2。",
    "执行《工会法》（2021年修正）和“安康杯”竞赛办法。",
    "开展“五一”国际劳动节慰问，讨论研究研究。",
    "一、二季度，三、四年级，第三、第四名。",
    "2025—2026年，5～8人，10%～20%。",
    "用的是Windows 11, Office和C++。",
    "的的确确，人人参与，常常学习。",
    "（一）提高认识",
    "1.提高认识",
    "一、提高认识",
    "（注：《办法》“第三条（二）项”）",
    "松岭县总工会、松岭县工会、望湖区总工会。",
    "新松岭镇工会和望江区总工会。",
    "3万元、5千瓦、12345热线、2.5公里",
    "型号AB-12，电话0512-6000。",
    "他说：“好！”",
    "下降30%，减少了一半。",
]


def read(text):
    return proofread(text, names=NAMES)


@pytest.mark.parametrize(("typed", "right"), WRONG, ids=[typed for typed, _right in WRONG])
def test_wrong_text_is_right_after_its_proposals(typed, right):
    found = read(typed)
    assert applied(typed, found) == right
    assert all(remark.reason.endswith("。") for remark in found)


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_is_left_alone(text):
    assert read(text) == []


@pytest.mark.parametrize("text", [right for _typed, right in WRONG])
def test_proposals_hold_when_read_again(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("他说：“好。", ["“"]),
        ("他说：好”。", ["”"]),
        ("《办法（试行》", ["（"]),
        ("（（一）", ["（"]),
        ("“甲（乙”丙）", ["（", "）"]),
        ("（甲“乙”）【丙】", []),
    ],
)
def test_unpaired_marks_are_named_and_not_changed(text, alone):
    found = [remark for remark in read(text) if remark.kind == "pair"]
    assert [text[remark.start : remark.end] for remark in found] == alone
    assert all(remark.fix is None for remark in found)


def test_short_name_does_not_hide_a_misspelt_full_name():
    names = ("松岭县总工会", "松岭县总")
    (remark,) = proofread("松岭县总公会召开", names=names)
    assert remark.fix == "松岭县总工会"
    assert proofread("松岭县总召开，松岭县总工会召开", names=names) == []


def test_headline_ends_without_a_mark():
    found = proofread_headline("市总工会召开会议。")
    assert applied("市总工会召开会议。", found) == "市总工会召开会议"
    assert proofread_headline("怎么看？怎么办？") == []


def test_decrease_by_times_is_remarked_without_a_proposal():
    (remark,) = read("事故减少了3倍")
    assert (remark.kind, remark.fix) == ("number", None)


def test_dictionary_is_what_is_handed_in():
    entries = [Entry("老旧说法", "新说法", "本办约定。"), Entry("禁用语")]
    first, second = proofread("老旧说法和禁用语和布署", entries=entries)
    assert (first.fix, first.reason) == ("新说法", "本办约定。")
    assert (second.fix, second.reason) == (None, "用词不规范。")


def test_entry_contained_in_what_it_proposes_is_no_remark_there():
    entries = [Entry("五一节", "“五一节”")]
    assert proofread("庆“五一节”", entries=entries) == []
    assert applied("庆五一节", proofread("庆五一节", entries=entries)) == "庆“五一节”"


def test_common_entries_are_each_found_and_hold():
    for entry in COMMON:
        text = f"这里{entry.wrong}那里"
        assert applied(text, proofread(text)) == f"这里{entry.right}那里"


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from('工会的的了3、4天.,-—()（）“”"%《》。 　一2026年万'), max_size=40))
def test_remarks_lie_in_order_and_apart_on_any_text(text):
    found = read(text)
    ends = [0, *(remark.end for remark in found)]
    assert all(0 <= r.start < r.end <= len(text) for r in found)
    assert all(end <= remark.start for end, remark in zip(ends, found, strict=False))
    assert all(remark.fix != text[remark.start : remark.end] for remark in found)


@pytest.mark.parametrize(
    "bait", ["（", "“", "1、", "一、", "工会", ".", "，", "的", " ", "2026-", "(", "，、"]
)
def test_hostile_paragraph_costs_no_more_than_its_length(bait):
    def cost(size):
        started = time.process_time()
        read(bait * (size // len(bait)))
        return time.process_time() - started

    assert cost(100_000) < 40 * (cost(10_000) + 0.01)


@pytest.mark.django_db
def test_credit_longer_than_its_field_is_refused_with_a_sentence():
    client = sign_in(make_reporter())
    assert client.post("/proofreading/", {"credit": "县" * 400}).status_code == 200
    refused = client.post("/proofreading/", {"credit": ["县" * 400, "县"]})
    assert refused.status_code == 413 and "字" in refused.json()["error"]


@pytest.mark.parametrize("seed", seed_files(), ids=lambda seed: seed.stem)
def test_real_bulletins_draw_few_remarks_besides_blanks(seed):
    """What was printed is nearly right: a rule that finds much in it is a wrong rule."""
    lines = seed.read_text().splitlines()
    marked = [r for line in lines for r in read(line.strip()) if r.kind != "blank"]
    assert len(marked) < len([line for line in lines if line.strip()]) / 4
