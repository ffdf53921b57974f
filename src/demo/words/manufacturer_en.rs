//! Ironbridge Machinery: machine tools, told in English.

use heliu_domain::directory::Department::{Management, Marketing, Product, Sales, Service};

use super::{FieldWords, Industry, PipelineWords, StageWords, Words, names_en::NAMES};

/// What Ironbridge says.
pub const WORDS: Words = Words {
    slug: "ironbridge",
    name: "Ironbridge Machinery",
    names: &NAMES,
    staff: &[
        ("Arthur Pemberton", Management), ("Katrin Vogel", Management), ("Stuart Maddox", Sales), ("Helen Braithwaite", Sales),
        ("Jonas Eriksen", Sales), ("Rosa Delgado", Sales), ("Ian Cawthorne", Sales), ("Mei-Lin Foster", Sales), ("Patrick Doyle", Sales),
        ("Gareth Pugh", Sales), ("Sophie Lambert", Marketing), ("Nikhil Varma", Marketing), ("Anna Kowalczyk", Marketing),
        ("Derek Holloway", Service), ("Fatima Idrissi", Service), ("Lars Nystrom", Service), ("Tony Bellini", Service),
        ("Wanda Sikorska", Service), ("Eleanor Hughes", Product), ("Viktor Sandstrom", Product), ("Chidi Eze", Product),
    ],
    newcomer: "Laura Penrose",
    industries: &[
        Industry {
            name: "Automotive supply",
            endings: &[("Driveline", ""), ("Brake Systems", ""), ("Castings", ""), ("Stampings", "")],
            subjects: &["Line for brake discs", "Cylinder heads, short run", "Turn-mill for wheel hubs", "Gear blanks in one set-up", "Knuckles in two clampings"],
        },
        Industry {
            name: "Aerospace supply",
            endings: &[("Aerostructures", ""), ("Turbine Parts", ""), ("Landing Gear", "")],
            subjects: &["Five-axis centre for turbine housings", "Ribs from the solid", "Titanium brackets", "Portal mill for spars"],
        },
        Industry {
            name: "Medical devices",
            endings: &[("Implants", ""), ("Surgical", ""), ("Medical", "")],
            subjects: &["Machine for implant screws", "Surgical instrument cell", "Compact mill for the laboratory", "Knee joints in five axes"],
        },
        Industry {
            name: "Agricultural machinery",
            endings: &[("Tractor Parts", ""), ("Harvesters", ""), ("Implements", "")],
            subjects: &["Gearbox housings", "Capacity before the harvest", "Turn-mill for drive shafts", "Plough parts, hardened"],
        },
        Industry {
            name: "Mould and tool making",
            endings: &[("Moulds", ""), ("Tool & Die", ""), ("Precision", "")],
            subjects: &["High-speed mill for moulds", "Tool room replacement", "Deep-hole drilling", "Gantry mill for large dies", "Electrode milling"],
        },
        Industry {
            name: "Pumps and valves",
            endings: &[("Pumps", ""), ("Valve Works", ""), ("Hydraulics", "")],
            subjects: &["Turn-mill for valve bodies", "Cell for pump housings", "Stainless manifolds", "Rework of hydraulic blocks", "Thread milling of large valves"],
        },
        Industry {
            name: "Contract machining",
            endings: &[("Machining", ""), ("Turned Parts", ""), ("Metalworks", "")],
            subjects: &["Bar feeder and twin spindle", "Lights-out cell", "Small series in five axes", "Third machine of the same type"],
        },
        Industry {
            name: "Rail and heavy equipment",
            endings: &[("Rail Works", ""), ("Cranes", ""), ("Forge", "")],
            subjects: &["Vertical lathe for rail wheels", "Gantry mill for crane parts", "Boring mill with rotary table", "Multi-pallet cell for castings"],
        },
        Industry {
            name: "Building products",
            endings: &[("Windows", ""), ("Fasteners", ""), ("Fixtures", "")],
            subjects: &["Window profile centre", "Hinges from bar", "Fittings on pallets", "Tooling for fasteners"],
        },
    ],
    partners: None,
    pipelines: &[MACHINES, KEY_ACCOUNTS, AFTERMARKET],
    sources: &["Trade fair", "Trade press", "Open house", "Field visit", "Referral", "Service call", "Repeat order", "Distributor"],
    campaigns: &[
        "Metalworking Week", "Trade-in bonus", "Showroom days", "Machine Expo", "Retrofit instead of replace", "Five-axis roadshow",
    ],
    tags: &["five-axis", "automation", "trade-in", "lease", "test cut", "export licence", "new plant", "competitor machine", "urgent", "key account"],
    won: &[
        "Test cut beat the competitor by 18 %", "Delivery date that fits their ramp-up", "Service engineer within four hours",
        "Trade-in made the difference", "Same control as on their other machines", "Lease over five years", "Recommended by a sister plant",
        "Spare parts from stock",
    ],
    lost: &[
        "Price: import machine 20 % cheaper", "Investment postponed to next year", "Delivery time too long", "Part went to a subcontractor",
        "Floor space not available", "Stayed with the brand in the hall", "Second-hand machine bought", "Order from their customer fell through",
        "Retrofitted the old machine",
    ],
    slow: &["Quotation took too long", "Nobody came after the enquiry", "Concept reached them after the decision"],
    tails: &[
        "Next visit on {date}.",
        "Photos are with product engineering.",
        "Wants {colleague} to see it on site.",
        "They shut down for two weeks in {month}.",
        "Asked for an answer before {date}.",
        "Left two brochures and a sample part.",
        "The works council will be informed first.",
        "Group office in {city} must be copied.",
        "Drawings follow by e-mail.",
        "Plain speaking, pleasant.",
        "Report is in the service file.",
        "Second shift agrees.",
        "They compare with one other maker.",
        "Back in the office on {date}.",
    ],
    asides: &[
        "@{colleague} can we hold a delivery slot in week 34 without deposit?",
        "Drawing set is in the folder, tolerance on the bore is 6 microns.",
        "Production says 22 weeks at present, 18 if we take the stock spindle.",
        "Crane in their hall lifts eight tonnes only, plan a split delivery.",
        "They run two machines of a competitor, bought in 2016, both tired.",
        "Trade-in valued at the low end, the guideways are worn.",
        "Credit check came back clean.",
        "Export paperwork needs about three weeks for the site in {city}.",
        "@{colleague} did the cycle time: 4 min 10 s with the new fixture.",
        "Service reports two overdue inspections there, combine the visit.",
        "Distributor asks for protection on this account until the end of {month}.",
        "Margin is fine as long as we leave the conveyor out.",
        "Their foundation drawings are older than the hall.",
        "Management wants this one as a reference for automation.",
        "Coolant unit from the usual supplier is short, name two alternatives.",
    ],
    cheers: &[
        "Order in, deposit invoice goes out today.", "Won. Delivery slot confirmed by production.", "They ordered by phone and sent the paper an hour later.",
        "Order confirmed, service plans the installation.",
    ],
    duplicate: "Entered twice, by the fair team and by the field. Keeping the other card.",
    revived: "Their board released the money after all. Same specification, new date.",
    views: ["Large machines", "Won with reasons", "Without an owner", "Test cuts", "Closing within six weeks", "My customers"],
    view_tag: "test cut",
    group: "{stem} Industries",
};

