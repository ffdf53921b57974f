//! Words of stages' rules and of the inbox.

use super::{Language, Text};
use crate::{PersonId, handover::OwnerRule, inbox::Kind};

pub const RULE: Text = Text::new("When a card enters, it belongs to", "卡片进入后由谁负责");
pub const RULE_MARK: Text = Text::new("hands over", "自动移交");
pub const KEEP: Text = Text::new("whoever had it before", "原负责人不变");
pub const ACCOUNTABLE: Text =
    Text::new("whoever answers for the stage (A in the matrix), in turn", "此阶段的问责人（矩阵中的 A），轮流接手");
pub const BEST_MATCH: Text = Text::new("the best match by skills, load and results", "按技能、负荷和业绩匹配的最佳人选");
pub const ALWAYS: Text = Text::new("always {}", "固定为{}");
pub const RULE_LEAD: Text = Text::new(
    "The move, the new owner and the note are one step: one undo takes all of it back.",
    "移动、更换负责人和移交说明是同一步操作，撤销一次即可全部恢复。",
);

pub const HAND_OVER_TO_STAGE: Text = Text::new("Hand over to “{}”", "移交到“{}”");
pub const HAND_OVER: Text = Text::new("Hand over", "移交");
pub const BY_ACCOUNTABLE: Text = Text::new("Cards here go to whoever answers for the stage, in turn.", "此阶段的卡片由问责人轮流接手。");
pub const BY_BEST_MATCH: Text = Text::new("Cards here go to the best match.", "此阶段的卡片交给最佳人选。");
pub const BY_PERSON: Text = Text::new("Cards here always go to {}.", "此阶段的卡片固定由{}负责。");
pub const BY_KEEP: Text = Text::new("Cards keep their owner.", "卡片的负责人不变。");
pub const WILL_OWN: Text = Text::new("Next owner: {}.", "接手人：{}。");
pub const NOBODY_YET: Text = Text::new("Nobody can be found for it now, so nobody will own it.", "目前找不到接手人，商机将没有负责人。");
pub const NOTE: Text = Text::new("Note for the next owner (optional)", "给接手人的说明（可不填）");
pub const NOTE_HINT: Text = Text::new(
    "What they should know: promises, people, what comes next (Markdown)",
    "需要对方知道的事：承诺、关键联系人、下一步（支持 Markdown）",
);
pub const PASSED_TO: Text = Text::new("it now belongs to {}", "现由{}负责");
pub const NOBODY_FOUND: Text = Text::new("the rule found nobody, so the owner stays", "规则未找到接手人，负责人不变");

pub const SAID_HANDED_OVER: Text = Text::new("handed it over: {} → {} (stage rule of {}: {})", "移交商机：{} → {}（{}阶段规则：{}）");
pub const SAID_NOBODY: Text = Text::new(
    "handed it over, but nobody was found: {} keeps it (stage rule of {}: {})",
    "移交商机，但未找到接手人，仍由{}负责（{}阶段规则：{}）",
);
pub const SAID_NOTED: Text = Text::new("left a note on the way to {}", "移到{}时留下说明");

pub const INBOX: Text = Text::new("Inbox", "收件箱");
pub const INBOX_LEAD: Text =
    Text::new("What others did that concerns you. Opening a card marks it as read.", "与您有关的他人操作。打开卡片即标为已读。");
pub const UNREAD_COUNT: Text = Text::new("{} unread", "{} 条未读");
pub const ALL: Text = Text::new("All", "全部");
pub const UNREAD: Text = Text::new("Unread", "未读");
pub const SHOWN: Text = Text::new("Which are shown", "显示范围");
pub const READ_ALL: Text = Text::new("Mark all as read", "全部标为已读");
pub const READ_ONE: Text = Text::new("Mark as read", "标为已读");
pub const EMPTY: Text = Text::new("Nothing here yet", "这里还没有消息");
pub const EMPTY_HINT: Text = Text::new(
    "When somebody hands you a card or asks for your help with one, it is told here.",
    "有人把商机移交给您或请您协作时，会在这里通知您。",
);
pub const NOTHING_UNREAD: Text = Text::new("All read", "全部已读");
pub const MORE_CARDS: Text = Text::new("and {} more", "等共 {} 条");
pub const UNSEEN_CARD: Text = Text::new("an opportunity that you do not see any more", "一条您已无权查看的商机");
pub const REMOVED_STAGE: Text = Text::new("a stage", "某阶段");
pub const NOBODY: Text = Text::new("nobody", "无人");

pub const TOLD_HANDED_OVER: Text = Text::new("{} handed over {} to you: stage {}", "{}将{}移交给您：{}阶段");
pub const TOLD_PASSED_ON: Text =
    Text::new("{} moved {}: it passed to {} by the rule of stage {}", "{}移动了{}：改由{}负责（{}阶段的规则）");
pub const TOLD_GIVEN: Text = Text::new("{} gave {} to you", "{}将{}交给您负责");
pub const TOLD_TAKEN: Text = Text::new("{} gave {}, which was yours, to {}", "{}将您的{}转给了{}");
pub const TOLD_INVOLVED: Text = Text::new("{} asks for your help with {}", "{}请您协作{}");

/// A stage's rule as a sentence.
pub fn rule(language: Language, rule: OwnerRule, name: impl Fn(PersonId) -> String) -> String {
    match rule {
        OwnerRule::Keep => BY_KEEP.in_(language).to_owned(),
        OwnerRule::Accountable => BY_ACCOUNTABLE.in_(language).to_owned(),
        OwnerRule::BestMatch => BY_BEST_MATCH.in_(language).to_owned(),
        OwnerRule::Person(person) => BY_PERSON.with(language, &[&name(person)]),
    }
}

/// A stage's rule in few words.
pub fn rule_name(language: Language, rule: OwnerRule, name: impl Fn(PersonId) -> String) -> String {
    match rule {
        OwnerRule::Keep => KEEP.in_(language).to_owned(),
        OwnerRule::Accountable => ACCOUNTABLE.in_(language).to_owned(),
        OwnerRule::BestMatch => BEST_MATCH.in_(language).to_owned(),
        OwnerRule::Person(person) => ALWAYS.with(language, &[&name(person)]),
    }
}

/// What a notification says; its places are the actor, the card, and what the kind has more.
pub fn told(kind: Kind) -> Text {
    match kind {
        Kind::HandedOver => TOLD_HANDED_OVER,
        Kind::PassedOn => TOLD_PASSED_ON,
        Kind::Given => TOLD_GIVEN,
        Kind::Taken => TOLD_TAKEN,
        Kind::Involved => TOLD_INVOLVED,
    }
}
