-- What a resident's way online came to, found again by the short code that its page shows.
create table help_cases (
  id bigint generated always as identity primary key,
  code text not null unique,
  at timestamptz not null default now(),
  -- see server/portal/problem.ts; null: the resident asked for a code
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
