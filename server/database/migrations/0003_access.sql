-- May they: policies, one-use tickets, and what was decided.

create table policies (
  id bigint generated always as identity primary key,
  name text not null unique,
  is_default boolean not null default false,
  session_seconds integer not null check (session_seconds > 0),
  idle_seconds integer not null check (idle_seconds > 0),
  -- RFC 2869 section 5.16: at least 60
  interim_seconds integer not null check (interim_seconds >= 60),
  -- bit/s; null: no limit
  bandwidth_up_bps bigint,
  bandwidth_down_bps bigint,
  -- per resident and local day; null: no limit
  daily_seconds integer,
  daily_octets bigint,
  devices_per_resident integer not null check (devices_per_resident > 0)
);
create unique index on policies (is_default) where is_default;

create table tickets (
  id bigint generated always as identity primary key,
  username text not null unique,
  password_sealed bytea not null,
  resident_id bigint not null references residents on delete cascade,
  device_mac macaddr not null,
  gateway_id bigint not null references gateways on delete cascade,
  hotspot_id bigint references hotspots on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on tickets (expires_at);

-- Every decision, kept for operators; daily partitions.
create table access_log (
  at timestamptz not null default now(),
  gateway_id bigint not null,
  hotspot_id bigint,
  resident_id bigint,
  device_mac macaddr,
  method text not null,
  accepted boolean not null,
  -- machine-readable: 'accepted' or why not, see server/access/decide.ts
  reason text not null
) partition by range (at);
create index on access_log (at);
create index on access_log (device_mac, at);
create index on access_log (hotspot_id, at);
