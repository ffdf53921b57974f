//! Words of roles, responsibilities, the matrix and its findings, and the role profiles that a workspace may begin with.

use super::Text;
use crate::{
    directory::Department,
    responsibility::{Letter, Severity},
};

pub const MATRIX: Text = Text::new("Matrix", "职责矩阵");
pub const MATRIX_TITLE: Text = Text::new("Responsibility matrix", "职责矩阵");
pub const ROLES: Text = Text::new("Roles", "岗位");
pub const PEOPLE: Text = Text::new("People", "人员");
pub const COLUMNS: Text = Text::new("Columns", "列");
pub const RESPONSIBILITY: Text = Text::new("Responsibility", "职责");
pub const STAGES_OF: Text = Text::new("Stages of {}", "{}的阶段");
pub const DEPARTMENT: Text = Text::new("Department", "部门");
pub const ALL_DEPARTMENTS: Text = Text::new("All departments", "全部部门");
pub const ALL_COLUMNS: Text = Text::new("All columns", "全部列");
pub const ONLY_COLUMN: Text = Text::new("Role or person", "岗位或人员");
pub const SEARCH: Text = Text::new("Find a responsibility", "查找职责");
pub const LOAD: Text = Text::new("Load", "负荷");
pub const LOAD_HINT: Text = Text::new("Rows that each column carries (R and A)", "每列承担的行数（R 与 A）");
pub const NOTHING_FOUND: Text = Text::new("No row fits these filters.", "没有符合筛选条件的行。");
pub const NO_ROLES: Text = Text::new("No roles yet", "还没有岗位");
pub const NO_ROLES_HINT: Text = Text::new(
    "Roles are the columns of the matrix. Begin with the five departments' templates and change what differs.",
    "岗位是矩阵的列。可从五个部门的模板开始，再按实际修改。",
);
pub const NO_ROLES_READER: Text =
    Text::new("An administrator adds the first roles; then they stand here.", "管理员添加岗位后，将显示在这里。");
pub const BEGIN: Text = Text::new("Start from the five templates", "从五个模板开始");
pub const BEGUN: Text = Text::new("Five roles added", "已添加五个岗位");
pub const CELL_OF: Text = Text::new("{}, {}", "{}，{}");
pub const EMPTY_CELL: Text = Text::new("Empty", "清空");
pub const HISTORY: Text = Text::new("History", "历史");
pub const NO_HISTORY: Text = Text::new("Never changed", "从未修改");
pub const FROM_TO: Text = Text::new("{} → {}", "{} → {}");
pub const CELL_SET: Text = Text::new("{} × {}: {}", "{}×{}：{}");
pub const NEW_RESPONSIBILITY: Text = Text::new("New responsibility", "新职责");
pub const ADD_RESPONSIBILITY: Text = Text::new("Add responsibility", "添加职责");
pub const RESPONSIBILITY_ADDED: Text = Text::new("Responsibility added", "已添加职责");
pub const DELETE_RESPONSIBILITY: Text = Text::new("Delete responsibility", "删除职责");
pub const RESPONSIBILITY_DELETED: Text = Text::new("“{}” deleted", "已删除“{}”");
pub const EXPORT_CSV: Text = Text::new("CSV", "CSV");
pub const EXPORT_XLSX: Text = Text::new("Excel", "Excel");
pub const PRINT: Text = Text::new("Print", "打印");
pub const KEYS: Text = Text::new(
    "Arrow keys move, R A C I set, Delete empties, Enter opens a cell.",
    "方向键移动，R A C I 设置，Delete 清空，Enter 打开单元格。",
);
pub const NOBODY: Text = Text::new("Nobody yet", "暂无");
pub const SAVED: Text = Text::new("Saved", "已保存");
pub const ROW_ACTIONS: Text = Text::new("{}: edit", "{}：编辑");

