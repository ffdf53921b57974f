//! English names: people, places, companies, all fictitious.

use heliu_domain::Currency;

use super::{City, Names};

const fn city(name: &'static str, place: &'static str, dial: &'static str) -> City {
    City { name, place, dial, currency: Currency::USD }
}

/// The names of English-speaking customers.
pub const NAMES: Names = Names {
    family: &[
        ("Abernathy", "abernathy"), ("Ainsley", "ainsley"), ("Alvarado", "alvarado"), ("Barlow", "barlow"), ("Bianchi", "bianchi"),
        ("Brandt", "brandt"), ("Castillo", "castillo"), ("Chowdhury", "chowdhury"), ("Coleman", "coleman"), ("Dabrowski", "dabrowski"),
        ("Delacroix", "delacroix"), ("Eastwood", "eastwood"), ("Eng", "eng"), ("Farrow", "farrow"), ("Ferreira", "ferreira"),
        ("Gallo", "gallo"), ("Goodwin", "goodwin"), ("Haskell", "haskell"), ("Holm", "holm"), ("Iqbal", "iqbal"), ("Jansen", "jansen"),
        ("Kaplan", "kaplan"), ("Kimura", "kimura"), ("Kovacs", "kovacs"), ("Lachance", "lachance"), ("Lund", "lund"),
        ("Mackey", "mackey"), ("Mbeki", "mbeki"), ("Mulligan", "mulligan"), ("Novak", "novak"), ("Nunez", "nunez"), ("Orr", "orr"),
        ("Pacheco", "pacheco"), ("Prescott", "prescott"), ("Quinn", "quinn"), ("Rao", "rao"), ("Redfern", "redfern"),
        ("Salazar", "salazar"), ("Schaefer", "schaefer"), ("Sinclair", "sinclair"), ("Tran", "tran"), ("Underwood", "underwood"),
        ("Vance", "vance"), ("Vasquez", "vasquez"), ("Weller", "weller"), ("Winslow", "winslow"), ("Yates", "yates"), ("Zeller", "zeller"),
    ],
    given: &[
        ("Adele", "a"), ("Andre", "a"), ("Annika", "a"), ("Bridget", "b"), ("Carlos", "c"), ("Cheryl", "c"), ("Dale", "d"),
        ("Deborah", "d"), ("Dominic", "d"), ("Esther", "e"), ("Felix", "f"), ("Frances", "f"), ("Gordon", "g"), ("Greta", "g"),
        ("Harold", "h"), ("Imani", "i"), ("Irene", "i"), ("Jerome", "j"), ("Joan", "j"), ("Kavita", "k"), ("Keith", "k"),
        ("Lorna", "l"), ("Luis", "l"), ("Malcolm", "m"), ("Mariam", "m"), ("Monica", "m"), ("Neil", "n"), ("Odette", "o"),
        ("Oscar", "o"), ("Pavel", "p"), ("Rhonda", "r"), ("Roland", "r"), ("Sandra", "s"), ("Simon", "s"), ("Theresa", "t"),
        ("Trevor", "t"), ("Ursula", "u"), ("Victor", "v"), ("Wendy", "w"), ("Yolanda", "y"),
    ],
    roles: &[
        ("Head of IT", ""), ("Operations Manager", ""), ("Purchasing Manager", ""), ("Plant Manager", ""), ("Finance Director", ""),
        ("Managing Director", ""), ("Head of Quality", ""), ("Project Engineer", ""), ("Controller", ""), ("Technical Director", ""),
        ("Supply Chain Lead", ""), ("Maintenance Manager", ""),
    ],
    stems: &[
        ("Brackwater", "brackwater"), ("Haldenmoor", "haldenmoor"), ("Tidewell", "tidewell"), ("Corranvale", "corranvale"),
        ("Ashgrove Hill", "ashgrovehill"), ("Penhallow", "penhallow"), ("Larkfield", "larkfield"), ("Westerby", "westerby"),
        ("Quillon", "quillon"), ("Merriden", "merriden"), ("Stonecroft", "stonecroft"), ("Fennimore", "fennimore"),
        ("Ravensholt", "ravensholt"), ("Calder Reach", "calderreach"), ("Wynscombe", "wynscombe"), ("Thistledown", "thistledown"),
        ("Marlow Ridge", "marlowridge"), ("Elmswick", "elmswick"), ("Kestrelton", "kestrelton"), ("Dunmore Vale", "dunmorevale"),
        ("Copperlane", "copperlane"), ("Silverbeck", "silverbeck"), ("Harrowfield", "harrowfield"), ("Oxbow Point", "oxbowpoint"),
        ("Gantry Hill", "gantryhill"), ("Lowmarsh", "lowmarsh"), ("Pinecrest Bay", "pinecrestbay"), ("Saltmere", "saltmere"),
        ("Trillium Lake", "trilliumlake"), ("Hollowbrook", "hollowbrook"), ("Aldersyde", "aldersyde"), ("Bellweather", "bellweather"),
        ("Cinderford Park", "cinderfordpark"), ("Drumlin", "drumlin"), ("Everslade", "everslade"), ("Foxglove Mill", "foxglovemill"),
        ("Greywater", "greywater"), ("Hawkstone Ferry", "hawkstoneferry"), ("Inverley", "inverley"), ("Juniper Flats", "juniperflats"),
        ("Kingsbarrow", "kingsbarrow"), ("Longacre Pike", "longacrepike"), ("Mossdale", "mossdale"), ("Nettlecombe", "nettlecombe"),
        ("Old Quarry", "oldquarry"), ("Pebblestone", "pebblestone"), ("Quarterdeck", "quarterdeck"), ("Rookwood", "rookwood"),
        ("Sandhurst Creek", "sandhurstcreek"), ("Tamarack Bend", "tamarackbend"), ("Upperfield", "upperfield"), ("Velden", "velden"),
        ("Whitlock Bay", "whitlockbay"), ("Yarrowdale", "yarrowdale"), ("Zephyr Hollow", "zephyrhollow"), ("Bramblecote", "bramblecote"),
        ("Coldspring", "coldspring"), ("Deepwell", "deepwell"), ("Eastmarch", "eastmarch"), ("Farrier Lane", "farrierlane"),
        ("Glenhaven", "glenhaven"), ("Heronsgate", "heronsgate"), ("Ironwood Bluff", "ironwoodbluff"), ("Kelpie Bay", "kelpiebay"),
        ("Lanternfield", "lanternfield"), ("Millrace", "millrace"), ("Norwold", "norwold"), ("Otterburn Falls", "otterburnfalls"),
        ("Plover Island", "ploverisland"), ("Redcliffe Pass", "redcliffepass"), ("Sorrel Hill", "sorrelhill"), ("Thornbridge", "thornbridge"),
    ],
    cities: &[
        city("Cleveland", "Cleveland, Ohio", "+1 216 555 01"), city("Columbus", "Columbus, Ohio", "+1 614 555 01"),
        city("Pittsburgh", "Pittsburgh, Pennsylvania", "+1 412 555 01"), city("Milwaukee", "Milwaukee, Wisconsin", "+1 414 555 01"),
        city("Rochester", "Rochester, New York", "+1 585 555 01"), city("Toledo", "Toledo, Ohio", "+1 419 555 01"),
        city("Grand Rapids", "Grand Rapids, Michigan", "+1 616 555 01"), city("Omaha", "Omaha, Nebraska", "+1 402 555 01"),
        city("Tulsa", "Tulsa, Oklahoma", "+1 918 555 01"), city("Knoxville", "Knoxville, Tennessee", "+1 865 555 01"),
        city("Spokane", "Spokane, Washington", "+1 509 555 01"), city("Boise", "Boise, Idaho", "+1 208 555 01"),
        city("Raleigh", "Raleigh, North Carolina", "+1 919 555 01"), city("Richmond", "Richmond, Virginia", "+1 804 555 01"),
        city("Des Moines", "Des Moines, Iowa", "+1 515 555 01"), city("Louisville", "Louisville, Kentucky", "+1 502 555 01"),
        city("Fort Wayne", "Fort Wayne, Indiana", "+1 260 555 01"), city("Minneapolis", "Minneapolis, Minnesota", "+1 612 555 01"),
        City { name: "Rotterdam", place: "Rotterdam, Netherlands", dial: "", currency: Currency::EUR },
        City { name: "Graz", place: "Graz, Austria", dial: "", currency: Currency::EUR },
        City { name: "Suzhou", place: "Suzhou, China", dial: "", currency: Currency::CNY },
    ],
    somebody: "the customer",
    company: "{stem} {ending}",
    person: "{given} {family}",
    months: [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ],
    day: "{day} {month}",
};