const MACHINES: PipelineWords = PipelineWords {
    name: "Machines",
    stages: &[
        StageWords {
            name: "Enquiry", confirms: &[],
            steps: &["Call back about part and volume", "Ask for drawings", "Visit with the field engineer", "Send the machine overview", "Check floor space and power"],
            talk: &[
                "{contact} called about a new part family, 40,000 a year, start in {month}.",
                "Enquiry from the fair: {contact} wants to replace two older machines with one.",
                "{contact} sent drawings of three parts. Tight, but ours.",
                "First visit. Clean shop, two shifts, no automation at all.",
                "Asked {contact} why now: their subcontractor missed four deliveries in a row.",
                "{contact} wants a budget price first, details later.",
            ],
        },
        StageWords {
            name: "Needs clarified", confirms: &[],
            steps: &["Agree material and test part", "Discuss automation with the shift lead", "Measure the hall", "Get the present cycle times", "Bring in product engineering"],
            talk: &[
                "Half a day on site with {contact}. Bottleneck is set-up, not cutting.",
                "Material is 1.4404 and some duplex; {contact} sends two blanks for a test cut.",
                "{contact} wants to run a third shift without people. That means pallets and tool monitoring.",
                "Power and air are fine, door is 20 cm too low. Plan to remove the cabinet.",
                "Met the shift lead in {city}. He knows our older model and likes the control.",
            ],
        },
        StageWords {
            name: "Technical concept", confirms: &["Drawings and tolerances checked by product engineering"],
            steps: &["Test cut in our showroom", "Cycle time study", "Draw the layout", "Concept review with the customer", "Clarify the fixture"],
            talk: &[
                "Test cut with {contact} in the showroom: 4.6 minutes against 6.1 today, surface better than drawing.",
                "{colleague} presented the layout. {contact} moved the chip conveyor to the other side.",
                "Concept review: everybody agrees on five axes, open point is the pallet count.",
                "{contact} asked for probing in the machine; added to the concept.",
                "Capability study done, 1.71 on the critical bore. Sent to {contact}.",
            ],
        },
        StageWords {
            name: "Quotation", confirms: &[],
            steps: &["Walk through the quotation", "Add the leasing variant", "Ask where we stand", "Quote the automation separately", "Call before the investment round"],
            talk: &[
                "Quotation handed over in person. {contact} reads the delivery time first.",
                "{contact} asked for a version without automation, to come in below the approval limit.",
                "Leasing variant over 60 months sent; {contact} forwards it to finance.",
                "Investment round is on {date}, three projects compete for the money.",
                "We are second on price, first on concept, says {contact}.",
            ],
        },
        StageWords {
            name: "Price negotiation", confirms: &["Margin released by management"],
            steps: &["Final talk with purchasing", "Put the trade-in into the offer", "Agree payment by milestones", "Settle the acceptance conditions"],
            talk: &[
                "Purchasing wants 8 %. Offered 3 % and a tool package.",
                "{contact} fights for us but needs something to show: extended warranty to 36 months.",
                "Agreed on 30/60/10 and acceptance at our plant.",
                "Penalty for late delivery discussed, capped at 5 %.",
            ],
        },
        StageWords {
            name: "Order", confirms: &["Credit check passed", "Delivery date confirmed by production"],
            steps: &["Chase the written order", "Send the order confirmation", "Invoice the deposit", "Hand over to project planning"],
            talk: &[
                "{contact} has the signature, the paper comes by {date}.",
                "Order text checked with {contact}, two typing errors in the options list.",
                "Foundation plan sent together with the draft confirmation.",
            ],
        },
    ],
    fields: &[
        FieldWords { name: "Machine type", values: &["Three-axis centre", "Five-axis centre", "Turn-mill", "Horizontal with pallets", "Grinding cell"] },
        FieldWords { name: "Machines", values: &[] },
        FieldWords { name: "Delivery wanted", values: &[] },
        FieldWords { name: "Control", values: &["As on present machines", "Open", "Must run the old programs", "With remote diagnosis", "Two-language panel"] },
    ],
    amount: (70, 780),
    subjects: &[
        "Replacing two old lathes", "Horizontal centre with pallet pool", "Robot loading for the night shift", "Grinding cell for shafts",
        "Second machine, same as before", "Coupling flanges, small series", "Trade-in of three mills", "Prototype shop", "Automatic deburring",
        "Training workshop machines", "New hall, first machines", "Measuring in the machine", "Capacity for a new part family",
        "Multi-spindle for volume parts", "Mill with tool store for 240", "Turning back in the house", "Saw and loading cell", "Honing machine",
    ],
    turns: &["{}", "{}", "{}", "{}, {city}", "{} for {short}", "{}, second stage", "{} plus automation", "{}: budget price"],
    numbers: &["2", "3", "4", "6"],
    brief: [
        &[
            "Two machines from 2009 stand still one day in ten.", "New contract from their largest customer, volumes double.",
            "A subcontractor gave up, the parts must come back into the house.", "They lack people for the third shift.",
            "The new hall is ready in autumn, power and crane included.", "Scrap of four per cent on the critical bore.",
        ],
        &[
            "Wanted: all sides in one set-up.", "Cycle time below five minutes is the condition.", "Decision by the plant in {city}, money from the group.",
            "Delivery before the start of series, no exceptions.", "Operators should load from two sides.",
        ],
        &[
            "\n\n- material: 1.4404, some aluminium\n- batch: 20 to 200\n- two shifts, later three", "\n\n**Competition:** the brand that stands in the hall, and an import.", "",
            "\n\nTest cut agreed; blanks come from the customer.", "\n\n- hall door 3.8 m\n- crane 8 t\n- compressed air 6 bar",
        ],
    ],
};

