-- What residents read on the portal, somewhere and for a time: maintenance, civil protection.

create table notices (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('information', 'maintenance', 'civil-protection')),
  -- by language: {"es": "...", "en": "..."}; the city's first language is always there
  texts jsonb not null,
  -- both null: the whole city
  hotspot_id bigint references hotspots on delete cascade,
  neighbourhood_id bigint references neighbourhoods on delete cascade,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null default now(),
  -- null: the plaza command
  created_by bigint references staff,
  withdrawn_at timestamptz,
  check (hotspot_id is null or neighbourhood_id is null),
  check (ends_at > starts_at)
);
create index on notices (ends_at) where withdrawn_at is null;
