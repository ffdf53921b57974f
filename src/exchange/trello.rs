//! A board exported from Trello becomes a plan.
//!
//! - Open lists become stages in their order. A list called won or lost closes its cards instead. An archived list becomes no stage:
//!   its cards, like archived cards elsewhere, go to the recycle bin, from where they return to the first stage.
//! - The first member of a card owns it, the others collaborate. Labels become tags, by name or else by colour.
//! - The card's due date becomes the expected close, done or not; the first open checklist item with a date of its own becomes the
//!   next step.
//! - Checklists and links of attachments are written into the description as Markdown; files are not fetched.
//! - Comments keep author and instant. Custom fields keep their names. Templates are left out.
//! - A card was created when its action or its id says so, and entered its stage when it was last moved between lists.
//!
//! Problems name a card by its place in the file, counted from 1, where those of tables name a line.

mod board;

use std::collections::{BTreeMap, BTreeSet};

use heliu_domain::{
    exchange::{IMPORT_MAX, ImportComment, ImportPlan, ImportRow, Note, ROWS_MAX, RowProblem, Target},
    locale::exchange as words,
    opportunity::{NextStep, State},
    pipeline::STAGES_MAX,
    problem::{Code, Problem},
    text::{self, fold},
    time::Timestamp,
};

use self::board::{Attachment, Board, Card, CheckItem, Checklist, Label, List, Member};
use super::{
    cell,
    plan::{Around, Built, completed, iso_instant},
    read,
};

/// Trello keeps at most so many actions in an export.
const ACTIONS_KEPT: usize = 1000;
const TAG_MAX: usize = 40;

/// Whether the bytes look like JSON rather than a table.
pub fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| byte == b'{')
}

/// The plan for a board.
///
/// # Errors
/// A problem of the file as a whole: too large, no JSON or nested too deeply (with what the reader says), no board, no list.
pub fn build(file: &str, bytes: &[u8], around: &Around) -> Result<Built, Problem> {
    if bytes.len() > IMPORT_MAX {
        return Err(Problem::of(Code::TooLarge, "file").with(IMPORT_MAX));
    }
    let decoded = read::decode(bytes, None)?;
    if let Some((_, bytes)) = decoded.undecodable.first() {
        return Err(Problem::malformed("encoding").with(bytes));
    }
    let board: Board = serde_json::from_str(&decoded.text).map_err(|fault| Problem::malformed("trello").with(fault))?;
    if board.cards.len() > ROWS_MAX {
        return Err(Problem::of(Code::TooLong, "rows").with(ROWS_MAX));
    }
    Converting::new(&board, around)?.built(file)
}

/// What a list does to its cards.
enum Place {
    Stage(String),
    Closing(State),
    Archived,
}

struct Converting<'a> {
    board: &'a Board,
    around: &'a Around<'a>,
    places: BTreeMap<&'a str, Place>,
    /// In order.
    stages: Vec<String>,
    names: BTreeMap<&'a str, String>,
    labels: BTreeMap<&'a str, &'a Label>,
    checklists: BTreeMap<&'a str, Vec<&'a Checklist>>,
    comments: BTreeMap<&'a str, Vec<ImportComment>>,
    created: BTreeMap<&'a str, Timestamp>,
    moved: BTreeMap<&'a str, Timestamp>,
    shortened: BTreeSet<usize>,
    notes: Vec<Note>,
}

impl<'a> Converting<'a> {
    fn new(board: &'a Board, around: &'a Around<'a>) -> Result<Self, Problem> {
        let mut labels = BTreeMap::new();
        for label in board.labels.iter().chain(board.cards.iter().flat_map(|card| &card.labels)) {
            labels.insert(label.id.as_str(), label);
        }
        let mut checklists: BTreeMap<&str, Vec<&Checklist>> = BTreeMap::new();
        for checklist in &board.checklists {
            checklists.entry(&checklist.id_card).or_default().push(checklist);
        }
        for list in checklists.values_mut() {
            list.sort_by(|a, b| a.pos.total_cmp(&b.pos));
        }
        let mut converting = Self {
            board,
            around,
            labels,
            checklists,
            places: BTreeMap::new(),
            stages: Vec::new(),
            names: member_names(board),
            comments: BTreeMap::new(),
            created: BTreeMap::new(),
            moved: BTreeMap::new(),
            shortened: BTreeSet::new(),
            notes: Vec::new(),
        };
        converting.lists()?;
        converting.actions();
        Ok(converting)
    }

