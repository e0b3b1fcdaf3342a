-- What a resident's device shows by 802.1X: a user name with a password, or with a certificate of Plaza's own CA.
create table device_credentials (
  id bigint generated always as identity primary key,
  resident_id bigint not null references residents on delete cascade,
  -- as the resident knows the device
  device_name text not null,
  -- random; a certificate's common name
  username text not null unique,
  -- sealed, not hashed: MS-CHAPv2 needs it
  password_sealed bytea,
  -- SHA-256 in lower-case hex
  certificate_fingerprint text unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check ((password_sealed is null) <> (certificate_fingerprint is null))
);
create index on device_credentials (resident_id);
