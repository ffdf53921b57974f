-- What each person may do; people of before are members until somebody says otherwise.

alter table person add column access text collate "C" not null default 'member';