pub const NEW_ROLE: Text = Text::new("Name of the new role", "新岗位名称");
pub const ADD_ROLE: Text = Text::new("Add role", "添加岗位");
pub const ROLE_ADDED: Text = Text::new("Role “{}” added", "已添加岗位“{}”");
pub const ROLES_LEAD: Text = Text::new(
    "What each role is there for, who holds it, and who has agreed to its profile.",
    "各岗位的目的、任职人，以及说明书的确认情况。",
);
pub const ROLE: Text = Text::new("Role", "岗位");
pub const HOLDERS: Text = Text::new("Holders", "任职人");
pub const HOLDER: Text = Text::new("Holder", "任职人");
pub const DEPUTY: Text = Text::new("Deputy", "代理人");
pub const VACANT: Text = Text::new("vacant", "空缺");
pub const PROFILE: Text = Text::new("Profile", "说明书");
pub const VERSION: Text = Text::new("Version {}", "第 {} 版");
pub const UNPUBLISHED: Text = Text::new("not published", "未发布");
pub const AGREED: Text = Text::new("{} of {} agreed", "已确认 {} / {}");
pub const INACTIVE: Text = Text::new("inactive", "已停用");
pub const DEACTIVATE: Text = Text::new("Deactivate role", "停用岗位");
pub const REACTIVATE: Text = Text::new("Reactivate role", "恢复岗位");
pub const NAME: Text = Text::new("Name", "名称");
pub const PURPOSE: Text = Text::new("Purpose", "岗位目的");
pub const RESPONSIBILITIES: Text = Text::new("Responsibilities", "职责");
pub const RESPONSIBILITIES_HINT: Text =
    Text::new("The rows of the matrix that this role carries; change the letters there.", "矩阵中由该岗位承担的行，字母在矩阵中修改。");
pub const SKILLS: Text = Text::new("Required skills", "所需技能");
pub const SKILL: Text = Text::new("Skill", "技能");
pub const NEW_SKILL: Text = Text::new("Skill that the role needs", "岗位所需技能");
pub const ADD_SKILL: Text = Text::new("Add skill", "添加技能");
pub const LEVEL: Text = Text::new("Level", "等级");
pub const LEVEL_OF: Text = Text::new("Level of {}", "{}的等级");
pub const LEVEL_AT_LEAST: Text = Text::new("level {}", "{} 级");
pub const KPIS: Text = Text::new("KPIs", "绩效指标");
pub const NEW_KPI: Text = Text::new("What it is measured by", "衡量指标");
pub const ADD_KPI: Text = Text::new("Add KPI", "添加指标");
pub const LINE_OF: Text = Text::new("Line {}", "第 {} 条");
pub const UP: Text = Text::new("Move {} up", "上移{}");
pub const REMOVE_NAMED: Text = Text::new("Remove {}", "移除{}");
pub const REMOVED: Text = Text::new("{} removed", "已移除{}");
pub const PERSON: Text = Text::new("Person", "人员");
pub const CHOOSE_PERSON: Text = Text::new("Choose a person", "选择人员");
pub const FROM: Text = Text::new("From", "开始");
pub const UNTIL: Text = Text::new("Until", "截止");
pub const AWAY_FROM: Text = Text::new("Away from", "离岗自");
pub const AWAY_UNTIL: Text = Text::new("Away until", "离岗至");
pub const DATE_OF: Text = Text::new("{}: {}", "{}：{}");
pub const ADD_HOLDER: Text = Text::new("Add", "添加");
pub const HOLDER_ADDED: Text = Text::new("{} added", "已添加{}");
pub const AS: Text = Text::new("As", "身份");
pub const PUBLISH: Text = Text::new("Publish version {}", "发布第 {} 版");
pub const PUBLISHED: Text = Text::new("Version {} published; its holders are asked to agree", "第 {} 版已发布，请任职人确认");
pub const UP_TO_DATE: Text = Text::new("Nothing has changed since version {}.", "自第 {} 版以来没有修改。");
pub const DRAFT: Text = Text::new("This profile has not been published yet.", "该说明书尚未发布。");
pub const DIFFERS: Text = Text::new("Changed since version {}:", "自第 {} 版以来的修改：");
pub const VERSIONS: Text = Text::new("Versions", "版本");
pub const PUBLISHED_BY: Text = Text::new("{}, {}", "{}，{}");
pub const FIRST_VERSION: Text = Text::new("The first version", "首个版本");
pub const NO_DIFFERENCE: Text = Text::new("No differences", "没有差异");
pub const AGREEMENT: Text = Text::new("Read and agreed", "已阅读并同意");
pub const AGREE: Text = Text::new("I have read it and agree", "我已阅读并同意");
pub const AGREED_DONE: Text = Text::new("Agreed to version {}", "已确认第 {} 版");
pub const AGREED_ON: Text = Text::new("agreed {}", "{}已确认");
pub const NOT_YET: Text = Text::new("not yet", "尚未确认");
pub const REMIND: Text = Text::new("Remind", "提醒");
pub const REMIND_NAMED: Text = Text::new("Remind {}", "提醒{}");
pub const REMINDED: Text = Text::new("{} is reminded", "已提醒{}");
pub const REMINDED_ON: Text = Text::new("reminded {}", "{}已提醒");
pub const PLEASE_AGREE: Text = Text::new("{} asks you to read and agree to “{}”, version {}.", "{}请您阅读并确认“{}”第 {} 版。");
pub const READ_IT: Text = Text::new("Read it", "去阅读");
pub const GONE: Text = Text::new("This role is not there any more.", "该岗位已不存在。");
pub const ALL_ROLES: Text = Text::new("All roles", "全部岗位");
pub const OPEN_MATRIX: Text = Text::new("Open the matrix", "打开矩阵");
pub const SKILLS_OF_PEOPLE: Text = Text::new("Skills of our people", "人员技能");
pub const SKILLS_LEAD: Text = Text::new(
    "Level from 1 (beginner) to 5 (asked by all others), and years of experience.",
    "等级从 1（入门）到 5（专家），以及经验年数。",
);
pub const YEARS: Text = Text::new("Years", "年数");
pub const YEARS_OF: Text = Text::new("{} {one|year|years}", "{} 年");
pub const NO_SKILLS: Text = Text::new("No skills noted yet.", "尚未登记技能。");
pub const SKILL_SAVED: Text = Text::new("Skill saved", "技能已保存");

