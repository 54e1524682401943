"""Numbers and what they count hold together; dates part between year, month and day."""

import pytest

from bulletins.printing.quantities import Hold, holds


def parts(text: str, weakest: Hold) -> list[str]:
    """``text`` cut wherever a line may end at ``weakest`` or more freely."""
    places = [p for p in range(1, len(text)) if holds(text).get(p, Hold.FREE) <= weakest]
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("有160名职工", "有|160名|职|工"),
        ("计10.32万人次。", "计|10.32万人次|。"),
        ("达95%以上", "达|95%|以|上"),
        ("第12期简报", "第12期|简|报"),
        ("共1,234余项", "共|1,234余项"),
        ("升12个百分点", "升|12个百分点"),
        ("占30平方米地", "占|30平方米|地"),
        ("在3—5月间", "在|3—5月|间"),
        ("长1.5 km", "长|1.5 k|m"),
        ("于2026年3月5日在", "于|2026年3月5日|在"),
        ("第三届会", "第三届|会"),
        ("共三百六十五天", "共|三百六十五|天"),
        ("没有数字", "没|有|数|字"),
    ],
)
def test_line_may_end_only_outside_a_number_with_its_counter(text, wanted):
    assert parts(text, Hold.FREE) == wanted.split("|")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026年3月5日", "2026年|3月|5日"),
        ("9时30分", "9时|30分"),
        ("三百六十五", "三|百|六|十|五"),
        ("160名", "160名"),
    ],
)
def test_what_parts_in_need(text, wanted):
    assert parts(text, Hold.RELUCTANT) == wanted.split("|")
