//! The lives of opportunities: when each begins, which stages it enters and how it ends, before a word is said about any.

use heliu_domain::Date;

use super::{
    calendar::{Calendar, Period, Quarters, days_between, plus},
    random::{Deck, Random},
    shape::{PipelineShape, Quota, Shape},
};

/// One opportunity from beginning to end.
#[derive(Clone, Debug)]
pub struct Life {
    pub pipeline: usize,
    pub born: Date,
    /// The stages that it enters after the first, with their days.
    pub visits: Vec<(usize, Date)>,
    pub end: End,
    /// Given up on the first day, taken up again on the second.
    pub relapse: Option<(Date, Date)>,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Won(Date),
    Lost(Date),
    /// Deleted, because it is there twice.
    Duplicate(Date),
    /// Still open, with the day of its last customer contact or move.
    Open(Mark, Date),
}

/// What an open card shows on the reference day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// In good hands.
    Fresh,
    /// Something is due today.
    Today,
    OverdueStep,
    OverdueClose,
    NoStep,
    Rotting,
    Unowned,
}

/// In which quarter it closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Early,
    Late,
    Open,
}

/// Duplicates that go to the recycle bin; they count nowhere.
const DUPLICATES: usize = 3;
/// Opportunities that are lost and taken up again.
const RELAPSES: usize = 2;

/// All lives of a company, in order of birth; the quota is met exactly.
pub fn lives(shape: &Shape, calendar: Calendar, founded: Date, today: Date, random: &mut Random) -> Vec<Life> {
    let quarters = Quarters::before(today);
    let quota = &shape.quota;
    let setup = Period { from: plus(founded, 2), to: plus(quarters.first.from, -1) };
    let mut seeds = Vec::new();
    let groups = [
        (setup, quota.stock, quota.stock_early, quota.stock_late),
        (quarters.first, quota.first, quota.first_early, quota.first_late),
        (quarters.second, quota.second, 0, quota.second_late),
    ];
    let mut pipelines = pipeline_deck(shape);
    for (period, count, early, late) in groups {
        let born = births(calendar, period, count, random);
        let fates = fates(count, early, late, random);
        for (born, fate) in born.into_iter().zip(fates) {
            seeds.push((pipelines.draw(random).unwrap_or_default(), born, fate));
        }
    }
    let planner = Planner { shape, calendar, today, quarters };
    let mut lives = planner.closed(&seeds, quota, random);
    lives.extend(planner.open(&seeds, random));
    planner.add_relapses(&mut lives);
    for _ in 0..DUPLICATES {
        let born = births(calendar, quarters.second, 1, random).pop().unwrap_or(quarters.second.from);
        let end = End::Duplicate(calendar.on_or_after(born).min(calendar.before(today)));
        lives.push(Life { pipeline: 0, born, visits: Vec::new(), end, relapse: None });
    }
    lives.sort_by_key(|life| life.born);
    lives
}

/// Most cards ever at once in a stage, and those there at the end.
pub fn occupancy(lives: &[Life], pipeline: usize, stage: usize, today: Date) -> (usize, usize) {
    let mut changes = Vec::new();
    let mut last = 0;
    for life in lives.iter().filter(|life| life.pipeline == pipeline) {
        let end = match life.end {
            End::Won(day) | End::Lost(day) | End::Duplicate(day) => day,
            End::Open(..) => today,
        };
        let entries = std::iter::once((0, life.born)).chain(life.visits.iter().copied());
        let leaves = life.visits.iter().map(|(_, day)| *day).chain([end]);
        for ((at, from), to) in entries.zip(leaves) {
            if at == stage {
                changes.extend([(from, 0, 1i64), (to, 1, -1)]);
                last += usize::from(to == today);
            }
        }
    }
    // On one day arrivals are counted before departures: the most that can have been there at once.
    changes.sort_unstable();
    let (mut now, mut most) = (0, 0);
    for (_, _, by) in changes {
        now += by;
        most = most.max(now);
    }
    (usize::try_from(most).unwrap_or(0), last)
}

