//! Words of the settings room and the recycle bin.

use super::Text;
use crate::pipeline::FieldKind;

/// The stages that a new pipeline begins with: name, chance of winning in percent, days after which a card rots.
pub const FIRST_STAGES: [(Text, u8, u16); 5] = [
    (Text::new("New", "新商机"), 10, 7),
    (Text::new("Qualified", "需求确认"), 25, 10),
    (Text::new("Proposal", "方案报价"), 50, 14),
    (Text::new("Negotiation", "商务谈判"), 75, 14),
    (Text::new("Contract", "合同签订"), 90, 10),
];
/// What the first pipeline of a workspace is called.
pub const FIRST_PIPELINE: Text = Text::new("Sales", "销售管道");

pub const SETTINGS: Text = Text::new("Settings", "设置");
pub const SETTINGS_LEAD: Text = Text::new("What you change is saved when you leave the field.", "修改后离开输入框即自动保存。");
pub const SAVED: Text = Text::new("Saved", "已保存");
pub const NAME: Text = Text::new("Name", "名称");
pub const NAME_OF: Text = Text::new("Name of {}", "{}的名称");

pub const WORKSPACE: Text = Text::new("Workspace", "工作区");
pub const WORKSPACE_NAME: Text = Text::new("Company or team", "公司或团队");
pub const BASE_CURRENCY: Text = Text::new("Currency of totals", "汇总币种");
pub const BASE_CURRENCY_HINT: Text =
    Text::new("Amounts in other currencies are converted with the rates below.", "其他币种的金额按下方汇率折算。");

pub const PIPELINES: Text = Text::new("Pipelines", "销售管道");
pub const NO_PIPELINES: Text =
    Text::new("No pipeline yet. Add the first one below; it begins with five stages.", "还没有销售管道。在下方新建第一个，自带五个阶段。");
pub const NEW_PIPELINE: Text = Text::new("Name of the new pipeline", "新管道名称");
pub const ADD_PIPELINE: Text = Text::new("Add pipeline", "新建管道");
pub const PIPELINE_ADDED: Text = Text::new("Pipeline “{}” added", "已新建管道“{}”");
pub const PIPELINE_DELETED: Text = Text::new("Pipeline “{}” deleted", "已删除管道“{}”");
pub const PIPELINE_IN_USE: Text = Text::new(
    "It still holds opportunities, perhaps in the recycle bin. Move them to another pipeline first.",
    "其中仍有商机（回收站里的也算）。请先移到其他管道。",
);
pub const STAGES_AND_FIELDS: Text = Text::new("Stages and fields", "阶段与字段");
pub const STAGES_AND_FIELDS_OF: Text = Text::new("Stages and fields of {}", "{}的阶段与字段");
pub const DELETE_NAMED: Text = Text::new("Delete {}", "删除{}");
pub const OPEN_BOARD: Text = Text::new("Open the board", "打开看板");
pub const ALL_SETTINGS: Text = Text::new("All settings", "全部设置");

pub const PEOPLE: Text = Text::new("People", "人员");
pub const PERSON_NAME: Text = Text::new("Name", "姓名");
pub const NEW_PERSON: Text = Text::new("Name of the new person", "新成员姓名");
pub const ADD_PERSON: Text = Text::new("Add person", "添加人员");
pub const PERSON_ADDED: Text = Text::new("{} added", "已添加{}");
pub const DEPARTMENT: Text = Text::new("Department", "部门");
pub const FOR_ADMINISTRATORS: Text = Text::new("Only administrators change these settings.", "只有管理员可以修改这些设置。");
pub const VISIBILITY: Text = Text::new("Seen by", "可见范围");
pub const VISIBILITY_OF: Text = Text::new("Who sees {}", "谁能看到{}");
pub const SEEN_BY_EVERYONE: Text = Text::new("Everyone", "所有人");
pub const SEEN_BY_DEPARTMENTS: Text = Text::new("Departments", "指定部门");
pub const SEEN_BY_INVOLVED: Text = Text::new("Owner and collaborators", "负责人和协作者");
pub const ACCESS: Text = Text::new("Access", "权限");
pub const ACCESS_OF: Text = Text::new("Access of {}", "{}的权限");
pub const DEPARTMENT_OF: Text = Text::new("Department of {}", "{}的部门");
pub const STATE: Text = Text::new("State", "状态");
pub const ACTIVE: Text = Text::new("active", "在用");
pub const INACTIVE: Text = Text::new("deactivated", "已停用");
pub const SIGN_IN: Text = Text::new("Sign-in…", "登录设置…");
pub const SIGN_IN_OF: Text = Text::new("Sign-in of {}", "{}的登录设置");
pub const DEACTIVATE: Text = Text::new("Deactivate", "停用");
pub const REACTIVATE: Text = Text::new("Reactivate", "恢复");
pub const DEACTIVATE_NAMED: Text = Text::new("Deactivate {}", "停用{}");
pub const REACTIVATE_NAMED: Text = Text::new("Reactivate {}", "恢复{}");
pub const LEAVES: Text = Text::new("{} leaves", "{}离开");
pub const LEAVES_BEHIND: Text = Text::new(
    "Still theirs: {0} open {one|opportunity|opportunities}. Roles held: {1}. Rows of the matrix carried: {2}.",
    "仍在其名下：{0} 个进行中的商机，{1} 个岗位，职责矩阵中 {2} 行。",
);
pub const SUCCESSOR: Text = Text::new("Who takes over?", "由谁接手？");
pub const HAND_OVER_HINT: Text = Text::new(
    "All of it goes over in one step, and can be taken back in one. Closed opportunities keep their owner for the record.",
    "一次性全部移交，也可一次撤销。已结束的商机保留原负责人，便于查考。",
);
pub const HAND_OVER: Text = Text::new("Hand over and deactivate", "移交并停用");
pub const HANDED_OVER: Text = Text::new("{} deactivated, everything handed over to {}", "已停用{}，全部移交给{}");
pub const DEACTIVATED: Text = Text::new("{} can no longer be chosen. The history stays.", "{}已停用，历史记录保留。");
pub const REACTIVATED: Text = Text::new("{} can be chosen again.", "{}已恢复，可重新选择。");
pub const YOU: Text = Text::new("you", "当前操作人");

