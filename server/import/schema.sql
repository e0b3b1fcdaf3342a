-- Files of the city that were imported.

create table import_runs (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('hotspots', 'neighbourhoods', 'network')),
  file_name text not null,
  sha256 text not null,
  counts jsonb not null,
  finished_at timestamptz not null default now(),
  -- what it brought was taken back
  undone_at timestamptz
);
