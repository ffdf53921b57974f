-- How people sign in. Secrets stand here and never in the log; what must only be recognised is kept as its hash.

create table credential (
    person text primary key not null references person (id),
    workspace text not null references workspace (id),
    email text not null,
    password text not null,
    totp text not null,
    totp_pending text not null,
    totp_step integer not null,
    language text not null,
    changed_at integer not null
) strict, without rowid;
create unique index credential_email on credential (workspace, email);

create table session (
    id text primary key not null,
    workspace text not null references workspace (id),
    person text not null references person (id),
    token text not null unique,
    device text not null,
    address text not null,
    created_at integer not null,
    seen_at integer not null
) strict, without rowid;
create index session_person on session (person, created_at);
create index session_seen on session (workspace, seen_at);

create table ticket (
    token text primary key not null,
    workspace text not null references workspace (id),
    person text not null references person (id),
    kind text not null,
    created_at integer not null,
    expires_at integer not null
) strict, without rowid;
create index ticket_person on ticket (person, kind);
create index ticket_expiry on ticket (workspace, expires_at);

create table sign_in (
    id text primary key not null,
    workspace text not null references workspace (id),
    person text references person (id),
    actor text references person (id),
    event text not null,
    at integer not null,
    device text not null,
    address text not null
) strict, without rowid;
create index sign_in_at on sign_in (workspace, at);
create index sign_in_person on sign_in (person, at);
