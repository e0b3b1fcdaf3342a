-- Planning: where residents live. Plans have H3 cells, with the population of their neighbourhood spread evenly.

create table population_cells (
  neighbourhood_id bigint not null references neighbourhoods on delete cascade,
  -- H3 index, resolution 10 (about 66 m a side)
  cell text not null,
  latitude double precision not null,
  longitude double precision not null,
  population double precision not null,
  primary key (neighbourhood_id, cell)
);

-- Where a neighbourhood's residents are counted for coverage, spread evenly: finer than the cells that plans are made of.
create table population_points (
  neighbourhood_id bigint primary key references neighbourhoods on delete cascade,
  -- latitude and longitude of each in ten millionths of a degree, Int32, little-endian
  points bytea not null
);

-- Streets along which one walks, from an OpenStreetMap extract (ODbL); those of the latest import count.
create table streets (
  -- of import_runs
  import_id bigint primary key,
  -- the day of the data
  as_of date not null,
  -- latitude and longitude of each node in ten millionths of a degree, Int32, little-endian
  positions bytea not null,
  -- numbers of the two nodes of each piece of a street, Int32, little-endian
  edges bytea not null
);

-- Places where a site could be built: from a city's file, drawn on the map, or made by rule.
create table site_candidates (
  id bigint generated always as identity primary key,
  -- the city's own identifier, by which the same file again changes nothing; null: drawn or made by rule
  code text unique,
  name text not null,
  -- what stands there, as the city calls it: school, market, pole
  kind text,
  latitude double precision not null check (latitude between -90 and 90),
  longitude double precision not null check (longitude between -180 and 180),
  -- in the city's money; null: not known, the plan says what is usual
  equipment_cost double precision check (equipment_cost >= 0),
  backhaul_cost double precision check (backhaul_cost >= 0),
  power_cost double precision check (power_cost >= 0),
  -- what makes it eligible: fibre, power, public building
  tags text[] not null default '{}',
  -- every plan has it, or none
  locked text check (locked in ('in', 'out')),
  origin text not null check (origin in ('file', 'drawn', 'rule')),
  created_at timestamptz not null default now()
);

-- What sites cost where their candidate does not say it: by kind of equipment, backhaul and power.
create table site_costs (
  part text not null check (part in ('equipment', 'backhaul', 'power')),
  name text not null,
  -- a tag, or a kind, that a candidate must have for it; null: every one can have it
  needs text,
  cost double precision not null check (cost >= 0),
  primary key (part, name)
);

-- Plans of sites. What a plan was made of and what came of it never change once it is solved: a fork does.
create table site_plans (
  id bigint generated always as identity primary key,
  name text not null,
  notes text not null default '',
  status text not null default 'draft' check (status in ('draft', 'solving', 'solved', 'stopped', 'failed')),
  parameters jsonb not null,
  forked_from bigint references site_plans on delete set null,
  -- the cells, working sites and candidates that it was solved with: JSON, compressed by gzip; null: not begun
  inputs bytea,
  -- SHA-256 of the inputs, hexadecimal
  data_version text,
  -- how far the solver is, and when it was heard of last
  progress jsonb,
  heard_at timestamptz,
  stop_asked boolean not null default false,
  result jsonb,
  -- the certificate's dual vector: Float64, little-endian
  dual bytea,
  failure text,
  -- the same in a word for which pages have words; null: it is none of them
  fault text,
  created_at timestamptz not null default now(),
  -- null: the plaza command
  created_by bigint references staff,
  started_at timestamptz,
  ended_at timestamptz,
  -- SHA-256 of the token of a link by which anybody reads it, until when
  link_hash bytea unique,
  link_ends_at timestamptz
);

-- A site of a plan that becomes work. With its hotspot it is one record, from the plan to what it did.
create table site_proposals (
  id bigint generated always as identity primary key,
  plan_id bigint references site_plans on delete set null,
  name text not null,
  latitude double precision not null,
  longitude double precision not null,
  status text not null default 'planned' check (status in ('planned', 'in-work', 'installed', 'dropped')),
  planned_for date,
  cost double precision,
  notes text not null default '',
  -- residents whom the plan said that it would reach first
  expected_residents double precision,
  -- by what it is judged, and from which day on; fixed when it was approved
  outcome text not null default 'weekly-users' check (outcome in ('weekly-users')),
  installed_on date,
  hotspot_id bigint unique references hotspots on delete set null,
  created_at timestamptz not null default now(),
  created_by bigint references staff,
  check (status <> 'installed' or installed_on is not null)
);
create index on site_proposals (plan_id);

-- Who was reached, as a day's mean, kept for ever: of the city, of boroughs (as they are folded), neighbourhoods (their id)
-- and fifths of the residents by need (1, the least in need, to 5).
create table coverage_days (
  kind text not null check (kind in ('city', 'borough', 'neighbourhood', 'quintile')),
  place text collate "C" not null,
  -- how near is near: see coverage_day_rings
  ring text not null check (ring in ('signal', 'street', 'walk')),
  day date not null,
  -- means of so many looks, whole residents or parts of one
  looks integer not null,
  residents real not null,
  covered real not null,
  -- by a hotspot of which nobody knew whether it worked
  unchecked real not null,
  -- whom faults alone had left without service
  failed real not null,
  -- by a hotspot, had all of them worked
  near real not null,
  -- without service, and without internet at home
  in_need real not null,
  primary key (kind, place, ring, day)
);

-- How a ring was measured on a day, and how even coverage was, at the day's last look.
create table coverage_day_rings (
  ring text not null check (ring in ('signal', 'street', 'walk')),
  day date not null,
  metres real not null,
  -- the day of the streets along which it was measured; null: in a straight line
  streets date,
  -- of coverage, by neighbourhood: 0 all alike
  gini real not null,
  -- by need, above 0: those in need were worse covered; null: need was not known
  concentration real,
  looked_at timestamptz not null,
  primary key (ring, day)
);

-- Of a new site, week by week (its Monday), counted before sessions are archived and kept for ever: counts, nobody's own.
create table new_site_weeks (
  site_id bigint not null references sites on delete cascade,
  week date not null,
  -- distinct, within 250 m of it
  residents integer not null,
  -- of those who came to the site itself for the first time: never seen before, back after 90 days, from another site
  first_time integer not null,
  returned integer not null,
  moved integer not null,
  -- of the last, by the site that they used most: {"12": 30}
  moved_from jsonb not null,
  primary key (site_id, week)
);

-- What a new site did, as the weeks up to `last_week` (its Monday) tell; it stays as it is half a year after the opening.
create table site_evaluations (
  site_id bigint primary key references sites on delete cascade,
  opened_on date not null,
  last_week date not null,
  evaluated_at timestamptz not null,
  -- see planning/new-sites/outcome.ts
  outcome jsonb not null,
  -- draws of what it brought less what it drew from its neighbours, users a week: Float32, little-endian; null: refused
  draws bytea
);
