//! Who answers for what in a company of the demonstration: roles, holders, skills, the matrix, and a handful of gaps to be found.

use heliu_domain::{
    Command, Date, HoldingId, LineId, PersonId, ResponsibilityId, RoleId,
    directory::{Access, Department},
    locale::{Language, Text, responsibility::TEMPLATES},
    responsibility::{Column, HoldingDates, Letter, LineKind, NewResponsibility, NewRole, ResponsibilityCommand, Row, templates},
};

use super::{
    calendar::plus,
    scribe::Scribe,
    setting::{Colleague, Setting},
};

/// The role that leads Sales, and the one that nobody holds.
const SALES_LEAD: (Text, Text) =
    (Text::new("Sales lead", "销售主管"), Text::new("Leads the team and answers for its pipelines.", "带领团队，对销售管道负责。"));
const KEY_ACCOUNTS: (Text, Text) =
    (Text::new("Key account manager", "重点客户经理"), Text::new("Looks after the largest customers.", "负责最重要的客户。"));
const COACHING: Text = Text::new("Coaching", "辅导");
/// Nearly what Customer service does already.
const DOUBLE: Text = Text::new("Answer new enquiries", "解答客户咨询电话");

/// What the company knows of its roles, for what happens later.
#[derive(Clone, Copy, Debug)]
pub struct Duties {
    seller: RoleId,
    founder: PersonId,
}

/// Writes roles, holders, skills and the matrix. What is amiss afterwards: a line of work that nobody answers for, one that two
/// answer for, a vacant role, a seller who negotiates too little, a product manager who is away without deputy, and two lines of
/// work in nearly the same words.
pub fn write(scribe: &mut Scribe, language: Language, colleagues: &[Colleague], settings: &[Setting], today: Date) -> Option<Duties> {
    let founder = colleagues.first()?.id;
    let mut house = House { scribe, founder, language, colleagues, today };
    let roles = house.roles();
    let [seller, marketer, supporter, maker, manager] = *roles.as_slice() else { return None };
    let lead = house.add_role(Department::Sales, SALES_LEAD, Some((COACHING, 3)));
    house.add_role(Department::Sales, KEY_ACCOUNTS, None);
    let first =
        |department: Department| colleagues.iter().find(|it| it.department == department && it.access != Access::Member).map(|it| it.id);
    let (sales_lead, director) = (first(Department::Sales)?, colleagues.get(1)?.id);
    house.hold(manager, founder);
    house.hold(lead, sales_lead);
    for (department, role) in
        [(Department::Sales, seller), (Department::Marketing, marketer), (Department::Service, supporter), (Department::Product, maker)]
    {
        let members = colleagues.iter().filter(|it| it.department == department && it.id != sales_lead);
        for person in members.take(if department == Department::Product { 1 } else { 20 }) {
            house.hold(role, person.id);
        }
    }
    house.away(maker);
    house.matrix(
        settings,
        [seller, lead, manager],
        [first(Department::Marketing)?, first(Department::Service)?, first(Department::Product)?, director],
    );
    for role in [seller, marketer, supporter, maker, manager, lead] {
        house.publish(role);
    }
    Some(Duties { seller, founder })
}

/// A seller who joins later holds the sellers' role, and has its skills.
pub fn welcome(scribe: &mut Scribe, duties: Duties, person: PersonId) {
    let id = scribe.id(HoldingId::new);
    let hold = ResponsibilityCommand::Hold { id, role: duties.seller, person, deputy: false, dates: HoldingDates::default() };
    does(scribe, duties.founder, hold);
    for (name, level) in required(scribe, duties.seller) {
        does(scribe, person, ResponsibilityCommand::SaveSkill { person, name, level, years: 2 });
    }
}

fn does(scribe: &mut Scribe, person: PersonId, command: ResponsibilityCommand) {
    scribe.write(person, Command::Responsibility(Box::new(command)));
}

/// The skills that a role requires, with their levels.
fn required(scribe: &Scribe, role: RoleId) -> Vec<(String, u8)> {
    let lines = scribe.shadow.chart.lines_of(role, true).into_iter();
    let level = |kind| match kind {
        LineKind::Skill(level) => level,
        LineKind::Kpi => 0,
    };
    lines.map(|line| (line.text.clone(), level(line.kind))).collect()
}

struct House<'a> {
    scribe: &'a mut Scribe,
    founder: PersonId,
    language: Language,
    colleagues: &'a [Colleague],
    today: Date,
}

