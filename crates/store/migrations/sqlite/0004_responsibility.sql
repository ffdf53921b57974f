-- Who answers for what: roles with their profiles, lines of work, and the matrix between them.

create table role (
    id text primary key not null,
    workspace text not null references workspace (id),
    department text not null,
    name text not null,
    purpose text not null,
    rank text not null,
    active integer not null,
    version integer not null
) strict, without rowid;
create index role_workspace on role (workspace, id);

create table role_line (
    id text primary key not null,
    workspace text not null references workspace (id),
    role text not null references role (id),
    level integer,
    text text not null,
    rank text not null
) strict, without rowid;
create index role_line_workspace on role_line (workspace, role, id);
create index role_line_role on role_line (role);

create table holding (
    id text primary key not null,
    workspace text not null references workspace (id),
    role text not null references role (id),
    person text not null references person (id),
    deputy integer not null,
    from_day text,
    until_day text,
    away_from text,
    away_until text
) strict, without rowid;
create index holding_workspace on holding (workspace, role, id);
create index holding_role on holding (role);

create table responsibility (
    id text primary key not null,
    workspace text not null references workspace (id),
    department text not null,
    text text not null,
    rank text not null
) strict, without rowid;
create index responsibility_workspace on responsibility (workspace, department, rank, id);

-- A cell outlives its stage or role, which an undo may bring back.
create table cell (
    workspace text not null references workspace (id),
    row_id text not null,
    column_id text not null,
    row_kind text not null,
    column_kind text not null,
    letter text not null,
    primary key (workspace, row_id, column_id)
) strict, without rowid;

create table skill (
    workspace text not null references workspace (id),
    person text not null references person (id),
    folded text not null,
    name text not null,
    level integer not null,
    years integer not null,
    primary key (workspace, person, folded)
) strict, without rowid;

create table role_version (
    workspace text not null references workspace (id),
    role text not null references role (id),
    number integer not null,
    person text not null references person (id),
    at integer not null,
    profile text not null,
    primary key (workspace, role, number)
) strict, without rowid;
create index role_version_role on role_version (role);

create table acknowledgement (
    workspace text not null references workspace (id),
    role text not null references role (id),
    number integer not null,
    person text not null references person (id),
    at integer not null,
    primary key (workspace, role, number, person)
) strict, without rowid;
create index acknowledgement_role on acknowledgement (role);

create table reminder (
    workspace text not null references workspace (id),
    role text not null references role (id),
    number integer not null,
    person text not null references person (id),
    author text not null references person (id),
    at integer not null,
    primary key (workspace, role, number, person)
) strict, without rowid;
create index reminder_role on reminder (role);

create table acceptance (
    workspace text not null references workspace (id),
    finding_key text not null,
    finding text not null,
    because text not null,
    person text not null references person (id),
    at integer not null,
    primary key (workspace, finding_key)
) strict, without rowid;

-- The share of all R and A cells that one person may carry, in percent.
create table work_share (
    workspace text primary key not null references workspace (id),
    percent integer not null
) strict, without rowid;

-- Who moved cards into which stage, lately.
create index change_kind on change (workspace, kind, at);
