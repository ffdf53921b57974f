//! Words of import and export: the import page's four steps, what is noticed about a file, and what is wrong with its rows.

use super::{Language, Text, format, problem};
use crate::{
    exchange::{Ambiguity, DateFormat, Encoding, FileKind, ImportSummary, Note, NumberFormat, RowProblem, Target},
    opportunity::State,
    problem::{Code, Problem},
};

/// The columns of exported files, in order, with their headings; an import recognises them in every language.
pub const HEADINGS: &[(Target, Text)] = &[
    (Target::ExternalId, Text::new("ID", "编号")),
    (Target::Title, Text::new("Title", "标题")),
    (Target::Account, Text::new("Account", "客户")),
    (Target::Contact, Text::new("Contact", "联系人")),
    (Target::Stage, Text::new("Stage", "阶段")),
    (Target::Amount, Text::new("Amount", "金额")),
    (Target::Currency, Text::new("Currency", "币种")),
    (Target::CloseOn, Text::new("Expected close", "预计成交日")),
    (Target::Owner, Text::new("Owner", "负责人")),
    (Target::Collaborators, Text::new("Collaborators", "协作人")),
    (Target::NextStep, Text::new("Next step", "下一步")),
    (Target::NextStepDue, Text::new("Next step due", "下一步日期")),
    (Target::State, Text::new("State", "状态")),
    (Target::Reason, Text::new("Reason", "原因")),
    (Target::Source, Text::new("Source", "来源")),
    (Target::Campaign, Text::new("Campaign", "市场活动")),
    (Target::Score, Text::new("Score", "评分")),
    (Target::Tags, Text::new("Tags", "标签")),
    (Target::CreatedOn, Text::new("Created", "创建时间")),
    (Target::EnteredOn, Text::new("In stage since", "进入阶段时间")),
    (Target::ClosedOn, Text::new("Closed", "关闭时间")),
    (Target::Description, Text::new("Description", "描述")),
];

/// The reason of closed deals for which a file gives none.
pub const REASON_NOT_STATED: Text = Text::new("Not stated in the imported file", "导入文件中未注明");
/// The one stage of a new pipeline when a file names none.
pub const FIRST_STAGE: Text = Text::new("New", "新商机");
/// Heads the links of attachments in a description.
pub const ATTACHMENTS: Text = Text::new("Attachments", "附件");
/// A ticked box.
pub const YES: Text = Text::new("yes", "是");

pub const IMPORT: Text = Text::new("Import", "导入");
pub const EXPORT: Text = Text::new("Export", "导出");
pub const EXPORT_CSV: Text = Text::new("Export as CSV", "导出为 CSV");
pub const EXPORT_JSON: Text = Text::new("Export as JSON", "导出为 JSON");
pub const EXPORT_HINT: Text = Text::new(
    "Exports what the filter shows. Cells that a spreadsheet could run are made harmless.",
    "导出当前筛选结果；可能被表格软件执行的单元格已作安全处理。",
);
pub const TITLE: Text = Text::new("Import opportunities", "导入商机");
pub const INTRO: Text = Text::new(
    "A table (CSV) or a board exported from Trello (JSON). You see what will happen before anything is changed, and can undo it afterwards.",
    "支持 CSV 表格和 Trello 导出的看板（JSON）。导入前可预览结果，导入后也可撤销。",
);

pub const STEP_FILE: Text = Text::new("File", "选择文件");
pub const STEP_COLUMNS: Text = Text::new("Columns", "对应列");
pub const STEP_CHECK: Text = Text::new("Check", "检查");
pub const STEP_DONE: Text = Text::new("Done", "完成");
/// Parameters: number of the step, number of steps, its name.
pub const STEP: Text = Text::new("Step {} of {}: {}", "第 {} 步，共 {} 步：{}");
pub const BACK: Text = Text::new("Back", "上一步");
pub const NEXT: Text = Text::new("Next", "下一步");

pub const CHOOSE_FILES: Text = Text::new("Choose files", "选择文件");
pub const DROP_FILES: Text = Text::new("Drop files here", "将文件拖到此处");
/// Parameter: size.
pub const FILES_HINT: Text = Text::new(
    "One file with opportunities, up to {}. Files about accounts, products and salespeople can come along.",
    "一个商机文件，不超过 {}；可同时选择客户、产品和销售人员的说明文件。",
);
pub const READING: Text = Text::new("Reading the file…", "正在读取文件……");
pub const INTO: Text = Text::new("Import into", "导入到");
pub const NEW_PIPELINE: Text = Text::new("A new pipeline", "新建销售管道");
pub const PIPELINE_NAME: Text = Text::new("Name of the pipeline", "销售管道名称");
pub const STAGES: Text = Text::new("Stages, in order", "阶段（按顺序）");
pub const STAGE_UP: Text = Text::new("Move up", "上移");
pub const STAGE_DOWN: Text = Text::new("Move down", "下移");

