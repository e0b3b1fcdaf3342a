-- Where: neighbourhoods, gateways (NAS), sites, the hotspots at them and their groups.

-- A text as searches compare it, in any case and without accents, whatever the database's locale folds.
create function folded(value text) returns text language sql immutable parallel safe
  return case
    -- nothing but ASCII, as most is
    when octet_length(value) = length(value) then lower(value)
    else translate(
      lower(regexp_replace(normalize(value, nfd), '[\u0300-\u036f]+', '', 'g')),
      'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯØŁĐÞÆŒЄІЇҐЂЈЉЊЋЏ',
      'αβγδεζηθικλμνξοπρστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяøłđþæœєіїґђјљњћџ')
  end;

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
  search text not null generated always as (folded(name)) stored,
  -- the file that brought it
  import_id bigint,
  borough_folded text generated always as (folded(borough)) stored,
  updated_at timestamptz not null default now()
);

-- People of a neighbourhood by year, by day and by night, where the city has such figures.
create table neighbourhood_populations (
  neighbourhood_id bigint not null references neighbourhoods on delete cascade,
  -- null: no year was said
  year smallint,
  -- who lives there, or who is there by day or by night
  time text not null check (time in ('residents', 'day', 'night')),
  people integer not null check (people >= 0),
  unique nulls not distinct (neighbourhood_id, year, time)
);

-- The city's own parts, by which staff are limited to what is theirs: whole boroughs, and what is put into one by hand.
create table districts (
  id bigint generated always as identity primary key,
  name text not null,
  created_at timestamptz not null default now()
);
create unique index on districts (folded(name));

create table district_boroughs (
  -- as hotspots and neighbourhoods have it folded: a borough is of one district
  borough_folded text primary key,
  -- as it was written
  borough text not null,
  district_id bigint not null references districts on delete cascade
);
create index on district_boroughs (district_id);

create table gateways (
  id bigint generated always as identity primary key,
  name text not null unique,
  -- where its UDP packets come from; null: it speaks RadSec only, from anywhere
  network cidr unique,
  secret_sealed bytea not null,
  vendor text not null check (vendor in ('coovachilli', 'uspot', 'mikrotik', 'cisco', 'aruba', 'ruckus', 'meraki', 'cambium',
                                         'opennds', 'meraki-click', 'unifi', 'omada', 'generic')),
  coa_port integer not null default 3799,
  -- What it must sign (CVE-2024-3596).
  -- require: every Access-Request; auto: once one was seen signed; off: none
  message_authenticator text not null default 'require'
    check (message_authenticator in ('require', 'auto', 'off')),
  -- the same for those with Proxy-State; auto: unless the first one seen had it unsigned
  signed_proxy_state text not null default 'auto' check (signed_proxy_state in ('require', 'auto', 'off')),
  -- when either was chosen last; what was learnt before is forgotten. Whole milliseconds, as JavaScript compares them
  signing_chosen_at timestamptz(3) not null default now(),
  -- NAS-Identifier it sends; with `network` this tells its requests and redirects from others
  nas_identifier text unique,
  -- CoovaChilli's uamsecret, where it has one
  uam_secret_sealed bytea,
  -- what it sends as every device's password by MAC authentication, where that is not the address or nothing
  mac_password_sealed bytea,
  -- scheme://host:port of its login page, where credentials may be sent
  login_origins text[] not null default '{}',
  -- when it first reported a session without the Class that Plaza had given it; null: never
  classless_since timestamptz,
  created_at timestamptz not null default now(),
  -- it is not answered, nor are devices led to it
  disabled_at timestamptz,
  -- null: that of its hotspots, where all are of one
  district_id bigint references districts on delete set null,
  -- gone for good: a name for the sessions that it reported
  removed_at timestamptz,
  check (removed_at is null or disabled_at is not null)
);

-- What `auto` has learnt, by the address that packets come from: a gateway may be a network of several NAS.
create table gateway_sources (
  gateway_id bigint not null references gateways on delete cascade,
  address inet not null,
  -- an Access-Request that is not EAP was seen with a Message-Authenticator
  signed boolean not null,
  -- the first Access-Request seen had Proxy-State and no Message-Authenticator
  proxy_state_unsigned boolean not null,
  primary key (gateway_id, address)
);