pub const FINDINGS: Text = Text::new("Findings", "职责问题");
pub const FINDINGS_LEAD: Text =
    Text::new("Overlaps and gaps, found as they arise, each with a way to mend it.", "实时发现职责的重叠与空白，并可就地解决。");
pub const FINDINGS_COUNT: Text = Text::new("{} open", "{} 项待处理");
pub const NO_FINDINGS: Text = Text::new("Everything is in order", "一切就绪");
pub const NO_FINDINGS_HINT: Text =
    Text::new("Overlaps and gaps appear here as soon as there are any.", "出现重叠或空白时会立即显示在这里。");
pub const ALL_SEVERITIES: Text = Text::new("All severities", "全部级别");
pub const SEVERITY: Text = Text::new("Severity", "级别");
pub const ACCEPT: Text = Text::new("Accept…", "接受……");
pub const ACCEPT_TITLE: Text = Text::new("Accept this finding", "接受该问题");
pub const BECAUSE: Text = Text::new("Accepted because", "接受理由");
pub const ACCEPT_HINT: Text = Text::new("It comes back as soon as its facts change.", "一旦情况变化，会重新出现。");
pub const ACCEPTED: Text = Text::new("Accepted", "已接受");
pub const ACCEPTED_BY: Text = Text::new("Accepted by {} on {}: {}", "{}于{}接受：{}");
pub const REOPEN: Text = Text::new("Reopen", "重新打开");
pub const REOPENED: Text = Text::new("Reopened", "已重新打开");
pub const MENDED: Text = Text::new("Mended", "已解决");
pub const SHARE: Text = Text::new("One person carries at most, %", "每人承担上限 %");

pub const NO_ACCOUNTABLE: Text = Text::new("Nobody is accountable", "无人负责（A）");
pub const NO_ACCOUNTABLE_WHY: Text =
    Text::new("“{}” has no A: when it goes wrong nobody answers for it.", "“{}”没有 A，出了问题无人承担责任。");
pub const MANY_ACCOUNTABLE: Text = Text::new("Several are accountable", "多人负责（A）");
pub const MANY_ACCOUNTABLE_WHY: Text =
    Text::new("“{}” has {} A ({}): each may think that another one answers.", "“{}”有 {} 个 A（{}），容易互相推诿。");
pub const NO_RESPONSIBLE: Text = Text::new("Nobody does the work", "无人执行（R）");
pub const NO_RESPONSIBLE_WHY: Text = Text::new("“{}” has no R.", "“{}”没有 R。");
pub const VACANT_ROLE: Text = Text::new("Vacant role", "岗位空缺");
pub const VACANT_WHY: Text = Text::new("Nobody holds “{}” today.", "“{}”目前无人任职。");
pub const LACKS_SKILL: Text = Text::new("Missing skill", "技能不足");
pub const LACKS_SKILL_WHY: Text =
    Text::new("{} holds “{}”, which needs {} at level {}, and has level {}.", "{}任“{}”，需 {} {} 级，现为 {} 级。");
