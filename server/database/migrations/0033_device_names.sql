-- As the resident knows the device; gone with its binding, or once it is another resident's.
alter table devices add column name text check (char_length(name) between 1 and 40);
