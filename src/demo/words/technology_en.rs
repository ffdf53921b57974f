//! Skysail Technology: cloud software for mid-sized companies, told in English.

use heliu_domain::directory::Department::{Management, Marketing, Product, Sales, Service};

use super::{FieldWords, Industry, PipelineWords, StageWords, Words, names_en::NAMES};

/// What Skysail says.
pub const WORDS: Words = Words {
    slug: "skysail",
    name: "Skysail Technology",
    names: &NAMES,
    staff: &[
        ("Nora Whitfield", Management), ("Tomasz Berger", Management), ("Priya Raman", Sales), ("Callum Reyes", Sales),
        ("Ingrid Solberg", Sales), ("Marcus Oyelaran", Sales), ("Beth Fairweather", Sales), ("Diego Santamaria", Sales),
        ("Hannah Lindqvist", Sales), ("Owen Castellan", Marketing), ("Amara Nwosu", Marketing), ("Julia Petrov", Marketing),
        ("Samuel Achterberg", Service), ("Leila Haddad", Service), ("Grace Okafor", Service), ("Ben Thornbury", Service),
        ("Yuki Tanabe", Product), ("Rafael Duarte", Product), ("Elena Marchetti", Product),
    ],
    newcomer: "Finn Gallagher",
    industries: &[
        Industry {
            name: "Logistics",
            endings: &[("Logistics", ""), ("Freight", ""), ("Forwarding", ""), ("Cold Storage", "")],
            subjects: &["Cold-chain alerts", "Fleet cost per route", "Delivery tracking for customers", "Gate and yard management", "Customs papers in one place"],
        },
        Industry {
            name: "Food and drink",
            endings: &[("Foods", ""), ("Dairy", ""), ("Bakeries", ""), ("Beverages", "")],
            subjects: &["Recipe management", "Batch tracing", "Quality checks with photos", "Cleaning records on tablets", "Supplier audits"],
        },
        Industry {
            name: "Healthcare",
            endings: &[("Clinics", ""), ("Care Group", ""), ("Laboratories", "")],
            subjects: &["Lab sample tracking", "Incident reporting", "Ward rosters", "Device register", "Hygiene rounds"],
        },
        Industry {
            name: "Retail",
            endings: &[("Stores", ""), ("Home & Garden", ""), ("Outfitters", ""), ("Pharmacies", "")],
            subjects: &["Store audits on tablets", "Stocktaking app", "Price list maintenance", "Web shop and ERP integration", "Returns handling"],
        },
        Industry {
            name: "Manufacturing",
            endings: &[("Components", ""), ("Plastics", ""), ("Instruments", ""), ("Furniture", "")],
            subjects: &["Production order tracking", "Spare parts forecast", "Warranty claims", "Change requests with sign-off", "Paperless goods receipt", "Capacity planning"],
        },
        Industry {
            name: "Energy and utilities",
            endings: &[("Energy", ""), ("Water", ""), ("Grid Services", "")],
            subjects: &["Permit-to-work forms", "Field service app", "Meter exchange planning", "Outage reports", "Network inspection rounds"],
        },
        Industry {
            name: "Insurance and finance",
            endings: &[("Mutual", ""), ("Credit Union", ""), ("Leasing", "")],
            subjects: &["Claims intake", "Member portal", "Credit decisions with four eyes", "Complaint register", "Contract portfolio reports"],
        },
        Industry {
            name: "Hospitality",
            endings: &[("Hotels", ""), ("Resorts", ""), ("Catering", "")],
            subjects: &["Banquet orders", "Housekeeping on the phone", "Guest complaints", "Purchasing for all kitchens", "Seasonal staff onboarding"],
        },
        Industry {
            name: "Professional services",
            endings: &[("Engineering", ""), ("Surveyors", ""), ("Advisory", "")],
            subjects: &["Tender documents with history", "Project time sheets", "Two-language document approval", "Site reports with photos"],
        },
    ],
    partners: Some(Industry {
        name: "Systems and consulting",
        endings: &[("Systems", ""), ("Consulting", ""), ("IT Partners", ""), ("Tax & Advisory", "")],
        subjects: &[],
    }),
    pipelines: &[NEW_BUSINESS, RENEWALS, PARTNERS],
    sources: &["Web form", "Webinar", "Trade fair", "Referral", "Cold call", "Existing customer", "Partner"],
    campaigns: &[
        "Spreadsheet amnesty", "Webinar: approvals in a day", "Operations Summit", "Month-end in three days", "Webinar: audit without tears",
        "Logistics Forum",
    ],
    tags: &["strategic", "tender", "security review", "reference", "multi-site", "quick win", "competitor in house", "board level", "data migration", "pilot"],
    won: &[
        "Best fit after the pilot", "Live within the quarter, others needed six months", "References from the same trade",
        "Their finance team asked for us", "Price and three-year term", "Security review passed without findings",
        "Integration with the ERP out of the box", "Quick answers during the evaluation",
    ],
    lost: &[
        "Price: competitor a third cheaper", "No budget this year", "Stayed with the current system", "Chose the suite of their ERP vendor",
        "Project stopped by the new owner", "Function missing: offline use", "Data must stay on their own servers", "Our contact left, no sponsor any more",
        "Built it themselves",
    ],
    slow: &["We called back too late", "Proposal arrived after the decision", "No answer after our follow-up lapsed"],
    tails: &[
        "Next call on {date}.",
        "Notes of the call are attached to the invitation.",
        "Friendly from start to end.",
        "Away until {date}.",
        "Asked us to keep {colleague} involved.",
        "They will talk it over internally first.",
        "Sent a summary by e-mail the same day.",
        "Prefers the phone to e-mail.",
        "The office in {city} will be copied from now on.",
        "Wants an answer before {date}.",
        "No hurry on their side.",
        "Mentioned that their year closes in {month}.",
        "Two colleagues listened in.",
        "Good chemistry.",
    ],
    asides: &[
        "@{colleague} could you look at the interface description before Thursday?",
        "Reference call with a customer of the same size would help here.",
        "Same group as the project in {city} last year, worth mentioning.",
        "Discount beyond 12 % needs Tomasz's approval.",
        "Demo tenant is ready, sample data loaded.",
        "Security questionnaire filled in, 84 answers, two open points about backups.",
        "Procurement there is slow, plan two extra weeks.",
        "Checked with support: no open tickets that could get in the way.",
        "Their old contract runs out at the end of {month}, so timing is on our side.",
        "Estimate from engineering: nine days for the connector.",
        "They also talk to a bigger vendor. We win on speed, not on slides.",
        "Please do not send the standard deck, they have seen it twice.",
        "Moved the numbers into the calculation sheet, margin is fine.",
        "@{colleague} joined the call and answered the technical part, thank you.",
        "Legal wants the liability clause unchanged.",
        "Roadmap question about mobile forms: answered with the public roadmap only.",
    ],
    cheers: &[
        "Signed copy is in. Kick-off with service next week.", "They signed! Hand-over note goes to service today.",
        "Order confirmed by e-mail, original follows by post.", "Won. They named the quick pilot as the reason.",
    ],
    duplicate: "Same request came in by web form and by phone. Keeping the other card.",
    revived: "They called again: the other supplier could not deliver. Back in the race.",
    views: ["Large deals", "Won with reasons", "Without an owner", "Needs a security review", "Closing within six weeks", "My accounts"],
    view_tag: "security review",
    group: "{stem} Group",
};

