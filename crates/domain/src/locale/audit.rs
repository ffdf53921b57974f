//! Words of the audit log.

use super::Text;
use crate::audit::Topic;

pub const AUDIT: Text = Text::new("Audit log", "审计日志");
pub const LEAD: Text = Text::new("What happened, who did it, and what was refused.", "发生过什么、由谁操作，以及被拒绝的尝试。");
pub const PERSON: Text = Text::new("Person", "人员");
pub const EVERYBODY: Text = Text::new("Everybody", "所有人");
pub const KIND: Text = Text::new("Kind", "类型");
pub const EVERYTHING: Text = Text::new("Everything", "全部");
pub const FROM: Text = Text::new("From", "开始日期");
pub const TO: Text = Text::new("To", "结束日期");
pub const SHOW: Text = Text::new("Show", "查看");
pub const WHEN: Text = Text::new("When", "时间");
pub const WHO: Text = Text::new("Who", "操作人");
pub const WHAT: Text = Text::new("What", "内容");
pub const RECORD: Text = Text::new("Record", "记录");
pub const BY: Text = Text::new("By", "来源");
pub const NOTHING: Text = Text::new("Nothing of that kind in this period.", "该条件下没有记录。");
pub const OLDER: Text = Text::new("Older entries", "更早的记录");
pub const NEWEST: Text = Text::new("Back to the newest", "返回最新");
pub const EXPORT_CSV: Text = Text::new("Export CSV", "导出 CSV");
pub const EXPORT_XLSX: Text = Text::new("Export Excel", "导出 Excel");
pub const CUT: Text = Text::new(
    "Only the newest {} entries are in this file; choose a shorter period for the others.",
    "本文件仅包含最新的 {} 条记录；如需更早的记录，请缩短时间范围。",
);
pub const NOBODY: Text = Text::new("Unknown", "未知");
pub const TRIED: Text = Text::new("was refused: {}", "被拒绝：{}");
pub const ADDED: Text = Text::new("added it", "添加");
pub const REMOVED: Text = Text::new("removed it", "删除");
pub const CHANGED: Text = Text::new("changed {}", "修改了{}");
pub const FROM_TO: Text = Text::new("{}: {} → {}", "{}：{} → {}");
pub const SORTED: Text = Text::new("changed the order", "调整了顺序");
pub const FROM_ADDRESS: Text = Text::new("{} from {}", "{}，来自 {}");
pub const COMMENTED: Text = Text::new("wrote a comment", "写了评论");
pub const NAMED: Text = Text::new("{} “{}”", "{}“{}”");

/// The name of a topic.
pub fn topic(topic: Topic) -> Text {
    match topic {
        Topic::SignIn => Text::new("Sign-in", "登录"),
        Topic::People => Text::new("People and access", "人员与权限"),
        Topic::Settings => Text::new("Pipelines and settings", "管道与设置"),
        Topic::Cards => Text::new("Opportunities", "商机"),
        Topic::Responsibilities => Text::new("Responsibilities", "职责"),
        Topic::Imports => Text::new("Imports", "导入"),
        Topic::Refused => Text::new("Refused", "被拒绝"),
    }
}

/// The name of a kind of record, by the word under which the log has it.
pub fn record(word: &str) -> Text {
    match word {
        "workspace" => Text::new("Workspace", "工作区"),
        "person" => Text::new("Person", "人员"),
        "account" => Text::new("Account", "客户"),
        "contact" => Text::new("Contact", "联系人"),
        "opportunity" => Text::new("Opportunity", "商机"),
        "pipeline" => Text::new("Pipeline", "销售管道"),
        "stage" => Text::new("Stage", "阶段"),
        "custom_field" => Text::new("Custom field", "自定义字段"),
        "view" => Text::new("View", "视图"),
        "rate" => Text::new("Exchange rate", "汇率"),
        "role" => Text::new("Role", "岗位"),
        "line" => Text::new("Line of a profile", "岗位说明条目"),
        "holding" => Text::new("Holder", "任职人"),
        "responsibility" => Text::new("Responsibility", "职责"),
        "cell" => Text::new("Cell of the matrix", "矩阵单元格"),
        "skill" => Text::new("Skill", "技能"),
        "version" => Text::new("Published profile", "已发布的岗位说明"),
        "acknowledgement" => Text::new("Agreement", "确认"),
        "reminder" => Text::new("Reminder", "提醒"),
        "acceptance" => Text::new("Accepted finding", "已接受的问题"),
        "weights" => Text::new("Weights of suggestions", "推荐权重"),
        "handover" => Text::new("Hand-over", "移交"),
        "share" => Text::new("Largest share of one person", "个人最大占比"),
        _ => Text::new("Record", "记录"),
    }
}

/// The name of a command's room, by the word under which it is stored.
pub fn command(word: &str) -> Text {
    match word {
        "board" => Text::new("Board", "看板"),
        "conversation" => Text::new("Card", "商机卡片"),
        "pipeline" => Text::new("Pipelines", "管道设置"),
        "directory" => Text::new("Settings", "设置"),
        "view" => Text::new("Views", "视图"),
        "responsibility" => Text::new("Responsibilities", "职责"),
        "import" => Text::new("Import", "导入"),
        "inbox" => Text::new("Inbox", "收件箱"),
        "undo" => Text::new("Undo", "撤销"),
        "redo" => Text::new("Redo", "重做"),
        "found" => Text::new("First start", "创建工作区"),
        _ => Text::new("Command", "操作"),
    }
}

/// The name of a record's field that no form names.
pub fn field(word: &str) -> Option<Text> {
    Some(match word {
        "name" => Text::new("Name", "名称"),
        "department" => Text::new("Department", "部门"),
        "access" => Text::new("Access", "权限"),
        "active" => Text::new("Active", "启用"),
        "zone" => Text::new("Time zone", "时区"),
        "avatar" => Text::new("Picture", "头像"),
        "visibility" => Text::new("Visibility", "可见范围"),
        "letter" => Text::new("Letter", "RACI 字母"),
        "deleted" => Text::new("Removed", "已移除"),
        "shared" => Text::new("Shared", "共享"),
        "query" => Text::new("Filter", "筛选"),
        "phone" => Text::new("Phone", "电话"),
        "industry" => Text::new("Industry", "行业"),
        "location" => Text::new("Location", "地区"),
        "website" => Text::new("Website", "网站"),
        "parent" => Text::new("Parent company", "上级公司"),
        "micros" => Text::new("Rate", "汇率"),
        "text" => Text::new("Text", "文本"),
        "because" => Text::new("Reason", "理由"),
        _ => return None,
    })
}
