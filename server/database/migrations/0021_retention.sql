-- Retention: who a session was is known for a while only, then it is a number in a sum.

alter table sessions
  -- keyed, in place of the MAC and the IP address once they are removed: tells devices apart, names none
  add column device_pseudonym text,
  add column framed_ip_pseudonym text;
create index sessions_identified on sessions (ended_at)
  where ended_at is not null
    and (device_mac is not null or calling_station_id is not null or user_name is not null or framed_ip is not null);
create index sessions_ended on sessions (ended_at) where ended_at is not null;

alter table access_log add column device_pseudonym text;

-- The use of sessions that are kept no longer.
create table usage_archive (
  day date not null,
  hotspot_id bigint references hotspots on delete set null,
  sessions bigint not null,
  seconds bigint not null,
  input_octets bigint not null,
  output_octets bigint not null,
  unique nulls not distinct (day, hotspot_id)
);

create table retention_runs (
  id bigint generated always as identity primary key,
  started_at timestamptz not null default now(),
  -- null: under way, or cut off; the next run goes on where it ended
  finished_at timestamptz,
  -- sessions that ended before lost what names their device; those before the other became sums
  identified_before timestamptz not null,
  sessions_before timestamptz not null,
  sessions_pseudonymised bigint not null default 0,
  decisions_pseudonymised bigint not null default 0,
  sessions_archived bigint not null default 0,
  devices_forgotten bigint not null default 0
);
