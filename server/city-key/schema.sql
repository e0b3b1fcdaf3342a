-- The city's single sign-on: what went wrong of late, and the key by which personal accounts are known again.

create table city_key_failures (
  -- whose client of the provider
  client text not null check (client in ('residents', 'staff')),
  kind text not null,
  reason text not null,
  -- the hour in which they were
  hour timestamptz not null,
  failures integer not null default 1,
  last_at timestamptz not null default now(),
  -- the last one's, in words; nobody's name
  detail text not null,
  primary key (client, reason, kind, hour)
);
create index on city_key_failures (hour);

-- Made once: what is kept of personal accounts (CURP, e-mail) is hashed with it, so that it outlives PLAZA_SECRET.
create table city_key_hash_keys (
  purpose text primary key,
  key_sealed bytea not null
);