pub const ENCODING: Text = Text::new("Encoding", "编码");
/// Parameter: the encoding.
pub const DETECTED: Text = Text::new("{} (detected)", "{}（自动识别）");
pub const DELIMITER: Text = Text::new("Separator", "分隔符");
pub const NUMBERS: Text = Text::new("Numbers", "数字写法");
pub const DATES: Text = Text::new("Dates", "日期写法");
pub const CURRENCY: Text = Text::new("Currency of amounts without one", "未注明币种的金额按");
pub const COLUMN: Text = Text::new("Column", "列");
pub const COLUMN_MEANS: Text = Text::new("What column {} becomes", "“{}”列对应的字段");
pub const EXAMPLES: Text = Text::new("Examples", "示例");
pub const MEANS: Text = Text::new("Becomes", "对应字段");
pub const CUSTOM_FIELD: Text = Text::new("Custom field", "自定义字段");
pub const CUSTOM_FIELD_NAME: Text = Text::new("Name of the custom field", "自定义字段名称");
pub const ID_HINT: Text = Text::new(
    "With an id column, importing the file again updates opportunities instead of doubling them. Empty cells leave what is there.",
    "选定编号列后，再次导入同一文件只会更新商机，不会重复；空单元格不覆盖已有内容。",
);
pub const RULES_HINT: Text = Text::new(
    "Entry checklists and WIP limits do not hold for imports: the deals are where they are.",
    "导入不受进入条件和在制上限约束：商机按实际所在阶段导入。",
);

pub const CHECKING: Text = Text::new("Working out what will happen…", "正在计算导入结果……");
pub const SAMPLE: Text = Text::new("First rows", "前几行");
pub const WHAT_HAPPENS: Text = Text::new("What will happen", "导入结果");
pub const NOTICED: Text = Text::new("Noticed, and kept as it stands", "以下情况按原样保留");
pub const DOUBTFUL: Text = Text::new("Please confirm", "请确认");
pub const PROBLEMS: Text = Text::new("Problems", "问题");
pub const NO_PROBLEMS: Text = Text::new("No problems found.", "未发现问题。");
/// Parameter: number.
pub const PROBLEM_COUNT: Text = Text::new("{} {one|problem|problems}", "{} 个问题");
/// Parameters: shown, all.
pub const PROBLEMS_SHOWN: Text = Text::new("The first {} of {}", "共 {1} 个，显示前 {0} 个");
/// Parameter: number of rows.
pub const SKIP: Text = Text::new("Leave out {} {one|row|rows} with problems", "跳过有问题的 {} 行");
pub const NOTHING_IMPORTED_YET: Text = Text::new("Nothing has been changed yet.", "目前尚未作任何更改。");
pub const FIX_FIRST: Text =
    Text::new("Correct the file and choose it again, or leave out the rows with problems.", "请修改文件后重新选择，或跳过有问题的行。");
/// Parameter: number of rows.
pub const IMPORT_ROWS: Text = Text::new("Import {} {one|row|rows}", "导入 {} 行");
pub const IMPORTING: Text = Text::new("Importing…", "正在导入……");
pub const IMPORTED: Text = Text::new("Imported", "导入完成");
pub const UNDO_IMPORT: Text = Text::new("Undo this import", "撤销此次导入");
pub const UNDONE: Text = Text::new("Undone", "已撤销");
pub const OPEN_BOARD: Text = Text::new("Open the board", "打开看板");
pub const ANOTHER: Text = Text::new("Import another file", "继续导入其他文件");
pub const PAST_IMPORTS: Text = Text::new("Earlier imports", "导入记录");
pub const NO_PAST_IMPORTS: Text = Text::new("Nothing has been imported yet.", "尚无导入记录。");
pub const EXPIRED: Text = Text::new("The uploaded file is no longer here. Choose it again.", "上传的文件已过期，请重新选择。");
pub const LINE: Text = Text::new("Line", "行号");
pub const FOUND: Text = Text::new("Found", "内容");
pub const NOTHING_TO_DO: Text = Text::new("Everything in this file is here already.", "文件中的内容均已存在，无需更改。");

