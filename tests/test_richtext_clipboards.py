"""More clipboards, in the shape each program writes: every character, the form, no more."""

import pytest

from tests.bodies import sound

FANG = "font-size:16.0pt;font-family:仿宋_GB2312;mso-ascii-font-family:仿宋_GB2312;color:black"
CLIPBOARDS = {
    "word 2016 title, centred": (
        f"<p class=MsoNormal align=center style='text-align:center;line-height:30.0pt'><b><span "
        f"style='{FANG}'>关于<span lang=EN-US>2026</span>年竞赛的通报<o:p></o:p></span></b></p>",
        "<p><strong>关于2026年竞赛的通报</strong></p>",
    ),
    "word 2016 heading with a bookmark": (
        "<h2 style='mso-list:none'><a name=\"_Toc10\"></a><a name=OLE_LINK1><span style='mso-"
        "bookmark:_Toc10'>一、基本情况</span></a><o:p></o:p></h2>",
        "<h4>一、基本情况</h4>",
    ),
    "word 365 span with theme colours": (
        "<p class=MsoNormal><span style='mso-themecolor:accent1;background:yellow;mso-highlight:"
        "yellow'>参赛</span><span style='text-shadow:1pt'>120</span>人</p>",
        "<p>参赛120人</p>",
    ),
    "word 365 smart tags": (
        "<p><st1:chsdate w:st=\"on\" Year=\"2026\">2026年7月1日</st1:chsdate>，<st1:PersonName>张某"
        "</st1:PersonName>到会</p>",
        "<p>2026年7月1日，张某到会</p>",
    ),
    "word insertions beside deletions": (
        "<p>共<del cite=\"mailto:a\" datetime=\"2026-01-01T00:00\"><span lang=EN-US>10</span></del>"
        "<ins cite=\"mailto:a\"><span lang=EN-US>12</span></ins>人</p>",
        "<p>共12人</p>",
    ),
    "word deletion by class only": (
        "<p>共<span class=\"msoDel\">十</span><span class=msoIns>十二</span>人</p>",
        "<p>共十二人</p>",
    ),
    "word deleted paragraph between two": (
        "<p>甲</p><p class=MsoNormal><del><span>删去的一段</span></del></p><p>乙</p>",
        "<p>甲</p><p>乙</p>",
    ),
    "word comment with its list at the end": (
        "<p><a style='mso-comment-reference:X_1;mso-comment-date:20260101T0000'>数字</a><span "
        "class=MsoCommentReference><span style='mso-special-character:comment'><a class="
        "msocomanchor href='#_msocom_1'>[X1]</a></span></span>。</p><div style='mso-element:"
        "comment-list'><div style='mso-element:comment'><p>请核</p></div></div>",
        "<p>数字。</p>",
    ),
    "word page break and section": (
        "<div class=WordSection1><p>甲</p></div><span>"
        "<br clear=all style='page-break-before:always'>"
        "</span><div class=WordSection2><p>乙</p></div>",
        "<p>甲</p><p>乙</p>",
    ),
    "word ruby": (
        "<p><ruby>彧<rp>(</rp><rt>yù</rt><rp>)</rp></ruby></p>",
        "<p>彧(yù)</p>",
    ),
    "word table with widths and shading": (
        "<table class=MsoNormalTable width=558 style='width:418.5pt;mso-yfti-tbllook:1184'><tr "
        "style='height:20pt'><td width=100 nowrap valign=bottom style='background:#D9D9D9'><p><b>"
        "单位</b></p></td><td><p align=right>人数</p></td></tr></table>",
        "<table><tbody><tr><td><p><strong>单位</strong></p></td><td><p>人数</p></td></tr></tbody>"
        "</table>",
    ),
    "wps bold by class and style": (
        "<p class=MsoNormal align=justify style='text-indent:32pt'><b><span style='mso-spacerun:"
        "\"yes\";font-family:楷体;mso-bidi-font-family:宋体;font-weight:bold'>"
        "<font face=楷体>（一）"
        "</font></span></b><span style='font-family:仿宋'><font face=仿宋>抓学习</font></span></p>",
        "<p><strong>（一）</strong>抓学习</p>",
    ),
    "wps with start and end marks": (
        "<html><body><!--StartFragment--><p class=p><span>甲</span><span><o:p></o:p></span></p>"
        "<p class=p><span>乙</span></p><!--EndFragment--></body></html>",
        "<p>甲</p><p>乙</p>",
    ),
    "wps table": (
        "<table class=15 border=1 style='mso-table-layout-alt:fixed'><tr><td width=284 valign=top>"
        "<p class=15><span><font face=等线>甲</font></span></p></td></tr></table>",
        "<table><tbody><tr><td><p>甲</p></td></tr></tbody></table>",
    ),
    "wps spreadsheet cells": (
        "<table><colgroup><col width=72 style='width:54pt;'></colgroup><tr height=18><td class=et2 "
        "x:str>单位</td><td class=et3 x:num='1234.5' align=right>1,234.50</td></tr></table>",
        "<table><tbody><tr><td><p>单位</p></td><td><p>1,234.50</p></td></tr></tbody></table>",
    ),
    "excel cells": (
        "<table border=0 cellpadding=0 style='border-collapse:collapse'><!--StartFragment--><tr "
        "height=19><td class=xl65 height=19>合计</td><td class=xl65 align=right>8</td></tr>"
        "<!--EndFragment--></table>",
        "<table><tbody><tr><td><p>合计</p></td><td><p>8</p></td></tr></tbody></table>",
    ),
    "libreoffice paragraph": (
        "<p align=\"justify\" style=\"line-height: 150%; margin-bottom: 0cm\">"
        "<font face=\"FangSong\">"
        "<font size=\"4\" style=\"font-size: 16pt\">各县（区）总工会：</font></font></p>",
        "<p>各县（区）总工会：</p>",
    ),
    "libreoffice bold, underline, raised": (
        "<p><font color=\"#000000\"><b>甲</b></font><u><font>乙</font></u><sup><font>2</font></sup>"
        "</p>",
        "<p><strong>甲</strong><u>乙</u><sup>2</sup></p>",
    ),
    "libreoffice list": (
        "<ol><li><p style=\"margin-bottom: 0cm\"><font>第一</font></p></li>"
        "<li><p>第二</p></li></ol>",
        "<ol><li><p>第一</p></li><li><p>第二</p></li></ol>",
    ),
    "libreoffice table": (
        "<table width=\"665\" cellpadding=\"7\"><col width=\"318\"/><thead><tr valign=\"top\"><th "
        "style=\"border: 1px\"><p>甲</p></th></tr></thead><tbody><tr><td>"
        "<p>乙</p></td></tr></tbody>"
        "</table>",
        "<table><thead><tr><th><p>甲</p></th></tr></thead><tbody><tr><td>"
        "<p>乙</p></td></tr></tbody>"
        "</table>",
    ),
    "chromium copy of a page": (
        "<meta charset='utf-8'><span style=\"color: rgb(51, 51, 51); font-size: 16px; display: "
        "inline !important; float: none;\">全市职工</span><b style=\"color: red\">一线</b>",
        "<p>全市职工<strong>一线</strong></p>",
    ),
    "chromium copy with a break for a newline": (
        "<meta charset='utf-8'><div style=\"white-space: pre-wrap;\">第一行</div><br "
        "class=\"Apple-interchange-newline\">",
        "<p>第一行</p>",
    ),
    "firefox copy of a list": (
        "<ul class=\"list\"><li class=\"x\">甲&nbsp;</li>\n<li>乙</li></ul>",
        "<ul><li><p>甲</p></li><li><p>乙</p></li></ul>",
    ),
    "safari copy": (
        "<span class=\"Apple-style-span\" style=\"-webkit-text-size-adjust: auto;\">"
        "甲</span><div>乙"
        "</div>",
        "<p>甲</p><p>乙</p>",
    ),
    "chat message with line breaks": (
        "<div class=\"msg-bubble\"><pre class=\"text\"><span>甲</span><br>"
        "<span>乙</span></pre></div>",
        "<p>甲<br>乙</p>",
    ),
    "official account article": (
        "<section data-tools=\"135编辑器\" style=\"box-sizing: border-box;\">"
        "<section style=\"color:"
        "rgb(255,0,0)\"><p style=\"text-indent:2em;letter-spacing:1px\">"
        "<span leaf=\"\">甲</span></p>"
        "<p><span leaf=\"\"><br class=\"ProseMirror-trailingBreak\"></span></p><p><strong><span "
        "leaf=\"\">乙</span></strong></p></section></section><p><mp-style-type data-value=\"3\">"
        "</mp-style-type></p>",
        "<p>甲</p><p><strong>乙</strong></p>",
    ),
    "team document with tasks": (
        "<div data-page-id=\"x\"><h1 class=\"heading-1\">题</h1><div class=\"ace-line\"><span "
        "data-leaf=\"true\">甲</span></div><ul class=\"list-bullet1\"><li><div>乙</div></li></ul>"
        "</div>",
        "<h4>题</h4><p>甲</p><ul><li><p>乙</p></li></ul>",
    ),
    "mail with a quotation": (
        "<div dir=\"ltr\">甲<div><br></div>"
        "<blockquote class=\"mail-quote\" style=\"margin:0 0 0 .8ex\""
        ">乙</blockquote></div>",
        "<p>甲</p><blockquote><p>乙</p></blockquote>",
    ),
    "word text box in vml, with its picture": (
        "<p><!--[if gte vml 1]><v:shapetype id='_x0000_t202' path='m,l'/><v:shape id='文本框_1' "
        "style='position:absolute;mso-wrap-style:square'><v:textbox><table><tr><td>框中</td></tr>"
        "</table></v:textbox></v:shape><![endif]--><![if !vml]><span style='mso-ignore:vglayout'>"
        "<img width=9 src='file:///C:/Temp/image001.gif' v:shapes='图1'></span><![endif]>文</p>",
        "<p>文</p>",
    ),
    "wps picture, heading and automatic number": (
        "<h1 class='2' style='mso-outline-level:1'><span style='mso-list:Ignore'><font>一、"
        "</font></span><b><span><font>成效</font></span></b></h1><p class=MsoNormal style='"
        "text-indent:32.1000pt;mso-char-indent-count:2.0000'><span style='mso-spacerun:\"yes\";"
        "font-family:仿宋_GB2312;mso-font-kerning:1.0000pt'><font>全县　　职工</font>"
        "</span><span><img width='55' src='file:///C:/Users/x/AppData/Local/Temp/ksohtml9/wps1.jpg'>"
        "&nbsp;</span></p>",
        "<h4>一、<strong>成效</strong></h4><p>全县　　职工</p>",
    ),
    "picture of the temporary folder in word": (
        "<p><img width=554 height=369 src=\"file:///C:/Users/x/AppData/Local/Temp/msohtmlclip1/01/"
        "clip_image002.jpg\" v:shapes=\"图片_x0020_1\">图为现场</p>",
        "<p>图为现场</p>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CLIPBOARDS)
def test_clipboard_keeps_every_character_and_the_form(case):
    pasted, stored = CLIPBOARDS[case]
    assert sound(pasted) == stored
