-- What each person may do, and who sees each pipeline; people of before are members until somebody says otherwise.

alter table person add column access text collate "C" not null default 'member';
alter table pipeline add column visibility text collate "C" not null default 'everyone';
