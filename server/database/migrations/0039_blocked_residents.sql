-- Who is blocked is asked of each device that is not in memory: the few who are, are found without reading the resident.
create index residents_blocked on residents (id) where blocked_at is not null;