impl House<'_> {
    fn does(&mut self, command: ResponsibilityCommand) {
        does(self.scribe, self.founder, command);
    }

    /// The five templates, as the departments' own roles.
    fn roles(&mut self) -> Vec<RoleId> {
        let at = self.scribe.clock();
        let random = &mut self.scribe.random;
        let roles = templates(self.language, || (at, random.bytes()));
        let ids = roles.iter().map(|role| role.id).collect();
        self.does(ResponsibilityCommand::AddRoles { roles });
        ids
    }

    fn add_role(&mut self, department: Department, (name, purpose): (Text, Text), skill: Option<(Text, u8)>) -> RoleId {
        let id = self.scribe.id(RoleId::new);
        let lines = skill.map(|(name, level)| (self.scribe.id(LineId::new), LineKind::Skill(level), name.in_(self.language).to_owned()));
        let role = NewRole {
            id,
            department,
            name: name.in_(self.language).to_owned(),
            purpose: purpose.in_(self.language).to_owned(),
            lines: lines.into_iter().collect(),
            responsibilities: Vec::new(),
        };
        self.does(ResponsibilityCommand::AddRoles { roles: vec![role] });
        id
    }

    /// Somebody holds a role and has the skills for it; one seller has less than one of them.
    fn hold(&mut self, role: RoleId, person: PersonId) {
        let id = self.scribe.id(HoldingId::new);
        self.does(ResponsibilityCommand::Hold { id, role, person, deputy: false, dates: HoldingDates::default() });
        let third_seller = self.colleagues.iter().filter(|it| it.department == Department::Sales).nth(2).map(|it| it.id);
        let [_, negotiation, ..] = TEMPLATES[0].skills else { return };
        for (name, level) in required(self.scribe, role) {
            let is_weak = third_seller == Some(person) && name == negotiation.0.in_(self.language);
            let most = i64::from(5 - level);
            let more = u8::try_from(self.scribe.random.between(0, most)).unwrap_or(0);
            let years = u8::try_from(self.scribe.random.between(1, 12)).unwrap_or(1);
            let level = if is_weak { level - 1 } else { level + more };
            does(self.scribe, person, ResponsibilityCommand::SaveSkill { person, name, level, years });
        }
    }

    /// The holder of a role is on leave these days.
    fn away(&mut self, role: RoleId) {
        let holding = self.scribe.shadow.chart.holdings_of(role).first().map(|holding| holding.id);
        let dates =
            HoldingDates { away_from: Some(plus(self.today, -4)), away_until: Some(plus(self.today, 10)), ..HoldingDates::default() };
        if let Some(id) = holding {
            self.does(ResponsibilityCommand::EditHolding { id, dates });
        }
    }

    fn set(&mut self, row: Row, column: Column, letter: Letter) {
        self.does(ResponsibilityCommand::SetCell { row, column, seen: None, letter: Some(letter) });
    }

    fn matrix(&mut self, settings: &[Setting], [seller, lead, manager]: [RoleId; 3], heads: [PersonId; 4]) {
        let work = |house: &Self, department: Department| -> Vec<Row> {
            house.scribe.shadow.chart.work_of(department).into_iter().map(|it| Row::Responsibility(it.id)).collect()
        };
        for (index, row) in work(self, Department::Sales).into_iter().enumerate() {
            self.set(row, Column::Role(lead), Letter::Accountable);
            if index == 3 {
                self.set(row, Column::Role(manager), Letter::Accountable);
            }
        }
        let [marketing, service, product, director] = heads;
        for (department, head) in [(Department::Marketing, marketing), (Department::Service, service), (Department::Product, product)] {
            for (index, row) in work(self, department).into_iter().enumerate() {
                if (department, index) != (Department::Service, 3) {
                    self.set(row, Column::Person(head), Letter::Accountable);
                }
                if index < 2 {
                    self.set(row, Column::Role(seller), Letter::Informed);
                }
            }
        }
        for row in work(self, Department::Management) {
            self.set(row, Column::Person(director), Letter::Accountable);
            self.set(row, Column::Role(lead), Letter::Consulted);
        }
        let id = self.scribe.id(ResponsibilityId::new);
        let new = NewResponsibility { id, text: DOUBLE.in_(self.language).to_owned(), letter: Some(Letter::Responsible) };
        self.does(ResponsibilityCommand::AddResponsibility { department: Department::Sales, new, role: Some(seller) });
        self.set(Row::Responsibility(id), Column::Role(lead), Letter::Accountable);
        for stage in settings.iter().flat_map(|setting| &setting.stages) {
            self.set(Row::Stage(*stage), Column::Role(seller), Letter::Responsible);
            self.set(Row::Stage(*stage), Column::Role(lead), Letter::Accountable);
        }
    }

    /// The first version of a profile, agreed to by everybody but the last holder, who is reminded.
    fn publish(&mut self, role: RoleId) {
        self.does(ResponsibilityCommand::Publish { role });
        let holders: Vec<PersonId> = self.scribe.shadow.chart.holders(role, self.scribe.clock().date()).into_iter().collect();
        let Some((last, others)) = holders.split_last() else { return };
        let is_founder = *last == self.founder;
        for person in others.iter().chain(is_founder.then_some(last)) {
            does(self.scribe, *person, ResponsibilityCommand::Acknowledge { role, number: 1 });
        }
        if !is_founder {
            self.does(ResponsibilityCommand::Remind { role, person: *last });
        }
    }
}