pub const RATES: Text = Text::new("Exchange rates", "汇率");
pub const RATES_LEAD: Text = Text::new(
    "One unit of the currency in {}. A rate holds from its day until a newer one.",
    "1 单位外币折合 {}。自所填日期起生效，直至有更新的汇率。",
);
pub const NO_RATES: Text = Text::new(
    "No rates yet. Without one, amounts in other currencies are shown apart and not added.",
    "还没有汇率。缺少汇率时，其他币种单独显示，不计入合计。",
);
pub const CURRENCY: Text = Text::new("Currency", "币种");
pub const CURRENCY_HINT: Text = Text::new("Three letters, such as EUR", "三个字母，如 EUR");
pub const FROM_DAY: Text = Text::new("From", "生效日期");
pub const RATE: Text = Text::new("Rate", "汇率");
pub const RATE_OF: Text = Text::new("Rate of {} from {}", "{}自 {} 起的汇率");
pub const SAVE_RATE: Text = Text::new("Save rate", "保存汇率");
pub const RATE_SAVED: Text = Text::new("Rate of {} saved", "已保存 {} 汇率");
pub const RATE_OF_BASE: Text = Text::new("Totals are in this currency already. Choose another.", "这就是汇总币种，请选择其他币种。");

pub const STAGES: Text = Text::new("Stages", "阶段");
pub const STAGES_LEAD: Text =
    Text::new("From first contact to closing, left to right on the board.", "从初次接触到成交，在看板上从左到右排列。");
pub const STAGE_NAME: Text = Text::new("Stage", "阶段名称");
pub const PROBABILITY: Text = Text::new("Chance, %", "赢单率 %");
pub const LIMIT: Text = Text::new("WIP limit", "在制上限");
pub const ROT_DAYS: Text = Text::new("Rots, days", "搁置天数");
pub const UNLIMITED: Text = Text::new("none", "不限");
pub const NEVER: Text = Text::new("never", "不提醒");
pub const STAGE_UP: Text = Text::new("Move {} up", "上移{}");
pub const STAGE_DOWN: Text = Text::new("Move {} down", "下移{}");
pub const STAGE_MOVED: Text = Text::new("“{}” is now stage {} of {}", "“{}”现为第 {} 个阶段，共 {} 个");
pub const ENTRY: Text = Text::new("Entry checklist", "进入条件");
pub const ENTRY_LEAD: Text = Text::new("Asked before a card may enter this stage.", "卡片进入此阶段前须满足。");
pub const NO_ENTRY: Text = Text::new("Nothing is asked yet.", "暂无条件。");
pub const MUST_FILL: Text = Text::new("{} is filled in", "已填写{}");
pub const MUST_CONFIRM: Text = Text::new("“{}” is confirmed", "确认“{}”");
pub const ASK_FIELD: Text = Text::new("Field to be filled in", "须填写的字段");
pub const ASK_SENTENCE: Text = Text::new("Sentence to confirm", "须确认的内容");
pub const ASK_SENTENCE_EXAMPLE: Text = Text::new("The budget is approved", "预算已获批");
pub const CHOOSE: Text = Text::new("Choose…", "请选择");
pub const REMOVE_NAMED: Text = Text::new("Remove: {}", "去掉：{}");
pub const WHEN_FULL: Text = Text::new("When the limit is reached", "达到上限时");
pub const SOFT: Text = Text::new("Warn only (soft)", "仅提示（软）");
pub const HARD: Text = Text::new("Let no card in (hard)", "禁止进入（硬）");
pub const HARD_MARK: Text = Text::new("hard limit", "硬上限");
pub const ADD_STAGE: Text = Text::new("Add stage", "添加阶段");
pub const NEW_STAGE: Text = Text::new("Name of the new stage", "新阶段名称");
pub const PLACE: Text = Text::new("Place", "位置");
pub const FIRST: Text = Text::new("First", "最前");
pub const BEHIND: Text = Text::new("After {}", "“{}”之后");
pub const STAGE_ADDED: Text = Text::new("Stage “{}” added", "已添加阶段“{}”");
pub const STAGE_DELETED: Text = Text::new("Stage “{}” deleted", "已删除阶段“{}”");
pub const DELETE_STAGE: Text = Text::new("Delete stage “{}”?", "删除阶段“{}”？");
pub const COUNTING: Text = Text::new("Counting its opportunities…", "正在统计其中的商机…");
pub const STAGE_HOLDS: Text = Text::new("{} {one|opportunity is|opportunities are} in it.", "其中有 {} 条商机。");
pub const STAGE_EMPTY: Text = Text::new(
    "It holds no opportunity. Anything from it in the recycle bin goes to “{}”.",
    "其中没有商机。回收站中原属此阶段的商机归入“{}”。",
);
pub const CARDS_GO_TO: Text = Text::new("Where do they go?", "移到哪个阶段？");
pub const DELETE_STAGE_DO: Text = Text::new("Delete stage", "删除阶段");
pub const PIPELINE_GONE: Text = Text::new("This pipeline was deleted.", "此管道已被删除。");

