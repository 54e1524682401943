"""Word files: what arrives in which field, what is said to be missing, what is refused and how."""

import io
import re

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from PIL import Image

from bulletins import docx_import, richtext
from tests import clipboards
from tests.word_files import FILES, RELS, Written, altered

CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


@pytest.fixture
def word():
    return Written()


def fields(read) -> tuple:
    return read.headline, read.subtitle, read.byline, read.source


# --- what arrives -------------------------------------------------------------------------


def test_centred_lines_become_headline_subtitle_and_byline(word):
    word.line("云溪市总工会召开推进会", CENTER, 22, True)
    word.line("部署下半年重点工作", CENTER, 22, True)
    word.line("——在全市工会工作会议上的讲话", CENTER, 16)
    word.line("市总工会副主席 岳青松", CENTER, 14)
    word.line("（2026年5月8日）", CENTER, 14)
    word.line("同志们：")
    word.line("会议开得很好。")
    word.line("（云溪市总工会）", RIGHT)
    read = word.read()
    assert fields(read) == (
        "云溪市总工会召开推进会\n部署下半年重点工作",
        "——在全市工会工作会议上的讲话",
        "市总工会副主席 岳青松 （2026年5月8日）",
        "云溪市总工会",
    )
    assert read.body == "<p>同志们：</p><p>会议开得很好。</p>"
    assert read.left_out == ()


def test_line_break_in_the_headline_is_kept(word):
    word.line("上半句\n下半句", CENTER, 22)
    word.line("正文。")
    assert word.read().headline == "上半句\n下半句"


def test_plain_first_line_is_the_headline_and_brackets_at_the_end_the_source(word):
    word.line("松岭县总工会举办比武")
    word.line("　　5月20日，举办比武。")
    word.line("　　比赛两天。（松岭县总工会）")
    read = word.read()
    assert fields(read) == ("松岭县总工会举办比武", "", "", "松岭县总工会")
    assert richtext.plain(richtext.clean(read.body)) == "5月20日，举办比武。\n比赛两天。"


def test_text_without_any_headline_stays_whole(word):
    word.line("5月20日，松岭县总工会举办比武。")
    word.line("比赛两天。")
    read = word.read()
    assert fields(read) == ("", "", "", "")
    assert read.body == "<p>5月20日，松岭县总工会举办比武。</p><p>比赛两天。</p>"


def test_brackets_in_the_last_sentence_are_no_source(word):
    word.line("标题")
    word.line("参加的有三家（其中一家是公司）。")
    assert word.read().source == ""


def test_emphasis_lists_headings_and_tables_come_along(word):
    word.line("标题", CENTER)
    paragraph = word.line("开头")
    paragraph.add_run("加粗").bold = True
    paragraph.add_run("斜体").italic = True
    paragraph.add_run("下划线").underline = True
    paragraph.add_run("2").font.superscript = True
    word.line("一、背景", style="Heading 2")
    word.line("甲", style="List Bullet")
    word.line("乙", style="List Number")
    table = word.document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "单位", "人数"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "合计"
    word.line("结尾。")
    body = richtext.clean(word.read().body)
    assert "<p>开头<strong>加粗</strong><em>斜体</em><u>下划线</u><sup>2</sup></p>" in body
    assert "<h4>一、背景</h4><ul><li><p>甲</p></li></ul><ol><li><p>乙</p></li></ol>" in body
    assert '<td colspan="2"><p>合计</p></td>' in body


def test_fonts_and_colours_stay_behind(word):
    run = word.line("标题", CENTER).add_run("红")
    run.font.color.rgb, run.font.name = docx.shared.RGBColor(255, 0, 0), "华文行楷"
    word.line("正文。").runs[0].font.size = Pt(30)
    read = word.read()
    assert (read.headline, read.body) == ("标题红", "<p>正文。</p>")


def test_pictures_come_with_the_caption_below(word):
    word.line("标题", CENTER)
    word.line("正文。")
    word.picture()
    word.line("图为会议现场", CENTER)
    word.picture("JPEG")
    word.line("后文。")
    read = word.read()
    assert [Image.open(io.BytesIO(data)).format for data in read.pictures] == ["PNG", "JPEG"]
    assert read.body == (
        "<p>正文。</p>"
        '<figure><img alt="" src="word-picture:0"><figcaption>图为会议现场</figcaption></figure>'
        '<figure><img alt="" src="word-picture:1"></figure><p>后文。</p>'
    )


