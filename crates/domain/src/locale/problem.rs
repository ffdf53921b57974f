//! Problems in words: what happened and what to do.

use super::{Language, Text};
use crate::problem::{Code, Problem};

/// The name of a field as problems and forms call it.
pub fn field(language: Language, name: &str) -> String {
    let text = match name {
        "title" => Text::new("Title", "标题"),
        "account" => Text::new("Account", "客户"),
        "contact" => Text::new("Contact", "联系人"),
        "amount" => Text::new("Amount", "金额"),
        "currency" => Text::new("Currency", "币种"),
        "close_on" => Text::new("Expected close", "预计成交日"),
        "owner" => Text::new("Owner", "负责人"),
        "collaborators" => Text::new("Collaborators", "协作人"),
        "source" => Text::new("Source", "来源"),
        "campaign" => Text::new("Campaign", "市场活动"),
        "score" => Text::new("Score", "评分"),
        "tags" => Text::new("Tags", "标签"),
        "next_step" => Text::new("Next step", "下一步"),
        "custom" => Text::new("Custom field", "自定义字段"),
        "checks" => Text::new("Checklist", "检查清单"),
        "stage" | "stages" => Text::new("Stage", "阶段"),
        "state" => Text::new("State", "状态"),
        "reason" => Text::new("Reason", "原因"),
        "description" => Text::new("Description", "描述"),
        "comment" => Text::new("Comment", "评论"),
        "file" => Text::new("File", "文件"),
        "pipeline" => Text::new("Pipeline", "销售管道"),
        "owner_rule" => Text::new("New owner", "接手人"),
        "note" => Text::new("Note", "说明"),
        "probability" => Text::new("Probability", "赢单概率"),
        "limit" => Text::new("WIP limit", "在制上限"),
        "rot_days" => Text::new("Rots after", "搁置天数"),
        "requirements" | "requirement" => Text::new("Entry checklist", "进入条件"),
        "choices" => Text::new("Choices", "选项"),
        "kind" => Text::new("Kind", "类型"),
        "view" => Text::new("View", "视图"),
        "avatar" => Text::new("Picture", "头像"),
        "zone" => Text::new("Time zone", "时区"),
        "person" => Text::new("Person", "人员"),
        "present" => Text::new("Present password", "当前密码"),
        "code" => Text::new("Code", "验证码"),
        "email" => Text::new("E-mail address", "邮箱"),
        "password" => Text::new("Password", "密码"),
        "setup_token" => Text::new("Setup token", "安装口令"),
        "slug" => Text::new("Short name", "短名称"),
        "workspace" => Text::new("Workspace", "工作区"),
        "rate" => Text::new("Exchange rate", "汇率"),
        "role" => Text::new("Role", "岗位"),
        "purpose" => Text::new("Purpose", "岗位目的"),
        "level" => Text::new("Level", "等级"),
        "years" => Text::new("Years of experience", "经验年数"),
        "skill" => Text::new("Skill", "技能"),
        "holding" => Text::new("Holder", "任职人"),
        "until" => Text::new("Last day", "截止日"),
        "away" => Text::new("Absence", "离岗日期"),
        "responsibility" => Text::new("Responsibility", "职责"),
        "row" => Text::new("Row", "行"),
        "column" => Text::new("Column", "列"),
        "cell" => Text::new("Cell", "格"),
        "version" => Text::new("Version", "版本"),
        "finding" => Text::new("Finding", "问题"),
        "because" => Text::new("Reason", "理由"),
        "successor" => Text::new("Who takes over", "接手人"),
        "administrator" => Text::new("Administrator", "管理员"),
        "weight" => Text::new("Weight", "权重"),
        "share" => Text::new("Share", "占比"),
        "opportunity" | "cards" => Text::new("Opportunity", "商机"),
        "external_id" => Text::new("External ID", "外部编号"),
        "line" => Text::new("Line", "行"),
        "created_on" => Text::new("Created", "创建日期"),
        "closed_at" => Text::new("Closed", "关闭时间"),
        "next_step_due" => Text::new("Next step due", "下一步日期"),
        "rows" => Text::new("Rows", "行数"),
        "columns" => Text::new("Columns", "列数"),
        "encoding" => Text::new("Encoding", "编码"),
        "trello" => Text::new("Trello board", "Trello 看板"),
        "entered_at" => Text::new("In stage since", "进入阶段时间"),
        "cards_to" => Text::new("Stage for its cards", "卡片移至"),
        other => return other.replace('_', " "),
    };
    text.in_(language).to_owned()
}

