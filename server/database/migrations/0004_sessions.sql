-- The accounting ledger: one row per session (RFC 2866), and its use by day.

create table sessions (
  id bigint generated always as identity primary key,
  gateway_id bigint not null references gateways,
  -- tells sessions of one gateway apart: the Class that Plaza gave plus Acct-Session-Id, see sessions/key.ts
  session_key text not null,
  acct_session_id text not null,
  hotspot_id bigint references hotspots on delete set null,
  resident_id bigint references residents on delete set null,
  device_mac macaddr,
  -- as the gateway sent them: a Disconnect-Request must repeat them exactly (RFC 5176 section 3)
  user_name text,
  calling_station_id text,
  called_station_id text,
  nas_identifier text,
  nas_ip inet,
  nas_port bigint,
  framed_ip inet,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at timestamptz,
  duration_seconds bigint not null default 0,
  -- input: from the device (upload); output: to the device (download) (RFC 2866 sections 5.3, 5.4)
  input_octets bigint not null default 0,
  output_octets bigint not null default 0,
  terminate_cause integer,
  unique (gateway_id, session_key)
);
create index sessions_live on sessions (hotspot_id) where ended_at is null;
create index sessions_live_resident on sessions (resident_id) where ended_at is null;
create index sessions_live_gateway on sessions (gateway_id) where ended_at is null;
create index on sessions (device_mac, started_at);
create index on sessions (hotspot_id, started_at);

-- A session's use, split by local day: increments of its counters as they arrived.
create table session_days (
  session_id bigint not null references sessions on delete cascade,
  day date not null,
  resident_id bigint,
  device_mac macaddr,
  hotspot_id bigint,
  seconds bigint not null default 0,
  input_octets bigint not null default 0,
  output_octets bigint not null default 0,
  primary key (session_id, day)
);
create index on session_days (resident_id, day);
-- The whole city's day, without reading the rows.
create index on session_days (day, resident_id);
create index on session_days (hotspot_id, day);
create index on session_days (device_mac, day);

-- Disconnect-Requests sent and what the NAS answered (RFC 5176).
create table disconnects (
  id bigint generated always as identity primary key,
  session_id bigint not null references sessions on delete cascade,
  requested_at timestamptz not null default now(),
  -- 'staff' or 'quota'
  cause text not null,
  staff_id bigint references staff,
  -- 'pending', 'ack', 'nak' or 'timeout'
  outcome text not null default 'pending',
  error_cause integer,
  attempts integer not null default 0,
  answered_at timestamptz
);
create index on disconnects (session_id);
-- A used-up quota ends a session once, however many records and processes see it.
create unique index disconnects_quota on disconnects (session_id) where cause = 'quota';
