//! Words of filters, saved views, the list, bulk actions and shortcuts.

use super::Text;
use crate::filter::{SortBy, StateFilter};

pub const VIEW: Text = Text::new("View", "视图");
pub const SEARCH: Text = Text::new("Search this pipeline", "搜索此管道");
pub const SEARCH_HINT: Text = Text::new("Title, account, tag…", "标题、客户、标签…");
pub const FILTER: Text = Text::new("Filter", "筛选");
pub const FILTERS: Text = Text::new("Active filters", "当前筛选");
pub const REMOVE_FILTER: Text = Text::new("Remove filter: {}", "去掉筛选：{}");
pub const FILTER_TITLE: Text = Text::new("Which opportunities to show", "显示哪些商机");
pub const SHOW: Text = Text::new("Show", "显示");
pub const CLEAR_ALL: Text = Text::new("Clear all", "全部清除");
pub const STATE: Text = Text::new("State", "状态");
pub const OWNER: Text = Text::new("Owner", "负责人");
pub const ANYBODY: Text = Text::new("Anybody", "不限");
pub const NOBODY: Text = Text::new("Nobody", "无负责人");
pub const ACCOUNT: Text = Text::new("Account", "客户");
pub const CONTACT: Text = Text::new("Contact", "联系人");
pub const TAG: Text = Text::new("Tag", "标签");
pub const CURRENCY: Text = Text::new("Currency", "币种");
pub const LEAST: Text = Text::new("Amount from", "金额不低于");
pub const MOST: Text = Text::new("Amount to", "金额不高于");
pub const FROM: Text = Text::new("Closes from", "成交日不早于");
pub const TO: Text = Text::new("Closes by", "成交日不晚于");
pub const TEXT: Text = Text::new("Text", "文字");
pub const CONDITION: Text = Text::new("{}: {}", "{}：{}");
pub const NO_SUCH_ACCOUNT: Text =
    Text::new("There is no account of this name. Choose one of the suggestions.", "没有这个名称的客户，请从建议中选择。");
pub const NOTHING_PASSES: Text = Text::new("No opportunity passes this filter", "没有符合筛选条件的商机");
pub const NOTHING_PASSES_HINT: Text = Text::new("Remove a condition, or clear them all.", "去掉部分条件，或全部清除。");
pub const CLEAR_FILTER: Text = Text::new("Clear the filter", "清除筛选");
pub const NOTHING_YET: Text = Text::new("No opportunities yet", "还没有商机");
pub const NOTHING_YET_HINT: Text = Text::new("Add the first one, or import a file.", "新建第一条，或导入文件。");

pub const VIEWS: Text = Text::new("Views", "视图");
pub const VIEWS_TITLE: Text = Text::new("Saved views", "已存视图");
pub const MY_VIEWS: Text = Text::new("My views", "我的视图");
pub const SHARED_VIEWS: Text = Text::new("Shared views", "共享视图");
pub const NO_VIEWS: Text = Text::new("Nothing saved yet", "尚未保存视图");
pub const SAVE_VIEW: Text = Text::new("Save or delete…", "保存或删除…");
pub const VIEW_NAME: Text = Text::new("Name for the current filter", "当前筛选的名称");
pub const SHARE_VIEW: Text = Text::new("Everybody in the workspace sees it", "工作区所有人可见");
pub const VIEW_SAVED: Text = Text::new("View “{}” saved", "已保存视图“{}”");
pub const VIEW_DELETED: Text = Text::new("View “{}” deleted", "已删除视图“{}”");
pub const DELETE_VIEW: Text = Text::new("Delete the view {}", "删除视图 {}");
pub const SHARED: Text = Text::new("shared", "共享");

pub const MORE_ACTIONS: Text = Text::new("Export and help", "导出与帮助");
pub const EXPORT_CSV: Text = Text::new("Export as CSV", "导出 CSV");
pub const EXPORT_JSON: Text = Text::new("Export as JSON", "导出 JSON");

pub const BULK: Text = Text::new("Actions for the selection", "批量操作");
pub const SELECTED: Text = Text::new("{} selected", "已选 {} 条");
pub const SET_OWNER: Text = Text::new("Owner…", "负责人…");
pub const OWNER_SET: Text = Text::new("{} {one|opportunity|opportunities} handed to {}", "已将 {} 条商机移交给{}");
pub const OWNER_CLEARED: Text = Text::new("{} {one|opportunity has|opportunities have} no owner now", "已清除 {} 条商机的负责人");
pub const BULK_WON: Text = Text::new("Won…", "赢单…");
pub const BULK_LOST: Text = Text::new("Lost…", "输单…");
pub const CLEAR_SELECTION: Text = Text::new("Clear selection", "取消选择");

