//! What the columns of a file probably mean, from their headings and what stands below.

use std::collections::BTreeSet;

use heliu_domain::{
    exchange::{Ambiguity, DateFormat, FileKind, Mapping, NumberFormat, Target},
    locale::{Language, exchange as words},
    money::Currency,
    pipeline::CustomField,
    text::fold,
};

use super::{
    cell::{self, DateShape, NumberShape},
    csv::Table,
};

/// Headings in English and Chinese by meaning, folded, with letters and digits only. A heading of our own exports comes first.
const SYNONYMS: &[(Target, &[&str])] = &[
    (
        Target::ExternalId,
        &["id", "opportunityid", "dealid", "externalid", "recordid", "编号", "商机编号", "外部编号", "机会编号", "商机id", "记录编号"],
    ),
    (
        Target::Title,
        &[
            "title",
            "name",
            "opportunity",
            "opportunityname",
            "dealname",
            "deal",
            "dealtitle",
            "subject",
            "标题",
            "名称",
            "商机",
            "商机名称",
            "机会名称",
            "项目名称",
            "主题",
        ],
    ),
    (
        Target::Account,
        &[
            "account",
            "accountname",
            "company",
            "companyname",
            "customer",
            "customername",
            "client",
            "organisation",
            "organization",
            "客户",
            "客户名称",
            "公司",
            "公司名称",
            "企业名称",
        ],
    ),
    (Target::Contact, &["contact", "contactname", "contactperson", "联系人", "联系人姓名"]),
    (Target::Stage, &["stage", "stagename", "dealstage", "pipelinestage", "salesstage", "phase", "阶段", "商机阶段", "销售阶段"]),
    (
        Target::Amount,
        &[
            "amount",
            "value",
            "closevalue",
            "dealvalue",
            "dealsize",
            "dealamount",
            "revenue",
            "金额",
            "预计金额",
            "商机金额",
            "合同金额",
            "预计销售金额",
            "成交金额",
        ],
    ),
    (Target::Currency, &["currency", "currencycode", "币种", "货币"]),
    (
        Target::CloseOn,
        &[
            "closedate",
            "expectedclose",
            "expectedclosedate",
            "closeon",
            "预计成交日",
            "预计成交日期",
            "成交日期",
            "结束日期",
            "预计签单日期",
            "预计结束日期",
        ],
    ),
    (Target::CreatedOn, &["created", "createdon", "createdat", "createddate", "createdate", "datecreated", "创建时间", "创建日期"]),
    (
        Target::EnteredOn,
        &["engagedate", "instagesince", "stagesince", "enteredat", "enteredon", "stageentered", "进入阶段时间", "进入阶段日期"],
    ),
    (Target::ClosedOn, &["closed", "closedon", "closedat", "closeddate", "关闭时间", "关闭日期"]),
    (
        Target::Owner,
        &[
            "owner",
            "salesagent",
            "salesrep",
            "salesperson",
            "assignee",
            "assignedto",
            "dealowner",
            "opportunityowner",
            "负责人",
            "销售",
            "销售员",
            "销售人员",
            "销售代表",
            "业务员",
            "跟进人",
            "所有人",
        ],
    ),
    (Target::Collaborators, &["collaborators", "members", "协作人", "协作人员", "团队成员"]),
    (Target::Source, &["source", "leadsource", "来源", "商机来源", "线索来源"]),
    (Target::Campaign, &["campaign", "市场活动", "活动"]),
    (Target::Score, &["score", "leadscore", "评分", "得分"]),
    (Target::Tags, &["tags", "tag", "labels", "label", "标签"]),
    (Target::NextStep, &["nextstep", "nextaction", "下一步", "下一步行动", "下一步计划"]),
    (
        Target::NextStepDue,
        &["nextstepdue", "nextstepdate", "nextactiondate", "followupdate", "下一步日期", "下次跟进时间", "下次跟进日期", "下次联系时间"],
    ),
    (Target::State, &["state", "status", "result", "outcome", "状态", "结果", "商机状态"]),
    (Target::Reason, &["reason", "lostreason", "lossreason", "closereason", "winreason", "原因", "输单原因", "赢单原因", "关闭原因"]),
    (Target::Description, &["description", "notes", "note", "details", "描述", "备注", "说明", "详情"]),
];