const CREATED: Text = Text::new("{} new {one|opportunity|opportunities}", "新增 {} 条商机");
const UPDATED: Text = Text::new("{} updated", "更新 {} 条商机");
const RESTORED: Text = Text::new("{} of them from the recycle bin", "其中 {} 条从回收站恢复");
const UNCHANGED: Text = Text::new("{} unchanged", "{} 条无变化");
const SKIPPED: Text = Text::new("{} {one|row|rows} left out", "跳过 {} 行");
const PEOPLE: Text = Text::new("{} {one|person|people}", "{} 名人员");
const ACCOUNTS: Text = Text::new("{} {one|account|accounts}", "{} 个客户");
const CONTACTS: Text = Text::new("{} {one|contact|contacts}", "{} 名联系人");
const STAGES_MADE: Text = Text::new("{} {one|stage|stages}", "{} 个阶段");
const FIELDS_MADE: Text = Text::new("{} custom {one|field|fields}", "{} 个自定义字段");
const COMMENTS: Text = Text::new("{} {one|comment|comments}", "{} 条评论");

/// What an import makes or changes, one phrase each; what does not occur is left out.
pub fn summary(language: Language, summary: &ImportSummary) -> Vec<String> {
    let parts = [
        (CREATED, summary.created),
        (UPDATED, summary.updated),
        (RESTORED, summary.restored),
        (UNCHANGED, summary.unchanged),
        (SKIPPED, summary.skipped),
        (PEOPLE, summary.people),
        (ACCOUNTS, summary.accounts),
        (CONTACTS, summary.contacts),
        (STAGES_MADE, summary.stages),
        (FIELDS_MADE, summary.fields),
        (COMMENTS, summary.comments),
    ];
    parts.into_iter().filter(|(_, count)| *count > 0).map(|(text, count)| text.with(language, &[&count])).collect()
}

/// The word for a state in exported files.
pub fn state(state: State) -> Text {
    match state {
        State::Open => Text::new("Open", "进行中"),
        State::Won => Text::new("Won", "赢单"),
        State::Lost => Text::new("Lost", "输单"),
    }
}

/// What a column can mean, for people.
pub fn target(language: Language, target: &Target) -> String {
    match target {
        Target::Ignore => Text::new("(not imported)", "（不导入）").in_(language).to_owned(),
        Target::Custom(name) => name.clone(),
        other => HEADINGS.iter().find(|(known, _)| known == other).map(|(_, text)| text.in_(language).to_owned()).unwrap_or_default(),
    }
}

/// The name of an encoding.
pub fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le => "UTF-16 LE",
        Encoding::Utf16Be => "UTF-16 BE",
        Encoding::Gb18030 => "GB18030",
        Encoding::Windows1252 => "Windows-1252",
    }
}

/// The name of a separator.
pub fn delimiter(language: Language, delimiter: char) -> String {
    match delimiter {
        ',' => Text::new("Comma ,", "逗号 ,").in_(language).to_owned(),
        ';' => Text::new("Semicolon ;", "分号 ;").in_(language).to_owned(),
        '\t' => Text::new("Tab", "制表符").in_(language).to_owned(),
        '|' => Text::new("Bar |", "竖线 |").in_(language).to_owned(),
        other => other.to_string(),
    }
}

/// A way of writing numbers, shown by an example.
pub fn numbers(format: NumberFormat) -> &'static str {
    match format {
        NumberFormat::Point => "1,234.56",
        NumberFormat::Comma => "1.234,56",
    }
}

/// A way of writing dates, shown by an example.
pub fn dates(language: Language, format: DateFormat) -> &'static str {
    match format {
        DateFormat::YearMonthDay => Text::new("2026-03-31 (year, month, day)", "2026-03-31（年月日）").in_(language),
        DateFormat::DayMonthYear => Text::new("31.03.2026 (day, month, year)", "31.03.2026（日月年）").in_(language),
        DateFormat::MonthDayYear => Text::new("3/31/2026 (month, day, year)", "3/31/2026（月日年）").in_(language),
    }
}

/// What a file holds.
pub fn kind(kind: FileKind) -> Text {
    match kind {
        FileKind::Opportunities => Text::new("Opportunities", "商机"),
        FileKind::Accounts => Text::new("Accounts", "客户"),
        FileKind::Products => Text::new("Products", "产品"),
        FileKind::Teams => Text::new("Salespeople", "销售人员"),
        FileKind::Trello => Text::new("Trello board", "Trello 看板"),
        FileKind::Other => Text::new("Not imported", "不导入"),
    }
}

