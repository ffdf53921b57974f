//! The setting of a story: people, pipelines, checklists, fields, rates and views.

use heliu_domain::{
    Command, Currency, CustomFieldId, Date, Field, PersonId, PipelineId, Requirement, RequirementId, StageId, StageLimit, ViewId,
    directory::{Access, Department, DirectoryCommand, Person},
    filter::{Filter, OwnerFilter, StateFilter},
    money::Rate,
    pipeline::{FieldKind, Need, NewStage, PipelineCommand, StagePart},
    view::ViewCommand,
};

use super::{
    calendar::plus,
    phrase,
    plan::{Life, occupancy},
    scribe::Scribe,
    shape::{Ask, Cap, Measure, PipelineShape, Shape},
    words::{PipelineWords, Words},
};

/// A pipeline as the story made it.
#[derive(Clone, Debug)]
pub struct Setting {
    pub id: PipelineId,
    pub stages: Vec<StageId>,
    pub fields: Vec<CustomFieldId>,
}

/// Somebody of the company.
#[derive(Clone, Copy, Debug)]
pub struct Colleague {
    pub id: PersonId,
    pub name: &'static str,
    pub department: Department,
    pub access: Access,
    pub active: bool,
    /// How much of the work comes to this person.
    pub weight: usize,
}

/// A limit that the company sets itself later.
#[derive(Clone, Copy, Debug)]
pub struct LateLimit {
    pub stage: StageId,
    pub limit: StageLimit,
}

/// Makes everybody but the founder.
pub fn people(scribe: &mut Scribe, words: &Words, founder: &Person) -> Vec<Colleague> {
    let mut colleagues = Vec::with_capacity(words.staff.len() + 1);
    for (index, (name, department)) in words.staff.iter().enumerate() {
        let id = if index == 0 { founder.id } else { scribe.id(PersonId::new) };
        let weight = usize::try_from(scribe.random.between(4, 10)).unwrap_or(4);
        let is_first = colleagues.iter().all(|other: &Colleague| other.department != *department);
        let access = match index {
            0 => Access::Administrator,
            _ if is_first => Access::Lead,
            _ => Access::Member,
        };
        let colleague = Colleague { id, name, department: *department, access, active: true, weight };
        if index > 0 {
            scribe.write(founder.id, Command::Directory(DirectoryCommand::SavePerson(colleague.person())));
        }
        colleagues.push(colleague);
    }
    colleagues
}

impl Colleague {
    /// As the domain knows the person.
    pub fn person(&self) -> Person {
        Person { access: self.access, active: self.active, ..Person::member(self.id, self.name.to_owned(), self.department) }
    }
}

/// Makes the pipelines with their fields, checklists and hard limits; returns also the limits that come later.
pub fn pipelines(
    scribe: &mut Scribe,
    words: &Words,
    shape: &Shape,
    founder: PersonId,
    lives: &[Life],
    today: Date,
) -> (Vec<Setting>, Vec<LateLimit>) {
    let (mut settings, mut late) = (Vec::new(), Vec::new());
    for (index, (shape, words)) in shape.pipelines.iter().zip(words.pipelines).enumerate() {
        let setting = pipeline(scribe, words, shape, founder);
        for (position, (stage, form)) in setting.stages.iter().zip(shape.stages).enumerate() {
            let (most, last) = occupancy(lives, index, position, today);
            match form.cap {
                Cap::None => {}
                Cap::Hard(room) => {
                    let limit = StageLimit { cards: count(most).saturating_add(room), hard: true };
                    scribe
                        .write(founder, Command::Pipeline(PipelineCommand::EditStage { id: *stage, part: StagePart::Limit(Some(limit)) }));
                }
                Cap::Soft(room) => late.push(LateLimit { stage: *stage, limit: soft(count(last).saturating_add(room)) }),
                Cap::Overfull => late.push(LateLimit { stage: *stage, limit: soft((count(last) - count(last) / 4).max(1)) }),
            }
        }
        settings.push(setting);
    }
    (settings, late)
}

fn count(cards: usize) -> u16 {
    u16::try_from(cards).unwrap_or(u16::MAX / 4)
}

fn soft(cards: u16) -> StageLimit {
    StageLimit { cards, hard: false }
}

