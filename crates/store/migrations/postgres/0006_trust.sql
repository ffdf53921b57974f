-- Who tried what, found again by time, person and kind; who a person is at another provider of identities; zone and picture of people.

alter table sign_in rename to access_log;
alter table access_log add column tried text collate "C" not null default '';
drop index sign_in_at;
drop index sign_in_person;
create index access_log_at on access_log (workspace, at, id);
-- As one expression, because SQLite without statistics prefers a shorter index to one that narrows further.
create index access_log_person on access_log ((workspace || person), at, id);
create index access_log_actor on access_log ((workspace || actor), at, id);
create index access_log_event on access_log ((workspace || event), at, id);

create index change_at on change (workspace, at, seq);
create index change_actor on change ((workspace || actor), at, seq);
create index change_topic on change ((workspace || subject), at, seq);
create index command_at on command (workspace, kind, at);

create table federated (
    issuer text collate "C" not null,
    subject text collate "C" not null,
    workspace text collate "C" not null references workspace (id),
    person text collate "C" not null references person (id),
    linked_at bigint not null,
    primary key (workspace, issuer, subject)
);
create index federated_person on federated (person);

alter table person add column zone text collate "C" not null default '';
alter table person add column avatar text collate "C" not null default '';
