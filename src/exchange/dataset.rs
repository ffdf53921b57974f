//! Several files together: the deals, and the files that say more about their accounts, products and salespeople.
//!
//! - Accounts bring industry, place, parent company, web address and telephone. Other columns are left out, which is noted.
//! - Products bring series and list price, salespeople bring manager and office: these become custom fields of the deals, because
//!   they tell how things stood for that deal and can be filtered there. Managers become people of the management, salespeople without
//!   a deal become people too.
//! - Names are matched as they are written, whatever their case. What is not listed in its file is noted and kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Read},
    path::PathBuf,
};

use heliu_domain::{
    directory::{Account, Department},
    exchange::{
        FileKind, IMPORT_MAX, ImportAccount, ImportPerson, ImportPlan, Mapping, Note, PROBLEMS_MAX, Preview, RowProblem, SAMPLE_ROWS,
        Target,
    },
    id::AccountId,
    problem::{Code, Problem},
    text::{self, fold},
};
use uuid::Uuid;

use super::{
    cell,
    csv::{self, Table},
    guess::{self, Side},
    plan::{self, Around, Built},
    read, trello,
};

/// Most files of one import.
pub const FILES_MAX: usize = 10;

/// A file as it was uploaded.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// What a set of files makes: the plan, and each file to be looked at, the one with the deals first.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub plan: ImportPlan,
    pub previews: Vec<Preview>,
}

impl Prepared {
    /// Problems in all files together.
    pub fn problem_count(&self) -> usize {
        self.previews.iter().map(|preview| preview.problem_count).sum()
    }

    /// The plan for importing: refused while rows have problems, unless those are to be left out.
    ///
    /// # Errors
    /// As [`heliu_domain::exchange::decide`] refuses a plan whose rows have problems.
    pub fn agreed(self) -> Result<ImportPlan, Problem> {
        let first = self.previews.iter().flat_map(|preview| &preview.problems).next();
        match first {
            Some(first) if !self.plan.skip => Err(Problem::of(Code::Invalid, "line").with(first.line).with(self.problem_count())),
            _ => Ok(self.plan),
        }
    }
}