    fn lists(&mut self) -> Result<(), Problem> {
        let board = self.board;
        if board.lists.is_empty() {
            return Err(Problem::of(Code::Required, "stages"));
        }
        if board.lists.len() > STAGES_MAX {
            return Err(Problem::of(Code::TooLong, "stages").with(STAGES_MAX));
        }
        let mut lists: Vec<&List> = board.lists.iter().collect();
        lists.sort_by(|a, b| a.pos.total_cmp(&b.pos));
        let mut taken = BTreeSet::new();
        for list in lists {
            let cards = board.cards.iter().filter(|card| card.id_list == list.id).count();
            let name = shortened(&cell::line(&list.name), text::NAME_MAX);
            let name = if name.is_empty() { "?".to_owned() } else { name };
            let is_stage = self.around.stages.iter().any(|stage| fold(&stage.name) == fold(&name));
            let closing = cell::state(&name).filter(|state| *state != State::Open && !is_stage);
            let place = match closing {
                _ if list.closed => {
                    self.notes.push(Note::ArchivedList { name, cards });
                    Place::Archived
                }
                Some(state) => {
                    self.notes.push(Note::Closing { name, rows: cards });
                    Place::Closing(state)
                }
                None => {
                    let name = unique(name, &mut taken);
                    self.stages.push(name.clone());
                    Place::Stage(name)
                }
            };
            self.places.insert(&list.id, place);
        }
        Ok(())
    }

    fn actions(&mut self) {
        let board = self.board;
        for action in &board.actions {
            let (Some(card), Some(at)) = (&action.data.card, iso_instant(&action.date)) else { continue };
            let card = card.id.as_str();
            match action.kind.as_str() {
                "commentCard" | "copyCommentCard" => {
                    let creator = action.member_creator.as_ref().map(member_name);
                    let author = self.names.get(action.id_member_creator.as_str()).cloned().or(creator).unwrap_or_default();
                    self.comments.entry(card).or_default().push(ImportComment { author, at, text: action.data.text.clone() });
                }
                "createCard" | "copyCard" | "convertToCardFromCheckItem" | "emailCard" => {
                    self.created.insert(card, at);
                }
                "updateCard" if action.data.list_after.is_some() => {
                    let latest = self.moved.entry(card).or_insert(at);
                    *latest = at.max(*latest);
                }
                _ => {}
            }
        }
        for comments in self.comments.values_mut() {
            comments.sort_by_key(|comment| comment.at);
        }
        if board.actions.len() >= ACTIONS_KEPT {
            self.notes.push(Note::OldComments);
        }
    }

    fn built(mut self, file: &str) -> Result<Built, Problem> {
        let board = self.board;
        let mut cards: Vec<(usize, &Card)> = board.cards.iter().enumerate().collect();
        cards.sort_by(|a, b| a.1.pos.total_cmp(&b.1.pos));
        let (mut rows, mut problems) = (Vec::with_capacity(cards.len()), Vec::new());
        for (index, card) in cards.into_iter().filter(|(_, card)| !card.is_template) {
            let line = u64::try_from(index + 1).unwrap_or(u64::MAX);
            match self.row(index, line, card) {
                Ok(row) => rows.push(row),
                Err(problem) => problems.push(RowProblem::new(line, None, &card.name, problem)),
            }
        }
        problems.sort_by_key(|problem| problem.line);
        self.note_cards(&rows);
        let mut fields = vec![
            Target::ExternalId,
            Target::Title,
            Target::Stage,
            Target::CloseOn,
            Target::CreatedOn,
            Target::EnteredOn,
            Target::Owner,
            Target::Collaborators,
            Target::Tags,
            Target::NextStep,
            Target::Description,
        ];
        if self.places.values().any(|place| matches!(place, Place::Closing(_))) {
            fields.push(Target::State);
        }
        fields.extend(board.custom_fields.iter().map(|field| Target::Custom(cell::line(&field.name))));
        let plan = ImportPlan {
            file: text::line("file", file, text::NAME_MAX).unwrap_or_default(),
            into: completed(&self.around.into, &self.stages, self.around.language),
            fields,
            people: Vec::new(),
            accounts: Vec::new(),
            rows,
            reason: words::REASON_NOT_STATED.in_(self.around.language).to_owned(),
            skip: self.around.skip,
        };
        Ok(Built { plan, problems, notes: self.notes, stages: self.stages })
    }

