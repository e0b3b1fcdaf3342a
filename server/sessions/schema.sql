-- The ledger: one row per session (RFC 2866), its use by day, where it was used, and what was asked of its gateway; and what
-- the portal opened where there is no accounting.

create table sessions (
  id bigint generated always as identity primary key,
  gateway_id bigint not null references gateways,
  -- tells sessions of one gateway apart: by NAS, device and Acct-Session-Id, see sessions/ledger/key.ts
  session_key text collate "C" not null,
  acct_session_id text not null,
  -- ties together the sessions of a device that roams between access points (RFC 2866 section 5.11)
  acct_multi_session_id text,
  hotspot_id bigint references hotspots on delete set null,
  resident_id bigint references residents on delete set null,
  device_mac macaddr,
  -- as the gateway sent them: a Disconnect-Request must repeat them exactly (RFC 5176 section 3); octets that are no
  -- UTF-8 are escaped, see radius/attributes/exact-text.ts
  user_name text,
  calling_station_id text,
  called_station_id text,
  nas_identifier text,
  nas_ip inet,
  nas_port bigint,
  framed_ip inet,
  -- Framed-IPv6-Address (RFC 6911), Framed-IPv6-Prefix (RFC 3162) and Delegated-IPv6-Prefix (RFC 4818), all that it had:
  -- with a space between; a prefix has its length
  ipv6 text,
  -- which ports of which address a NAT gave its device, and when: see sessions/ledger/nat-ports.ts. It goes with the MAC, and
  -- no pseudonym stays: many share the address
  nat_ports text,
  -- keyed, in place of the MAC and the IP address once they are removed: tells devices apart, names none
  device_pseudonym text,
  framed_ip_pseudonym text,
  ipv6_pseudonym text,
  -- whose it was has been erased: what a gateway says later adds to its sums, and names nobody
  erased_at timestamptz,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at timestamptz,
  -- Acct-Interim-Interval that its Access-Accept gave, from Class; null where that is not known
  interim_seconds integer,
  duration_seconds bigint not null default 0,
  -- input: from the device (upload); output: to the device (download) (RFC 2866 sections 5.3, 5.4)
  input_octets bigint not null default 0,
  output_octets bigint not null default 0,
  terminate_cause integer,
  -- what ended it: 'stop' (the gateway's Stop), 'accounting-on' and 'accounting-off' (its NAS's), 'disconnect' (it
  -- acknowledged ours), or what Plaza inferred: 'silence' (three intervals without a record) and 'reboot' (of the
  -- hotspot, seen by SNMP). A later record of the session undoes what was inferred, see sessions/ledger/merge.ts. Null:
  -- not ended
  ended_by text check (ended_by in ('stop', 'accounting-on', 'accounting-off', 'disconnect', 'silence', 'reboot')),
  -- the last reports, by which late, repeated and restarted counters are told apart: see sessions/ledger/reports.ts
  reports text,
  -- what is not believed of it, and is not counted: see sessions/ledger/record.ts. Null: nothing
  doubt text check (doubt in ('volume', 'time', 'late', 'class', 'unaccepted')),
  unique (gateway_id, session_key)
)
-- A session is updated at every report: room on its page keeps the new version beside the old one, and spares every
-- index an entry (HOT updates).
with (fillfactor = 70);
create index sessions_live on sessions (hotspot_id) where ended_at is null;
create index sessions_unaccepted on sessions (started_at)
  where ended_at is null and doubt = 'unaccepted' and resident_id is null;
create index sessions_live_gateway on sessions (gateway_id) where ended_at is null;
-- All of a resident, ended ones too: for their own data and for its erasure.
create index sessions_resident on sessions (resident_id);
create index on sessions (device_mac, started_at);
create index on sessions (hotspot_id, started_at);
-- Retention: who a session was is known for a while only, then it is a number in a sum.
create index sessions_identified on sessions (ended_at)
  where ended_at is not null
    and (device_mac is not null or calling_station_id is not null or user_name is not null or framed_ip is not null
         or ipv6 is not null or nat_ports is not null);
create index sessions_ended on sessions (ended_at) where ended_at is not null;

-- A session's use, split by local day and by hotspot where it was used: increments of its counters as they arrived.
create table session_days (
  session_id bigint not null references sessions on delete cascade,
  day date not null,
  resident_id bigint,
  device_mac macaddr,
  hotspot_id bigint,
  seconds bigint not null default 0,
  input_octets bigint not null default 0,
  output_octets bigint not null default 0,
  constraint session_days_key unique nulls not distinct (session_id, day, hotspot_id)
) with (fillfactor = 80);
create index on session_days (resident_id, day);
-- The whole city's day, without reading the rows.
create index on session_days (day, resident_id);
create index on session_days (hotspot_id, day);
create index on session_days (device_mac, day);

