-- Ids are UUIDs as text, instants milliseconds UTC, money minor units, truth values 0 and 1, lists JSON.
-- Texts compare byte by byte, as on SQLite and in the browser.
-- Tables change only together with the log in `change`; folded columns are lower-case copies for comparing and searching.

create table workspace (
    id text collate "C" primary key not null,
    slug text collate "C" not null unique,
    name text collate "C" not null,
    currency text collate "C" not null,
    sample bigint not null,
    created_at bigint not null,
    seq bigint not null
);

create table person (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    name text collate "C" not null,
    folded text collate "C" not null,
    department text collate "C" not null,
    active bigint not null
);
create index person_workspace on person (workspace, folded);

create table pipeline (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    name text collate "C" not null,
    rank text collate "C" not null
);
create index pipeline_workspace on pipeline (workspace, rank, id);

create table stage (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    pipeline text collate "C" not null references pipeline (id),
    name text collate "C" not null,
    rank text collate "C" not null,
    probability bigint not null,
    limit_cards bigint,
    limit_hard bigint not null,
    rot_days bigint,
    requirements text collate "C" not null
);
create index stage_pipeline on stage (pipeline, rank, id);

create table custom_field (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    pipeline text collate "C" not null references pipeline (id),
    name text collate "C" not null,
    rank text collate "C" not null,
    field_kind text collate "C" not null
);
create index custom_field_pipeline on custom_field (pipeline, rank, id);

create table account (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    name text collate "C" not null,
    folded text collate "C" not null,
    industry text collate "C" not null,
    location text collate "C" not null,
    website text collate "C" not null,
    phone text collate "C" not null,
    parent text collate "C" not null,
    deleted bigint not null
);
create index account_workspace on account (workspace, folded, id);

create table contact (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    account text collate "C" references account (id),
    name text collate "C" not null,
    folded text collate "C" not null,
    email text collate "C" not null,
    phone text collate "C" not null,
    role text collate "C" not null,
    deleted bigint not null
);
create index contact_workspace on contact (workspace, folded, id);
create index contact_account on contact (account, folded, id);

create table opportunity (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    pipeline text collate "C" not null references pipeline (id),
    stage text collate "C" not null references stage (id),
    rank text collate "C" not null,
    title text collate "C" not null,
    account text collate "C" references account (id),
    contact text collate "C" references contact (id),
    amount bigint,
    currency text collate "C",
    close_on text collate "C",
    owner text collate "C" references person (id),
    collaborators text collate "C" not null,
    source text collate "C" not null,
    campaign text collate "C" not null,
    score bigint,
    tags text collate "C" not null,
    folded_tags text collate "C" not null,
    step_what text collate "C",
    step_due text collate "C",
    step_minute bigint,
    custom text collate "C" not null,
    checks text collate "C" not null,
    state text collate "C" not null,
    reason text collate "C" not null,
    closed_at bigint,
    entered_at bigint not null,
    touched_at bigint not null,
    created_at bigint not null,
    deleted_at bigint,
    external_id text collate "C" not null,
    search text collate "C" not null
);
create index opportunity_column on opportunity (stage, state, rank, id, deleted_at) where deleted_at is null;
create index opportunity_order on opportunity (stage, rank, id);
create index opportunity_totals on opportunity (pipeline, state, stage, currency, amount, deleted_at) where deleted_at is null;
create index opportunity_pipeline on opportunity (pipeline, id);
create index opportunity_bin on opportunity (workspace, deleted_at, id) where deleted_at is not null;
create unique index opportunity_external on opportunity (workspace, external_id) where external_id <> '';
create index opportunity_account on opportunity (account) where account is not null;
create index opportunity_contact on opportunity (contact) where contact is not null;
create index opportunity_owner on opportunity (owner) where owner is not null;

-- Apart, so that boards stay light.
create table description (
    opportunity text collate "C" primary key not null references opportunity (id),
    text text collate "C" not null
);

create table comment (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    opportunity text collate "C" not null references opportunity (id),
    author text collate "C" not null references person (id),
    text text collate "C" not null,
    created_at bigint not null,
    edited_at bigint
);
create index comment_opportunity on comment (opportunity, created_at, id);

create table file (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    opportunity text collate "C" not null references opportunity (id),
    author text collate "C" not null references person (id),
    name text collate "C" not null,
    size bigint not null,
    created_at bigint not null
);
create index file_opportunity on file (opportunity, created_at, id);

-- A view outlives its pipeline, which an undo may bring back.
create table saved_view (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    pipeline text collate "C" not null,
    owner text collate "C" not null references person (id),
    shared bigint not null,
    name text collate "C" not null,
    query text collate "C" not null
);
create index saved_view_pipeline on saved_view (pipeline, name, id);

create table rate (
    workspace text collate "C" not null references workspace (id),
    currency text collate "C" not null,
    day text collate "C" not null,
    micros bigint not null,
    primary key (workspace, currency, day)
);

create table command (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    actor text collate "C" not null,
    at bigint not null,
    kind text collate "C" not null,
    label text collate "C" not null,
    first_seq bigint not null,
    last_seq bigint not null,
    changes bigint not null,
    undoes text collate "C",
    undone_by text collate "C"
);
create index command_actor on command (workspace, actor, last_seq);
create index command_kind on command (workspace, kind, last_seq);

create table change (
    workspace text collate "C" not null references workspace (id),
    seq bigint not null,
    subject text collate "C" not null,
    subject_id text collate "C" not null,
    kind text collate "C" not null,
    data text collate "C" not null,
    actor text collate "C" not null,
    at bigint not null,
    command text collate "C" not null,
    primary key (workspace, seq)
);
create index change_subject on change (workspace, subject, subject_id, seq);
create index change_command on change (command, seq);
