//! What both languages have in common: the shape of the two companies and how many of what happens in their quarters.

/// The trade of a demonstration company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trade {
    /// Between its quarters the share of closed opportunities that are won rises.
    Technology,
    /// Between its quarters the number of new opportunities rises.
    Manufacturer,
}

/// A company without words.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub quota: Quota,
    pub accounts: usize,
    /// How many of the accounts are partners, and the pipeline in which they are.
    pub partners: usize,
    pub partner_pipeline: Option<usize>,
    pub pipelines: &'static [PipelineShape],
}

/// How many opportunities come and close when; the figures of the story follow from these.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// Taken over when the workspace was founded, before the first quarter.
    pub stock: usize,
    /// Created in the first quarter, and in the second.
    pub first: usize,
    pub second: usize,
    /// Of the stock, closed in the first quarter, and in the second.
    pub stock_early: usize,
    pub stock_late: usize,
    /// Of those created in the first quarter, closed in it, and in the second.
    pub first_early: usize,
    pub first_late: usize,
    /// Of those created in the second quarter, closed in it.
    pub second_late: usize,
    /// Won in the first quarter, and in the second; what else closes is lost.
    pub won_early: usize,
    pub won_late: usize,
}

/// A pipeline without words.
#[derive(Clone, Copy, Debug)]
pub struct PipelineShape {
    /// Its share of the opportunities, in percent.
    pub share: usize,
    /// Where its opportunities come from, as positions in the company's sources.
    pub sources: &'static [usize],
    pub stages: &'static [StageShape],
    pub fields: &'static [Measure],
}

/// A stage without words.
#[derive(Clone, Copy, Debug)]
pub struct StageShape {
    pub probability: u8,
    pub rot: Option<u16>,
    pub asks: &'static [Ask],
    pub cap: Cap,
    /// How many of a hundred lost opportunities are lost here.
    pub losses: usize,
}

/// A point of an entry checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Account,
    Contact,
    Amount,
    CloseOn,
    Collaborators,
    /// The pipeline's custom field at this position.
    Custom(usize),
    /// The next sentence of the stage's words.
    Confirm,
}

/// A limit of work in progress, in relation to what the story needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    None,
    /// Hard, with room for this many more than were ever there.
    Hard(u16),
    /// Soft, with room for this many more than are there at the end.
    Soft(u16),
    /// Soft, and the stage holds about a third more than it should.
    Overfull,
}

/// The kind and range of a custom field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Text,
    /// In steps from low to high.
    Number {
        low: i64,
        high: i64,
        step: i64,
    },
    /// Days after the card was made.
    Date {
        from: i64,
        to: i64,
    },
    Choice,
}

impl Trade {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Technology, Self::Manufacturer];

    /// Keeps the chances of the two companies apart.
    pub fn salt(self) -> u64 {
        match self {
            Self::Technology => 0x7465_6368,
            Self::Manufacturer => 0x706c_616e_7400,
        }
    }

    /// The shape of the company.
    pub fn shape(self) -> Shape {
        match self {
            Self::Technology => Shape {
                quota: Quota {
                    stock: 26,
                    first: 104,
                    second: 112,
                    stock_early: 22,
                    stock_late: 3,
                    first_early: 48,
                    first_late: 44,
                    second_late: 53,
                    won_early: 21,
                    won_late: 39,
                },
                accounts: 60,
                partners: 11,
                partner_pipeline: Some(2),
                pipelines: &TECHNOLOGY,
            },
            Self::Manufacturer => Shape {
                quota: Quota {
                    stock: 28,
                    first: 95,
                    second: 133,
                    stock_early: 24,
                    stock_late: 3,
                    first_early: 36,
                    first_late: 45,
                    second_late: 42,
                    won_early: 24,
                    won_late: 36,
                },
                accounts: 66,
                partners: 0,
                partner_pipeline: None,
                pipelines: &MANUFACTURER,
            },
        }
    }
}

const fn stage(probability: u8, rot: u16, asks: &'static [Ask], cap: Cap, losses: usize) -> StageShape {
    StageShape { probability, rot: if rot == 0 { None } else { Some(rot) }, asks, cap, losses }
}