pub const LACKS_SKILL_NONE: Text =
    Text::new("{} holds “{}”, which needs {} at level {}; none is noted.", "{}任“{}”，需 {} {} 级，尚无登记。");
pub const OVERLOADED: Text = Text::new("Too much on one person", "一人负荷过重");
pub const OVERLOADED_WHY: Text =
    Text::new("{} carries {} of {} R and A, {} %; at most {} % is meant.", "{}承担了 {1} 项（共 {2} 项 R 与 A），占 {3}%，上限为 {4}%。");
pub const NO_DEPUTY: Text = Text::new("No deputy", "无代理人");
pub const NO_DEPUTY_WHY: Text = Text::new("{}, who holds “{}”, is away until {} and nobody stands in.", "{}（{}）离岗至 {}，无人代理。");
pub const NO_DEPUTY_OPEN: Text = Text::new("{}, who holds “{}”, is away and nobody stands in.", "{}（{}）已离岗，无人代理。");
pub const ALIKE: Text = Text::new("Nearly the same words", "职责表述近似");
pub const ALIKE_WHY: Text = Text::new("“{}” ({}) and “{}” ({}) are {} % alike.", "“{}”（{}）与“{}”（{}）相似度 {}%。");
pub const NO_OWNER: Text = Text::new("Opportunities without owner", "商机无负责人");
pub const NO_OWNER_WHY: Text =
    Text::new("{} open {one|opportunity|opportunities} of “{}” {one|has|have} no owner.", "“{1}”有 {0} 条进行中的商机没有负责人。");
pub const NO_CLOSE: Text = Text::new("Opportunities without expected close", "商机无预计成交日");
pub const NO_CLOSE_WHY: Text = Text::new(
    "{} open {one|opportunity|opportunities} of “{}” {one|has|have} no expected close.",
    "“{1}”有 {0} 条进行中的商机没有预计成交日。",
);
pub const NO_STEP: Text = Text::new("Opportunities without next step", "商机无下一步");
pub const NO_STEP_WHY: Text =
    Text::new("{} open {one|opportunity|opportunities} of “{}” {one|has|have} no next step.", "“{1}”有 {0} 条进行中的商机没有下一步。");
pub const UNASSIGNED: Text = Text::new("Done by somebody else", "实际执行者不符");
pub const UNASSIGNED_WHY: Text = Text::new(
    "{} made {} of {} moves into “{}” in the last 90 days and carries neither R nor A there.",
    "近 90 天移入“{3}”的 {2} 次中有 {1} 次由{0}完成，但其既非 R 也非 A。",
);

pub const FIX_GIVE: Text = Text::new("{}: {}", "{}设为 {}");
pub const FIX_ONLY: Text = Text::new("Only {} stays A", "仅保留{}为 A");
pub const FIX_HOLD: Text = Text::new("{} holds it", "由{}任职");
pub const FIX_DEPUTY: Text = Text::new("{} stands in", "由{}代理");
pub const FIX_LEARNT: Text = Text::new("Note {} at level {}", "登记{} {} 级");
pub const FIX_PASS: Text = Text::new("“{}” to {}", "“{}”交给{}");
pub const FIX_DELETE: Text = Text::new("Delete “{}” ({})", "删除“{}”（{}）");
pub const FIX_SHOW: Text = Text::new("Show them", "查看商机");

/// The meaning of a letter.
pub fn letter(letter: Letter) -> Text {
    match letter {
        Letter::Responsible => Text::new("Responsible: does the work", "执行 R"),
        Letter::Accountable => Text::new("Accountable: answers for it", "负责 A"),
        Letter::Consulted => Text::new("Consulted: is asked before", "咨询 C"),
        Letter::Informed => Text::new("Informed: is told after", "知会 I"),
    }
}

/// The name of a severity.
pub fn severity(severity: Severity) -> Text {
    match severity {
        Severity::High => Text::new("High", "高"),
        Severity::Medium => Text::new("Medium", "中"),
        Severity::Low => Text::new("Low", "低"),
    }
}

/// A role profile that a workspace may begin with.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    pub department: Department,
    pub name: Text,
    pub purpose: Text,
    pub responsibilities: &'static [Text],
    /// With the least level, 1 to 5.
    pub skills: &'static [(Text, u8)],
    pub kpis: &'static [Text],
}

