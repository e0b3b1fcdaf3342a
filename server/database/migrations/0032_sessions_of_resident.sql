-- All sessions of a resident, ended ones too: for their own data and for its erasure.
create index sessions_resident on sessions (resident_id);
drop index sessions_live_resident;
