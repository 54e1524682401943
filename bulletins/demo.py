"""The demo desk: a fictional municipal federation, its units, people and unprinted articles.

Every place, person and event is invented.  The printed issue of the demo comes
from tests/bulletins/yunxi.txt, brought in like any other bulletin.
"""

PASSWORD = "yinfa-demo-2026"  # noqa: S105 (printed at every start of the demo, on purpose)

BULLETIN = {
    "title": "工会信息",
    "slug": "xinxi",
    "publisher": "云溪市总工会办公室",
    "marking": "内部资料　注意保存",
}
SECTIONS = [
    ("工作动态", "articles"),
    ("建功立业", "articles"),
    ("权益维护", "articles"),
    ("工作简讯", "briefs"),
]
DISTRIBUTION = [
    ("本期印发", "市四套班子有关领导", 24),
    ("本期印发", "省总工会", 2),
    ("本期印发", "各县（市）、区、局（集团）工会", 36),
    ("本期印发", "各直属基层工会", 18),
    ("本期印发", "市各有关部门", 20),
]

# full name, short name, kind, aliases, whether the unit's head approves first
UNITS = [
    ("市总办公室", "", "department", [], False),
    ("市总研究室", "", "department", ["研究室"], False),
    ("市总机关党委", "", "department", [], False),
    ("市总权益保障部", "", "department", [], False),
    ("市总组织部", "", "department", [], False),
    ("青石县总工会", "青石县总", "region", ["青石总工会"], False),
    ("望湖区总工会", "望湖区总", "region", [], True),
    ("松岭县总工会", "松岭县总", "region", [], False),
    ("临江区总工会", "临江区总", "region", [], False),
    ("云溪经开区总工会", "经开区总", "region", ["云溪经济技术开发区总工会"], False),
    ("望湖区教育工会", "", "bureau", [], False),
    ("市园林系统工会", "", "bureau", ["园林系统工会"], False),
    ("云溪港务集团工会", "云溪港务工会", "company", [], False),
]

# sign-in name, name, office roles, unit with role
PEOPLE = [
    ("bianji", "苏禾", ["editor"], None),
    ("bianji2", "叶知秋", ["editor"], None),
    ("shenhe", "秦岚", ["reviewer"], None),
    ("qianfa", "陆望川", ["signer"], None),
    ("guanli", "白露", ["administrator"], None),
    ("shenji", "季春和", ["auditor"], None),
    ("qingshi", "石小满", [], ("青石县总工会", "reporter")),
    ("wanghu", "何湖生", [], ("望湖区总工会", "reporter")),
    ("wanghu-shenqian", "方远", [], ("望湖区总工会", "unit_head")),
    ("songling", "岳青松", [], ("松岭县总工会", "reporter")),
    ("linjiang", "江一帆", [], ("临江区总工会", "reporter")),
]

# reporter, what becomes of it, section, headline, paragraphs
ARTICLES = [
    ("qingshi", "placed", "工作动态", "青石县总工会“流动服务车”开进茶山", [
        "清明前后，青石县春茶进入采摘旺季。青石县总工会组织“流动服务车”开进茶山，为5个乡镇的"
        "1200余名采茶工提供法律咨询、健康检查和热饭热水。",
        "服务车每周一、周四固定出车，由县总工会干部、县人民医院医护人员和律师志愿者轮流值守。"
        "截至4月10日，已接受咨询316人次，测量血压、血糖480人次，帮助23名采茶工签订了书面用工协议。",
    ]),
    ("songling", "placed", "建功立业", "松岭县举办首届竹编技能竞赛", [
        "4月8日，由松岭县总工会、县文化馆联合主办的首届竹编技能竞赛在竹海小镇举行，"
        "来自12家合作社的64名选手参加比赛。竞赛设篮器编织、立体编织和创意设计三个项目，"
        "最终评出一等奖3名、二等奖6名，获奖选手由县总工会授予“松岭县技术能手”称号。",
    ]),
    ("linjiang", "accepted", "权益维护", "临江区总工会集中开展女职工权益保护专项集体合同“回头看”", [
        "临江区总工会会同区人社局、区妇联，对全区178份女职工权益保护专项集体合同履行情况集中"
        "“回头看”，重点检查哺乳时间、孕期调岗、定期体检等条款的落实。",
        "检查采取企业自查、街道互查、区级抽查的方式进行，共发现问题31个，已督促整改29个，"
        "其余2个由区总工会挂牌督办。",
    ]),
    ("wanghu", "accepted", "工作简讯", "望湖区总工会开通职工心理服务热线", [
        "4月1日起，望湖区总工会心理服务热线正式开通，由6名心理咨询师轮流接听，"
        "每天9时至21时为职工提供免费服务，首周接听来电57个。",
    ]),
    ("qingshi", "submitted", "工作简讯", "青石县总工会为新就业形态劳动者送“安全头盔”", [
        "4月12日，青石县总工会在县城三个配送站点为300名外卖配送员、快递员赠送安全头盔和反光背心，"
        "并邀请交警现场讲解骑行安全知识。",
    ]),
    ("songling", "submitted", "工作动态", "松岭县总工会把“职工夜校”办进产业园", [
        "针对产业园青年职工多、工作节奏快的特点，松岭县总工会把“职工夜校”办进园区，"
        "首期开设短视频剪辑、八段锦、手语等6门课程，计划招生180人，开放报名2小时即满员。",
        "夜校课程由职工“点单”、工会“买单”、名师“送课”，下一步将根据职工意见开设数控编程等技能课程。",
    ]),
    ("linjiang", "returned", "工作动态", "临江区总工会调研小微企业建会工作", [
        "近日，临江区总工会对小微企业建会工作进行了调研，取得了较好的效果。",
    ]),
    ("wanghu", "draft", "工作动态", "望湖区总工会筹备职工运动会", [
        "望湖区总工会正在筹备第五届职工运动会，预计5月下旬举行。",
    ]),
]  # fmt: skip
RETURN_NOTE = "请补充调研的时间、走访企业数和发现的主要问题，并写明下一步打算。"
