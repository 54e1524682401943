"""What a line looks like by itself: title, list item, byline, subtitle, bullet.

Every test first bounds the length it looks at, so that none is slower than
linear on hostile text.
"""

import re

from .blocks import BLANKS, without_blanks

TITLE_LENGTH = 80  # characters; no headline line is longer, hardly any paragraph without 。 is
CLOSERS = "”’」』）)》〉】\"'"
PAIRS = {
    "【": "】",
    "〖": "〗",
    "［": "］",
    "[": "]",
    "〔": "〕",
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
}
_BULLETS = "●○•·∙‧⚫⚪▲△▴▵■□▪▫◆◇★☆※►▶▷➤◎✦✧❖♦"
_BULLET = re.compile(rf"[{_BULLETS}\uf000-\uf0ff]")  # the last: Word's own symbol font

_SALUTATION = re.compile("同志们|各位|尊敬的|亲爱的|工友们|职工朋友|大家好|谢谢|女士们")
_THANKS = re.compile("(?:最后[，,]?)?(?:再次)?(?:谢谢|感谢)(?:大家|各位|同志们)?[！!。]?")
_NUMBERED = re.compile(
    r"第?[一二三四五六七八九十百]{1,3}(?:[、，是]|要)|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|[\d０-９]{1,2}(?:[、)）]|[.．](?!\d))|[①-⑳㉑-㉟㊱-㊿]|[一二三四五六七八九十]{1,2}[.．]"
)
_TIME = re.compile(
    "近日|日前|近期|近来|连日|今年|去年|今天|昨天|年初|年底|岁末|当前|目前|眼下|上半年|下半年|本月|上月|月初|月底"
    r"|[\d０-９]{1,4}[年月日]|[“]?(?:五一|七一|八一|十一|国庆|春节|元旦|端午|中秋)|为|在|随着|根据|按照|截至|自|据"
    "|从|围绕|通过|针对|入夏|入冬|盛夏|新春|节前|节日|活动|会上|会议|本次|此次|这次|今春"
)
_UNIT = re.compile("总工会|工会|市总|县总|区总|[市县区镇局]|公司|集团|街道|学校|医院|中心|委|厂")
_DASH = re.compile("[—―─－–-]{1,4}")
DATE = re.compile(
    r"(?:[\d０-９]{4}|[二〇○零一三四五六七八九]{4})\s{0,4}年\s{0,4}[\d０-９一二三四五六七八九十]{1,3}\s{0,4}月"
    r"(?:\s{0,4}[\d０-９一二三四五六七八九十]{1,3}\s{0,4}日)?"
)
_POST = re.compile(
    "书记|主席|主任|部长|局长|市长|县长|区长|镇长|秘书长|会长|经理|董事长|厂长|校长|院长|所长|处长|科长|馆长|站长"
    "|队长|组长|班长|团长|行长|社长|调研员|常委|委员|代表|记者|通讯员|作者|教授|工程师|劳模|工匠|职工|总监|总裁|党组成员"
)
_BY = re.compile(r"(?:作者|文|本刊记者|记者|通讯员|讲话人|发言人|特约通讯员)\s{0,3}[：:/／]")
_SPEECH = re.compile(
    "(?:讲话|发言|致辞|致词|报告|主持词|寄语|献词|公开信|倡议书|慰问信)(?:[（(]?(?:提纲|摘要|节选)[）)]?)?[）)]?$"
)
_SPEECH_PLACE = re.compile("在.{2,50}(?:讲话|发言|致辞|致词|报告|总结|主持词)")
_GENRE = re.compile("(?:纪实|侧记|综述|述评|掠影|小记|速写|纪略)$")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成"
    "戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪"
    "干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊惠甄曲家封储靳焦牧山谷车侯全班仇宁祖武符刘景詹束龙叶司黎薄"
    "白蒲从索咸赖卓屠蒙池乔闻党翟谭劳冉桑桂牛寿边燕浦尚农温柴阎连习古易廖聂曾关岳丘查沙游欧涂肖闫覃辛文仲佘敖匡竺晏隋佟巩鞠"
)
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "端木",
)
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff〇×ＸX·]+")


def bullet_length(text: str) -> int:
    """How many characters of ``text`` are a bullet and the space after it."""
    length = 0
    while length < len(text) and (_BULLET.match(text[length]) or text[length] in BLANKS):
        length += 1
    return length if length and _BULLET.match(text[0]) else 0


def ends_clause(text: str) -> bool:
    """Whether the text stops where only body text does: 。；：, closing quotes aside."""
    return text.rstrip(CLOSERS)[-1:] in ("。", "；", "：", ";", ":")


def ends_sentence(text: str) -> bool:
    """Whether the last sentence is finished; a remark in brackets behind it may follow."""
    text = text[-200:]
    if text[-1:] in ("）", ")"):
        text = text[: max(text.rfind("（"), text.rfind("("))] or text
    return text.rstrip(CLOSERS)[-1:] in tuple("。！？!?；：;:…")


def is_numbered(text: str) -> bool:
    return bool(_NUMBERED.match(text))


def starts_in_time(text: str) -> bool:
    """近日、7月3日、为…: how a report begins, and a headline does not."""
    return bool(_TIME.match(text.lstrip("“ \u3000")))


def names_unit(text: str) -> bool:
    """A unit or place at the beginning, as most headlines of reports have."""
    return bool(_UNIT.search(text[:8]))