/// Headings of a column that names a product, from which titles may be composed.
const PRODUCT: &[&str] = &["product", "productname", "产品", "产品名称"];
const INDUSTRY: &[&str] = &["sector", "industry", "行业", "所属行业"];
const LOCATION: &[&str] = &["officelocation", "location", "country", "city", "地区", "所在地", "城市", "国家"];
const PARENT: &[&str] = &["subsidiaryof", "parent", "parentcompany", "parentaccount", "母公司", "上级公司"];
const WEBSITE: &[&str] = &["website", "url", "网站", "网址"];
const PHONE: &[&str] = &["phone", "telephone", "电话"];
const PRICE: &[&str] = &["salesprice", "listprice", "price", "unitprice", "价格", "标价", "单价"];
const SERIES: &[&str] = &["series", "productseries", "系列"];
const MANAGER: &[&str] = &["manager", "salesmanager", "teamlead", "经理", "销售经理", "主管"];
const OFFICE: &[&str] = &["regionaloffice", "region", "office", "大区", "区域", "办事处"];

/// A column of the files that describe accounts, products and teams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Account,
    Industry,
    Location,
    Parent,
    Website,
    Phone,
    Product,
    Series,
    Price,
    Person,
    Manager,
    Office,
}

impl Side {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Account => synonyms(&Target::Account),
            Self::Industry => INDUSTRY,
            Self::Location => LOCATION,
            Self::Parent => PARENT,
            Self::Website => WEBSITE,
            Self::Phone => PHONE,
            Self::Product => PRODUCT,
            Self::Series => SERIES,
            Self::Price => PRICE,
            Self::Person => synonyms(&Target::Owner),
            Self::Manager => MANAGER,
            Self::Office => OFFICE,
        }
    }

    /// The first column with such a heading.
    pub fn column(self, headings: &[String]) -> Option<usize> {
        headings.iter().position(|heading| self.words().contains(&letters(heading).as_str()))
    }
}

fn synonyms(target: &Target) -> &'static [&'static str] {
    SYNONYMS.iter().find(|(known, _)| known == target).map(|(_, words)| *words).unwrap_or_default()
}

/// What a file of rows holds, by its headings: a file with stages or states, ids or amounts holds opportunities.
pub fn kind(headings: &[String]) -> FileKind {
    let has = |side: Side| side.column(headings).is_some();
    let means = |target: &Target| headings.iter().any(|heading| synonyms(target).contains(&letters(heading).as_str()));
    let deals = [Target::Stage, Target::State, Target::CloseOn, Target::Title].iter().any(means);
    if deals {
        FileKind::Opportunities
    } else if has(Side::Product) && has(Side::Price) {
        FileKind::Products
    } else if has(Side::Person) && (has(Side::Manager) || has(Side::Office)) {
        FileKind::Teams
    } else if has(Side::Account) && (has(Side::Industry) || has(Side::Location) || has(Side::Parent)) {
        FileKind::Accounts
    } else if headings.iter().map(|heading| letters(heading)).eq(["table", "field", "description"]) {
        FileKind::Other
    } else {
        FileKind::Opportunities
    }
}

/// Whether the heading is that of a product column.
pub fn is_product(heading: &str) -> bool {
    PRODUCT.contains(&letters(heading).as_str())
}

/// A heading without case, blanks and signs, and without what stands in brackets.
fn letters(heading: &str) -> String {
    let bare = heading.split(['(', '（']).next().unwrap_or(heading);
    fold(bare).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A heading as the name of a custom field: `regional_office` becomes `Regional office`.
pub fn field_name(heading: &str) -> String {
    let spaced = cell::line(&heading.replace('_', " "));
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) if first.is_ascii_lowercase() => format!("{}{}", first.to_ascii_uppercase(), letters.as_str()),
        _ => spaced,
    }
}

