-- Whom to give an opportunity to.

-- What proposals are ranked by, 0 to 10 each.
create table assignment_weights (
    workspace text collate "C" primary key not null references workspace (id),
    skill bigint not null,
    duty bigint not null,
    load bigint not null,
    results bigint not null,
    presence bigint not null
);

-- The open and the lately closed opportunities of each owner, without reading them.
drop index opportunity_owner;
create index opportunity_owner on opportunity (owner, deleted_at, state, pipeline, closed_at) where owner is not null;
