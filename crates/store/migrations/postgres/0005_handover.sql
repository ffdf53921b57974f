-- Who owns a card that enters a stage, what was said when it was handed over, and what people are told of it.

alter table stage add column owner_rule text collate "C" not null default 'keep';

-- A hand-over outlives its stage, which an undo may bring back.
create table handover (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    opportunity text collate "C" not null references opportunity (id),
    stage text collate "C" not null,
    rule text collate "C" not null,
    actor text collate "C" not null references person (id),
    giver text collate "C" references person (id),
    receiver text collate "C" references person (id),
    turn bigint not null,
    note text collate "C" not null,
    at bigint not null
);
create index handover_opportunity on handover (opportunity);
create index handover_turn on handover (workspace, stage, turn);
create index handover_receiver on handover (workspace, stage, receiver, turn);

create table notification (
    id text collate "C" primary key not null,
    workspace text collate "C" not null references workspace (id),
    person text collate "C" not null references person (id),
    kind text collate "C" not null,
    opportunity text collate "C" not null references opportunity (id),
    more bigint not null,
    stage text collate "C",
    handover text collate "C",
    owner text collate "C" references person (id),
    actor text collate "C" not null references person (id),
    at bigint not null,
    read_at bigint
);
create index notification_person on notification (workspace, person, at, id);
create index notification_unread on notification (workspace, person, at, id) where read_at is null;
create index notification_opportunity on notification (opportunity);