const NEW_BUSINESS: PipelineWords = PipelineWords {
    name: "New business",
    stages: &[
        StageWords {
            name: "Lead", confirms: &[],
            steps: &["Call back and ask about the trigger", "Find out who decides", "Send the two-page overview", "Qualify by phone", "Arrange a first call"],
            talk: &[
                "Short first call with {contact}. They still pass forms around by e-mail and lose about one in ten.",
                "{contact} downloaded the guide because the auditors complained. Interested, but wants numbers first.",
                "Reached {contact} at the second attempt. Decision sits with operations, not with IT.",
                "{contact} asked whether we work with companies of their size. Sent two examples.",
                "Met {contact} at the stand. Twenty minutes, good questions, asked for a call after {date}.",
                "Called back. {contact} is collecting offers, nothing urgent, but the budget is there.",
                "{contact} compares three vendors. Asked openly what they would change first: approvals.",
            ],
        },
        StageWords {
            name: "Qualified", confirms: &["Budget and decision maker are known"],
            steps: &["Prepare the demo with their own process", "Get sample data", "Meet the head of department", "Agree the demo scenario", "Clarify the number of users"],
            talk: &[
                "Good hour with {contact}. The pain is month-end: four people, five days, all by hand.",
                "{contact} confirmed the budget for this year; anything above needs the board.",
                "Went through their process on a whiteboard. Eleven steps, six of them waiting.",
                "{contact} will send sample data by {date}, without names.",
                "IT joined for the first time. Main question: single sign-on and where the data sits.",
                "{contact} wants the team in {city} to see it too, so two demos rather than one.",
            ],
        },
        StageWords {
            name: "Demo", confirms: &[],
            steps: &["Send the recording and the answers", "Follow up on open questions", "Second demo for the finance team", "Set up the trial tenant", "Call after the internal review"],
            talk: &[
                "Demo for nine people. The approval on the phone got the room; reports were a bit too much.",
                "{contact} liked the audit trail. Open: can external partners approve without an account?",
                "Second demo, this time with the controllers. They found an error in their own spreadsheet, which helped.",
                "Trial tenant opened for {contact} and four colleagues until {date}.",
                "Quiet demo, few questions. {contact} said afterwards that the works council is worried.",
                "{contact} tested over the weekend and built a small form alone. Very good sign.",
                "They asked for the import from their old system. Showed it with 3,000 rows, took two minutes.",
            ],
        },
        StageWords {
            name: "Proposal", confirms: &[],
            steps: &["Walk through the proposal together", "Ask for feedback on the price", "Add the roll-out plan", "Answer the questionnaire", "Call before their steering meeting"],
            talk: &[
                "Sent the proposal in two variants. {contact} leans towards the smaller one with an option.",
                "Walked {contact} through the numbers. No shock about the price, questions about training days.",
                "{contact} asked to split the licence from the set-up cost, for the capital budget.",
                "The steering meeting is on {date}. {contact} presents, we supplied three slides.",
                "They want a reference visit in {city} before deciding.",
                "Competitor's offer is lower in year one and higher from year two. Put both side by side for {contact}.",
            ],
        },
        StageWords {
            name: "Negotiation", confirms: &["Discount is within the limits or approved"],
            steps: &["Answer the last price question", "Send the revised order form", "Agree payment terms", "Clear the data processing agreement", "Call the managing director"],
            talk: &[
                "{contact} asks for 10 % off with a three-year term. Offered 6 % and two training days.",
                "Purchasing took over. Tough on payment terms, relaxed about everything else.",
                "Long call about service levels. Agreed on four hours during office time.",
                "{contact} says we are the preferred vendor; the signature needs the board on {date}.",
                "Price settled. Left: data processing agreement and the start date.",
            ],
        },
        StageWords {
            name: "Contract", confirms: &["Contract checked by legal", "Service has accepted the hand-over date"],
            steps: &["Chase the signature", "Send the contract for signature", "Fix the kick-off date", "Hand over to service"],
            talk: &[
                "Contract is with their lawyers, two comments so far, both harmless.",
                "{contact} expects the signature by {date}; the director is travelling.",
                "Kick-off pencilled in with {contact}, they free two key users for three weeks.",
                "Legal there accepted our terms with one change to the notice period.",
            ],
        },
    ],
    fields: &[
        FieldWords { name: "Edition", values: &["Team", "Business", "Enterprise"] },
        FieldWords { name: "Users", values: &[] },
        FieldWords { name: "Go-live wanted", values: &[] },
        FieldWords {
            name: "Current system",
            values: &["Spreadsheets", "E-mail and paper", "Access database", "Home-grown PHP tool", "Ticket system of the IT department", "ERP add-on from 2011", "Nothing"],
        },
    ],
    amount: (9, 210),
    subjects: &[
        "Approval workflows for purchasing", "Self-service reporting", "Weekly operations dashboard", "Access review before the audit",
        "Invoice matching", "Supplier portal", "Contract archive", "Replacing the old Access database", "Customer master data clean-up",
        "Shift planning", "Maintenance requests by phone", "Onboarding of new employees", "Single sign-on roll-out", "Cloud data warehouse",
        "Complaint handling", "Travel expenses", "Energy reporting", "Leaving the old ticket system", "Sales figures on the phone",
        "Budgeting without spreadsheets", "Process mining", "Visitor registration", "Board reporting pack", "Payroll integration",
        "Carbon data collection", "Equipment booking", "Cash flow preview", "ERP integration", "Key and badge handover",
        "Rolling twelve-month forecast",
    ],
    turns: &["{}", "{}", "{}", "{} in {city}", "{}, {n} users", "{}: pilot", "{} for {short}", "{}, first phase", "{}, group-wide"],
    numbers: &["25", "40", "60", "75", "110", "150", "240", "380"],
    brief: [
        &[
            "Today this runs on spreadsheets that three people maintain.", "The old tool is no longer supported and its author retired.",
            "After two acquisitions there are four ways of doing the same thing.", "Auditors asked for a trail that nobody can produce today.",
            "Growth of a fifth last year, same back office.", "Requests arrive by e-mail, phone and sticky note.",
        ],
        &[
            "They want one place where everybody sees what is waiting for whom.", "Goal: month-end in three days instead of eight.",
            "Goal: half the approvals on the phone, within a day.", "The plan is to start in {city} and follow with the other sites.",
            "Must connect to the ERP in both directions.", "They would like to be live before the summer peak.",
        ],
        &[
            "\n\n- decision: operations and finance together\n- must have: single sign-on\n- nice to have: offline forms",
            "\n\n**Risk:** IT has time for one project only.", "\n\nAsked for a fixed price for the set-up.", "",
            "\n\n- trial with five key users\n- proposal in two variants\n- reference from the same trade", "\n\nOther vendors: two, one of them their ERP supplier.",
        ],
    ],
};

