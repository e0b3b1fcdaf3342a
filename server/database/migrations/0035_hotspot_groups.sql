-- Hotspots that have opening hours and a policy of their own, e.g. those of schools.
create table hotspot_groups (
  id bigint generated always as identity primary key,
  name text not null,
  -- null: the default policy
  policy_id bigint references policies,
  -- by the city's clock, as server/hotspots/opening-hours-text.ts reads them; null: always open
  hours text,
  created_at timestamptz not null default now()
);
create unique index on hotspot_groups (lower(name));

alter table hotspots add column group_id bigint references hotspot_groups on delete set null;
create index on hotspots (group_id);