def is_salutation(text: str) -> bool:
    return bool(_SALUTATION.match(text))


def is_thanks(text: str) -> bool:
    """谢谢大家！ as the whole of a paragraph: a speech is over."""
    return bool(_THANKS.fullmatch(text))


def is_speech(text: str) -> bool:
    """…的讲话, …致辞（摘要）; not 学习讲话精神."""
    return bool(_SPEECH.search(text[-12:]))


def is_body(text: str) -> bool:
    """Text that can only be body: a full stop in it, or longer and more divided than a headline."""
    if len(text) > TITLE_LENGTH or "。" in text or ends_clause(text):
        return True
    return (len(text) > 45 and text.count("，") > 1) or (
        len(text) > 30 and "，" in text and starts_in_time(text)
    )


def is_title(text: str) -> bool:
    """Could be a line of a headline: short, unstopped, no salutation."""
    if len(text) < 2 or is_body(text) or is_salutation(text) or is_ornament(text) or is_date(text):
        return False
    return text[0] not in "（(" or bracketed(text) is None


def is_ornament(text: str) -> bool:
    """A rule or a page number: nothing to read."""
    if len(text) > TITLE_LENGTH:
        return False
    bare = without_blanks(text)
    if not any(c.isalnum() for c in bare):
        return bare[:1] not in PAIRS
    inner = bare.strip("—-–－·.")
    return (inner != bare and inner.isdigit() and len(inner) < 4) or bool(
        re.fullmatch(r"第?\d{1,3}页?(?:共\d{1,3}页)?", bare)
    )


def bracketed(text: str) -> str | None:
    """The inside of a text that one pair of brackets encloses as a whole."""
    closer = PAIRS.get(text[:1])
    if not closer or len(text) > 200 or text[-1] not in (closer, *_other_width(closer)):
        return None
    depth = 0
    for offset, c in enumerate(text):
        depth += (c in "（(【[［〔〖「『") - (c in "）)】]］〕〗」』")
        if depth == 0 and offset < len(text) - 1:
            return None
    return text[1:-1].strip(BLANKS)


def _other_width(closer: str) -> tuple[str, ...]:
    return {"）": (")",), ")": ("）",), "］": ("]",), "]": ("］",)}.get(closer, ())


def is_date(text: str) -> bool:
    return len(text) < 40 and bool(DATE.fullmatch(text))


def has_date(text: str) -> bool:
    return bool(DATE.search(text[:200]))


def is_name(text: str) -> bool:
    """A person's name of two to four characters, 某某 and ×× included."""
    if not 2 <= len(text) <= 4 or not _HAN.fullmatch(text):
        return False
    if "某" in text or "×" in text:
        return True
    return text[:2] in _COMPOUND or (len(text) < 4 and text[0] in _SURNAMES)


def is_byline(text: str, speech: bool) -> bool:
    """Post, spaces, name; a name; a date in place of either; all of it also in brackets.

    ``speech``: post and name may then stand without a space between them.
    """
    if len(text) > 60:
        return False
    inner = bracketed(text)
    bare = text if inner is None else inner
    if DATE.match(bare):
        bare = bare[DATE.match(bare).end() :].strip(BLANKS + "，,、")
        if not bare:
            return True
    if _BY.match(bare):
        return True
    if any(c in bare for c in "。，；！？“”—"):
        return False
    words = _join_split_name(bare.split())
    if not words or not (is_name(words[-1]) or _follows_post(words)):
        return _post_and_name(bare) if speech or inner is not None else False
    return all(is_name(word) or _is_post(word) for word in words[:-1])


def _follows_post(words: list[str]) -> bool:
    """A rare surname: three characters behind a post are a name."""
    if len(words) < 2 or not _HAN.fullmatch(words[-1]):
        return False
    ends = [found.end() for found in _POST.finditer(words[-2])]
    return len(words[-1]) == 3 and bool(ends) and ends[-1] == len(words[-2])


def _is_post(word: str) -> bool:
    return bool(
        _POST.search(word[-6:])
        or re.search("会|部|室|局|办|公司|厂|院|校|中心|镇|街道$", word[-3:])
    )


def _join_split_name(words: list[str]) -> list[str]:
    """李　明 and 陈 志 远 are one name."""
    start = len(words)
    while start and len(words) - start < 3 and len(words[start - 1]) == 1:
        start -= 1
    return [*words[:start], "".join(words[start:])] if start < len(words) else words


def _post_and_name(text: str) -> bool:
    found = list(_POST.finditer(text))
    return bool(found) and is_name(text[found[-1].end() :])


def is_subtitle(text: str) -> bool:
    """A line under the headline that begins with a dash."""
    dash = _DASH.match(text)
    return bool(dash) and len(text) <= TITLE_LENGTH and any(c.isalnum() for c in text)


def is_plain_subtitle(text: str) -> bool:
    """在…会议上的讲话, …纪实, （摘要）: a second line which no headline goes on with."""
    inner = bracketed(text)
    if inner is not None and text[0] in "（(":
        return not inner.isdigit() and len(inner) > 1
    return bool(_SPEECH_PLACE.match(text[:TITLE_LENGTH]) or _GENRE.search(text[-2:]))


def is_preface(text: str) -> bool:
    """编者按：…, 按语：…, 【编者按】…"""
    return bool(
        re.match(
            r"[【（(]?(?:编者按|编者的话|按语|编前语|按)[】）)]?\s{0,3}(?:[：:]|$)|【编者按】", text
        )
    )