/// What each column means and how its numbers and dates are written, with what remains doubtful.
/// A heading means, in this order: a column of our own exports, a custom field of the pipeline, a synonym, a new custom field.
/// Columns without any content are ignored.
pub fn mapping(table: &Table, fields: &[CustomField], currency: Currency) -> Mapping {
    let mut columns = Vec::with_capacity(table.headings.len());
    for (column, heading) in table.headings.iter().enumerate() {
        let target = target(table, column, heading, fields, &columns);
        columns.push(target);
    }
    let mut mapping = Mapping { columns, encoding: table.encoding, delimiter: table.delimiter, currency, ..Mapping::default() };
    if let Some(code) = heading_currency(table, &mapping) {
        mapping.currency = code;
    }
    (mapping.numbers, mapping.dates) = (numbers(table, &mapping).0, dates(table, &mapping).0);
    mapping
}

fn target(table: &Table, column: usize, heading: &str, fields: &[CustomField], taken: &[Target]) -> Target {
    let is_empty = || table.rows.iter().all(|row| row.cell(column).trim().is_empty());
    let is_free = |target: &&Target| !taken.contains(target);
    let own = words::HEADINGS.iter().filter(|(_, text)| [Language::En, Language::Zh].iter().any(|language| text.in_(*language) == heading));
    if let Some(target) = own.map(|(target, _)| target).find(is_free) {
        return target.clone();
    }
    let named = fields.iter().find(|field| [fold(heading), fold(&field_name(heading))].contains(&fold(&field.name)));
    if let Some(target) = named.map(|field| Target::Custom(field.name.clone())).filter(|target| !taken.contains(target)) {
        return target;
    }
    if heading.is_empty() || is_empty() {
        return Target::Ignore;
    }
    let letters = letters(heading);
    let meant = SYNONYMS.iter().filter(|(_, words)| words.contains(&letters.as_str())).map(|(target, _)| target).find(is_free);
    let meant = match meant {
        // A status column with other words than open, won and lost is the stage.
        Some(Target::State) if !tells_states(table, column) => Some(&Target::Stage).filter(is_free),
        other => other,
    };
    meant.cloned().unwrap_or_else(|| custom(heading, taken))
}

fn tells_states(table: &Table, column: usize) -> bool {
    table.rows.iter().map(|row| row.cell(column)).filter(|cell| !cell.trim().is_empty()).all(|cell| cell::state(cell).is_some())
}

/// A custom field by the heading, numbered when an earlier column has the same.
fn custom(heading: &str, taken: &[Target]) -> Target {
    let name = field_name(heading);
    let names: BTreeSet<String> =
        taken.iter().filter_map(|target| if let Target::Custom(name) = target { Some(fold(name)) } else { None }).collect();
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(&fold(name)));
    Target::Custom(free.unwrap_or(name))
}

/// The currency code that stands in brackets in the heading of the amount.
fn heading_currency(table: &Table, mapping: &Mapping) -> Option<Currency> {
    let column = mapping.columns.iter().position(|target| *target == Target::Amount)?;
    let (_, behind) = table.headings.get(column)?.split_once(['(', '（'])?;
    let (code, _) = behind.split_once([')', '）'])?;
    match code.trim() {
        "元" => Some(Currency::CNY),
        code => code.parse().ok(),
    }
}

/// What is doubtful about a mapping: numbers and dates that could be read otherwise.
pub fn doubts(table: &Table, mapping: &Mapping) -> Vec<Ambiguity> {
    let mut doubts = Vec::new();
    if table.ambiguous {
        doubts.push(Ambiguity::Encoding);
    }
    doubts.extend(numbers(table, mapping).1);
    doubts.extend(dates(table, mapping).1);
    doubts
}

fn columns<'a>(table: &'a Table, mapping: &'a Mapping, wanted: &'a [Target]) -> impl Iterator<Item = (usize, &'a String)> {
    table.headings.iter().enumerate().filter(move |(column, _)| mapping.columns.get(*column).is_some_and(|target| wanted.contains(target)))
}

