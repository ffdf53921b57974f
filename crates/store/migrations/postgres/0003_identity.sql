-- How people sign in. Secrets stand here and never in the log; what must only be recognised is kept as its hash.

create table credential (
    person text collate "C" primary key not null references person (id),
    workspace text collate "C" not null references workspace (id),
    email text collate "C" not null,
    password text collate "C" not null,
    totp text collate "C" not null,
    totp_pending text collate "C" not null,
    totp_step bigint not null,
    language text collate "C" not null,
    changed_at bigint not null
);
create unique index credential_email on credential (workspace, email);

create table session (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    person text collate "C" not null references person (id),
    token text collate "C" not null unique,
    device text collate "C" not null,
    address text collate "C" not null,
    created_at bigint not null,
    seen_at bigint not null
);
create index session_person on session (person, created_at);
create index session_seen on session (workspace, seen_at);

create table ticket (
    token text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    person text collate "C" not null references person (id),
    kind text collate "C" not null,
    created_at bigint not null,
    expires_at bigint not null
);
create index ticket_person on ticket (person, kind);
create index ticket_expiry on ticket (workspace, expires_at);

create table sign_in (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    person text collate "C" references person (id),
    actor text collate "C" references person (id),
    event text collate "C" not null,
    at bigint not null,
    device text collate "C" not null,
    address text collate "C" not null
);
create index sign_in_at on sign_in (workspace, at);
create index sign_in_person on sign_in (person, at);
