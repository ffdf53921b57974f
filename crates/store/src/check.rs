//! The invariants of what is stored, looked at from outside the write path: I1, I2, I3, I5 and I6 of the quality bars.

use std::collections::BTreeMap;

use heliu_domain::{
    board::{self, Board},
    change::Change,
    id::*,
    opportunity::Opportunity,
    record::Record,
};

use crate::{
    Store, backup,
    card::{self, CardRow, card_columns, card_tables, parsed},
    db::{Connection, sql, statements},
    fault::Fault,
    log,
    read::all_parts,
    rows::{
        self, AccountRow, CommentRow, ContactRow, CustomFieldRow, FileRow, HandoverRow, NotificationRow, PersonRow, PipelineRow, RateRow,
        StageRow, ViewRow, columns,
    },
};

macro_rules! all_of {
    ($table:ident) => {
        concat!("select ", columns!($table), " from ", stringify!($table), " where workspace = $1")
    };
}

statements! {
    // I1: what a command says it wrote is what stands in the log, in one piece.
    TORN = "select c.id, c.changes from command c where c.workspace = $1 and c.changes <> (select count(*) from change l \
        where l.workspace = c.workspace and l.command = c.id and l.seq between c.first_seq and c.last_seq)";
    ORPHANS = "select count(*) as entries from change l where l.workspace = $1 \
        and not exists (select 1 from command c where c.id = l.command and c.workspace = l.workspace)";
    // I2: every place in a stage is taken once, and every card is in a stage of its pipeline.
    DOUBLES = "select stage, rank, count(*) as cards from opportunity where workspace = $1 group by stage, rank having count(*) > 1";
    ASTRAY = "select o.id from opportunity o left join stage s on s.id = o.stage and s.pipeline = o.pipeline and s.workspace = o.workspace \
        where o.workspace = $1 and s.id is null";
    // I3: the log counts from one to the workspace's counter.
    DENSE = "select count(*) as entries, coalesce(min(seq), 0) as first, coalesce(max(seq), 0) as last from change where workspace = $1";
    // I6: everything that stands in tables.
    CARDS = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.workspace = $1");
    SEARCHED = "select id, search from opportunity where workspace = $1";
    DESCRIPTIONS = "select d.opportunity, d.text from description d join opportunity o on o.id = d.opportunity where o.workspace = $1";
    PEOPLE = all_of!(person);
    ACCOUNTS = all_of!(account);
    CONTACTS = all_of!(contact);
    PIPELINES = all_of!(pipeline);
    STAGES = all_of!(stage);
    FIELDS = all_of!(custom_field);
    COMMENTS = all_of!(comment);
    FILES = all_of!(file);
    VIEWS = all_of!(saved_view);
    RATES = all_of!(rate);
    HANDOVERS = all_of!(handover);
    NOTIFICATIONS = all_of!(notification);
}

/// How many entries are replayed at a time.
const PAGE: usize = 1000;

impl Store {
    /// Every violated invariant, in words; nothing when all is well.
    pub async fn check(&self) -> Vec<String> {
        let look = async {
            let mut connection = self.moment().await?;
            let mut wrong = backup::integrity(&mut connection).await?;
            for (workspace, seq) in log::seqs(&mut connection).await? {
                let found = examine(&mut connection, workspace, seq).await?;
                wrong.extend(found.into_iter().map(|what| format!("workspace {workspace}: {what}")));
            }
            Ok::<_, Fault>(wrong)
        };
        look.await.unwrap_or_else(|fault| vec![format!("it cannot be checked: {fault:?}")])
    }
}

async fn examine(connection: &mut Connection, workspace: WorkspaceId, seq: i64) -> Result<Vec<String>, Fault> {
    let mut wrong = Vec::new();
    for (id, changes) in sql(TORN).bind(workspace).all::<(String, i64)>(connection).await? {
        wrong.push(format!("I1 command {id} wrote {changes} changes, the log has others"));
    }
    let (orphans,): (i64,) = sql(ORPHANS).bind(workspace).one(connection).await?;
    if orphans > 0 {
        wrong.push(format!("I1 {orphans} changes belong to no command"));
    }
    for (stage, rank, cards) in sql(DOUBLES).bind(workspace).all::<(String, String, i64)>(connection).await? {
        wrong.push(format!("I2 {cards} cards of stage {stage} have the rank {rank}"));
    }
    for (id,) in sql(ASTRAY).bind(workspace).all::<(String,)>(connection).await? {
        wrong.push(format!("I2 opportunity {id} is in no stage of its pipeline"));
    }
    let (entries, first, last): (i64, i64, i64) = sql(DENSE).bind(workspace).one(connection).await?;
    if (entries, last) != (seq, seq) || first != i64::from(seq > 0) {
        wrong.push(format!("I3 the log has {entries} changes from {first} to {last}, the counter says {seq}"));
    }
    let replayed = State::replayed(connection, workspace).await?;
    let stored = State::stored(connection, workspace).await?;
    wrong.extend(replayed.differences(&stored).into_iter().map(|what| format!("I6 {what}")));
    for (id, search) in sql(SEARCHED).bind(workspace).all::<(String, String)>(connection).await? {
        if stored.cards.get(&parsed::<OpportunityId>(&id)?).is_some_and(|card| card.search_text() != search) {
            wrong.push(format!("I6 opportunity {id} is searched by an old text"));
        }
    }
    Ok(wrong)
}