const KEY_ACCOUNTS: PipelineWords = PipelineWords {
    name: "Key accounts",
    stages: &[
        StageWords {
            name: "Need known", confirms: &[],
            steps: &["Meet group purchasing", "Map the plants and their machines", "Ask for the investment plan", "Lunch with the technical director"],
            talk: &[
                "{contact} wants one supplier for four plants instead of seven.",
                "Group purchasing opened the framework again, term of three years.",
                "{contact} shared the list of machines, 61 in total, average age twelve years.",
            ],
        },
        StageWords {
            name: "Site survey", confirms: &[],
            steps: &["Survey the second plant", "Collect downtime figures", "Interview the plant managers", "Write the survey report"],
            talk: &[
                "Survey in {city}: eleven machines, three beyond repair.",
                "{contact} gave us the downtime figures of two years. Spindles lead the list.",
                "Plant manager sceptical, {colleague} convinced him at the machine.",
            ],
        },
        StageWords {
            name: "Framework offer", confirms: &[],
            steps: &["Present the framework to the group", "Price list by volume steps", "Agree service times", "Answer the supplier audit"],
            talk: &[
                "Framework presented to {contact} and two plants. Volume steps understood, service times disputed.",
                "Supplier audit passed with 92 points.",
                "{contact} needs the price list in two currencies.",
            ],
        },
        StageWords {
            name: "Commercial review", confirms: &["Volume steps approved by management"],
            steps: &["Settle the bonus steps", "Clear terms with legal", "Call the finance director"],
            talk: &["{contact} accepts the bonus above five machines a year.", "Their lawyers struck our retention clause. Offered a compromise."],
        },
        StageWords {
            name: "Frame contract", confirms: &["Contract checked by legal"],
            steps: &["Fix the signing date", "Prepare the first call-off"],
            talk: &["Signing planned for {date} with {contact} and both plant managers.", "First call-off over two machines is prepared."],
        },
    ],
    fields: &[
        FieldWords { name: "Term, years", values: &[] },
        FieldWords { name: "Scope", values: &["Machines", "Machines and service", "Service and parts"] },
        FieldWords { name: "Present contract ends", values: &[] },
        FieldWords { name: "Plants", values: &["Two plants", "All plants", "Main plant only", "Overseas plants", "Main plant and tool room"] },
    ],
    amount: (180, 1_900),
    subjects: &[
        "Framework for all plants", "Three-year machine plan", "Service contract for the group", "Standard machine for the new sites",
        "Renewal of the frame contract", "Spare parts on consignment", "Replacement of the grinding shop", "Turnkey hall",
        "Joint development of a cell", "Preferred supplier status", "Volume agreement", "Modernisation programme", "Second source for turning",
        "Uptime agreement",
    ],
    turns: &["{}", "{}", "{} with {short}", "{}, {city}", "{}, {n} machines"],
    numbers: &["6", "9", "14", "20"],
    brief: [
        &["Group with four plants and as many opinions.", "Customer since 1998, last large order five years ago.", "New technical director who wants to standardise."],
        &["Volume of six to ten machines a year.", "They pay for uptime, not for hours.", "First order for the plant in {city}."],
        &["", "\n\n- survey both plants\n- one price list\n- service within eight hours", "\n\n**Note:** decision needs the supervisory board."],
    ],
};

