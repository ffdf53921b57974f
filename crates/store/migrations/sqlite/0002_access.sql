-- What each person may do, and who sees each pipeline; people of before are members until somebody says otherwise.

alter table person add column access text not null default 'member';
alter table pipeline add column visibility text not null default 'everyone';
