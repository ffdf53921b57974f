-- Who owns a card that enters a stage, what was said when it was handed over, and what people are told of it.

alter table stage add column owner_rule text not null default 'keep';

-- A hand-over outlives its stage, which an undo may bring back.
create table handover (
    id text primary key not null,
    workspace text not null references workspace (id),
    opportunity text not null references opportunity (id),
    stage text not null,
    rule text not null,
    actor text not null references person (id),
    giver text references person (id),
    receiver text references person (id),
    turn integer not null,
    note text not null,
    at integer not null
) strict, without rowid;
create index handover_opportunity on handover (opportunity);
create index handover_turn on handover (workspace, stage, turn);
create index handover_receiver on handover (workspace, stage, receiver, turn);

create table notification (
    id text primary key not null,
    workspace text not null references workspace (id),
    person text not null references person (id),
    kind text not null,
    opportunity text not null references opportunity (id),
    more integer not null,
    stage text,
    handover text,
    owner text references person (id),
    actor text not null references person (id),
    at integer not null,
    read_at integer
) strict, without rowid;
create index notification_person on notification (workspace, person, at, id);
create index notification_unread on notification (workspace, person, at, id) where read_at is null;
create index notification_opportunity on notification (opportunity);
