-- Where: neighbourhoods, gateways (NAS), sites and the hotspots at them.

create table neighbourhoods (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  borough text,
  population integer not null default 0,
  -- degree of marginalisation as its publisher names it
  marginalisation text,
  -- share of residents, 0 to 1; null where the publisher gives none
  without_internet double precision,
  without_mobile double precision,
  -- GeoJSON Polygon or MultiPolygon, WGS84 longitude and latitude in degrees
  geometry jsonb not null,
  area_m2 double precision not null,
  updated_at timestamptz not null default now()
);

create table gateways (
  id bigint generated always as identity primary key,
  name text not null unique,
  network cidr not null unique,
  secret_sealed bytea not null,
  vendor text not null check (vendor in ('coovachilli', 'mikrotik', 'cisco', 'aruba', 'ruckus', 'generic')),
  coa_port integer not null default 3799,
  require_message_authenticator boolean not null default true,
  -- NAS-Identifier it sends; with `network` this tells its requests and redirects from others
  nas_identifier text unique,
  -- CoovaChilli's uamsecret, where it has one
  uam_secret_sealed bytea,
  -- scheme://host:port of its login page, where credentials may be sent
  login_origins text[] not null default '{}',
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);

create table sites (
  id bigint generated always as identity primary key,
  name text not null,
  latitude double precision not null,
  longitude double precision not null,
  unique (latitude, longitude)
);

create table hotspots (
  id bigint generated always as identity primary key,
  programme text not null,
  -- the city's own identifier, unique within the programme
  code text not null,
  name text not null,
  site_id bigint not null references sites,
  latitude double precision not null,
  longitude double precision not null,
  -- as the city names them: the settlement (colonia) and the borough (alcaldía)
  settlement text,
  borough text,
  neighbourhood_id bigint references neighbourhoods on delete set null,
  installed_on date,
  gateway_id bigint references gateways,
  -- the access point's MAC in Called-Station-Id
  bssid macaddr unique,
  snmp_host text,
  snmp_port integer not null default 161,
  snmp_community_sealed bytea,
  retired_at timestamptz,
  updated_at timestamptz not null default now(),
  unique (programme, code)
);
create index on hotspots (gateway_id);
create index on hotspots (neighbourhood_id);
create index on hotspots (site_id);

create table import_runs (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('hotspots', 'neighbourhoods')),
  file_name text not null,
  sha256 text not null,
  counts jsonb not null,
  finished_at timestamptz not null default now()
);