/// What can be read in two ways, and what to do about it.
pub fn ambiguity(language: Language, doubt: &Ambiguity) -> String {
    let say = |en, zh| Text::new(en, zh);
    match doubt {
        Ambiguity::Encoding => say(
            "The encoding is a guess. Check that names read right, or choose another.",
            "编码为推测结果。请核对文字是否正确，否则请另选编码。",
        )
        .in_(language)
        .to_owned(),
        Ambiguity::Numbers { column, example } => say(
            "“{}”: {} can be one thousand or one with decimals. Check how numbers are written.",
            "“{}”：{} 既可能是千位分隔，也可能是小数，请确认数字写法。",
        )
        .with(language, &[column, example]),
        Ambiguity::MixedNumbers { column } => say(
            "“{}” has numbers written in both ways. Rows that do not fit are problems.",
            "“{}”混用两种数字写法，不符合所选写法的行将列为问题。",
        )
        .with(language, &[column]),
        Ambiguity::Dates { column, example } => say(
            "“{}”: in {} the day or the month may stand first. Check how dates are written.",
            "“{}”：{} 无法判断日月顺序，请确认日期写法。",
        )
        .with(language, &[column, example]),
        Ambiguity::MixedDates { column } => say(
            "“{}” has dates written in several orders. Rows that do not fit are problems.",
            "“{}”混用多种日期写法，不符合所选写法的行将列为问题。",
        )
        .with(language, &[column]),
    }
}

/// What was noticed about a file.
pub fn note(language: Language, note: &Note) -> String {
    let say = |en, zh| Text::new(en, zh);
    match note {
        Note::Empty { column, rows } => say("{0} {one|row|rows} without “{1}”: left empty.", "“{1}”有 {0} 行为空，保持为空。").with(language, &[rows, column]),
        Note::Zero { column, rows } => say("{0} {one|row|rows} with “{1}” zero: kept as zero, not as empty.", "“{1}”有 {0} 行为零，保留为零，不视为空。").with(language, &[rows, column]),
        Note::TitlesComposed => {
            say("No column for titles: they are made of account, product and id.", "文件没有标题列，标题由客户、产品和编号组成。").in_(language).to_owned()
        }
        Note::LeftOut { column } => say("Column “{0}” is not imported.", "“{0}”列不导入。").with(language, &[column]),
        Note::Unlisted { column, value, rows, file } => say(
            "“{2}” ({1}) is not listed in {3}: {0} {one|row keeps|rows keep} it as it is written.",
            "{3} 中没有“{2}”（{1}），{0} 行按原文保留。",
        )
        .with(language, &[rows, &problem::field(language, column), value, file]),
        Note::Idle { people, file } => say("{0} {one|person|people} of {1} without an opportunity: added all the same.", "{1} 中有 {0} 人没有商机，仍会添加。").with(language, &[people, file]),
        Note::Shortened { rows } => say("{0} {one|card|cards} with a name or label that was too long: shortened with “…”.", "{0} 个名称或标签过长，已截短并以“…”结尾。").with(language, &[rows]),
        Note::Archived { cards } => say("{0} archived {one|card goes|cards go} to the recycle bin.", "{0} 张已归档卡片放入回收站。").with(language, &[cards]),
        Note::ArchivedList { name, cards } => {
            say("The archived list “{1}” becomes no stage; {0} {one|card of it goes|cards of it go} to the recycle bin.", "已归档列表“{1}”不作为阶段，其 {0} 张卡片放入回收站。").with(language, &[cards, name])
        }
        Note::Closing { name, rows } => say("“{1}” closes {0} {one|opportunity|opportunities} and becomes no stage.", "“{1}”表示结果，不作为阶段，关闭 {0} 条商机。").with(language, &[rows, name]),
        Note::Templates { cards } => say("{0} {one|template is|templates are} not imported.", "{0} 张模板卡片不导入。").with(language, &[cards]),
        Note::Attachments { count } => {
            say("{0} {one|attachment is not fetched; its link stands in the description|attachments are not fetched; their links stand in the descriptions}.", "{0} 个附件不下载，其链接写入描述。").with(language, &[count])
        }
        Note::OldComments => {
            say("Trello exports the latest 1,000 actions only; older comments may be missing.", "Trello 只导出最近 1000 条动态，更早的评论可能缺失。").in_(language).to_owned()
        }
        Note::NotImported { file } => say("{0} is not imported.", "{0} 不导入。").with(language, &[file]),
    }
}