fn pipeline_deck(shape: &Shape) -> Deck<usize> {
    let shares = shape.pipelines.iter().enumerate();
    let indices: Vec<usize> = shares.flat_map(|(index, pipeline)| std::iter::repeat_n(index, pipeline.share)).collect();
    Deck::new(&indices)
}

fn births(calendar: Calendar, period: Period, count: usize, random: &mut Random) -> Vec<Date> {
    let days = calendar.working_days(period.from, period.to);
    let mut born: Vec<Date> = (0..count).map(|_| random.pick(&days).copied().unwrap_or(period.from)).collect();
    born.sort_unstable();
    born
}

/// Fates in order of birth. Whatever closes in the quarter of its birth is among the older ones, so that it has time to.
fn fates(count: usize, early: usize, late: usize, random: &mut Random) -> Vec<Fate> {
    let first = if early > 0 { (Fate::Early, early) } else { (Fate::Late, late) };
    let mut order: Vec<usize> = (0..count).collect();
    let old = first.1.max(count * 7 / 10).min(count);
    let (older, _) = order.split_at_mut(old);
    random.shuffle(older);
    let (_, others) = order.split_at_mut(first.1.min(count));
    random.shuffle(others);
    let mut fates = vec![Fate::Open; count];
    let labels = std::iter::repeat_n(first.0, first.1).chain(std::iter::repeat_n(Fate::Late, if early > 0 { late } else { 0 }));
    for (index, label) in order.into_iter().zip(labels) {
        if let Some(fate) = fates.get_mut(index) {
            *fate = label;
        }
    }
    fates
}

type Seed = (usize, Date, Fate);

struct Planner<'a> {
    shape: &'a Shape,
    calendar: Calendar,
    today: Date,
    quarters: Quarters,
}

