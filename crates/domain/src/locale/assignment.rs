//! Words of proposals for an owner.

use super::Text;
use crate::{assignment::Factor, responsibility::Letter};

pub const PROPOSE: Text = Text::new("Suggest", "推荐人选");
pub const PROPOSE_OWNER: Text = Text::new("Suggest an owner", "推荐负责人");
pub const PROPOSALS_FOR: Text = Text::new("Who should take “{}”?", "“{}”交给谁？");
pub const PROPOSALS_LEAD: Text =
    Text::new("Ranked by skills, duty, load, results and presence. You decide.", "按技能、职责、工作量、业绩和在岗情况排序，由您决定。");
pub const NO_PROPOSALS: Text = Text::new("There is nobody to whom you could give it.", "没有您可以交予的人选。");
pub const GIVE: Text = Text::new("Give", "交予");
pub const GIVE_TO: Text = Text::new("Give to {}", "交予{}");
pub const GIVEN: Text = Text::new("“{}” now belongs to {}", "“{}”现由{}负责");
pub const OWNER_NOW: Text = Text::new("Owner now", "当前负责人");
pub const SCORE_OF: Text = Text::new("{} of 100 points", "{} 分（满分 100）");
pub const WEIGHTS: Text = Text::new("How owners are suggested", "推荐负责人的依据");
pub const WEIGHTS_LEAD: Text = Text::new(
    "How much each factor weighs in the ranking, from 0 to 10. What says nothing about anybody is left out.",
    "各项在排序中的权重（0 至 10）。对任何人都无信息的项目不计入。",
);
pub const WEIGHT_OF: Text = Text::new("weight {}", "权重 {}");
pub const SEE_WEIGHTS: Text = Text::new("Weights", "权重");

pub const SKILL: Text = Text::new("{}: level {} of {}", "{}：{} 级（要求 {} 级）");
pub const NO_SKILL: Text = Text::new("{}: missing, level {} is asked for", "{}：缺少（要求 {} 级）");
pub const YEARS: Text = Text::new("{} {one|year|years}", "{} 年");
pub const CARRIES_NOT: Text = Text::new("this stage is the duty of others", "本阶段由他人负责");
pub const LOAD: Text = Text::new("{} open {one|opportunity|opportunities} (mean: {})", "{} 个进行中的商机（平均 {}）");
pub const RESULTS: Text = Text::new("won {} of {} closed here in a year (all: {} %)", "一年内在此结束 {1} 个，赢单 {0} 个（整体 {2}%）");
pub const NO_RESULTS: Text = Text::new("closed nothing here in a year (all: {} % won)", "一年内在此没有结束的商机（整体赢单率 {}%）");
pub const HERE: Text = Text::new("no absence noted", "没有缺勤记录");
pub const LEAVES_ON: Text = Text::new("away from {}", "{} 起缺勤");
pub const AWAY_UNTIL: Text = Text::new("away until {}", "缺勤至 {}");
pub const AWAY: Text = Text::new("away", "缺勤中");

/// That somebody carries the stage, with the name of the role if it is by a role.
pub fn carries(letter: Letter, by_role: bool) -> Text {
    match (letter, by_role) {
        (Letter::Accountable, true) => Text::new("answers for this stage as {}", "以{}身份对本阶段负责"),
        (Letter::Accountable, false) => Text::new("answers for this stage", "对本阶段负责"),
        (_, true) => Text::new("does the work of this stage as {}", "以{}身份执行本阶段工作"),
        (_, false) => Text::new("does the work of this stage", "执行本阶段工作"),
    }
}

/// The name of a factor.
pub fn factor(factor: Factor) -> Text {
    match factor {
        Factor::Skill => Text::new("Skills", "技能"),
        Factor::Duty => Text::new("Duty", "职责"),
        Factor::Load => Text::new("Load", "工作量"),
        Factor::Results => Text::new("Results", "业绩"),
        Factor::Presence => Text::new("Presence", "在岗"),
    }
}
