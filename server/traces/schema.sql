-- What operators look at while it happens: the RADIUS packets of one device or gateway, for ten minutes.

create table traces (
  id bigint generated always as identity primary key,
  -- one of both
  device_mac macaddr,
  gateway_id bigint references gateways on delete cascade,
  -- null: the plaza command
  started_by bigint references staff,
  started_at timestamptz not null default now(),
  ends_at timestamptz not null,
  check (num_nonnulls(device_mac, gateway_id) = 1)
);
create index on traces (ends_at);

-- Decoded, without secrets; gone with their trace. A crash of the database may lose them: nothing rests on them.
create unlogged table trace_packets (
  id bigint generated always as identity primary key,
  trace_id bigint not null references traces on delete cascade,
  gateway_id bigint not null,
  at timestamptz not null,
  event jsonb not null
);
create index on trace_packets (trace_id, id);
