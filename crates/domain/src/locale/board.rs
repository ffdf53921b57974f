//! Words of the board, the card and its panel.

use super::Text;
use crate::opportunity::State;

pub const BOARD: Text = Text::new("Board", "看板");
pub const STAGES: Text = Text::new("Stages", "阶段");
pub const CARDS: Text = Text::new("Opportunities", "商机");
pub const AMOUNT: Text = Text::new("Amount", "金额");
pub const FORECAST: Text = Text::new("Forecast", "加权预测");
pub const CONVERTED: Text = Text::new("Converted by today’s rates from {}", "按当前汇率折算自 {}");
pub const NO_RATE: Text = Text::new("Not added up: no exchange rate for {}", "未合计：缺少 {} 汇率");
pub const WEIGHTED: Text = Text::new("weighted {} · {}%", "加权 {} · {}%");
pub const WIP_ABOVE: Text = Text::new("above", "超限");
pub const WIP_AT: Text = Text::new("full", "已满");
pub const LIMIT_HARD: Text = Text::new("Hard limit: no further card may enter", "硬上限：满后不能再进入");
pub const LIMIT_SOFT: Text = Text::new("Soft limit: shown, not enforced", "软上限：仅提示");
pub const STAGE_ACTIONS: Text = Text::new("Actions for stage {}", "阶段操作：{}");
pub const EMPTY_COLUMN: Text = Text::new("No opportunities here. Drag one in or add one below.", "此阶段暂无商机。可拖入，或在下方添加。");
pub const NO_OWNER: Text = Text::new("No owner", "无负责人");
pub const SCORE: Text = Text::new("Score", "评分");
pub const PENDING: Text = Text::new("waiting", "待发");
pub const WON: Text = Text::new("Won", "赢单");
pub const LOST: Text = Text::new("Lost", "输单");
pub const OPEN_STATE: Text = Text::new("Open", "进行中");
pub const OVERDUE: Text = Text::new("{} d overdue", "逾期 {} 天");
pub const ROTTING: Text = Text::new("quiet {} d", "搁置 {} 天");
pub const NO_NEXT_STEP: Text = Text::new("no next step", "无下一步");
pub const TODAY: Text = Text::new("today", "今天");
pub const SELECT: Text = Text::new("Select {}", "选择 {}");
pub const ACTIONS_OF: Text = Text::new("Actions for {}", "操作：{}");
pub const ADD: Text = Text::new("Add", "添加商机");
pub const ADD_TO: Text = Text::new("Add an opportunity to {}", "在“{}”添加商机");
pub const ADDED: Text = Text::new("“{}” added", "已添加“{}”");
pub const TITLE: Text = Text::new("What is it about?", "商机标题");
pub const ACCOUNT: Text = Text::new("Account", "客户");
pub const OPEN: Text = Text::new("Open", "打开");
pub const MOVE_TO: Text = Text::new("Move to…", "移至…");
pub const TOP_OF: Text = Text::new("{}, at the top", "{} · 顶部");
pub const END_OF: Text = Text::new("{}, at the end", "{} · 末尾");
pub const ONE_UP: Text = Text::new("One up", "上移一位");
pub const ONE_DOWN: Text = Text::new("One down", "下移一位");
pub const SELECT_THIS: Text = Text::new("Select", "选择");
pub const UNSELECT: Text = Text::new("Do not select", "取消选择");
pub const SELECT_COLUMN: Text = Text::new("Select the loaded cards of this stage", "选择此阶段已加载的卡片");
pub const STAGE_SETTINGS: Text = Text::new("Stage settings", "阶段设置");
pub const MARK_WON: Text = Text::new("Mark as won", "标记赢单");
pub const MARK_LOST: Text = Text::new("Mark as lost", "标记输单");
pub const REOPEN: Text = Text::new("Reopen", "重新打开");
pub const REOPENED: Text = Text::new("{} {one|opportunity|opportunities} reopened", "已重新打开 {} 条商机");
pub const DELETED: Text = Text::new("{} {one|opportunity|opportunities} moved to the bin", "已将 {} 条商机移入回收站");
pub const MOVED: Text = Text::new("{} {one|opportunity|opportunities} moved to {}", "已将 {} 条商机移至“{}”");
pub const CLOSED_WON: Text = Text::new("{} {one|opportunity|opportunities} won", "{} 条商机赢单");
pub const CLOSED_LOST: Text = Text::new("{} {one|opportunity|opportunities} lost", "{} 条商机输单");
pub const WHY_WON: Text = Text::new("Why {one|was it|were they} won?", "赢单原因（{} 条）");
pub const WHY_LOST: Text = Text::new("Why {one|was it|were they} lost?", "输单原因（{} 条）");
pub const REASON: Text = Text::new("Reason", "原因");
pub const BEFORE_ENTERING: Text = Text::new("Before it enters “{}”", "进入“{}”之前");
pub const LEAVE_IT: Text = Text::new("Leave it where it was", "留在原处");
pub const FILL_AND_MOVE: Text = Text::new("Save and move", "保存并移动");
pub const CONFLICT: Text = Text::new("Someone else changed this meanwhile", "其他人刚刚修改了同一字段");
pub const CONFLICT_LEAD: Text =
    Text::new("Choose what is to hold. Both versions stay in the history.", "请选择保留哪个版本，两者都会留在历史中。");
pub const YOURS: Text = Text::new("Yours", "您的");
pub const THEIRS: Text = Text::new("Theirs", "对方的");
pub const BEFORE: Text = Text::new("Before", "修改前");
pub const SAVED: Text = Text::new("Saved", "已保存");
pub const LIST_SEPARATOR: Text = Text::new(", ", "、");
pub const NEXT_STEP_HINT: Text = Text::new("What happens next?", "下一步做什么？");
pub const DAY: Text = Text::new("Day", "日期");
pub const TIME: Text = Text::new("Time", "时间");
pub const LIFTED: Text =
    Text::new("{} picked up. Arrow keys move it, Space drops it, Escape cancels.", "已拿起 {}。方向键移动，空格放下，Esc 取消。");
pub const LIFT_CANCELLED: Text = Text::new("{} stays where it was.", "{} 留在原处。");
pub const CARRIED: Text = Text::new("{}, position {} of {}", "{}，第 {} 位，共 {} 位");
pub const DROPPED: Text = Text::new("Dropped in {}.", "已放入{}。");
pub const LIFT_UP_DOWN: Text = Text::new("within the stage", "上下移动");
pub const LIFT_STAGE: Text = Text::new("to another stage", "换阶段");
pub const LIFT_DROP: Text = Text::new("drop", "放下");
pub const LIFT_CANCEL: Text = Text::new("cancel", "取消");

/// The name of a state.
pub fn state(state: State) -> Text {
    match state {
        State::Open => OPEN_STATE,
        State::Won => WON,
        State::Lost => LOST,
    }
}