/// The problem in a sentence or two.
pub fn problem(language: Language, problem: &Problem) -> String {
    let named =
        problem.field.as_deref().map(|name| field(language, name)).unwrap_or_else(|| Text::new("Entry", "输入").in_(language).to_owned());
    let param = |index: usize| problem.params.get(index).cloned().unwrap_or_default();
    let say = |en: &'static str, zh: &'static str| Text::new(en, zh);
    let text = match problem.code {
        Code::Malformed => return say("{} cannot be read. Check how it is written.", "{}无法识别，请检查写法。").with(language, &[&named]),
        Code::Required => return say("{} is missing. Fill it in.", "请填写{}。").with(language, &[&named]),
        Code::TooLong => return say("{} is too long: at most {}.", "{}过长，最多 {}。").with(language, &[&named, &param(0)]),
        Code::OutOfRange => {
            return say("{} must lie between {} and {}.", "{}须在 {} 与 {} 之间。").with(language, &[&named, &param(0), &param(1)]);
        }
        Code::Invalid if problem.field.as_deref() == Some("avatar") => {
            say("This picture cannot be read. Take a PNG, JPEG or WebP.", "无法读取该图片，请使用 PNG、JPEG 或 WebP。")
        }
        Code::Invalid => return say("{} does not allow this value.", "{}不能使用该值。").with(language, &[&named]),
        Code::Taken => return say("{}: this one exists already.", "{}已存在。").with(language, &[&named]),
        Code::NotFound => return say("{}: not found. It may have been removed.", "找不到该{}，可能已被删除。").with(language, &[&named]),
        Code::StageFull => {
            return say("“{}” is full: its limit is {} cards. Move one on first.", "“{}”已满，上限 {} 张。请先移出一张。")
                .with(language, &[&param(0), &param(1)]);
        }
        Code::Missing => {
            return say("“{}” asks for more before a card may enter.", "进入“{}”前还需补充信息。").with(language, &[&param(0)]);
        }
        Code::Overtaken if problem.field.as_deref() == Some("cell") => {
            return say("“{}” × “{}” was set to {} by someone else meanwhile. It stays so.", "“{}”×“{}”已被他人改为 {}，保持不变。")
                .with(language, &[&param(0), &param(1), &param(2)]);
        }
        Code::Rewritten => {
            return say(
                "Someone else wrote here meanwhile: “{}”. Save again to put yours in its place.",
                "他人刚刚改为“{}”。再次保存即以您的内容替换。",
            )
            .with(language, &[&param(0)]);
        }
        Code::Overtaken => {
            return say("“{}” was moved to “{}” by someone else meanwhile. It stays there.", "“{}”已被他人移到“{}”，保持不变。")
                .with(language, &[&param(0), &param(1)]);
        }
        Code::Closed => return say("“{}” is closed. Reopen it first.", "“{}”已关闭，请先重新打开。").with(language, &[&param(0)]),
        Code::Deleted => {
            return say("“{}” is in the recycle bin. Restore it first.", "“{}”在回收站中，请先恢复。").with(language, &[&param(0)]);
        }
        Code::ChangedSince => {
            return say("{} was changed since; it was not taken back.", "{}此后已被修改，未撤销。").with(language, &[&named]);
        }
        Code::TooLarge => return say("Too large: at most {} bytes.", "过大，最多 {} 字节。").with(language, &[&param(0)]),
        Code::Internal => {
            return say("Something went wrong on our side. Nothing was changed. (Reference {})", "服务器出错，未作任何更改。（编号 {}）")
                .with(language, &[&param(0)]);
        }
        Code::Conflict => say("Someone else changed this meanwhile.", "其他人刚刚修改了此内容。"),
        Code::NotEmpty if problem.field.as_deref() == Some("person") => say(
            "This person still has open opportunities, roles or rows of the matrix. Hand them over first.",
            "此人名下仍有商机、岗位或职责，请先移交。",
        ),
        Code::NotEmpty => say("It still holds opportunities. Move or delete them first.", "其中仍有商机，请先移出或删除。"),
        Code::LastOne if problem.field.as_deref() == Some("administrator") => {
            say("Somebody must remain administrator.", "必须至少保留一名管理员。")
        }
        Code::LastOne => say("The last one cannot be deleted.", "最后一个不能删除。"),
        Code::NothingToUndo => say("There is nothing to undo.", "没有可撤销的操作。"),
        Code::Forbidden => say("You may not do that.", "您没有权限执行此操作。"),
        Code::SignedOut => {
            say("You are signed out. Sign in to go on; what you typed is kept.", "您已退出登录。请重新登录，已输入的内容会保留。")
        }
        Code::WrongPassword => say("The e-mail address or the password is wrong.", "邮箱或密码不正确。"),
        Code::WrongCode => say("The code is wrong, or was used before. Take the next one.", "验证码不正确或已使用，请使用下一个验证码。"),
        Code::Expired => say("This link has expired, or was used before. Ask for a new one.", "链接已失效或已使用，请重新申请。"),
        Code::PasswordLength => {
            return say("A password has {} to {} characters.", "密码长度为 {} 到 {} 个字符。").with(language, &[&param(0), &param(1)]);
        }
        Code::PasswordGuessable => say(
            "The password is your own name or address. Choose one that others cannot guess.",
            "密码不能与姓名或邮箱相同，请换一个不易猜到的密码。",
        ),
        Code::TooMany => say("Too many requests. Try again in a moment.", "请求过多，请稍后再试。"),
        Code::Unavailable => say("The server is busy. Nothing was changed; try again.", "服务器繁忙，未作更改，请重试。"),
        Code::DiskFull => say("The server's disk is full. Nothing was changed.", "服务器磁盘已满，未作更改。"),
        Code::Outdated => {
            say("Heliu was updated. Reload the page; what you typed is kept.", "Heliu 已更新，请刷新页面，已输入内容会保留。")
        }
        Code::Offline => say("No connection. It is kept and sent on return.", "网络已断开，操作已保存，恢复后自动提交。"),
    };
    text.in_(language).to_owned()
}