const RENEWALS: PipelineWords = PipelineWords {
    name: "Renewals and expansion",
    stages: &[
        StageWords {
            name: "Coming up", confirms: &[],
            steps: &["Look at usage before calling", "Book the yearly review", "Ask service about open tickets", "Find the new decision maker"],
            talk: &[
                "{contact} knows that the renewal is coming and wants to talk about users who left.",
                "Called to book the yearly review. {contact} suggests {date}.",
                "New controller at the customer. Introduced ourselves, sent the usage report.",
                "{contact} is content; only the number of exports bothers them.",
            ],
        },
        StageWords {
            name: "Health check", confirms: &[],
            steps: &["Hold the yearly review", "Show unused functions to the key users", "Discuss usage with the controller", "Fix the slow report first"],
            talk: &[
                "Yearly review with {contact}: usage up by a third since the mobile app.",
                "Two departments hardly use it. Agreed on a refresher of ninety minutes with {colleague}.",
                "{contact} complained about one slow report. Product found the cause, fixed since.",
                "Went through all 14 workflows, five can be retired, two new ones wanted.",
                "{contact} showed us what they built alone. Impressive, and a case for the Business edition.",
            ],
        },
        StageWords {
            name: "Offer sent", confirms: &[],
            steps: &["Ask whether the offer is clear", "Add a three-year variant", "Call before their budget round", "Send the comparison of editions"],
            talk: &[
                "Offer sent with three variants. {contact} forwards it to purchasing today.",
                "{contact} wonders about the price step to the next edition. Sent the comparison.",
                "They would take three years if the price stays fixed.",
                "Offer presented on a call; {contact} needs it in euros for the group.",
            ],
        },
        StageWords {
            name: "Negotiation", confirms: &["Price change agreed with management"],
            steps: &["Close the open point about users", "Send the final order form", "Agree on the invoice date"],
            talk: &[
                "Purchasing wants last year's price. Offered it for a two-year term.",
                "{contact} accepts the new price with 20 users more. Order form follows.",
                "Discussed the notice period, left it as it is.",
            ],
        },
        StageWords {
            name: "Signature", confirms: &["Order form matches the offer"],
            steps: &["Chase the signature", "Confirm the start date with billing"],
            talk: &["Order form is with {contact} for signature until {date}.", "Verbal yes from {contact}; paper follows with the next board folder."],
        },
    ],
    fields: &[
        FieldWords { name: "Contract ends", values: &[] },
        FieldWords { name: "Health", values: &["Green", "Amber", "Red"] },
        FieldWords { name: "Active users, %", values: &[] },
        FieldWords {
            name: "Main risk",
            values: &["Sponsor left", "Low use in one department", "Price sensitive", "New group IT", "Open support ticket", "Merger announced", "None seen"],
        },
    ],
    amount: (6, 150),
    subjects: &[
        "Annual renewal", "Renewal of the platform contract", "More users for procurement", "Connectors for the new warehouse",
        "Support around the clock", "Extension to a further branch", "Three-year term", "Audit add-on", "Second sandbox",
        "Upgrade to Enterprise", "Seats for the controllers", "Two contracts into one", "Renewal with price adjustment", "Premium support",
        "More storage", "Higher API quota", "Training package", "Workflows for human resources", "Mobile licences", "Analytics for the stores",
        "Read-only seats for managers", "Archive for closed projects",
    ],
    turns: &["{}", "{}", "{} {short}", "{}, from {month}", "{}, {city}", "{} before the end of {month}", "{} with option"],
    numbers: &["10", "20", "30", "45", "80", "120"],
    brief: [
        &["Customer for three years, never late with a payment.", "Second term ends this year.", "Bought for one department, now used by four.", "Came to us with the acquisition of their sister company."],
        &["Usage is growing, mostly on phones.", "Usage fell after the key user left.", "They ask for one invoice instead of three.", "Finance wants to cap the yearly increase."],
        &["", "\n\n- review usage together\n- propose the right edition\n- keep the price step below 5 %", "\n\n**Watch:** their group is rolling out another suite."],
    ],
};

