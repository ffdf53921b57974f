//! The customers of a company: drawn up before the story, made known to it when they are first needed.

use heliu_domain::{
    AccountId, ContactId,
    directory::{Account, Contact},
};
use uuid::Uuid;

use super::{
    phrase,
    random::{Deck, Random},
    words::{City, Industry, Words},
};

/// A customer with its people.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Without a true id until it is known.
    pub account: Account,
    pub short: String,
    pub city: City,
    pub industry: Industry,
    pub people: Vec<CustomerPerson>,
    pub known: bool,
}

/// Somebody at a customer.
#[derive(Clone, Debug)]
pub struct CustomerPerson {
    /// Without a true id until it is known.
    pub contact: Contact,
    /// How notes call the person.
    pub address: String,
    pub known: bool,
}

/// Draws up customers, no two of one name; the last `partners` of them are partners.
pub fn draw(words: &Words, count: usize, partners: usize, random: &mut Random) -> Vec<Customer> {
    let names = words.names;
    let (mut stems, mut cities) = (Deck::new(names.stems), Deck::new(names.cities));
    let mut industries = Deck::new(words.industries);
    let people: Vec<(usize, usize)> =
        (0..names.family.len()).flat_map(|family| (0..names.given.len()).map(move |given| (family, given))).collect();
    let mut people = Deck::new(&people);
    let mut customers: Vec<Customer> = Vec::with_capacity(count);
    for number in 0..count {
        let (Some((stem, latin)), Some(city), Some(industry)) = (stems.draw(random), cities.draw(random), industries.draw(random)) else {
            break;
        };
        let industry = words.partners.filter(|_| number + partners >= count).unwrap_or(industry);
        let (ending, short) = random.pick(industry.endings).copied().unwrap_or_default();
        let name = names.company.replace("{city}", city.name).replace("{stem}", stem).replace("{ending}", ending);
        let account = Account {
            industry: industry.name.to_owned(),
            location: city.place.to_owned(),
            website: if random.chance(70) { format!("https://www.{latin}.example") } else { String::new() },
            phone: phone(city, random),
            parent: if random.chance(9) { words.group.replace("{stem}", stem) } else { String::new() },
            ..Account::named(AccountId(Uuid::nil()), name)
        };
        let size = [1, 1, 2, 2, 3].get(random.below(5)).copied().unwrap_or(1);
        let staff = (0..size)
            .filter_map(|_| {
                let person = people.draw(random)?;
                somebody(words, person, latin, city, random)
            })
            .collect();
        customers.push(Customer { account, short: format!("{stem}{short}"), city, industry, people: staff, known: false });
    }
    customers
}

fn somebody(words: &Words, (family, given): (usize, usize), domain: &str, city: City, random: &mut Random) -> Option<CustomerPerson> {
    let names = words.names;
    let ((family, family_latin), (given, given_latin)) = (*names.family.get(family)?, *names.given.get(given)?);
    let (role, title) = *random.pick(names.roles)?;
    let contact = Contact {
        email: if random.chance(80) { format!("{given_latin}.{family_latin}@{domain}.example") } else { String::new() },
        phone: if random.chance(60) { phone(city, random) } else { String::new() },
        role: role.to_owned(),
        ..Contact::named(ContactId(Uuid::nil()), None, names.person.replace("{family}", family).replace("{given}", given))
    };
    let address = if title.is_empty() { given.to_owned() } else { format!("{family}{title}") };
    Some(CustomerPerson { contact, address, known: false })
}

/// A number from a range that nobody is given.
fn phone(city: City, random: &mut Random) -> String {
    if city.dial.is_empty() { String::new() } else { format!("{}{:02}", city.dial, random.below(100)) }
}

/// The round number between two, smaller ones more often: each doubling is equally likely.
pub fn amount((low, high): (i64, i64), random: &mut Random) -> i64 {
    let (low, high) = (low.max(1) * 1000, high.max(1) * 1000);
    let doublings = i64::from((high / low).max(1).ilog2());
    let base = low << random.between(0, doublings);
    let number = base + random.between(0, base);
    phrase::round(if number > high { random.between(low.max(high / 2), high) } else { number })
}
