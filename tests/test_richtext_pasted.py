"""What Word, WPS and web pages put on the clipboard: text and form stay, their dressing goes."""

import pytest

from tests.bodies import sound

SUPPORT = "<![if !supportLists]><span style='mso-list:Ignore'>%s<span>&nbsp;&nbsp; </span></span>"

PASTED = {
    "word paragraph": (
        "<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span lang=EN-US "
        "style='font-size:16.0pt;font-family:仿宋_GB2312'>7</span><span style='font-family:"
        "仿宋_GB2312'>月<span lang=EN-US>1</span>日，青石县总工会召开会议。<span lang=EN-US>"
        "<o:p></o:p></span></span></p>",
        "<p>7月1日，青石县总工会召开会议。</p>",
    ),
    "whole word document": (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta charset=utf-8>"
        "<title>文档一</title><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View>"
        "</w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal {margin:0cm} --></style></head>"
        "<body lang=ZH-CN><!--StartFragment--><p class=MsoNormal>正文<o:p></o:p></p>"
        "<!--EndFragment--></body></html>",
        "<p>正文</p>",
    ),
    "xml island outside of a comment": (
        "<xml><w:WordDocument><w:Zoom>0</w:Zoom><w:View>Normal</w:View></w:WordDocument></xml>"
        "<?xml:namespace prefix = o ns = 'urn:x' /><p>正文<o:p>&nbsp;</o:p></p>",
        "<p>正文</p>",
    ),
    "lines wrapped in the source": (
        "<p class=MsoNormal>全县\r\n职工积极\r\n  参加，GDP\r\n增长；Hello\r\nworld <b>New\r\n"
        "</b>York</p>\r\n\r\n<p class=MsoNormal>第二段</p>\r\n",
        "<p>全县职工积极参加，GDP增长；Hello world <strong>New </strong>York</p><p>第二段</p>",
    ),
    "bold, underline, raised": (
        "<p><b style='mso-bidi-font-weight:normal'><span>一是</span></b><u>抓</u>10m<sup>2</sup>、"
        "CO<sub>2</sub><i>斜</i><s>划</s></p>",
        "<p><strong>一是</strong><u>抓</u>10m<sup>2</sup>、CO<sub>2</sub><em>斜</em>划</p>",
    ),
    "headings of any level": (
        "<h1 style='x'><a name='_Toc1'></a><span>一、总体情况</span></h1><p>甲</p><h3>（一）</h3>",
        "<h4>一、总体情况</h4><p>甲</p><h4>（一）</h4>",
    ),
    "full-width indents": (
        "<p>　　第一段　</p><p>&nbsp;&nbsp;&nbsp;&nbsp;第二段&nbsp;</p><p>张　三&nbsp;李四</p>",
        "<p>第一段</p><p>第二段</p><p>张　三\xa0李四</p>",
    ),
    "empty paragraphs": (
        "<p>甲</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p>　　</p><p><br></p><p><b></b></p>"
        "<div><br></div><p>乙</p>",
        "<p>甲</p><p>乙</p>",
    ),
    "breaks for paragraphs": (
        "<div>　　第一段。<br>　　第二段。<br><br>第三段，<br>换行。<br>&nbsp;</div>",
        "<p>第一段。</p><p>第二段。</p><p>第三段，<br>换行。</p>",
    ),
    "breaks inside of bold": (
        "<p><b>甲<br><br>　　乙</b><br><b><br>丙</b></p>",
        "<p><strong>甲<br><br>乙</strong></p><p><strong>丙</strong></p>",
    ),
    "numbered paragraphs of Word": (
        f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{SUPPORT % '1.'}<![endif]>第一"
        f"</p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{SUPPORT % '2.'}<![endif]>"
        "第二</p>",
        "<p>1.\xa0\xa0 第一</p><p>2.\xa0\xa0 第二</p>",
    ),
    "lists in lists": (
        "<ol style='margin-top:0' type=1><li class=MsoNormal>甲</li><ul type=disc><li>乙</li><li>丙"
        "</li></ul><li>丁<ol><li><p>戊</p></li></ol></li></ol>",
        "<ol><li><p>甲</p><ul><li><p>乙</p></li><li><p>丙</p></li></ul></li>"
        "<li><p>丁</p><ol><li><p>戊</p></li></ol></li></ol>",
    ),
    "table with merged columns": (
        "<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse'>"
        "<colgroup><col width=72><col></colgroup>"
        "<tr style='mso-yfti-irow:0'><td width=284 colspan=2 valign=top style='border:solid'>"
        "<p class=MsoNormal align=center><b>合计</b><o:p></o:p></p></td></tr>"
        "<tr><td><p class=MsoNormal>甲</p><p class=MsoNormal>乙</p></td><td></td></tr></table>",
        '<table><tbody><tr><td colspan="2"><p><strong>合计</strong></p></td></tr>'
        "<tr><td><p>甲</p><p>乙</p></td><td></td></tr></tbody></table>",
    ),
    "table with merged rows": (
        "<table><tbody><tr><td rowspan=2>甲</td><td>乙</td></tr><tr><![if !supportMisalignedRows]>"
        "<td>丙</td><![endif]></tr></tbody></table>",
        '<table><tbody><tr><td rowspan="2"><p>甲</p></td><td><p>乙</p></td></tr>'
        "<tr><td><p>丙</p></td></tr></tbody></table>",
    ),
    "table with head rows": (
        "<table><caption>表1</caption><thead><tr><td>单位</td><td>数</td></tr></thead>"
        "<tfoot><tr><td>计</td><td>1</td></tr></tfoot><tr><th>甲</th><td>1</td></tr></table>",
        "<table><caption>表1</caption><thead><tr><th><p>单位</p></th><th><p>数</p></th></tr></thead>"
        "<tbody><tr><td><p>计</p></td><td><p>1</p></td></tr>"
        "<tr><th><p>甲</p></th><td><p>1</p></td></tr></tbody></table>",
    ),
    "table of heads only": (
        "<table><tr><th>甲</th></tr></table>",
        "<table><tbody><tr><th><p>甲</p></th></tr></tbody></table>",
    ),
    "table left open, cells without rows": (
        "<table><td>甲<td>乙<tr><th>丙<td>丁<p>戊",
        "<table><tbody><tr><td><p>甲</p></td><td><p>乙</p></td></tr>"
        "<tr><th><p>丙</p></th><td><p>丁</p><p>戊</p></td></tr></tbody></table>",
    ),
    "table in a table": (
        "<table><tr><td>外<table><caption>题</caption><tr><td>内一</td><td><ul><li>内二</ul></td>"
        "</tr></table>后</td></tr></table>",
        "<table><tbody><tr><td><p>外</p><p>题</p><p>内一</p><ul><li><p>内二</p></li></ul><p>后</p>"
        "</td></tr></tbody></table>",
    ),
    "empty tables": (
        "<p>甲</p><table><tr><td><p>&nbsp;</p></td></tr></table><table></table>"
        "<table><caption>题</caption><tr><td> </td></tr></table>",
        "<p>甲</p><p>题</p>",
    ),
    "text between the cells": (
        "<table>游<tr>离<td>格</td>字<p>段</p></tr></table>",
        "<table><tbody><tr><td><p>格</p></td></tr></tbody></table><p>游</p><p>离字</p><p>段</p>",
    ),
    "pictures in cells, quotes and items": (
        "<table><tr><td>甲<ul><li>乙<img src=/pictures/1/></ul></td></tr><caption>题<img "
        "src=/pictures/2/></caption></table><blockquote>丙<img src=/pictures/3/></blockquote>"
        "<ul><li><img src=/pictures/4/>丁</ul>",
        "<table><caption>题</caption><tbody><tr><td><p>甲</p><ul><li><p>乙</p></li></ul></td></tr>"
        '</tbody></table><figure><img src="/pictures/1/" alt=""></figure>'
        '<figure><img src="/pictures/2/" alt=""></figure>'
        '<blockquote><p>丙</p><figure><img src="/pictures/3/" alt=""></figure></blockquote>'
        '<ul><li><figure><img src="/pictures/4/" alt=""></figure><p>丁</p></li></ul>',
    ),
    "pictures from the disk": (
        "<p>甲<!--[if gte vml 1]><v:shape id='_x0000'><v:imagedata src='file:///C:/a.png'/>"
        "</v:shape><![endif]--><![if !vml]><img width=1 src='file:///C:/Temp/a.png' v:shapes='x'>"
        "<![endif]>乙</p>",
        "<p>甲</p><p>乙</p>",
    ),
    "changes tracked": (
        "<p>出席<s><span class=msoDel><del cite='mailto:x' datetime='2026-07-01T08:00'>一百</del>"
        "</span></s><span class=msoIns><ins cite='mailto:x'>二百</ins></span>人</p>"
        "<p><del>整段</del></p>",
        "<p>出席二百人</p>",
    ),
    "notes in the margin": (
        "<p>数字<span class=MsoCommentReference><a class=msocomanchor id='_anchor_1' "
        "href='#_msocom_1' name='_msoanchor_1'>[A1]</a></span>核实</p><div style='mso-element:"
        "comment-list'><hr class=msocomoff><div style='mso-element:comment'><div id='_com_1' "
        "class=msocomtxt><p class=MsoCommentText>请核对</p></div></div></div><p>完</p>",
        "<p>数字核实</p><p>完</p>",
    ),
    "hidden text": (
        "<p>甲<span style='display:none;mso-hide:all'>藏<span>匿</span></span>乙</p>"
        "<ul><li style='display: none'>藏<li>丙</ul>",
        "<p>甲乙</p><ul><li><p>丙</p></li></ul>",
    ),
    "footnotes": (
        "<p>正文<a style='mso-footnote-id:ftn1' href='#_ftn1'><sup>[1]</sup></a></p>"
        "<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p "
        "class=MsoFootnoteText><a href='#_ftnref1'>[1]</a>来源</p></div></div>",
        "<p>正文<small>来源</small></p>",
    ),
    "WPS": (
        "<p class='p' style='text-indent:21pt;margin-left:0pt'><span style='mso-spacerun:\"yes\";"
        "font-family:宋体'><font face='宋体'>全市</font><font face='Calibri'>12</font></span>"
        "<b><span class='15'>万</span></b><br></p><p class=MsoNormal><span>&nbsp;</span></p>",
        "<p>全市12<strong>万</strong></p>",
    ),
    "web article": (
        "<section><article><h2><div>题</div></h2><div><p>甲<span>乙</span></p><p><img "
        "data-src='//x.example/1.png'></p><figure><figcaption>图说</figcaption></figure></div>"
        "<pre>一\n二</pre><dl><dt>词<dd>义</dl></article></section>",
        "<h4>题</h4><p>甲乙</p><p>图说</p><p>一二</p><p>词</p><p>义</p>",
    ),
    "bold around everything, as other editors paste": (
        "<b style='font-weight:normal' id='docs-internal-guid-1'><p>甲</p><p>乙</p></b>",
        "<p>甲</p><p>乙</p>",
    ),
}


@pytest.mark.parametrize("case", PASTED)
def test_pasted_fragment_keeps_text_and_form_only(case):
    pasted, stored = PASTED[case]
    assert sound(pasted) == stored