const PARTNERS: PipelineWords = PipelineWords {
    name: "Channel partners",
    stages: &[
        StageWords {
            name: "Contact made", confirms: &[],
            steps: &["Send the partner guide", "Call the owner", "Check their customer base", "Meet at the next regional event"],
            talk: &[
                "{contact} runs a team of eight consultants and looks for something to add to the ERP business.",
                "First call. {contact} asked about margins before anything else.",
                "{contact} has about forty customers around {city}, half of them in our target size.",
            ],
        },
        StageWords {
            name: "Fit assessed", confirms: &[],
            steps: &["Technical evening with their consultants", "Compare target customers", "Agree a first joint customer"],
            talk: &[
                "Their consultants tried the form builder for an evening. Verdict: learnable in two days.",
                "{contact} wants exclusivity for the region. We said no, offered lead protection.",
                "Compared customer lists without names: little overlap, good fit.",
            ],
        },
        StageWords {
            name: "Joint pilot", confirms: &[],
            steps: &["Review the pilot with both teams", "Certify two consultants", "Support the first workshop"],
            talk: &[
                "Pilot workshop went well, {colleague} sat in for questions.",
                "{contact} sold the first pilot alone. Set-up starts on {date}.",
                "Two of their people passed the certification, one repeats.",
            ],
        },
        StageWords {
            name: "Agreement", confirms: &["Commission model agreed"],
            steps: &["Send the partner agreement", "Discuss lead protection", "Settle the revenue plan"],
            talk: &["{contact} returned the agreement with notes on lead protection.", "Revenue plan for the first year agreed: six customers."],
        },
        StageWords {
            name: "Onboarding", confirms: &["Partner portal access works"],
            steps: &["Plan the joint launch", "Announce the partnership"],
            talk: &["Onboarding call with {contact}; first lead registered the same day."],
        },
    ],
    fields: &[
        FieldWords { name: "Partner level", values: &["Referral", "Silver", "Gold"] },
        FieldWords { name: "Region", values: &["Great Lakes", "Ohio Valley", "Mountain states", "Pacific Northwest", "Carolinas", "Benelux", "Upper Midwest"] },
        FieldWords { name: "Certified consultants", values: &[] },
        FieldWords { name: "Agreement until", values: &[] },
    ],
    amount: (8, 90),
    subjects: &[
        "Reseller agreement", "Implementation partnership", "Joint offer for hospitals", "Referral agreement", "Regional distribution",
        "White-label dashboard", "Training partner", "Marketplace listing", "Hosting partnership", "Co-selling with the ERP team",
        "Accountants as referrers", "Managed service", "Joint stand at the fair", "Solution for freight forwarders",
    ],
    turns: &["{}", "{}", "{} {city}", "{} with {short}", "{}, {n} consultants"],
    numbers: &["3", "5", "8", "12"],
    brief: [
        &["Consultancy with a loyal local customer base.", "System house, strong in ERP, weak in workflows.", "Accounting firm that wants to advise digitally."],
        &["They would sell and set up, we support.", "Referral first, implementation later.", "They ask for training in {city}."],
        &["", "\n\n- first joint customer within ninety days\n- two certified people", "\n\nNo exclusivity."],
    ],
};
