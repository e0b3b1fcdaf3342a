-- Who: residents (City Key accounts), their devices and consents, staff, and what staff did.

create table residents (
  id bigint generated always as identity primary key,
  issuer text not null,
  subject text not null,
  locale text,
  verification_level text,
  blocked_at timestamptz,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  unique (issuer, subject)
);

create table devices (
  id bigint generated always as identity primary key,
  mac macaddr not null unique,
  resident_id bigint not null references residents on delete cascade,
  bound_at timestamptz not null default now(),
  bound_until timestamptz not null
);
create index on devices (resident_id);

create table consents (
  id bigint generated always as identity primary key,
  resident_id bigint not null references residents on delete cascade,
  terms_version text not null,
  language text not null,
  accepted_at timestamptz not null default now()
);
create index on consents (resident_id, terms_version);

create table staff (
  id bigint generated always as identity primary key,
  issuer text not null,
  subject text not null,
  name text not null,
  role text not null check (role in ('viewer', 'planner', 'operator', 'admin')),
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  unique (issuer, subject)
);

create table audit_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  staff_id bigint references staff,
  -- 'staff', 'command' (the plaza command) or 'system'
  actor text not null,
  action text not null,
  target text not null,
  detail jsonb not null default '{}'
);
create index on audit_events (at);