    fn row(&mut self, index: usize, line: u64, card: &Card) -> Result<ImportRow, Problem> {
        let tags = text::tags(&self.tags(index, card))?;
        let place = self.places.get(card.id_list.as_str());
        let closing = if let Some(Place::Closing(state)) = place { Some(*state) } else { None };
        let tells_state = self.places.values().any(|place| matches!(place, Place::Closing(_)));
        let created_at = self.created.get(card.id.as_str()).copied().or_else(|| id_instant(&card.id));
        let full = cell::line(&card.name);
        let title = shortened(&full, text::NAME_MAX);
        let mut description = self.description(card);
        if title != full {
            self.shortened.insert(index);
            description = format!("{full}\n\n{description}");
        }
        let mut people = card.id_members.iter().filter_map(|id| self.names.get(id.as_str()).cloned());
        Ok(ImportRow {
            line,
            external_id: text::name("external_id", &card.id)?,
            title: text::name("title", &title)?,
            stage: if let Some(Place::Stage(name)) = place { name.clone() } else { String::new() },
            close_on: due(&card.due, "close_on")?.map(Timestamp::date),
            created_at,
            entered_at: self.moved.get(card.id.as_str()).copied().or(created_at),
            owner: people.next().unwrap_or_default(),
            collaborators: people.collect(),
            tags,
            next_step: self.next_step(card)?,
            state: closing.or(tells_state.then_some(State::Open)),
            description: text::body("description", description.trim())?,
            custom: self.custom(card)?,
            comments: self.comments.get(card.id.as_str()).cloned().unwrap_or_default(),
            deleted: card.closed || !matches!(place, Some(Place::Stage(_) | Place::Closing(_))),
            ..ImportRow::default()
        })
    }

    fn tags(&mut self, index: usize, card: &Card) -> Vec<String> {
        let own = card.labels.iter().map(|label| label.id.as_str());
        let ids: BTreeSet<&str> = own.clone().collect();
        let others = card.id_labels.iter().map(String::as_str).filter(|id| !ids.contains(id));
        let labels: Vec<&Label> = own.chain(others).filter_map(|id| self.labels.get(id).copied()).collect();
        let mut tags = Vec::with_capacity(labels.len());
        for label in labels {
            let full = cell::line(if label.name.trim().is_empty() { &label.color } else { &label.name });
            let tag = shortened(&full, TAG_MAX);
            if tag != full {
                self.shortened.insert(index);
            }
            tags.push(tag);
        }
        tags
    }

    /// The description with checklists as task lists, and links to what is attached.
    fn description(&self, card: &Card) -> String {
        let mut text = card.desc.trim().to_owned();
        for checklist in self.checklists.get(card.id.as_str()).into_iter().flatten() {
            text.push_str(&format!("\n\n### {}\n", cell::line(&checklist.name)));
            for item in items(checklist) {
                let mark = if item.state == "complete" { "x" } else { " " };
                text.push_str(&format!("\n- [{mark}] {}", cell::line(&item.name)));
            }
        }
        let links: Vec<&Attachment> = card.attachments.iter().filter(|attachment| is_web_address(&attachment.url)).collect();
        if !links.is_empty() {
            text.push_str(&format!("\n\n### {}\n", words::ATTACHMENTS.in_(self.around.language)));
            for link in links {
                let name = cell::line(if link.name.trim().is_empty() { &link.url } else { &link.name }).replace(['[', ']'], "");
                text.push_str(&format!("\n- [{name}](<{}>)", link.url));
            }
        }
        text
    }