-- The way of a session that moved between hotspots of its gateway, the first included; none for one that stayed.
create table session_hotspots (
  session_id bigint not null references sessions on delete cascade,
  since timestamptz not null,
  hotspot_id bigint not null references hotspots on delete cascade,
  primary key (session_id, since)
);

-- However the ledger writes, a move is kept: the new hotspot since the record that told of it.
create function keep_move() returns trigger language plpgsql as $$
begin
  insert into session_hotspots (session_id, since, hotspot_id)
  select new.id, old.started_at, old.hotspot_id
  where not exists (select from session_hotspots where session_id = new.id)
    and exists (select from hotspots where id = old.hotspot_id);
  insert into session_hotspots (session_id, since, hotspot_id) values (new.id, new.updated_at, new.hotspot_id)
  on conflict (session_id, since) do update set hotspot_id = excluded.hotspot_id;
  return null;
end $$;
create trigger keep_move after update of hotspot_id on sessions for each row
  when (old.hotspot_id <> new.hotspot_id) execute function keep_move();

-- Disconnects of several sessions at once: of a device, a resident, a hotspot.
create table disconnect_runs (
  id bigint generated always as identity primary key,
  requested_at timestamptz not null default now(),
  scope text not null check (scope in ('session', 'device', 'resident', 'hotspot')),
  -- null: the plaza command
  staff_id bigint references staff
);

-- Disconnect-Requests sent and what the NAS answered (RFC 5176).
create table disconnects (
  id bigint generated always as identity primary key,
  session_id bigint not null references sessions on delete cascade,
  run_id bigint references disconnect_runs on delete cascade,
  requested_at timestamptz not null default now(),
  -- 'staff', 'quota', 'command', 'emergency' or 'closing'
  cause text not null,
  staff_id bigint references staff,
  -- 'pending', 'ack', 'nak' or 'timeout'
  outcome text not null default 'pending',
  error_cause integer,
  attempts integer not null default 0,
  answered_at timestamptz
);
create index on disconnects (session_id);
create index on disconnects (run_id) where run_id is not null;
-- A used-up quota ends a session once, however many records and processes see it; again only where its gateway said that
-- it had, and went on with it.
create unique index disconnects_quota on disconnects (session_id) where cause = 'quota' and outcome <> 'ack';
-- A session is asked to end once at a time, whoever asks in whatever process.
create unique index disconnects_pending on disconnects (session_id) where outcome = 'pending';

-- CoA-Requests (RFC 5176) that change a live session's limits, and what the NAS answered; null: left as it is.
create table limit_changes (
  id bigint generated always as identity primary key,
  session_id bigint not null references sessions on delete cascade,
  requested_at timestamptz not null default now(),
  staff_id bigint references staff,
  -- bit/s from and to the device
  up_bps bigint,
  down_bps bigint,
  -- how long the session may last, from its start
  session_seconds integer,
  -- 'pending', 'ack', 'nak' or 'timeout'
  outcome text not null default 'pending',
  error_cause integer,
  attempts integer not null default 0,
  answered_at timestamptz
);
create index on limit_changes (session_id);
create unique index limit_changes_pending on limit_changes (session_id) where outcome = 'pending';

-- A Disconnect- or CoA-Request on its way to the process that has the gateway's RadSec connection, and the answer on its
-- way back: rows of seconds, which a crash may lose.
create unlogged table gateway_requests (
  id bigint generated always as identity primary key,
  gateway_id bigint not null,
  -- RADIUS packets, authenticators aside
  packet bytea not null,
  answer bytea,
  requested_at timestamptz not null default now(),
  -- a process has sent it, or is about to
  claimed_at timestamptz,
  finished_at timestamptz
);

-- What the portal opened, at gateways that do not ask RADIUS: there is no accounting, so that this is all that is known.
create table grants (
  id bigint generated always as identity primary key,
  gateway_id bigint not null references gateways on delete cascade,
  hotspot_id bigint references hotspots on delete set null,
  -- null: in an emergency the portal opens gateways for devices of nobody known
  resident_id bigint references residents on delete cascade,
  device_mac macaddr not null,
  granted_at timestamptz not null default now(),
  -- when the gateway or its controller took it; null: not yet, or never
  opened_at timestamptz,
  ends_at timestamptz not null,
  -- bit/s from and to the device, and octets both ways; null: no limit
  up_bps bigint,
  down_bps bigint,
  octets bigint,
  -- by which a gateway that fetches its grants knows it (openNDS: rhid); null: it is told at once
  token text
);
create index on grants (resident_id, ends_at);
create index on grants (device_mac, ends_at);
create index on grants (hotspot_id, ends_at);
create index on grants (granted_at);
create index on grants (gateway_id) where opened_at is null;

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