/// The number format on which the columns agree, and what is doubtful. What can be read both ways counts for neither.
fn numbers(table: &Table, mapping: &Mapping) -> (NumberFormat, Vec<Ambiguity>) {
    let (mut points, mut commas) = (0usize, 0usize);
    let mut doubts = Vec::new();
    for (column, heading) in columns(table, mapping, &[Target::Amount, Target::Score]) {
        let shapes = table.rows.iter().filter_map(|row| Some((row.cell(column), cell::number_shape(row.cell(column))?)));
        let (mut point, mut comma, mut either) = (0, 0, None);
        for (cell, shape) in shapes {
            match shape {
                NumberShape::Plain => {}
                NumberShape::Point => point += 1,
                NumberShape::Comma => comma += 1,
                NumberShape::Either => either = either.or(Some(cell)),
            }
        }
        match (point, comma, either) {
            (0, 0, Some(example)) => doubts.push(Ambiguity::Numbers { column: heading.clone(), example: example.trim().to_owned() }),
            (1.., 1.., _) => doubts.push(Ambiguity::MixedNumbers { column: heading.clone() }),
            _ => {}
        }
        points += point;
        commas += comma;
    }
    (if commas > points { NumberFormat::Comma } else { NumberFormat::Point }, doubts)
}

/// The date format on which the columns agree, and what is doubtful.
fn dates(table: &Table, mapping: &Mapping) -> (DateFormat, Vec<Ambiguity>) {
    const DATED: [Target; 5] = [Target::CloseOn, Target::CreatedOn, Target::EnteredOn, Target::ClosedOn, Target::NextStepDue];
    let (mut days, mut months, mut eithers) = (0usize, 0usize, 0usize);
    let mut doubts = Vec::new();
    for (column, heading) in columns(table, mapping, &DATED) {
        let shapes = table.rows.iter().filter_map(|row| Some((row.cell(column), cell::date_shape(row.cell(column))?)));
        let (mut day, mut month, mut either) = (0, 0, None);
        for (cell, shape) in shapes {
            match shape {
                DateShape::Plain => {}
                DateShape::DayFirst => day += 1,
                DateShape::MonthFirst => month += 1,
                DateShape::Either => {
                    either = either.or(Some(cell));
                    eithers += 1;
                }
            }
        }
        match (day, month, either) {
            (0, 0, Some(example)) => doubts.push(Ambiguity::Dates { column: heading.clone(), example: example.trim().to_owned() }),
            (1.., 1.., _) => doubts.push(Ambiguity::MixedDates { column: heading.clone() }),
            _ => {}
        }
        days += day;
        months += month;
    }
    let format = match (days, months, eithers) {
        (0, 0, 0) => DateFormat::YearMonthDay,
        _ if days > months => DateFormat::DayMonthYear,
        _ => DateFormat::MonthDayYear,
    };
    (format, doubts)
}

/// The order in which stages usually follow one another, as parts of their names.
const USUAL: &[&[&str]] = &[
    &["lead", "new", "inbox", "backlog", "线索", "新建", "初步"],
    &["prospect", "contact", "潜在", "接洽", "初访"],
    &["qualif", "engag", "discover", "确认", "需求", "验证"],
    &["demo", "present", "evaluat", "方案", "演示", "评估"],
    &["propos", "quot", "报价", "投标"],
    &["negotiat", "谈判", "商务", "议价"],
    &["contract", "commit", "sign", "合同", "签约", "签单"],
];

/// Stages in their likely order: by what they are usually called if all are known so, else as they come.
pub fn stage_order(names: Vec<String>) -> Vec<String> {
    let usual = |name: &String| USUAL.iter().position(|parts| parts.iter().any(|part| fold(name).contains(part)));
    let mut ranked: Vec<(Option<usize>, String)> = names.into_iter().map(|name| (usual(&name), name)).collect();
    if ranked.iter().all(|(rank, _)| rank.is_some()) {
        ranked.sort_by_key(|(rank, _)| *rank);
    }
    ranked.into_iter().map(|(_, name)| name).collect()
}
