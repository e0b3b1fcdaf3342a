-- As the resident knows the device; gone with its binding, or once it is another resident's.
alter table devices add column name text check (char_length(name) between 1 and 40);

-- How often a credential's profiles were fetched: whoever has the resident's phone for a moment gets few of them.
alter table device_credentials add column profiles_fetched integer not null default 0;