const AFTERMARKET: PipelineWords = PipelineWords {
    name: "Aftermarket",
    stages: &[
        StageWords {
            name: "Request", confirms: &[],
            steps: &["Call the maintenance lead", "Ask for serial number and photos", "Look up the service history", "Decide: remote or visit"],
            talk: &[
                "{contact} reports noise from the spindle after the weekend. Machine runs at reduced speed.",
                "{contact} asks for a price on the inspection of three machines.",
                "Phone call: control shows its age, spare screen no longer made.",
                "{contact} wants the protective cover replaced before the audit.",
            ],
        },
        StageWords {
            name: "Diagnosis", confirms: &[],
            steps: &["Send the service engineer", "Evaluate the vibration data", "Remote session with the operator", "List the parts"],
            talk: &[
                "Remote session with the operator: ball screw, not spindle.",
                "{colleague} was on site in {city}. Guideway worn, geometry 40 microns out.",
                "Vibration data evaluated, bearing will last about six weeks.",
                "Photos from {contact} show a crack in the coolant tank.",
            ],
        },
        StageWords {
            name: "Quotation", confirms: &[],
            steps: &["Ask for the decision", "Offer repair and exchange side by side", "Find a date within their shutdown", "Quote the retrofit as an option"],
            talk: &[
                "Quoted repair and exchange unit. {contact} prefers exchange, less standstill.",
                "{contact} finds the travel cost too high; combined with a visit next door.",
                "Retrofit of the control quoted, works shutdown in {month} would fit.",
                "{contact} needs three offers by rule. We are the only one with parts in stock.",
            ],
        },
        StageWords {
            name: "Order confirmed", confirms: &["Parts available or dated"],
            steps: &["Order the parts", "Agree the date", "Confirm the engineer"],
            talk: &["{contact} ordered by e-mail, number follows.", "Parts arrive on {date}, {contact} keeps the machine free."],
        },
        StageWords {
            name: "Scheduled", confirms: &["Engineer and date confirmed with the customer"],
            steps: &["Carry out the visit", "Send the service report", "Invoice after acceptance"],
            talk: &["Visit fixed with {contact}, two days, night shift informed.", "Exchange unit left our store this morning."],
        },
    ],
    fields: &[
        FieldWords { name: "Serial number", values: &["IB-0917-22", "IB-1140-07", "IB-1302-15", "IB-1388-03", "IB-1521-41", "IB-1606-18", "IB-1733-29", "IB-1850-12"] },
        FieldWords { name: "Kind", values: &["Spare parts", "Repair", "Retrofit", "Inspection", "Service contract"] },
        FieldWords { name: "Operating hours", values: &[] },
        FieldWords { name: "Shutdown from", values: &[] },
    ],
    amount: (2, 58),
    subjects: &[
        "Spindle exchange", "Inspection of three machines", "Retrofit of the control", "Ball screw, X axis", "Service contract, five machines",
        "Spare parts package", "Coolant tank and pump", "Geometry measurement", "Cover and wiper set", "Relocation within the plant",
        "Gearbox overhaul", "Operator training", "Remote diagnosis upgrade", "Tool changer repair", "Energy-saving hydraulics", "Probe upgrade",
        "Annual maintenance", "Spindle encoder", "Safety upgrade to the current standard", "Linear scale replacement",
        "Clamping cylinders, set of eight", "Bearing kit for the rotary table", "Chip conveyor", "Way covers", "Extended warranty",
    ],
    turns: &["{}", "{}", "{}", "{}, {city}", "{} ({short})", "{} before the shutdown"],
    numbers: &["2", "4"],
    brief: [
        &["Machine is fourteen years old and runs in two shifts.", "Out of warranty since last year.", "Customer maintains by himself, calls when stuck.", "Third fault on the same axis."],
        &["Standstill costs them about a thousand an hour.", "Works shutdown would be the window.", "They would like a price within two days."],
        &["", "\n\n- serial number checked\n- photos in the mail\n- parts list follows", "\n\nOption: yearly inspection at a fixed price."],
    ],
};
