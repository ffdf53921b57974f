-- Ids are UUIDs as text, instants milliseconds UTC, money minor units, truth values 0 and 1, lists JSON.
-- Tables change only together with the log in `change`; folded columns are lower-case copies for comparing and searching.

create table workspace (
    id text primary key not null,
    slug text not null unique,
    name text not null,
    currency text not null,
    sample integer not null,
    created_at integer not null,
    seq integer not null
) strict, without rowid;

create table person (
    id text primary key not null,
    workspace text not null references workspace (id),
    name text not null,
    folded text not null,
    department text not null,
    active integer not null
) strict, without rowid;
create index person_workspace on person (workspace, folded);

create table pipeline (
    id text primary key not null,
    workspace text not null references workspace (id),
    name text not null,
    rank text not null
) strict, without rowid;
create index pipeline_workspace on pipeline (workspace, rank, id);

create table stage (
    id text primary key not null,
    workspace text not null references workspace (id),
    pipeline text not null references pipeline (id),
    name text not null,
    rank text not null,
    probability integer not null,
    limit_cards integer,
    limit_hard integer not null,
    rot_days integer,
    requirements text not null
) strict, without rowid;
create index stage_pipeline on stage (pipeline, rank, id);

create table custom_field (
    id text primary key not null,
    workspace text not null references workspace (id),
    pipeline text not null references pipeline (id),
    name text not null,
    rank text not null,
    field_kind text not null
) strict, without rowid;
create index custom_field_pipeline on custom_field (pipeline, rank, id);

create table account (
    id text primary key not null,
    workspace text not null references workspace (id),
    name text not null,
    folded text not null,
    industry text not null,
    location text not null,
    website text not null,
    phone text not null,
    parent text not null,
    deleted integer not null
) strict, without rowid;
create index account_workspace on account (workspace, folded, id);

create table contact (
    id text primary key not null,
    workspace text not null references workspace (id),
    account text references account (id),
    name text not null,
    folded text not null,
    email text not null,
    phone text not null,
    role text not null,
    deleted integer not null
) strict, without rowid;
create index contact_workspace on contact (workspace, folded, id);
create index contact_account on contact (account, folded, id);

create table opportunity (
    id text primary key not null,
    workspace text not null references workspace (id),
    pipeline text not null references pipeline (id),
    stage text not null references stage (id),
    rank text not null,
    title text not null,
    account text references account (id),
    contact text references contact (id),
    amount integer,
    currency text,
    close_on text,
    owner text references person (id),
    collaborators text not null,
    source text not null,
    campaign text not null,
    score integer,
    tags text not null,
    folded_tags text not null,
    step_what text,
    step_due text,
    step_minute integer,
    custom text not null,
    checks text not null,
    state text not null,
    reason text not null,
    closed_at integer,
    entered_at integer not null,
    touched_at integer not null,
    created_at integer not null,
    deleted_at integer,
    external_id text not null,
    search text not null
) strict;
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
    opportunity text primary key not null references opportunity (id),
    text text not null
) strict, without rowid;

create table comment (
    id text primary key not null,
    workspace text not null references workspace (id),
    opportunity text not null references opportunity (id),
    author text not null references person (id),
    text text not null,
    created_at integer not null,
    edited_at integer
) strict;
create index comment_opportunity on comment (opportunity, created_at, id);

create table file (
    id text primary key not null,
    workspace text not null references workspace (id),
    opportunity text not null references opportunity (id),
    author text not null references person (id),
    name text not null,
    size integer not null,
    created_at integer not null
) strict;
create index file_opportunity on file (opportunity, created_at, id);

-- A view outlives its pipeline, which an undo may bring back.
create table saved_view (
    id text primary key not null,
    workspace text not null references workspace (id),
    pipeline text not null,
    owner text not null references person (id),
    shared integer not null,
    name text not null,
    query text not null
) strict, without rowid;
create index saved_view_pipeline on saved_view (pipeline, name, id);

create table rate (
    workspace text not null references workspace (id),
    currency text not null,
    day text not null,
    micros integer not null,
    primary key (workspace, currency, day)
) strict, without rowid;

create table command (
    id text primary key not null,
    workspace text not null references workspace (id),
    actor text not null,
    at integer not null,
    kind text not null,
    label text not null,
    first_seq integer not null,
    last_seq integer not null,
    changes integer not null,
    undoes text,
    undone_by text
) strict;
create index command_actor on command (workspace, actor, last_seq);
create index command_kind on command (workspace, kind, last_seq);

create table change (
    workspace text not null references workspace (id),
    seq integer not null,
    subject text not null,
    subject_id text not null,
    kind text not null,
    data text not null,
    actor text not null,
    at integer not null,
    command text not null,
    primary key (workspace, seq)
) strict;
create index change_subject on change (workspace, subject, subject_id, seq);
create index change_command on change (command, seq);