/// The files that paths name, with those of a folder in the order of their names: tables and boards, as their endings say.
///
/// # Errors
/// Whatever keeps them from being read. A file that is too large is cut just beyond the limit, so that reading it says so.
pub fn gather(paths: &[PathBuf]) -> io::Result<Vec<(String, Vec<u8>)>> {
    let is_table = |path: &PathBuf| {
        path.extension().is_some_and(|ending| ["csv", "tsv", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
    };
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
            inside.retain(|path| path.is_file() && is_table(path));
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    let most = u64::try_from(IMPORT_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let read = files.into_iter().map(|path| {
        let mut bytes = Vec::new();
        let opened = fs::File::open(&path).and_then(|file| file.take(most).read_to_end(&mut bytes));
        opened.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok((name, bytes))
    });
    read.collect()
}

/// Reads files, one of which holds deals (a table or a Trello board), and plans their import.
/// The chosen mapping is that of the deals; if it does not fit their headings, its columns are guessed anew.
///
/// # Errors
/// A problem of a file as a whole, two files of deals, or none.
pub fn prepare(uploads: &[Upload], chosen: Option<&Mapping>, around: &Around) -> Result<Prepared, Problem> {
    if uploads.len() > FILES_MAX {
        return Err(Problem::of(Code::TooLong, "files").with(FILES_MAX));
    }
    let mut deals = None;
    let mut beside = Beside::default();
    for upload in uploads {
        if trello::is_json(upload.bytes) {
            let built = trello::build(upload.name, upload.bytes, around)?;
            let preview = Preview { kind: FileKind::Trello, ..Preview::default() };
            put_deals(&mut deals, upload, preview, built)?;
            continue;
        }
        let alone = uploads.len() == 1;
        let table = csv::read(upload.bytes, None, None)?;
        match guess::kind(&table.headings) {
            kind if alone || kind == FileKind::Opportunities => {
                let (preview, built) = deal_table(upload, chosen, around)?;
                put_deals(&mut deals, upload, preview, built)?;
            }
            kind => beside.read(upload, kind, &table),
        }
    }
    let (mut preview, mut built) = deals.ok_or_else(|| Problem::of(Code::Required, "opportunity"))?;
    beside.complete(&mut built);
    fill(&mut preview, built.problems);
    preview.rows = built.plan.rows.len();
    preview.notes = built.notes;
    preview.stages = built.stages;
    let previews = std::iter::once(preview).chain(beside.previews).collect();
    Ok(Prepared { plan: built.plan, previews })
}

fn put_deals(deals: &mut Option<(Preview, Built)>, upload: &Upload, preview: Preview, built: Built) -> Result<(), Problem> {
    if deals.is_some() {
        return Err(Problem::of(Code::Taken, "file").with(upload.name));
    }
    *deals = Some((Preview { file: upload.name.to_owned(), ..preview }, built));
    Ok(())
}

fn deal_table(upload: &Upload, chosen: Option<&Mapping>, around: &Around) -> Result<(Preview, Built), Problem> {
    let table = csv::read(upload.bytes, chosen.map(|mapping| mapping.encoding), chosen.map(|mapping| mapping.delimiter))?;
    let mut mapping = guess::mapping(&table, around.fields, around.currency);
    if let Some(chosen) = chosen {
        let fits = chosen.columns.len() == table.headings.len();
        let columns = if fits { chosen.columns.clone() } else { mapping.columns };
        mapping = Mapping { columns, ..chosen.clone() };
    }
    let built = plan::build(upload.name, &table, &mapping, around);
    let ambiguous = guess::doubts(&table, &mapping);
    let preview = Preview { detected: read::detect(upload.bytes).0, ambiguous, mapping, ..shown(&table) };
    Ok((preview, built))
}

/// The headings and first rows of a table.
fn shown(table: &Table) -> Preview {
    let sample = table.rows.iter().take(SAMPLE_ROWS).map(|row| row.cells().map(str::to_owned).collect()).collect();
    Preview { headings: table.headings.clone(), sample, detected: table.encoding, rows: table.rows.len(), ..Preview::default() }
}

fn fill(preview: &mut Preview, mut problems: Vec<RowProblem>) {
    preview.problem_count = problems.len();
    problems.truncate(PROBLEMS_MAX);
    preview.problems = problems;
}

/// Names of a file with what it says about each: name and value of custom fields, by folded name.
#[derive(Default)]
struct Listing {
    file: String,
    entries: BTreeMap<String, Entry>,
}

struct Entry {
    name: String,
    fields: Vec<(String, String)>,
}

/// What the files beside the deals say.
#[derive(Default)]
struct Beside {
    accounts: Vec<ImportAccount>,
    account_file: String,
    products: Listing,
    people: Listing,
    managers: Vec<String>,
    previews: Vec<Preview>,
}

impl Beside {
    fn read(&mut self, upload: &Upload, kind: FileKind, table: &Table) {
        let mut preview = Preview { file: upload.name.to_owned(), kind, ..shown(table) };
        let mut problems = table.problems.clone();
        let used = match kind {
            FileKind::Accounts => {
                self.account_file = upload.name.to_owned();
                self.read_accounts(table, &mut problems)
            }
            FileKind::Products => {
                let (listing, used) = listing(upload, table, Side::Product, &[Side::Series, Side::Price]);
                self.products = listing;
                used
            }
            FileKind::Teams => {
                let (listing, used) = listing(upload, table, Side::Person, &[Side::Manager, Side::Office]);
                self.people = listing;
                self.read_managers(table);
                used
            }
            _ => {
                preview.notes.push(Note::NotImported { file: upload.name.to_owned() });
                (0..table.headings.len()).collect()
            }
        };
        let unused = table.headings.iter().enumerate().filter(|(column, _)| !used.contains(column));
        preview.notes.extend(unused.map(|(_, heading)| Note::LeftOut { column: heading.clone() }));
        fill(&mut preview, problems);
        self.previews.push(preview);
    }

    fn read_accounts(&mut self, table: &Table, problems: &mut Vec<RowProblem>) -> Vec<usize> {
        let sides = [Side::Account, Side::Industry, Side::Location, Side::Website, Side::Phone, Side::Parent];
        let columns = sides.map(|side| side.column(&table.headings));
        for row in &table.rows {
            let [name, industry, location, website, phone, parent] =
                columns.map(|column| column.map(|column| cell::line(row.cell(column))).unwrap_or_default());
            let account = ImportAccount { name, industry, location, website, phone, parent };
            match checked(&account) {
                Ok(()) => self.accounts.push(account),
                Err(problem) => problems.push(RowProblem::new(row.line, None, &account.name, problem)),
            }
        }
        columns.into_iter().flatten().collect()
    }

    fn read_managers(&mut self, table: &Table) {
        let Some(column) = Side::Manager.column(&table.headings) else { return };
        let mut seen = BTreeSet::new();
        let names = table.rows.iter().map(|row| cell::line(row.cell(column))).filter(|name| is_name(name) && seen.insert(fold(name)));
        self.managers = names.collect();
    }

    /// Adds to the plan what these files say.
    fn complete(&self, built: &mut Built) {
        let plan = &mut built.plan;
        plan.accounts.clone_from(&self.accounts);
        let product = plan.fields.iter().find_map(|target| match target {
            Target::Custom(name) if guess::is_product(name) => Some(name.clone()),
            _ => None,
        });
        let mut unlisted = Unlisted::default();
        let accounts: BTreeSet<String> = self.accounts.iter().map(|account| fold(&account.name)).collect();
        let mut busy = BTreeSet::new();
        for row in &mut plan.rows {
            busy.insert(fold(&row.owner));
            let sold = product.as_ref().and_then(|product| row.custom.get(product)).cloned().unwrap_or_default();
            for (listing, name, target) in
                [(&self.products, sold, product.as_deref().unwrap_or_default()), (&self.people, row.owner.clone(), "owner")]
            {
                match listing.entries.get(&fold(&name)) {
                    Some(entry) => row.custom.extend(entry.fields.iter().cloned()),
                    None if !name.is_empty() && !listing.entries.is_empty() => unlisted.count(target, &name, &listing.file),
                    None => {}
                }
            }
            if !row.account.is_empty() && !accounts.is_empty() && !accounts.contains(&fold(&row.account)) {
                unlisted.count("account", &row.account, &self.account_file);
            }
        }
        built.notes.extend(unlisted.notes());
        let names =
            self.products.entries.values().chain(self.people.entries.values()).flat_map(|entry| &entry.fields).map(|(name, _)| name);
        for name in names {
            let target = Target::Custom(name.clone());
            if !plan.fields.contains(&target) {
                plan.fields.push(target);
            }
        }
        let people = self.people.entries.values().map(|entry| (&entry.name, Department::Sales));
        let managers = self.managers.iter().map(|name| (name, Department::Management));
        plan.people = people.chain(managers).map(|(name, department)| ImportPerson { name: name.clone(), department }).collect();
        let idle = self.people.entries.keys().filter(|name| !busy.contains(*name)).count();
        if idle > 0 {
            built.notes.push(Note::Idle { people: idle, file: self.people.file.clone() });
        }
    }
}

/// Reads one name a row with the fields that go with it; also the columns used.
fn listing(upload: &Upload, table: &Table, name: Side, fields: &[Side]) -> (Listing, Vec<usize>) {
    let mut listing = Listing { file: upload.name.to_owned(), entries: BTreeMap::new() };
    let Some(key) = name.column(&table.headings) else { return (listing, Vec::new()) };
    let columns: Vec<usize> = fields.iter().filter_map(|side| side.column(&table.headings)).collect();
    let field_name = |column: usize| table.headings.get(column).map(|heading| guess::field_name(heading)).unwrap_or_default();
    for row in &table.rows {
        let name = cell::line(row.cell(key));
        if is_name(&name) {
            let fields =
                columns.iter().map(|column| (field_name(*column), cell::line(row.cell(*column)))).filter(|(_, value)| !value.is_empty());
            let entry = Entry { fields: fields.collect(), name: name.clone() };
            listing.entries.insert(fold(&name), entry);
        }
    }
    (listing, columns.into_iter().chain([key]).collect())
}

fn is_name(name: &str) -> bool {
    text::name("person", name).is_ok()
}

fn checked(account: &ImportAccount) -> Result<(), Problem> {
    let ImportAccount { name, industry, location, website, phone, parent } = account.clone();
    Account { industry, location, website, phone, parent, ..Account::named(AccountId(Uuid::nil()), name) }.checked().map(|_| ())
}

/// Names that are not in the file that lists their like, with the number of rows.
#[derive(Default)]
struct Unlisted(BTreeMap<(String, String, String), usize>);

impl Unlisted {
    fn count(&mut self, column: &str, value: &str, file: &str) {
        *self.0.entry((column.to_owned(), value.to_owned(), file.to_owned())).or_default() += 1;
    }

    /// The most frequent ones.
    fn notes(self) -> Vec<Note> {
        let mut counted: Vec<_> = self.0.into_iter().collect();
        counted.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        counted.into_iter().take(20).map(|((column, value, file), rows)| Note::Unlisted { column, value, rows, file }).collect()
    }
}
