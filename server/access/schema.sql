-- May they: policies, one-use tickets, what was decided, emergencies, cases of help.

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
  devices_per_resident integer not null check (devices_per_resident > 0),
  -- of a device that is online at several gateways at once: 'show' it to staff and its resident, or have it 'sign-in' anew
  copied_devices text not null default 'show' check (copied_devices in ('show', 'sign-in')),
  -- of a hotspot with as many devices online as it is made for: 'let-in' further ones, or 'turn-away' whoever is not online
  when_full text not null default 'let-in' check (when_full in ('let-in', 'turn-away')),
  -- the least level of verification, as CITY_KEY_LEVELS names it; null: none is asked for
  minimum_level text,
  -- what accounts below it get in its place; null: they are not let in
  below_policy_id bigint references policies,
  -- into which part of its network the gateway puts the device: a VLAN (RFC 3580), a filter list (RFC 2865) and what its
  -- make calls a role; null: as the gateway does of itself
  vlan integer check (vlan between 1 and 4094),
  filter_id text,
  gateway_role text,
  check (below_policy_id <> id)
);
create unique index on policies (is_default) where is_default;

-- A group's policy cannot be removed.
alter table hotspot_groups add foreign key (policy_id) references policies;

create table tickets (
  id bigint generated always as identity primary key,
  username text not null unique,
  password_sealed bytea not null,
  resident_id bigint not null references residents on delete cascade,
  device_mac macaddr not null,
  gateway_id bigint not null references gateways on delete cascade,
  hotspot_id bigint references hotspots on delete set null,
  -- the family of what runs the device, as its browser said
  system text not null default 'other' check (system in ('android', 'apple', 'windows', 'other')),
  -- a phone that changed its address keeps its binding: this new address takes that old one's place
  replaces_mac macaddr,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  -- which request used it (its code, identifier and Request Authenticator, and the gateway): a retransmission of it that
  -- reaches another process is answered alike
  used_by bytea
);
create index on tickets (expires_at);

-- Every decision, kept for operators; daily partitions.
create table access_log (
  at timestamptz not null default now(),
  gateway_id bigint not null,
  hotspot_id bigint,
  resident_id bigint,
  device_mac macaddr,
  -- keyed, in place of the MAC address once retention has removed it: tells devices apart, names none
  device_pseudonym text,
  method text not null,
  accepted boolean not null,
  -- machine-readable: 'accepted' or why not, see access/decide.ts
  reason text not null
) partition by range (at);
create index on access_log (at);
create index on access_log (device_mac, at);
create index on access_log (hotspot_id, at);
-- Few: they are counted by hour.
create index on access_log (at) where reason = 'hotspot-full';
-- A person's, for the person and for erasure, without reading every day's log.
create index on access_log (resident_id, at) where resident_id is not null;

-- While one is on, everybody within its scope gets online without signing in. It ends by itself.
create table emergencies (
  id bigint generated always as identity primary key,
  started_at timestamptz not null default now(),
  -- null: the plaza command
  started_by bigint references staff,
  -- read by residents too, in the city's first language
  reason text not null,
  -- the same in further languages: {"en": "..."}
  texts jsonb not null default '{}',
  -- both null: the whole city
  hotspot_id bigint references hotspots on delete cascade,
  neighbourhood_id bigint references neighbourhoods on delete cascade,
  ends_at timestamptz not null,
  ended_at timestamptz,
  ended_by bigint references staff,
  check (hotspot_id is null or neighbourhood_id is null),
  check (ends_at > started_at)
);
create index on emergencies (ends_at) where ended_at is null;

-- What a resident's way online came to, found again by the short code that its page shows.
create table help_cases (
  id bigint generated always as identity primary key,
  code text not null unique,
  at timestamptz not null default now(),
  -- see portal/problems/problem.ts; null: the resident asked for a code
  problem text,
  -- for operators, without secrets
  detail text,
  -- [{"step": "redirect", "at": "2026-11-25T10:00:00.000Z"}, ...]
  steps jsonb not null,
  gateway_id bigint references gateways on delete set null,
  hotspot_id bigint references hotspots on delete set null,
  device_mac macaddr,
  -- who had signed in on the way
  resident_id bigint references residents on delete cascade,
  -- by which another browser of the device goes on, for some minutes
  resume_sealed bytea
);
create index on help_cases (at);
create index on help_cases (resident_id);
create index on help_cases (device_mac);
