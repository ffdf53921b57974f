-- Who answers for what: roles with their profiles, lines of work, and the matrix between them.

create table role (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    department text collate "C" not null,
    name text collate "C" not null,
    purpose text collate "C" not null,
    rank text collate "C" not null,
    active bigint not null,
    version bigint not null
);
create index role_workspace on role (workspace, id);

create table role_line (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    role text collate "C" not null references role (id),
    level bigint,
    text text collate "C" not null,
    rank text collate "C" not null
);
create index role_line_workspace on role_line (workspace, role, id);
create index role_line_role on role_line (role);

create table holding (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    role text collate "C" not null references role (id),
    person text collate "C" not null references person (id),
    deputy bigint not null,
    from_day text collate "C",
    until_day text collate "C",
    away_from text collate "C",
    away_until text collate "C"
);
create index holding_workspace on holding (workspace, role, id);
create index holding_role on holding (role);

create table responsibility (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    department text collate "C" not null,
    text text collate "C" not null,
    rank text collate "C" not null
);
create index responsibility_workspace on responsibility (workspace, department, rank, id);

-- A cell outlives its stage or role, which an undo may bring back.
create table cell (
    workspace text collate "C" not null references workspace (id),
    row_id text collate "C" not null,
    column_id text collate "C" not null,
    row_kind text collate "C" not null,
    column_kind text collate "C" not null,
    letter text collate "C" not null,
    primary key (workspace, row_id, column_id)
);

create table skill (
    workspace text collate "C" not null references workspace (id),
    person text collate "C" not null references person (id),
    folded text collate "C" not null,
    name text collate "C" not null,
    level bigint not null,
    years bigint not null,
    primary key (workspace, person, folded)
);

create table role_version (
    workspace text collate "C" not null references workspace (id),
    role text collate "C" not null references role (id),
    number bigint not null,
    person text collate "C" not null references person (id),
    at bigint not null,
    profile text collate "C" not null,
    primary key (workspace, role, number)
);
create index role_version_role on role_version (role);

create table acknowledgement (
    workspace text collate "C" not null references workspace (id),
    role text collate "C" not null references role (id),
    number bigint not null,
    person text collate "C" not null references person (id),
    at bigint not null,
    primary key (workspace, role, number, person)
);
create index acknowledgement_role on acknowledgement (role);

create table reminder (
    workspace text collate "C" not null references workspace (id),
    role text collate "C" not null references role (id),
    number bigint not null,
    person text collate "C" not null references person (id),
    author text collate "C" not null references person (id),
    at bigint not null,
    primary key (workspace, role, number, person)
);
create index reminder_role on reminder (role);

create table acceptance (
    workspace text collate "C" not null references workspace (id),
    finding_key text collate "C" not null,
    finding text collate "C" not null,
    because text collate "C" not null,
    person text collate "C" not null references person (id),
    at bigint not null,
    primary key (workspace, finding_key)
);

-- The share of all R and A cells that one person may carry, in percent.
create table work_share (
    workspace text collate "C" primary key not null references workspace (id),
    percent bigint not null
);

-- Who moved cards into which stage, lately.
create index change_kind on change (workspace, kind, at);