impl Planner<'_> {
    fn closed(&self, seeds: &[Seed], quota: &Quota, random: &mut Random) -> Vec<Life> {
        let mut lives = Vec::new();
        for (fate, period, won) in [(Fate::Early, self.quarters.first, quota.won_early), (Fate::Late, self.quarters.second, quota.won_late)]
        {
            let mut closing: Vec<(i64, Seed)> = seeds
                .iter()
                .filter(|seed| seed.2 == fate)
                .map(|seed| {
                    let chance = self.pipeline(seed.0).and_then(|it| it.stages.first()).map_or(0, |stage| i64::from(stage.probability));
                    (-chance - random.between(0, 120), *seed)
                })
                .collect();
            closing.sort_by_key(|(key, _)| *key);
            for (index, (_, (pipeline, born, _))) in closing.into_iter().enumerate() {
                let day = self.closing_day(born, period, random);
                let end = if index < won { End::Won(day) } else { End::Lost(day) };
                let last = self.last_stage(pipeline, index < won, random);
                let visits = self.visits(last, born, day, random);
                lives.push(Life { pipeline, born, visits, end, relapse: None });
            }
        }
        lives
    }

    fn open(&self, seeds: &[Seed], random: &mut Random) -> Vec<Life> {
        let mut open: Vec<Seed> = seeds.iter().filter(|seed| seed.2 == Fate::Open).copied().collect();
        open.sort_by_key(|seed| seed.1);
        let count = open.len();
        let quota = [
            (Mark::NoStep, count * 12 / 100),
            (Mark::OverdueStep, count * 12 / 100),
            (Mark::OverdueClose, count * 7 / 100),
            (Mark::Today, count / 10),
        ];
        let mut marks: Vec<Mark> = quota.iter().flat_map(|(mark, count)| std::iter::repeat_n(*mark, *count)).collect();
        let old = open.iter().filter(|seed| days_between(seed.1, self.today) >= 42).count();
        let rotting = (count * 15 / 100).min(old);
        let unowned = (count * 6 / 100).max(2);
        marks.resize(count.saturating_sub(rotting + unowned), Mark::Fresh);
        random.shuffle(&mut marks);
        // The youngest have no owner yet; among the old ones some rot.
        let (older, young) = open.split_at(count.saturating_sub(unowned));
        let mut order: Vec<usize> = (0..old.min(older.len())).collect();
        random.shuffle(&mut order);
        order.truncate(rotting);
        let mut marks = marks.into_iter();
        let mut lives: Vec<Life> = older
            .iter()
            .enumerate()
            .map(|(index, seed)| {
                let mark = if order.contains(&index) { Mark::Rotting } else { marks.next().unwrap_or(Mark::Fresh) };
                self.open_life(*seed, mark, random)
            })
            .collect();
        lives.extend(young.iter().map(|seed| Life {
            pipeline: 0,
            born: seed.1,
            visits: Vec::new(),
            end: End::Open(Mark::Unowned, seed.1),
            relapse: None,
        }));
        lives
    }

    fn open_life(&self, (pipeline, born, _): Seed, mark: Mark, random: &mut Random) -> Life {
        let stages = self.pipeline(pipeline).map_or(&[][..], |it| it.stages);
        let age = days_between(born, self.today);
        let reach = stages.len().saturating_sub(1).min(1 + usize::try_from(age / 12).unwrap_or(0));
        let mut last = random.below(reach + 1);
        if mark == Mark::Rotting && stages.get(last).is_none_or(|stage| stage.rot.is_none()) {
            last = last.saturating_sub(1);
        }
        let rot = stages.get(last).and_then(|stage| stage.rot).map_or(10, i64::from);
        let touched = match mark {
            Mark::Rotting => {
                let day = plus(self.today, -(rot + random.between(3, 18)));
                if self.calendar.is_working(day) { day } else { self.calendar.before(day) }
            }
            _ => {
                let days = self.calendar.working_days(plus(self.today, -rot.min(6)), plus(self.today, -1));
                random.pick(&days).copied().unwrap_or_else(|| self.calendar.before(self.today))
            }
        };
        let touched = touched.max(born);
        Life { pipeline, born, visits: self.visits(last, born, touched, random), end: End::Open(mark, touched), relapse: None }
    }

    fn pipeline(&self, index: usize) -> Option<&'static PipelineShape> {
        self.shape.pipelines.get(index)
    }

    fn closing_day(&self, born: Date, period: Period, random: &mut Random) -> Date {
        let from = self.calendar.later(born, random.between(3, 12)).max(period.from);
        let days = self.calendar.working_days(from.min(period.to), period.to);
        let two = [random.pick(&days), random.pick(&days)];
        two.into_iter().flatten().min().copied().unwrap_or_else(|| self.calendar.before(plus(period.to, 1)))
    }

    fn last_stage(&self, pipeline: usize, won: bool, random: &mut Random) -> usize {
        let stages = self.pipeline(pipeline).map_or(&[][..], |it| it.stages);
        if won {
            return stages.len().saturating_sub(if random.chance(85) { 1 } else { 2 });
        }
        random.weighted(&stages.iter().map(|stage| stage.losses).collect::<Vec<_>>())
    }

    /// The way to a stage: mostly one after the other, now and then one left out or a step back.
    fn visits(&self, last: usize, born: Date, until: Date, random: &mut Random) -> Vec<(usize, Date)> {
        let mut path = Vec::new();
        for stage in 1..=last {
            if stage < last && last >= 3 && random.chance(17) {
                continue;
            }
            path.push(stage);
            if stage >= 2 && stage < last && random.chance(7) {
                path.extend([stage - 1, stage]);
            }
        }
        let days = self.calendar.working_days(born, until);
        let mut dates: Vec<Date> = path.iter().map(|_| random.pick(&days).copied().unwrap_or(born)).collect();
        dates.sort_unstable();
        path.into_iter().zip(dates).collect()
    }

    /// The longest rest of an open life, if it is long enough, is turned into a loss and a return.
    fn add_relapses(&self, lives: &mut [Life]) {
        let mut left = RELAPSES;
        for life in lives.iter_mut() {
            let End::Open(Mark::Fresh | Mark::Today, touched) = life.end else { continue };
            let days: Vec<Date> = std::iter::once(life.born).chain(life.visits.iter().map(|visit| visit.1)).chain([touched]).collect();
            let rest =
                days.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).find(|(from, to)| days_between(*from, *to) >= 25);
            if let Some((from, _)) = rest.filter(|_| left > 0) {
                let lost = self.calendar.later(from, 3);
                life.relapse = Some((lost, self.calendar.later(lost, 4)));
                left -= 1;
            }
        }
    }
}
