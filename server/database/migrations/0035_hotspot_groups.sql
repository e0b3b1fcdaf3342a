-- Hotspots under one programme's rules: a school's closed at night, a hospital's with longer sessions.
create table hotspot_groups (
  id bigint generated always as identity primary key,
  name text not null unique,
  -- local time of the city, see server/hotspots/opening-hours.ts; null: always open
  hours text,
  -- null: the default policy
  policy_id bigint references policies
);
alter table hotspots add column group_id bigint references hotspot_groups on delete set null;
create index on hotspots (group_id) where group_id is not null;