pub const FIELDS: Text = Text::new("Custom fields", "自定义字段");
pub const FIELDS_LEAD: Text = Text::new("What your opportunities have beyond the usual.", "在常用字段之外，为商机补充的信息。");
pub const NO_FIELDS: Text = Text::new("No custom fields yet.", "还没有自定义字段。");
pub const FIELD_NAME: Text = Text::new("Field", "字段名称");
pub const NEW_FIELD: Text = Text::new("Name of the new field", "新字段名称");
pub const KIND: Text = Text::new("Kind", "类型");
pub const CHOICES: Text = Text::new("Choices", "选项");
pub const ADD_CHOICE: Text = Text::new("Add a choice to {}", "为{}添加选项");
pub const CHOICE_EXAMPLE: Text = Text::new("Choice, then Enter", "输入后按回车");
pub const ADD_FIELD: Text = Text::new("Add field", "添加字段");
pub const FIELD_ADDED: Text = Text::new("Field “{}” added", "已添加字段“{}”");
pub const FIELD_DELETED: Text = Text::new("Field “{}” deleted", "已删除字段“{}”");
pub const DELETE_FIELD: Text = Text::new("Delete field “{}”?", "删除字段“{}”？");
pub const DELETE_FIELD_LEAD: Text = Text::new(
    "Its values leave every opportunity, and no stage asks for it any more. Undo brings them back.",
    "所有商机上的该字段值都会移除，各阶段也不再要求填写。撤销可恢复。",
);
pub const DELETE_FIELD_DO: Text = Text::new("Delete field", "删除字段");

pub const BIN: Text = Text::new("Recycle bin", "回收站");
pub const BIN_LEAD: Text = Text::new("Deleted opportunities wait here, newest first.", "已删除的商机保留在此，最近删除的在前。");
pub const BIN_EMPTY: Text = Text::new("The recycle bin is empty", "回收站是空的");
pub const BIN_EMPTY_HINT: Text = Text::new("What you delete on the board can be taken back here.", "在看板或列表中删除的商机可在此恢复。");
pub const TITLE: Text = Text::new("Opportunity", "商机");
pub const ACCOUNT: Text = Text::new("Account", "客户");
pub const AMOUNT: Text = Text::new("Amount", "金额");
pub const PIPELINE: Text = Text::new("Pipeline", "销售管道");
pub const DELETED: Text = Text::new("Deleted", "删除时间");
pub const DELETED_BY: Text = Text::new("By", "删除人");
pub const RESTORE: Text = Text::new("Restore", "恢复");
pub const RESTORE_NAMED: Text = Text::new("Restore {}", "恢复{}");
pub const RESTORED: Text = Text::new("{} {one|opportunity|opportunities} restored", "已恢复 {} 条商机");
pub const SELECT_NAMED: Text = Text::new("Select {}", "选择{}");
pub const SELECT_SHOWN: Text = Text::new("Select all shown", "全选已显示的");
pub const SELECTED: Text = Text::new("{} selected", "已选 {} 条");
pub const UNSELECT: Text = Text::new("Clear selection", "取消选择");
pub const SHOWN: Text = Text::new("{} of {}", "已显示 {} / {}");
pub const SHOW_MORE: Text = Text::new("More", "更多");
pub const LOADING: Text = Text::new("Loading…", "加载中…");

/// The name of a kind of custom field.
pub fn kind(kind: &FieldKind) -> Text {
    match kind {
        FieldKind::Text => Text::new("Text", "文本"),
        FieldKind::Number => Text::new("Number", "数字"),
        FieldKind::Date => Text::new("Date", "日期"),
        FieldKind::Choice(_) => Text::new("Choice", "单选"),
    }
}