/// Why a file or an import as a whole is refused, and what to do.
pub fn file_problem(language: Language, refused: &Problem) -> String {
    let say = |en, zh| Text::new(en, zh);
    let param = |index: usize| refused.params.get(index).cloned().unwrap_or_default();
    let text = match (refused.code, refused.field.as_deref()) {
        (Code::Invalid, Some("line")) => {
            say("{1} rows have problems, the first in line {0}. Nothing was imported.", "共 {1} 处问题，首处在第 {0} 行。未导入任何内容。")
        }
        (Code::Required, Some("file")) => say("The file is empty.", "文件为空。"),
        (Code::Required, Some("opportunity")) => say("None of these files holds opportunities.", "所选文件中没有商机。"),
        (Code::Required, Some("stages")) => say("A pipeline needs at least one stage.", "销售管道至少需要一个阶段。"),
        (Code::TooLong, Some("rows")) => {
            say("At most {0} rows can be imported at once. Split the file.", "一次最多导入 {0} 行，请拆分文件。")
        }
        (Code::TooLong, Some("columns")) => say("At most {0} columns can be imported.", "最多支持 {0} 列。"),
        (Code::TooLong, Some("stages")) => {
            say("A pipeline has at most {0} stages. Is another column the stage?", "一个销售管道最多 {0} 个阶段，请检查阶段列是否选对。")
        }
        (Code::TooLong, Some("fields")) => {
            say("A pipeline has at most {0} custom fields. Leave out some columns.", "一个销售管道最多 {0} 个自定义字段，请减少导入的列。")
        }
        (Code::TooLong, Some("files")) => say("At most {0} files can be imported at once.", "一次最多导入 {0} 个文件。"),
        (Code::TooLarge, _) => {
            let size = param(0).parse().map(format::bytes).unwrap_or_default();
            return say("The file is too large: at most {0}.", "文件过大，最大 {0}。").with(language, &[&size]);
        }
        (Code::Taken, Some("file")) => say(
            "Several files hold opportunities ({0} is the second). Import them one at a time.",
            "有多个商机文件（{0} 为第二个），请逐个导入。",
        ),
        (Code::Taken, Some("pipeline")) => say(
            "A pipeline called “{0}” exists. Import into it, or choose another name.",
            "已有名为“{0}”的销售管道，请导入其中或换一个名称。",
        ),
        (Code::Malformed, Some("trello")) => {
            say("This is no board exported from Trello as JSON: {0}", "不是从 Trello 导出的 JSON 看板：{0}")
        }
        (Code::Malformed, Some("encoding")) => say("Bytes {0} are no text in this encoding.", "字节 {0} 不符合该编码。"),
        _ => return problem::problem(language, refused),
    };
    text.with(language, &[&param(0), &param(1)])
}

/// What is wrong with a row, in a sentence; line, column and what was found are shown beside it.
pub fn row_problem(language: Language, row: &RowProblem) -> String {
    let say = |en, zh| Text::new(en, zh);
    let param = |index: usize| row.problem.params.get(index).cloned().unwrap_or_default();
    match (row.problem.code, row.problem.field.as_deref()) {
        (Code::Malformed, Some("encoding")) => say(
            "Bytes {0} are no text in this encoding. Choose another encoding or correct the file.",
            "字节 {0} 不符合该编码，请另选编码或修改文件。",
        )
        .with(language, &[&row.found]),
        (Code::Malformed, Some("quote")) => {
            say("A quotation mark opens here and is never closed.", "此处的引号没有结束。").in_(language).to_owned()
        }
        (Code::Invalid, Some("cells")) => {
            say("This row has {0} {one|cell|cells}, but there are {1} headings.", "此行有 {0} 个单元格，而表头有 {1} 列。")
                .with(language, &[&row.found, &param(0)])
        }
        (Code::Taken, Some("external_id")) => say(
            "This id occurs twice in the file, or belongs to an opportunity of another pipeline.",
            "该编号在文件中重复，或属于其他销售管道的商机。",
        )
        .in_(language)
        .to_owned(),
        (Code::Taken, Some(field)) => say("Two columns are to become “{0}”. Choose one.", "有两列对应“{0}”，请只选一列。")
            .with(language, &[&problem::field(language, field)]),
        (Code::Invalid, Some("state")) => {
            say("This is neither open, won nor lost.", "状态须为进行中、赢单或输单。").in_(language).to_owned()
        }
        (Code::Invalid, Some("currency")) => {
            say("The currency sign does not fit {0}.", "货币符号与 {0} 不符。").with(language, &[&param(0)])
        }
        (Code::Required, Some("title")) if row.column.is_none() => {
            say("No column can serve as title. Choose one for title, account or id.", "没有可用作标题的列，请指定标题、客户或编号列。")
                .in_(language)
                .to_owned()
        }
        _ => problem::problem(language, &row.problem),
    }
}