pub const NEW: Text = Text::new("New opportunity", "新建商机");
pub const CREATE: Text = Text::new("Create", "创建");
pub const TITLE: Text = Text::new("Title", "标题");
pub const STAGE: Text = Text::new("Stage", "阶段");
pub const MORE_FIELDS: Text = Text::new("More fields", "更多字段");
pub const STAGE_ASKS: Text =
    Text::new("“{}” asks for: {}. Fill it in, or start in an earlier stage.", "“{}”还需要：{}。请填写，或先放在更早的阶段。");

pub const DEALS: Text = Text::new("Opportunities", "商机");
pub const NEXT_STEP: Text = Text::new("Next step", "下一步");
pub const AMOUNT: Text = Text::new("Amount", "金额");
pub const CLOSE_ON: Text = Text::new("Close", "预计成交");
pub const SELECT_ALL: Text = Text::new("Select all loaded rows", "选择已加载的全部行");
pub const EDIT_OF: Text = Text::new("{}, edit: {}", "{}，编辑：{}");
pub const TOTAL_OVER: Text = Text::new("Total over all {}", "全部 {} 条合计");
pub const SHOWN_OF: Text = Text::new("{} of {}", "已显示 {} / {}");
pub const LOAD_MORE: Text = Text::new("{} more", "再显示 {} 条");
pub const SORTED_UP: Text = Text::new("Sorted by {}, ascending", "已按{}升序排列");
pub const SORTED_DOWN: Text = Text::new("Sorted by {}, descending", "已按{}降序排列");

pub const SHORTCUTS: Text = Text::new("Keyboard shortcuts", "键盘快捷键");
pub const KEYS_ON: Text = Text::new("Single-letter shortcuts", "启用单键快捷键");
pub const EVERYWHERE: Text = Text::new("Everywhere", "全局");
pub const ON_A_CARD: Text = Text::new("On a card or row", "卡片或行上");
pub const CARRYING: Text = Text::new("While a card is picked up", "拿起卡片后");
pub const KEY_HELP: Text = Text::new("This list", "显示此列表");
pub const KEY_SEARCH: Text = Text::new("Search", "搜索");
pub const KEY_NEW: Text = Text::new("New opportunity", "新建商机");
pub const KEY_UNDO: Text = Text::new("Undo", "撤销");
pub const KEY_REDO: Text = Text::new("Redo", "重做");
pub const KEY_WALK: Text = Text::new("To the next card or row", "移到相邻卡片或行");
pub const KEY_OPEN: Text = Text::new("Open", "打开");
pub const KEY_EDIT: Text = Text::new("Edit the title (list)", "编辑标题（列表）");
pub const KEY_LIFT: Text = Text::new("Pick up (board)", "拿起（看板）");
pub const KEY_SELECT: Text = Text::new("Select, or no longer", "选择或取消选择");
pub const KEY_RANGE: Text = Text::new("Select up to here", "连续选择到此处");
pub const KEY_MENU: Text = Text::new("Menu, with “Move to…”", "菜单（含“移至…”）");
pub const KEY_WON: Text = Text::new("Won", "赢单");
pub const KEY_LOST: Text = Text::new("Lost", "输单");
pub const KEY_DELETE: Text = Text::new("To the bin", "移入回收站");
pub const KEY_CLEAR: Text = Text::new("Clear selection", "取消选择");
pub const KEY_CARRY: Text = Text::new("Carry within the stage, to another stage", "在阶段内移动，换阶段");
pub const KEY_DROP: Text = Text::new("Drop", "放下");
pub const KEY_CANCEL: Text = Text::new("Put it back", "放回原处");

/// The name of a choice of states.
pub fn state(state: StateFilter) -> Text {
    match state {
        StateFilter::Open => Text::new("Open", "进行中"),
        StateFilter::Won => Text::new("Won", "赢单"),
        StateFilter::Lost => Text::new("Lost", "输单"),
        StateFilter::All => Text::new("All", "全部"),
    }
}

/// The name of a column by which the list is sorted.
pub fn sort(by: SortBy) -> Text {
    match by {
        SortBy::Board => STAGE,
        SortBy::Title => TITLE,
        SortBy::Account => ACCOUNT,
        SortBy::Amount => AMOUNT,
        SortBy::CloseOn => CLOSE_ON,
        SortBy::Owner => OWNER,
        SortBy::NextStep => NEXT_STEP,
        SortBy::Created => Text::new("Created", "创建时间"),
    }
}