-- Access-Requests by day (UTC) and kind.
create table gateway_posture_days (
  gateway_id bigint not null references gateways on delete cascade,
  day date not null,
  -- null: addresses beyond as many as are told apart
  address inet,
  signed boolean not null,
  proxy_state boolean not null,
  eap boolean not null,
  -- for want of a Message-Authenticator
  refused boolean not null,
  requests bigint not null,
  last_at timestamptz not null,
  nas_identifier text,
  unique nulls not distinct (gateway_id, day, address, signed, proxy_state, eap, refused)
);
create index on gateway_posture_days (day);

-- When a gateway was last heard to do something: a row for each, which a crash may lose.
create unlogged table gateway_heard (
  gateway_id bigint not null references gateways on delete cascade,
  -- 'access': an Access-Request; 'accounting': an Accounting-Request; 'redirect': a device that it sent to the portal;
  -- 'redirect-refused': one whose redirect is not believed
  kind text not null check (kind in ('access', 'accounting', 'redirect', 'redirect-refused')),
  last_at timestamptz not null,
  -- of the gateway; null: it came by a resident's browser
  address inet,
  -- it was refused: by which code, and about which parameter
  why text,
  parameter text,
  primary key (gateway_id, kind)
);

-- What a gateway calls its access points (Called-Station-Id): where it calls but one, its only hotspot is that.
create table gateway_calls (
  gateway_id bigint primary key references gateways on delete cascade,
  -- the address, or the name without the network's; null: several
  called text
);

-- RadSec: by which a gateway is known. It may have several while one takes the place of another.
create table gateway_certificates (
  -- SHA-256, lower-case hex
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
  gateway_id bigint not null references gateways on delete cascade,
  not_after timestamptz not null,
  added_at timestamptz not null default now()
);
create index on gateway_certificates (gateway_id);

-- Of a gateway that does not ask RADIUS, or is managed in a cloud: where its controller is, and as whom Plaza logs in there.
create table gateway_controllers (
  gateway_id bigint primary key references gateways on delete cascade,
  -- scheme://host:port, with a path where the controller has one
  url text not null,
  username text not null,
  password_sealed bytea not null,
  -- as the controller names it
  site text not null,
  -- PEM of the certificate, or of the CA, that the controller's must be; null: a public CA's
  ca text,
  -- the state of its access points is read there too
  reads_states boolean not null default true
);

create table sites (
  id bigint generated always as identity primary key,
  name text not null,
  latitude double precision not null,
  longitude double precision not null,
  unique (latitude, longitude)
);

-- Hotspots that have opening hours and a policy of their own, e.g. those of schools.
create table hotspot_groups (
  id bigint generated always as identity primary key,
  name text not null,
  -- null: the default policy; access/schema.sql makes it a reference
  policy_id bigint,
  -- by the city's clock, as network/groups/opening-hours-text.ts reads them; null: always open
  hours text,
  -- when its hotspots count as ill, as network/groups/health-limits.ts has them; null: as everywhere
  health jsonb,
  created_at timestamptz not null default now()
);
create unique index on hotspot_groups (lower(name));

-- By which SNMP agents let Plaza ask; one may be that of thousands.
create table snmp_credentials (
  id bigint generated always as identity primary key,
  name text not null,
  version text not null check (version in ('1', '2c', '3')),
  -- of versions 1 and 2c
  community_sealed bytea,
  -- of version 3 (RFC 3414, 3826, 7860); a null protocol: noAuthNoPriv, or authNoPriv
  username text,
  auth_protocol text check (auth_protocol in ('md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512')),
  auth_key_sealed bytea,
  privacy_protocol text check (privacy_protocol in ('des', 'aes', 'aes192', 'aes256', 'aes192c', 'aes256c')),
  privacy_key_sealed bytea,
  updated_at timestamptz not null default now(),
  check ((version = '3') = (community_sealed is null) and (version = '3') = (username is not null)),
  check ((auth_protocol is null) = (auth_key_sealed is null)),
  check ((privacy_protocol is null) = (privacy_key_sealed is null)),
  check (privacy_protocol is null or auth_protocol is not null)
);
create unique index on snmp_credentials (lower(name));