/// One for each department.
pub const TEMPLATES: [Template; 5] = [
    Template {
        department: Department::Sales,
        name: Text::new("Sales representative", "销售代表"),
        purpose: Text::new("Finds customers and wins their orders.", "开发客户并赢得订单。"),
        responsibilities: &[
            Text::new("Find prospects", "开发潜在客户"),
            Text::new("Follow up opportunities", "跟进商机"),
            Text::new("Negotiate terms", "商务谈判"),
            Text::new("Sign contracts", "签订合同"),
        ],
        skills: &[
            (Text::new("Communication", "沟通"), 3),
            (Text::new("Negotiation", "谈判"), 3),
            (Text::new("Product and market knowledge", "产品与市场知识"), 3),
        ],
        kpis: &[
            Text::new("Number of opportunities", "商机数量"),
            Text::new("Conversion rate", "转化率"),
            Text::new("Sales amount", "销售额"),
        ],
    },
    Template {
        department: Department::Marketing,
        name: Text::new("Marketing specialist", "市场专员"),
        purpose: Text::new("Makes the brand known and generates leads.", "提升品牌知名度，产生销售线索。"),
        responsibilities: &[
            Text::new("Research the market", "市场调研"),
            Text::new("Promote the brand", "品牌推广"),
            Text::new("Plan and run campaigns", "策划并执行市场活动"),
            Text::new("Generate leads", "获取销售线索"),
        ],
        skills: &[
            (Text::new("Market analysis", "市场分析"), 3),
            (Text::new("Creative planning", "创意策划"), 3),
            (Text::new("Execution", "执行力"), 3),
        ],
        kpis: &[
            Text::new("Market coverage", "市场覆盖率"),
            Text::new("Brand awareness", "品牌知名度"),
            Text::new("Campaign effect", "活动效果"),
        ],
    },
    Template {
        department: Department::Service,
        name: Text::new("Customer service specialist", "客户服务专员"),
        purpose: Text::new("Keeps customers satisfied after the sale.", "让客户在成交后持续满意。"),
        responsibilities: &[
            Text::new("Answer enquiries", "解答客户咨询"),
            Text::new("Resolve complaints", "处理客户投诉"),
            Text::new("Give technical support", "提供技术支持"),
            Text::new("Look after customers after the sale", "售后服务与回访"),
        ],
        skills: &[
            (Text::new("Service attitude", "服务意识"), 3),
            (Text::new("Problem solving", "解决问题"), 3),
            (Text::new("Communication", "沟通"), 3),
        ],
        kpis: &[
            Text::new("Customer satisfaction", "客户满意度"),
            Text::new("Complaint resolution rate", "投诉解决率"),
            Text::new("Customer retention rate", "客户保留率"),
        ],
    },
    Template {
        department: Department::Product,
        name: Text::new("Product manager", "产品经理"),
        purpose: Text::new("Makes what the market needs.", "打造符合市场需要的产品。"),
        responsibilities: &[
            Text::new("Design the product", "产品设计"),
            Text::new("Lead development", "组织产品开发"),
            Text::new("Improve it by feedback", "根据反馈迭代产品"),
        ],
        skills: &[
            (Text::new("Technical ability", "技术能力"), 3),
            (Text::new("Market insight", "市场洞察"), 3),
            (Text::new("Innovation", "创新能力"), 3),
        ],
        kpis: &[
            Text::new("Product market share", "产品市场份额"),
            Text::new("User feedback", "用户反馈"),
            Text::new("Release frequency", "发布频率"),
        ],
    },
    Template {
        department: Department::Management,
        name: Text::new("General manager", "总经理"),
        purpose: Text::new("Sets the direction and provides the means.", "确定方向，配置资源。"),
        responsibilities: &[
            Text::new("Set the strategy", "制定战略"),
            Text::new("Allocate resources", "资源配置"),
            Text::new("Appraise performance", "绩效考核"),
        ],
        skills: &[
            (Text::new("Leadership", "领导力"), 4),
            (Text::new("Decision making", "决策能力"), 4),
            (Text::new("Overall view", "全局视野"), 4),
        ],
        kpis: &[Text::new("Company performance", "公司业绩"), Text::new("Strategic goals reached", "战略目标达成率")],
    },
];
