-- Files of the city that were imported.

create table import_runs (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('hotspots', 'neighbourhoods', 'network', 'streets')),
  file_name text not null,
  sha256 text not null,
  counts jsonb not null,
  finished_at timestamptz not null default now(),
  -- what it brought was taken back
  undone_at timestamptz
);

-- What became of imports and nobody was told of yet: stored with it, taken by who tells receivers. Nothing of a person.
create table import_events (
  id bigint generated always as identity primary key,
  -- in import_runs; null of candidates for sites, which are planning's
  import_id bigint,
  done text not null check (done in ('applied', 'undone')),
  kind text not null check (kind in ('hotspots', 'neighbourhoods', 'network', 'streets', 'site-candidates')),
  at timestamptz not null default now(),
  -- of whoever did it: a role of staff, or the plaza command
  by_role text not null,
  programmes text[] not null default '{}',
  counts jsonb not null
);

-- How far an import is for which somebody waits in the dashboard.
create unlogged table import_progress (
  -- made up by whoever sent the file
  run text primary key,
  staff_id bigint not null references staff,
  phase text not null,
  done bigint not null,
  total bigint not null,
  updated_at timestamptz not null default now()
);
