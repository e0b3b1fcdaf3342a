-- What is stored of a person is found by number, for the person and for its erasure, without reading every day's log.
create index on access_log (resident_id, at) where resident_id is not null;
create index on audit_events (target) where target like 'resident %';
