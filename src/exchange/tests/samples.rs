//! The sample files: real ones where they are, else made-up ones of the same shape.

use std::path::PathBuf;

/// The real samples' folder, if it is named.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os("HELIU_SAMPLES").map(PathBuf::from)
}

pub struct Dataset {
    pub pipeline: Vec<u8>,
    pub accounts: Vec<u8>,
    pub products: Vec<u8>,
    pub teams: Vec<u8>,
    pub dictionary: Vec<u8>,
    /// Made up here.
    pub made_up: bool,
}

/// The four tables of deals, accounts, products and teams.
pub fn dataset() -> Dataset {
    let Some(folder) = folder() else { return made_up() };
    let read = |name: &str| std::fs::read(folder.join("crm-sales-opportunities").join(name)).unwrap();
    Dataset {
        pipeline: read("sales_pipeline.csv"),
        accounts: read("accounts.csv"),
        products: read("products.csv"),
        teams: read("sales_teams.csv"),
        dictionary: read("data_dictionary.csv"),
        made_up: false,
    }
}

/// As many rows of each state as the real file has, and its quirks: a product written in two ways, deals without account or dates.
fn made_up() -> Dataset {
    println!("HELIU_SAMPLES is not set: made-up files of the same shape are read instead");
    let mut pipeline = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n".to_owned();
    let states = [("Won", 4238), ("Lost", 2473), ("Engaging", 1589), ("Prospecting", 500)];
    let rows = states.iter().flat_map(|(state, count)| (0..*count).map(move |number| (*state, number)));
    for (index, (state, number)) in rows.enumerate() {
        let product = if number % 6 == 0 { "GTXPro" } else { "GTX Basic" };
        let closed = matches!(state, "Won" | "Lost");
        let account = if closed || number % 3 == 0 { format!("Company {}", index % 85) } else { String::new() };
        let engaged = if state == "Prospecting" { "" } else { "2016-10-25" };
        let (date, value) = match state {
            "Won" => ("2017-03-01", (100 + number).to_string()),
            "Lost" => ("2017-04-02", "0".to_owned()),
            _ => ("", String::new()),
        };
        pipeline.push_str(&format!("X{index:07},Agent {},{product},{account},{state},{engaged},{date},{value}\n", index % 30));
    }
    let accounts = (0..85).map(|number| format!("Company {number},technolgy,1996,1100.04,2822,United States,\n")).collect::<String>();
    let teams = (0..35).map(|number| format!("Agent {number},Manager {},Central\n", number % 6)).collect::<String>();
    Dataset {
        pipeline: pipeline.into(),
        accounts: format!("account,sector,year_established,revenue,employees,office_location,subsidiary_of\n{accounts}").into(),
        products: "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\n".into(),
        teams: format!("sales_agent,manager,regional_office\n{teams}").into(),
        dictionary: "Table,Field,Description\naccounts,account,Company name\n".into(),
        made_up: true,
    }
}