/// Everything of a workspace, from the log or from the tables.
#[derive(Default)]
struct State {
    cards: BTreeMap<OpportunityId, Opportunity>,
    descriptions: BTreeMap<OpportunityId, String>,
    records: BTreeMap<(&'static str, String), Record>,
}

impl State {
    async fn replayed(connection: &mut Connection, workspace: WorkspaceId) -> Result<Self, Fault> {
        let mut state = Self::default();
        let mut board = Board::default();
        let mut seq = 0;
        loop {
            let page = log::since(connection, workspace, seq, PAGE).await?;
            let Some(last) = page.last() else { break };
            seq = last.seq;
            for entry in page {
                board::apply(&mut board, &entry.change);
                state.replay(entry.change);
            }
        }
        state.cards = board.cards().map(|card| (card.id, card.clone())).collect();
        Ok(state.named())
    }

    fn replay(&mut self, change: Change) {
        match change {
            Change::Described { id, now, .. } if now.is_empty() => drop(self.descriptions.remove(&id)),
            Change::Described { id, now, .. } => drop(self.descriptions.insert(id, now)),
            Change::Put { now: Some(record), .. } => drop(self.records.insert((record.kind(), record.key()), record)),
            Change::Put { was: Some(record), now: None } => drop(self.records.remove(&(record.kind(), record.key()))),
            _ => {}
        }
    }

    async fn stored(connection: &mut Connection, workspace: WorkspaceId) -> Result<Self, Fault> {
        let mut state = Self::default();
        let cards = card::cards(sql(CARDS).bind(workspace).all::<CardRow>(connection).await?)?;
        state.cards = cards.into_iter().map(|card| (card.id, card)).collect();
        for (id, text) in sql(DESCRIPTIONS).bind(workspace).all::<(String, String)>(connection).await? {
            state.descriptions.insert(parsed(&id)?, text);
        }
        let mut records: Vec<Record> = rows::workspace(connection, workspace).await?.map(Record::Workspace).into_iter().collect();
        macro_rules! read {
            ($($statement:ident: $row:ident as $kind:ident;)*) => {$(
                let rows = rows::read(sql($statement).bind(workspace).all::<$row>(connection).await?)?;
                records.extend(rows.into_iter().map(Record::$kind));
            )*};
        }
        read! {
            PEOPLE: PersonRow as Person;
            ACCOUNTS: AccountRow as Account;
            CONTACTS: ContactRow as Contact;
            PIPELINES: PipelineRow as Pipeline;
            STAGES: StageRow as Stage;
            FIELDS: CustomFieldRow as CustomField;
            COMMENTS: CommentRow as Comment;
            FILES: FileRow as File;
            VIEWS: ViewRow as View;
            RATES: RateRow as Rate;
            HANDOVERS: HandoverRow as Handover;
            NOTIFICATIONS: NotificationRow as Notification;
        }
        records.extend(all_parts(connection, workspace).await?.into_iter().map(Record::Responsibility));
        state.records = records.into_iter().map(|record| ((record.kind(), record.key()), record)).collect();
        Ok(state.named())
    }

    /// The same with the present names of accounts and contacts on the cards: a link names them as they were.
    fn named(mut self) -> Self {
        for card in self.cards.values_mut() {
            if let Some(link) = &mut card.account
                && let Some(Record::Account(account)) = self.records.get(&("account", link.id.to_string()))
            {
                link.name.clone_from(&account.name);
            }
            if let Some(link) = &mut card.contact
                && let Some(Record::Contact(contact)) = self.records.get(&("contact", link.id.to_string()))
            {
                link.name.clone_from(&contact.name);
            }
        }
        self
    }

    fn differences(&self, stored: &Self) -> Vec<String> {
        let mut found = Vec::new();
        differ("opportunity", &self.cards, &stored.cards, &mut found);
        differ("description", &self.descriptions, &stored.descriptions, &mut found);
        differ("record", &self.records, &stored.records, &mut found);
        found
    }
}

fn differ<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    what: &str,
    replayed: &BTreeMap<K, V>,
    stored: &BTreeMap<K, V>,
    found: &mut Vec<String>,
) {
    for (key, value) in replayed {
        match stored.get(key) {
            Some(row) if row == value => {}
            Some(row) => found.push(format!("{what} {key:?}: the log says {value:?}, the table {row:?}")),
            None => found.push(format!("{what} {key:?} is in the log only")),
        }
    }
    found.extend(stored.keys().filter(|key| !replayed.contains_key(key)).map(|key| format!("{what} {key:?} is in its table only")));
}
