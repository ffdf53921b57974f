-- Whom to give an opportunity to.

-- What proposals are ranked by, 0 to 10 each.
create table assignment_weights (
    workspace text primary key not null references workspace (id),
    skill integer not null,
    duty integer not null,
    load integer not null,
    results integer not null,
    presence integer not null
) strict, without rowid;

-- The open and the lately closed opportunities of each owner, without reading them.
drop index opportunity_owner;
create index opportunity_owner on opportunity (owner, deleted_at, state, pipeline, closed_at) where owner is not null;
