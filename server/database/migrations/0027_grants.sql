-- Gateways that do not ask RADIUS: the portal opens them itself.

alter table gateways drop constraint gateways_vendor_check;
alter table gateways add constraint gateways_vendor_check
  check (vendor in ('coovachilli', 'mikrotik', 'cisco', 'aruba', 'ruckus', 'meraki', 'cambium', 'opennds', 'meraki-click',
                    'unifi', 'omada', 'generic'));

-- Where such a gateway's controller is, and as whom Plaza logs in there.
create table gateway_controllers (
  gateway_id bigint primary key references gateways on delete cascade,
  -- scheme://host:port, with a path where the controller has one
  url text not null,
  username text not null,
  password_sealed bytea not null,
  -- as the controller names it
  site text not null,
  -- PEM of the certificate, or of the CA, that the controller's must be; null: a public CA's
  ca text
);

-- What the portal opened: there is no accounting, so that this is all that is known.
create table grants (
  id bigint generated always as identity primary key,
  gateway_id bigint not null references gateways on delete cascade,
  hotspot_id bigint references hotspots on delete set null,
  resident_id bigint not null references residents on delete cascade,
  device_mac macaddr not null,
  granted_at timestamptz not null default now(),
  -- when the gateway or its controller took it; null: not yet, or never
  opened_at timestamptz,
  ends_at timestamptz not null,
  -- bit/s from and to the device, and octets both ways; null: no limit
  up_bps bigint,
  down_bps bigint,
  octets bigint,
  -- by which a gateway that fetches its grants knows it (openNDS: rhid); null: it is told at once
  token text
);
create index on grants (resident_id, ends_at);
create index on grants (device_mac, ends_at);
create index on grants (granted_at);
create index on grants (gateway_id) where opened_at is null;