-- SNMP agents: access points' own, controllers' that speak for many, and those of what hotspots hang on.
create table agents (
  id bigint generated always as identity primary key,
  -- an address or host name
  host text not null,
  port integer not null default 161 check (port between 1 and 65535),
  credential_id bigint not null references snmp_credentials,
  kind text not null default 'access-point'
    check (kind in ('access-point', 'controller', 'gateway', 'switch', 'router', 'ups')),
  -- by which people call it; null: its address
  name text,
  -- the interface that is the uplink, where somebody said so: else it is found
  uplink text,
  unique (host, port, credential_id)
);
create index on agents (credential_id);

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
  -- null: that of its borough, or of its neighbourhood's where it names none
  district_id bigint references districts on delete set null,
  installed_on date,
  gateway_id bigint references gateways,
  -- the access point's own (base) address, from which makers number its radios and networks
  mac macaddr,
  model text,
  serial text,
  agent_id bigint references agents on delete set null,
  -- what a controller's agent knows it by: MAC, serial or name
  agent_key text,
  antennas integer check (antennas > 0),
  -- devices at a time
  capacity integer check (capacity > 0),
  -- kind of equipment, as the city names it
  equipment text,
  notes text,
  -- the file that brought it
  import_id bigint,
  -- the first file of the network that had a line of it
  network_import_id bigint,
  -- null: always open, with the default policy
  group_id bigint references hotspot_groups on delete set null,
  retired_at timestamptz,
  -- what hotspot_calls has of it, as one text: a search reads one table
  called text not null default '',
  search text not null generated always as (folded(
    name || ' ' || programme || ' ' || code || ' ' || coalesce(settlement, '') || ' ' || coalesce(borough, '') || ' ' ||
    coalesce(mac::text, '') || ' ' || coalesce(serial, '') || ' ' || coalesce(model, '') || ' ' || called)) stored,
  borough_folded text generated always as (folded(borough)) stored,
  updated_at timestamptz not null default now(),
  unique (programme, code)
);
create index on hotspots (gateway_id);
create index on hotspots (neighbourhood_id);
create index on hotspots (site_id);
create index on hotspots (group_id);
create index on hotspots (agent_id);
-- What a retired hotspot had may serve elsewhere.
create unique index on hotspots (mac) where retired_at is null;

-- What hangs on a gateway's, switch's, router's or UPS's agent: a hotspot, all at a site, all behind a gateway, or another
-- such agent with what hangs on that.
create table agent_children (
  agent_id bigint not null references agents on delete cascade,
  hotspot_id bigint references hotspots on delete cascade,
  site_id bigint references sites on delete cascade,
  gateway_id bigint references gateways on delete cascade,
  child_id bigint references agents on delete cascade,
  check (num_nonnulls(hotspot_id, site_id, gateway_id, child_id) = 1),
  unique nulls not distinct (agent_id, hotspot_id, site_id, gateway_id, child_id)
);
create index on agent_children (hotspot_id);
create index on agent_children (site_id);
create index on agent_children (gateway_id);
create index on agent_children (child_id);

-- What gateways call hotspots besides their own address: addresses of their networks, and names in any words.
create table hotspot_calls (
  hotspot_id bigint not null references hotspots on delete cascade,
  kind text not null check (kind in ('bssid', 'name')),
  -- aa:bb:cc:dd:ee:ff, or as the city writes it
  value text not null,
  -- accepted from what RADIUS heard: a file that does not have it leaves it
  found boolean not null default false,
  primary key (hotspot_id, kind, value)
);
create index on hotspot_calls (value) where kind = 'bssid';

-- Every change of a hotspot: who, when, from what to what.
create table hotspot_changes (
  id bigint generated always as identity primary key,
  hotspot_id bigint not null references hotspots on delete cascade,
  at timestamptz not null default now(),
  -- null: the plaza command
  staff_id bigint references staff,
  action text not null,
  -- by field: [before, after]
  changes jsonb not null
);
create index on hotspot_changes (hotspot_id, id);
create index on hotspot_changes (hotspot_id) where action = 'move';

-- Access points that Plaza does not know: RADIUS hears of them from a gateway, or a controller's SNMP agent lists them.
create table found_access_points (
  id bigint generated always as identity primary key,
  gateway_id bigint references gateways on delete cascade,
  agent_id bigint references agents on delete cascade,
  -- what it calls itself: its address, or its name without the network's; what its controller knows it by
  called text not null,
  -- as its controller says
  name text,
  model text,
  serial text,
  -- that began while it was heard
  sessions bigint not null default 0,
  first_at timestamptz not null,
  last_at timestamptz not null,
  check ((gateway_id is null) <> (agent_id is null)),
  unique (gateway_id, called),
  unique (agent_id, called)
);
create index on found_access_points (last_at);

-- directory/ knows no districts: who is limited to one keeps it from going, since nobody is to see more for that.
alter table staff_districts add foreign key (district_id) references districts;
