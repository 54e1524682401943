"""What programs put on the clipboard, and the bodies that it has to become (see README.md)."""

from pathlib import Path

HERE = Path(__file__).parent


def read(name: str) -> str:
    return (HERE / f"{name}.html").read_text(encoding="utf-8")


OUTLINE = (
    "<p><strong>工地课堂办到家门口</strong></p><p>——青石县总工会流动讲堂侧记</p>"
    "<p>7月，青石县总工会把<strong>“流动讲堂”</strong>开进12个工地，{heard}。</p>"
    "<h4>一、送什么</h4><p>课程由职工点单：</p>"
    "<ul><li><p>安全课</p><ul><li><p>高处作业</p></li><li><p>临时用电</p></li></ul></li>"
    "<li><p>法律课</p></li></ul>"
    "<h4>二、怎么送</h4>"
    "<ol><li><p>约时间</p><ol><li><p>避开早班</p></li><li><p>避开雨天</p></li></ol></li>"
    "<li><p>定地点</p></li></ol>"
    "<p>地址：青石县东风路8号</p><p>电话：见公告栏</p>"
    "<p>场地面积为60m<sup>2</sup>，饮水机供H<sub>2</sub>O。</p><p>（青石县总工会）</p>"
)
TABLE = (
    "<p>上半年三项重点工作进展如下表。</p>"
    "<p><strong>表</strong><strong>1</strong><strong>　上半年工作进展</strong></p>"
    '<table><thead><tr><th rowspan="2"><p>单位</p></th><th colspan="2"><p>建会</p></th>'
    "<th><p>备注</p></th></tr>"
    "<tr><th><p>企业数</p></th><th><p>会员数</p></th><th></th></tr></thead>"
    "<tbody><tr><td><p>青石县总工会</p></td><td><p>36</p></td><td><p>4210</p></td>"
    "<td><p>含园区</p></td></tr>"
    "<tr><td><p>松岭县总工会</p></td><td><p>28</p></td><td><p>3095</p></td><td></td></tr>"
    "<tr><td><p>合计</p></td><td><p>64</p></td><td><p>7305</p></td><td></td></tr></tbody></table>"
    "<p>数据截至6月30日。</p>"
)
NOTES = (
    "<p>全市新建“职工书屋”<small>指达到市级标准、藏书不少于1000册的书屋。</small>14家，累计借阅"
    "{read}<small>电子书按下载次数计。</small></strong>。</p>"
    "<p>其中园区书屋6家<small>名单附后。</small>，均配有值班人员。</p>"
)
# A picture of the program's own folder cannot come along; its caption does.
PICTURED = (
    "<p><strong>送清凉活动进车间</strong></p><p>6月3日，送清凉活动走进松岭县的三个车间。</p>"
    "<p>图为职工领取防暑用品</p><p>活动还送去急救知识手册。</p><p>图为现场讲解</p>"
    "{last_two}<p>（松岭县总工会）</p>"
)
BOX, AFTER = "<p>提示：防暑用品凭工会会员证领取。</p>", "<p>后续安排另行通知。</p>"
BODIES = {
    "libreoffice-outline": OUTLINE.format(heard="<u>听课职工</u><u>1860人次</u>"),
    "chromium-libreoffice-outline": OUTLINE.format(heard="<u>听课职工</u><u>1860</u><u>人次</u>"),
    "libreoffice-table": TABLE,
    "chromium-libreoffice-table": TABLE,
    "libreoffice-notes": NOTES.format(read="<strong>2.3</strong><strong>万册次"),
    "chromium-mammoth-notes": NOTES.format(read="<strong>2.3万册次"),
    "libreoffice-revised": (
        "<p><strong>松岭县总工会办技能赛</strong></p>"
        "<p>5月20日，80名（含女选手21名）选手参赛，决出前三名。</p><p>比赛设焊工、钳工两项。</p>"
    ),
    "libreoffice-pictured": PICTURED.format(last_two=BOX + AFTER),
    "chromium-mammoth-pictured": PICTURED.format(last_two=AFTER + BOX),
}