    /// The first open checklist item with a date of its own.
    fn next_step(&self, card: &Card) -> Result<Option<NextStep>, Problem> {
        for item in self.checklists.get(card.id.as_str()).into_iter().flatten().flat_map(|checklist| items(checklist)) {
            if let Some(at) = due(&item.due, "next_step")?.filter(|_| item.state != "complete") {
                let what = shortened(&cell::line(&item.name), text::NAME_MAX);
                return Ok((!what.is_empty()).then(|| NextStep { what, due: at.date(), minute: None }));
            }
        }
        Ok(None)
    }

    fn custom(&self, card: &Card) -> Result<BTreeMap<String, String>, Problem> {
        let mut values = BTreeMap::new();
        for item in &card.custom_field_items {
            let Some(field) = self.board.custom_fields.iter().find(|field| field.id == item.id_custom_field) else { continue };
            let option = field.options.iter().find(|option| option.id == item.id_value).and_then(|option| option.value.text.clone());
            let date = item.value.date.as_deref().and_then(iso_instant).map(|at| at.date().to_string());
            let checked =
                item.value.checked.as_deref().filter(|checked| *checked == "true").map(|_| words::YES.in_(self.around.language).to_owned());
            let value = option.or(date).or(checked).or(item.value.number.clone()).or(item.value.text.clone()).unwrap_or_default();
            let name = cell::line(&field.name);
            if !value.trim().is_empty() && !name.is_empty() {
                values.insert(name, text::line("custom", &value, 1000)?);
            }
        }
        Ok(values)
    }

    fn note_cards(&mut self, rows: &[ImportRow]) {
        let board = self.board;
        let archived = board.cards.iter().filter(|card| card.closed && !card.is_template).count();
        let templates = board.cards.iter().filter(|card| card.is_template).count();
        let attached = board.cards.iter().map(|card| card.attachments.len()).sum();
        let checks = [
            (archived, Note::Archived { cards: archived }),
            (templates, Note::Templates { cards: templates }),
            (attached, Note::Attachments { count: attached }),
            (self.shortened.len(), Note::Shortened { rows: self.shortened.len() }),
        ];
        if !rows.is_empty() || templates > 0 {
            self.notes.extend(checks.into_iter().filter(|(count, _)| *count > 0).map(|(_, note)| note));
        }
    }
}

fn items(checklist: &Checklist) -> Vec<&CheckItem> {
    let mut items: Vec<&CheckItem> = checklist.check_items.iter().collect();
    items.sort_by(|a, b| a.pos.total_cmp(&b.pos));
    items
}

/// Names of the members by id; namesakes are told apart by their user names.
fn member_names(board: &Board) -> BTreeMap<&str, String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for member in &board.members {
        *count.entry(fold(&member_name(member))).or_default() += 1;
    }
    let named = board.members.iter().map(|member| {
        let name = member_name(member);
        let alone = count.get(&fold(&name)).is_none_or(|count| *count < 2);
        (member.id.as_str(), if alone { name } else { format!("{name} ({})", member.username) })
    });
    named.collect()
}

fn member_name(member: &Member) -> String {
    let name = cell::line(if member.full_name.trim().is_empty() { &member.username } else { &member.full_name });
    shortened(&name, text::NAME_MAX)
}

fn due(text: &str, field: &str) -> Result<Option<Timestamp>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let at = iso_instant(text).ok_or_else(|| Problem::malformed(field))?;
    heliu_domain::opportunity::sensible(field, at.date()).map(|_| Some(at))
}

/// The first four bytes of a Trello id are the second in which it was made.
fn id_instant(id: &str) -> Option<Timestamp> {
    let is_id = id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let seconds = i64::from_str_radix(id.get(..8)?, 16).ok().filter(|_| is_id)?;
    Some(Timestamp(seconds * 1000))
}

fn is_web_address(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(['<', '>', '\n', '\r'])
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// The name, numbered when an earlier list has it.
fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(&fold(name))).unwrap_or(name);
    taken.insert(fold(&free));
    free
}