NUMBERED = """<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr></w:pPr>
<w:r><w:t>{text}</w:t></w:r></w:p>"""
LEVEL = """<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="{}"/></w:lvl>"""
LEVELS = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="77">
{LEVEL.format(0, "%1、")}{LEVEL.format(1, "（%2）")}</w:abstractNum>"""


def test_automatic_chinese_numbers_become_text(word):
    numbering = word.document.part.numbering_part.element
    numbering.insert(0, parse_xml(LEVELS))
    numbering.append(parse_xml(
        f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    ))  # fmt: skip
    word.line("标题", CENTER)
    word.line("导语。")
    for level, text in ((0, "甲"), (1, "乙"), (1, "丙"), (0, "丁"), (1, "戊")):
        word.xml(NUMBERED.format(level=level, text=text))
    assert richtext.plain(richtext.clean(word.read().body)) == (
        "导语。\n一、甲\n（一）乙\n（二）丙\n二、丁\n（一）戊"
    )


# --- what is left out, and said -----------------------------------------------------------


def test_deleted_text_and_comments_are_left_out_and_counted(word):
    word.line("标题", CENTER)
    word.xml("<w:p><w:r><w:t>留下</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
             "<w:ins><w:r><w:t>加上</w:t></w:r></w:ins><w:r><w:commentReference w:id='0'/></w:r>"
             "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>")  # fmt: skip
    read = word.read()
    assert read.body == "<p>留下加上</p>"
    assert read.left_out == ("已删除的修订 1 处", "批注 1 处", "隐藏文字 1 处")


def test_header_is_left_out_and_said_but_a_page_number_is_not(word):
    word.line("标题", CENTER)
    word.document.sections[0].footer.paragraphs[0].text = "— 1 —"
    assert word.read().left_out == ()
    word.document.sections[0].header.paragraphs[0].text = "内部文件"
    assert word.read().left_out == ("页眉页脚",)


def test_date_under_the_text_is_left_out_and_said(word):
    word.line("标题", CENTER)
    word.line("正文。")
    word.line("云溪市总工会", RIGHT)
    word.line("2026年5月9日", RIGHT)
    read = word.read()
    assert (read.source, read.left_out) == ("云溪市总工会", ("落款日期“2026年5月9日”",))


def test_picture_of_another_kind_is_left_out_and_said(word):
    word.line("标题", CENTER)
    word.line("正文。")
    word.picture("BMP")
    read = word.read()
    assert (read.pictures, read.body) == ((), "<p>正文。</p>")
    assert read.left_out == ("图片 1 张（BMP；请另存为 JPEG 或 PNG 后插入）",)


def test_linked_picture_is_not_fetched(word):
    word.line("标题", CENTER)
    word.picture()
    blip = word.document.element.body.xpath(".//a:blip")[0]
    blip.set(f"{{{RELS}}}link", blip.attrib.pop(f"{{{RELS}}}embed"))
    word.document.part.rels[blip.get(f"{{{RELS}}}link")]._is_external = True
    word.document.part.rels[blip.get(f"{{{RELS}}}link")]._target = "file:///etc/passwd"
    read = word.read()
    assert read.pictures == ()
    assert "链接的图片 1 处" in read.left_out


def test_formula_becomes_text_and_is_said(word):
    word.line("标题", CENTER)
    word.xml('<w:p><w:r><w:t>设</w:t></w:r><m:oMath xmlns:m="http://schemas.openxmlformats.org/'
             'officeDocument/2006/math"><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>')  # fmt: skip
    read = word.read()
    assert read.body == "<p>设a+b</p>"
    assert read.left_out == ("公式（已转为普通文字，请核对） 1 处",)


# --- files of other programs --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("libreoffice-report", ("云溪市总工会启动夏季送清凉活动", "——走进一线工地和车间", "",
                                "云溪市总工会")),
        ("libreoffice-plain", ("松岭县总工会举办职工技能比武", "", "", "松岭县总工会")),
        ("libreoffice-speech", ("在全市工会工作会议上的讲话", "",
                                "市总工会主席 岳青松 （2026年2月14日）", "")),
    ],
)  # fmt: skip
def test_file_of_libreoffice_fills_the_fields(name, expected):
    read = docx_import.read((FILES / f"{name}.docx").read_bytes())
    assert fields(read) == expected
    assert richtext.clean(read.body)


def test_file_of_libreoffice_keeps_what_stands_high_and_low():
    read = docx_import.read((FILES / "libreoffice-report.docx").read_bytes())
    assert "H<sub>2</sub>O、10<sup>3</sup>" in read.body


HEARD = "<u>听课职工1860人次</u>"
ARRIVES = {  # the same documents as in tests/clipboards; what of them a form takes elsewhere is cut
    "outline": (clipboards.OUTLINE.format(heard=HEARD).split("侧记</p>")[1].removesuffix(
        "<p>（青石县总工会）</p>"), ()),
    "table": (clipboards.TABLE, ()),
    "notes": (clipboards.NOTES.format(read="<strong>2.3万册次"), ()),
    "revised": ("<p>5月20日，80名（含女选手21名）选手参赛，决出前三名。</p>"
                "<p>比赛设焊工、钳工两项。</p>", ("已删除的修订 3 处", "批注 1 处")),
}  # fmt: skip


@pytest.mark.parametrize("name", ARRIVES)
def test_file_of_libreoffice_arrives_with_its_structure(name):
    read = docx_import.read((FILES / f"libreoffice-{name}.docx").read_bytes())
    body = richtext.clean(read.body).replace("</strong><strong>", "")
    assert (body.replace("</u><u>", ""), read.left_out) == (
        ARRIVES[name][0].replace("</strong><strong>", ""), ARRIVES[name][1],
    )  # fmt: skip


def test_pictures_of_libreoffice_come_with_captions_and_its_text_box_once():
    read = docx_import.read((FILES / "libreoffice-pictured.docx").read_bytes())
    assert fields(read) == ("送清凉活动进车间", "", "", "松岭县总工会")
    assert [Image.open(io.BytesIO(data)).format for data in read.pictures] == ["JPEG", "PNG"]
    assert re.findall("<figcaption>(.*?)</figcaption>", read.body) == [
        "图为职工领取防暑用品", "图为现场讲解",
    ]  # fmt: skip
    assert read.body.count("提示：防暑用品凭工会会员证领取。") == 1
    assert read.left_out == ()


WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
BOX = """<w:txbxContent><w:p><w:r><w:t>框中的</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r>
</w:del><w:r><w:t>提示。</w:t></w:r></w:p></w:txbxContent>"""
OLDER = f"""<mc:Fallback><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{BOX}
</v:textbox></v:shape></w:pict></mc:Fallback>"""
BOXED = f"""<w:p><w:r><w:rPr><w:rFonts w:hint="eastAsia" w:eastAsia="仿宋"/></w:rPr>
<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="{WPS}"><mc:Choice Requires="wps"><w:drawing><a:graphic><a:graphicData uri="{WPS}">
<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></w:drawing></mc:Choice>
%s</mc:AlternateContent></w:r><w:r><w:t>后文。</w:t></w:r></w:p>"""


@pytest.mark.parametrize("older", [OLDER, "<mc:Fallback/>", ""])
def test_text_box_of_wps_comes_once_however_often_it_was_written(older, word):
    word.line("标题", CENTER)
    word.xml(BOXED % older)
    read = word.read()
    assert read.body == "<p>后文。</p><p>框中的提示。</p>"
    assert read.left_out == ("已删除的修订 1 处",)


# --- odd files that are read all the same -------------------------------------------------


def test_missing_style_and_numbering_parts_do_not_matter():
    def change(parts):
        for name in ("word/styles.xml", "word/numbering.xml"):
            parts.pop(name, None)

    assert docx_import.read(altered(change)).headline == "标题"


def test_script_in_a_link_does_not_survive_cleaning(word):
    word.line("标题", CENTER)
    relation = word.document.part.relate_to(
        "javascript:alert(1)", f"{RELS}/hyperlink", is_external=True
    )
    word.xml(f'<w:p><w:hyperlink r:id="{relation}"><w:r><w:t>点我</w:t></w:r></w:hyperlink></w:p>')
    assert richtext.clean(word.read().body) == "<p>点我</p>"


def test_embedded_style_map_is_not_obeyed():
    evil = b"p => script:fresh"
    read = docx_import.read(altered(lambda parts: parts.update({"mammoth/style-map": evil})))
    assert read.body == "<p>正文。</p>"


def test_thousand_paragraphs_arrive_whole(word):
    word.line("标题", CENTER)
    for number in range(1000):
        word.line(f"第{number}段。")
    assert word.read().body == "".join(f"<p>第{number}段。</p>" for number in range(1000))