fn pipeline(scribe: &mut Scribe, words: &PipelineWords, shape: &PipelineShape, founder: PersonId) -> Setting {
    let id = scribe.id(PipelineId::new);
    let stages: Vec<StageId> = shape.stages.iter().map(|_| scribe.id(StageId::new)).collect();
    let new = stages
        .iter()
        .zip(shape.stages.iter().zip(words.stages))
        .map(|(id, (form, words))| NewStage { id: *id, name: words.name.to_owned(), probability: form.probability, rot_days: form.rot })
        .collect();
    scribe.write(founder, Command::Pipeline(PipelineCommand::Add { id, name: words.name.to_owned(), stages: new }));
    let mut fields = Vec::new();
    for (measure, words) in shape.fields.iter().zip(words.fields) {
        let kind = match measure {
            Measure::Text => FieldKind::Text,
            Measure::Number { .. } => FieldKind::Number,
            Measure::Date { .. } => FieldKind::Date,
            Measure::Choice => FieldKind::Choice(words.values.iter().map(|&choice| choice.to_owned()).collect()),
        };
        let field = scribe.id(CustomFieldId::new);
        scribe.write(founder, Command::Pipeline(PipelineCommand::AddField { id: field, pipeline: id, name: words.name.to_owned(), kind }));
        fields.push(field);
    }
    for (stage, (form, words)) in stages.iter().zip(shape.stages.iter().zip(words.stages)) {
        let mut sentences = words.confirms.iter();
        let asks = form.asks.iter().filter_map(|ask| need(*ask, &fields, &mut sentences));
        let needs: Vec<Need> = asks.collect();
        let requirements: Vec<Requirement> =
            needs.into_iter().map(|need| Requirement { id: scribe.id(RequirementId::new), need }).collect();
        if !requirements.is_empty() {
            scribe
                .write(founder, Command::Pipeline(PipelineCommand::EditStage { id: *stage, part: StagePart::Requirements(requirements) }));
        }
    }
    Setting { id, stages, fields }
}

fn need<'a>(ask: Ask, fields: &[CustomFieldId], sentences: &mut impl Iterator<Item = &'a &'static str>) -> Option<Need> {
    Some(match ask {
        Ask::Account => Need::Field(Field::Account),
        Ask::Contact => Need::Field(Field::Contact),
        Ask::Amount => Need::Field(Field::Amount),
        Ask::CloseOn => Need::Field(Field::CloseOn),
        Ask::Collaborators => Need::Field(Field::Collaborators),
        Ask::Custom(index) => Need::Field(Field::Custom(*fields.get(index)?)),
        Ask::Confirm => Need::Confirm(sentences.next().copied()?.to_owned()),
    })
}

/// The currencies that some customers pay in, with what one unit is worth in the workspace's, in millionths.
pub fn foreign(base: Currency) -> [(Currency, i64); 2] {
    if base == Currency::CNY {
        [(Currency::USD, 7_180_000), (Currency::EUR, 7_840_000)]
    } else {
        [(Currency::EUR, 1_092_000), (Currency::CNY, 139_200)]
    }
}

/// The rates of a day, a little different from month to month.
pub fn rates(scribe: &mut Scribe, person: PersonId, date: Date) {
    for (currency, micros) in foreign(scribe.shadow.workspace.currency) {
        let micros = micros / 1000 * scribe.random.between(982, 1018);
        scribe.write(person, Command::Directory(DirectoryCommand::SaveRate(Rate { currency, date, micros })));
    }
}

/// The saved views, each with who saves it.
pub fn views(words: &Words, settings: &[Setting], colleagues: &[Colleague], base: Currency, today: Date) -> Vec<(PersonId, NewView)> {
    let Some(setting) = settings.first() else { return Vec::new() };
    let sellers: Vec<PersonId> =
        colleagues.iter().filter(|person| person.department == Department::Sales).map(|person| person.id).collect();
    let (Some(lead), Some(seller)) = (sellers.first().copied(), sellers.get(1).copied()) else { return Vec::new() };
    let manager = colleagues.get(1).map_or(lead, |person| person.id);
    let (low, high) = words.pipelines.first().map_or((1, 1), |pipeline| pipeline.amount);
    let large = phrase::money((low + high) * 400, base, base);
    let filters = [
        (manager, true, Filter { least: Some(large), ..Filter::default() }),
        (manager, true, Filter { state: StateFilter::Won, ..Filter::default() }),
        (lead, true, Filter { owner: Some(OwnerFilter::Nobody), ..Filter::default() }),
        (lead, true, Filter { tag: Some(words.view_tag.to_owned()), ..Filter::default() }),
        (lead, true, Filter { from: Some(today), to: Some(plus(today, 42)), ..Filter::default() }),
        (seller, false, Filter { owner: Some(OwnerFilter::Person(seller)), ..Filter::default() }),
    ];
    let named = words.views.into_iter().zip(filters);
    named.map(|(name, (person, shared, filter))| (person, NewView { pipeline: setting.id, name, shared, query: query(&filter) })).collect()
}

/// A view to be saved.
#[derive(Clone, Debug)]
pub struct NewView {
    pipeline: PipelineId,
    name: &'static str,
    shared: bool,
    query: String,
}

impl NewView {
    /// Saves it.
    pub fn save(self, scribe: &mut Scribe, person: PersonId) {
        let Self { pipeline, name, shared, query } = self;
        let id = scribe.id(ViewId::new);
        scribe.write(person, Command::View(ViewCommand::Save { id, pipeline, name: name.to_owned(), query, shared }));
    }
}

fn query(filter: &Filter) -> String {
    filter.to_pairs().into_iter().map(|(name, value)| format!("{name}={}", escaped(&value))).collect::<Vec<_>>().join("&")
}

/// A value as it stands in a URL's query.
fn escaped(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    value.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
