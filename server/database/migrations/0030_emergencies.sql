-- While one is on, everybody within its scope gets online without signing in. It ends by itself.
create table emergencies (
  id bigint generated always as identity primary key,
  started_at timestamptz not null default now(),
  -- null: the plaza command
  started_by bigint references staff,
  -- read by residents too
  reason text not null,
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
