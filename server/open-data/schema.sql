-- What the city publishes: what an administrator lets out, and use by place and day as it left, which never changes.

create table open_data_settings (
  only_row boolean primary key default true check (only_row),
  hotspots boolean not null default true,
  coverage boolean not null default true,
  -- whether published months are shown
  use boolean not null default false,
  -- programmes of which nothing is told
  withheld text[] not null default '{}'
);
insert into open_data_settings default values;

-- A month is published once, as an administrator saw it before.
create table open_use_months (
  -- its first day
  month date primary key check (extract(day from month) = 1),
  published_at timestamptz not null default now(),
  -- version of the method
  method text not null,
  withheld text[] not null
);

create table open_use (
  month date not null references open_use_months on delete cascade,
  kind text not null check (kind in ('city', 'borough', 'neighbourhood')),
  -- of boroughs and neighbourhoods as they were called; null: hotspots in none
  borough text,
  neighbourhood_code text,
  neighbourhood text,
  -- null: the whole month
  day date,
  -- rounded; null: hidden
  visits bigint,
  sessions bigint,
  unique nulls not distinct (month, kind, borough, neighbourhood_code, day)
);
