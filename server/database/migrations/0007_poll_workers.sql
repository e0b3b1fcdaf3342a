-- The processes that poll, alive until `alive_until`: each takes its share of the shards in poll_leases.
create table poll_workers (
  holder text primary key,
  alive_until timestamptz not null
);