/// New business; renewals and expansion; channel partners.
const TECHNOLOGY: [PipelineShape; 3] = [
    PipelineShape {
        share: 58,
        sources: &[0, 1, 2, 3, 4, 6],
        stages: &[
            stage(10, 7, &[], Cap::None, 22),
            stage(20, 10, &[Ask::Account, Ask::Confirm], Cap::Overfull, 24),
            stage(35, 10, &[Ask::Contact, Ask::Custom(0)], Cap::Soft(4), 20),
            stage(55, 14, &[Ask::Amount, Ask::CloseOn, Ask::Custom(1)], Cap::None, 18),
            stage(75, 14, &[Ask::Amount, Ask::Confirm], Cap::Hard(2), 12),
            stage(90, 7, &[Ask::Contact, Ask::Custom(2), Ask::Confirm, Ask::Confirm], Cap::None, 4),
        ],
        fields: &[Measure::Choice, Measure::Number { low: 15, high: 900, step: 5 }, Measure::Date { from: 45, to: 160 }, Measure::Text],
    },
    PipelineShape {
        share: 29,
        sources: &[5],
        stages: &[
            stage(60, 21, &[], Cap::None, 15),
            stage(65, 14, &[Ask::Account, Ask::Contact], Cap::None, 30),
            stage(75, 14, &[Ask::Amount, Ask::CloseOn, Ask::Custom(0)], Cap::Soft(3), 30),
            stage(85, 10, &[Ask::Confirm], Cap::None, 20),
            stage(95, 7, &[Ask::Custom(1), Ask::Confirm], Cap::Hard(3), 5),
        ],
        fields: &[Measure::Date { from: 30, to: 120 }, Measure::Choice, Measure::Number { low: 20, high: 100, step: 1 }, Measure::Text],
    },
    PipelineShape {
        share: 13,
        sources: &[2, 3, 4, 6],
        stages: &[
            stage(10, 14, &[], Cap::None, 25),
            stage(30, 14, &[Ask::Contact], Cap::None, 35),
            stage(50, 21, &[Ask::Custom(0), Ask::Collaborators], Cap::Soft(2), 25),
            stage(80, 14, &[Ask::Amount, Ask::Custom(1), Ask::Confirm], Cap::None, 10),
            stage(95, 0, &[Ask::Confirm], Cap::None, 5),
        ],
        fields: &[Measure::Choice, Measure::Text, Measure::Number { low: 1, high: 24, step: 1 }, Measure::Date { from: 200, to: 720 }],
    },
];

/// Machines; key accounts; aftermarket.
const MANUFACTURER: [PipelineShape; 3] = [
    PipelineShape {
        share: 50,
        sources: &[0, 1, 2, 3, 4, 6, 7],
        stages: &[
            stage(10, 7, &[], Cap::None, 20),
            stage(20, 14, &[Ask::Account, Ask::Contact], Cap::Overfull, 24),
            stage(40, 21, &[Ask::Custom(0), Ask::Collaborators, Ask::Confirm], Cap::Hard(2), 18),
            stage(55, 14, &[Ask::Amount, Ask::CloseOn], Cap::None, 22),
            stage(75, 10, &[Ask::Custom(1), Ask::Confirm], Cap::Soft(3), 12),
            stage(95, 7, &[Ask::Custom(2), Ask::Confirm, Ask::Confirm], Cap::None, 4),
        ],
        fields: &[Measure::Choice, Measure::Number { low: 1, high: 8, step: 1 }, Measure::Date { from: 90, to: 280 }, Measure::Text],
    },
    PipelineShape {
        share: 17,
        sources: &[3, 4, 6],
        stages: &[
            stage(20, 21, &[], Cap::None, 25),
            stage(35, 21, &[Ask::Account, Ask::Contact], Cap::None, 30),
            stage(55, 21, &[Ask::Amount, Ask::Collaborators], Cap::None, 25),
            stage(70, 14, &[Ask::Custom(0), Ask::Confirm], Cap::Soft(2), 15),
            stage(90, 14, &[Ask::CloseOn, Ask::Confirm], Cap::None, 5),
        ],
        fields: &[Measure::Number { low: 1, high: 5, step: 1 }, Measure::Choice, Measure::Date { from: 60, to: 400 }, Measure::Text],
    },
    PipelineShape {
        share: 33,
        sources: &[5, 5, 6, 2],
        stages: &[
            stage(30, 5, &[], Cap::None, 25),
            stage(45, 7, &[Ask::Account, Ask::Custom(0)], Cap::Soft(4), 20),
            stage(60, 10, &[Ask::Amount, Ask::Contact], Cap::None, 40),
            stage(85, 7, &[Ask::Confirm], Cap::None, 10),
            stage(95, 10, &[Ask::CloseOn, Ask::Custom(1), Ask::Confirm], Cap::Hard(3), 5),
        ],
        fields: &[Measure::Text, Measure::Choice, Measure::Number { low: 400, high: 42_000, step: 100 }, Measure::Date { from: 5, to: 45 }],
    },
];
