-- Plaza's own CA ('ca') and the server certificates that it made ('server <host name>'), shared by every process.
create table certificates (
  name text primary key,
  -- PEM
  certificate text not null,
  -- PKCS #8 in PEM, sealed
  key_sealed bytea not null
);

-- When the certificates end that processes have loaded, from files too: who shows it may not see the files.
create table certificate_ends (
  host text not null,
  -- 'ca', 'server', or the setting that names the file
  name text not null,
  subject text not null,
  not_after timestamptz not null,
  -- Plaza renews it by itself
  renews boolean not null,
  seen_at timestamptz not null default now(),
  primary key (host, name)
);
