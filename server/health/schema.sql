-- Health: what each poll read (daily partitions, one wide row), the state it led to, alerts, and who polls what.

-- 35,000 hotspots write fifty million rows a day: columns are as narrow as what they hold, the widest first, so that none
-- is filled up to the next.
create table samples (
  at timestamptz not null,
  hotspot_id integer not null,
  uptime_seconds integer,
  -- bit/s since the sample before; null after a reboot, a discontinuity or a gap; in: from the network to the hotspot
  -- (its residents' downloads), out: from the hotspot to the network
  in_bps real,
  out_bps real,
  -- in 1/1000: 1-minute load average, or CPU use as a share of 1 where the agent gives that
  load smallint,
  memory_used smallint,
  clients smallint,
  reachable boolean not null,
  primary key (hotspot_id, at)
) partition by range (at);
-- Rows come in order of time: what is rolled up is found by pages.
create index samples_at on samples using brin (at) with (pages_per_range = 32);

-- Written when the state changes, and every few minutes: the newest readings are the newest sample.
create table hotspot_health (
  hotspot_id bigint primary key references hotspots on delete cascade,
  state text not null default 'unknown' check (state in ('up', 'degraded', 'down', 'unknown')),
  -- machine-readable reason of the state, e.g. 'no-answer', 'high-load'
  cause text,
  since timestamptz not null default now(),
  last_polled_at timestamptz,
  last_answered_at timestamptz,
  failures integer not null default 0,
  uptime_seconds bigint,
  load real,
  memory_used real,
  clients integer,
  in_bps double precision,
  out_bps double precision,
  profile text,
  -- packets a second with errors or discarded at the uplink
  troubles real,
  -- channel, clients, utilisation and noise of each: see health/readings/agent-reading.ts
  radios jsonb,
  -- counters of an answer, from which the next rates are made: see health/readings/rates.ts
  counters jsonb
) with (fillfactor = 70);
create index on hotspot_health (state);

create table alerts (
  id bigint generated always as identity primary key,
  hotspot_id bigint not null references hotspots on delete cascade,
  kind text not null check (kind in ('down', 'degraded')),
  cause text,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  -- residents within 250 m whom no other working hotspot covers, when it opened
  residents_affected integer
);
create unique index on alerts (hotspot_id, kind) where closed_at is null;
create index on alerts (opened_at);

-- What discovery learned of an agent: which profile, which exact objects. Made anew every few hours.
create table poll_plans (
  agent_id bigint primary key references agents on delete cascade,
  learned jsonb not null,
  discovered_at timestamptz not null default now()
);

-- The poller's work is split by the agent's id modulo the number of shards; a process holds a shard until `held_until`.
create table poll_leases (
  shard integer primary key,
  holder text not null,
  held_until timestamptz not null
);

-- The processes that poll, alive until `alive_until`: each takes its share of the shards in poll_leases.
create table poll_workers (
  holder text primary key,
  alive_until timestamptz not null
);

-- Addresses that are asked whether an SNMP agent is there: one such search at a time.
create table discoveries (
  id bigint generated always as identity primary key,
  asked_at timestamptz not null default now(),
  -- null: the plaza command
  staff_id bigint references staff,
  -- networks, addresses and host names, a space between them
  addresses text not null,
  total integer not null,
  -- of those that say none
  port integer not null,
  -- tried in this order
  credential_ids bigint[] not null,
  -- addresses a second
  rate integer not null,
  -- addresses that are dealt with, and agents that answered
  done integer not null default 0,
  answered integer not null default 0,
  -- the process that asks; another takes over after `held_until`
  holder text,
  held_until timestamptz,
  -- somebody wants it to end
  stopped boolean not null default false,
  finished_at timestamptz,
  failure text
);
create unique index on discoveries ((true)) where finished_at is null;

-- Agents that answered, and access points that controllers tell of, as they were found last.
create table discovered_agents (
  id bigint generated always as identity primary key,
  host text not null,
  port integer not null,
  -- of an access point that a controller tells of its address; empty: the agent itself
  key text not null default '',
  credential_id bigint not null references snmp_credentials on delete cascade,
  discovery_id bigint not null references discoveries on delete cascade,
  at timestamptz not null default now(),
  profile text not null,
  name text,
  description text,
  model text,
  serial text,
  -- aa:bb:cc:dd:ee:ff, the one by which it is known first
  macs text[] not null,
  -- how many access points it tells of; null: it is no controller
  access_points integer,
  unique (host, port, key)
);
create index on discovered_agents (credential_id);
create index on discovered_agents (discovery_id);

-- Doubts about hotspots that somebody has found to be as they should: they do not come back.
create table settled_doubts (
  kind text not null,
  hotspot_id bigint not null references hotspots on delete cascade,
  -- what spoke for it: another state of things is another doubt
  evidence text not null,
  at timestamptz not null default now(),
  -- null: the plaza command
  staff_id bigint references staff,
  primary key (hotspot_id, kind, evidence)
);

-- What residents report of a hotspot: which fault, and how often on a day of the city's. Nothing is kept of who did, and
-- there are never more rows than faults and days.
create table fault_reports (
  hotspot_id bigint not null references hotspots on delete cascade,
  fault text not null check (fault in ('no-network', 'no-page', 'no-internet', 'slow', 'damaged')),
  day date not null,
  times integer not null default 1,
  last_at timestamptz not null default now(),
  primary key (hotspot_id, day, fault)
);
create index on fault_reports (day);

-- What is kept of samples when they are gone: means, least and most of five minutes (daily partitions), of hours (monthly
-- partitions) and of days, for ever. See health/kept/. A subject's rows of an hour, or of a day, lie together.
create table kept_minutes (
  at timestamptz not null,
  subject_id integer not null,
  polls integer not null,
  answered integer not null,
  clients real, clients_min real, clients_max real,
  in_bps real, in_min real, in_max real,
  out_bps real, out_min real, out_max real,
  -- in 1/1000
  load smallint, load_max smallint,
  memory_used smallint,
  -- 'h': a hotspot; sums of hotspots: 's' a site of several, 'g' a gateway, 'n' a neighbourhood, 'c' the city (id 0)
  kind "char" not null,
  primary key (kind, subject_id, at)
) partition by range (at);
create table kept_hours (
  like kept_minutes including all
) partition by range (at);
-- By the city's clock: `at` is when the day began.
create table kept_days (
  like kept_minutes including all
);

-- Until when is rolled up: 'groups' (five minutes of sums), 'hotspots' (their five minutes), 'days' (hours and days).
create table kept_marks (
  level text primary key check (level in ('groups', 'hotspots', 'days')),
  until timestamptz not null
);

-- Hours of which samples came late, after they were rolled up.
create table kept_late (
  hour timestamptz primary key
);

-- Every state of a hotspot from all evidence, and how long it lasted: availability is by these, not by samples.
create table state_changes (
  hotspot_id bigint not null references hotspots on delete cascade,
  since timestamptz not null,
  -- null: it is so now
  until timestamptz,
  state text not null check (state in ('up', 'degraded', 'down', 'unknown')),
  cause text,
  -- what it rests on, the weightiest first: see health/evidence/weigh.ts
  evidence text[] not null,
  primary key (hotspot_id, since) include (until, state)
);
create unique index state_now on state_changes (hotspot_id) where until is null;
-- What availability is counted from: a month's, without the others, and without their rows.
create index state_failures on state_changes (since) include (hotspot_id, until, state)
  where state in ('down', 'unknown');

-- How many sessions begin at a hotspot in each hour of the week: counted once a day from four weeks.
create table usual_use (
  hotspot_id bigint primary key references hotspots on delete cascade,
  weeks real not null,
  -- 168 counts, from Monday 0:00 by the city's clock
  starts integer[] not null,
  counted_at timestamptz not null
);

-- Hotspots at which nobody is heard of where somebody always is at this hour.
create table silent_hotspots (
  hotspot_id bigint primary key references hotspots on delete cascade,
  since timestamptz not null,
  -- sessions that usually begin in this time
  expected real not null
);

-- Since when accounting arrives without a break: what was before may be our own silence.
create table listening (
  one boolean primary key default true check (one),
  since timestamptz not null,
  looked_at timestamptz not null
);

-- How the agents of controllers, gateways, switches, routers and UPS are, as they say themselves.
create table agent_health (
  agent_id bigint primary key references agents on delete cascade,
  state text not null check (state in ('up', 'degraded', 'down', 'unknown')),
  cause text,
  since timestamptz not null,
  failures integer not null,
  last_polled_at timestamptz not null,
  last_answered_at timestamptz,
  uptime_seconds bigint,
  load real,
  memory_used real,
  -- bit/s of the uplink, and packets a second with errors or discarded there
  in_bps double precision,
  out_bps double precision,
  troubles real,
  -- of a UPS: its battery feeds what hangs on it; the battery's charge, share of 1; seconds that it lasts
  on_battery boolean,
  charge real,
  lasts_seconds integer
);

-- Whether the address of an agent that does not answer SNMP answers ICMP.
create table agent_pings (
  agent_id bigint primary key references agents on delete cascade,
  answers boolean not null,
  at timestamptz not null
);

-- What a gateway's controller said last, by its own API, of a hotspot: gone when it says nothing of it for a while.
create table controller_words (
  hotspot_id bigint primary key references hotspots on delete cascade,
  gateway_id bigint not null references gateways on delete cascade,
  make text not null check (make in ('unifi', 'omada', 'meraki')),
  state text not null check (state in ('up', 'down')),
  since timestamptz not null,
  at timestamptz not null,
  model text,
  serial text,
  firmware text
);
create index on controller_words (gateway_id);

-- How reading each controller goes.
create table controller_reads (
  gateway_id bigint primary key references gateways on delete cascade,
  tried_at timestamptz not null,
  -- when it was read last; null: never
  read_at timestamptz,
  -- since when it cannot be read, and why; null: it can
  failing_since timestamptz,
  failure text,
  -- access points that it told of, and those of them that are no hotspot's
  access_points integer not null default 0,
  unknown integer not null default 0
);
