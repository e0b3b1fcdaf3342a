-- Who: residents (City Key accounts), their devices and consents, staff, and what staff did.

create table residents (
  id bigint generated always as identity primary key,
  issuer text not null,
  subject text not null,
  locale text,
  verification_level text,
  blocked_at timestamptz,
  -- blocks end by themselves, or are lifted; null: it does not end
  blocked_until timestamptz,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  -- An erasure that a legal hold at a place keeps from being whole: what the hold covers stays with the account's number
  -- and subject alone, until retention finds the hold ended. Whoever signs in anew meanwhile is a new resident.
  -- when erasure was asked for; null: it was not
  erasing_since timestamptz,
  -- by which what names nobody is found when the rest is erased
  erasing_macs macaddr[]
);
create unique index residents_subject on residents (issuer, subject) where erasing_since is null;
create index residents_erasing on residents (erasing_since) where erasing_since is not null;
-- Who is blocked is asked of each device that is not in memory: the few who are, are found without reading the resident.
create index residents_blocked on residents (id) where blocked_at is not null;

-- Erasing oneself is no way back in: while a block lasts, the account is known again by a keyed hash (HMAC-SHA-256 of issuer
-- and subject, the key from PLAZA_SECRET), also where nothing else is stored of it.
create table resident_blocks (
  pseudonym text primary key,
  blocked_at timestamptz not null default now(),
  ends_at timestamptz not null
);

create table devices (
  id bigint generated always as identity primary key,
  mac macaddr not null unique,
  resident_id bigint not null references residents on delete cascade,
  -- as the resident knows the device; gone with its binding, or once it is another resident's
  name text check (char_length(name) between 1 and 40),
  bound_at timestamptz not null default now(),
  bound_until timestamptz not null
);
create index on devices (resident_id);

create table consents (
  id bigint generated always as identity primary key,
  resident_id bigint not null references residents on delete cascade,
  terms_version text not null,
  language text not null,
  accepted_at timestamptz not null default now()
);
create index on consents (resident_id, terms_version);

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
  -- with which device it was used last: that one is disconnected when the credential is revoked
  last_mac macaddr,
  last_used_at timestamptz,
  -- how often its profiles were fetched: whoever has the resident's phone for a moment gets few of them
  profiles_fetched integer not null default 0,
  check ((password_sealed is null) <> (certificate_fingerprint is null))
);
create index on device_credentials (resident_id);

create table staff (
  id bigint generated always as identity primary key,
  issuer text not null,
  subject text not null,
  name text not null,
  role text not null check (role in ('viewer', 'planner', 'operator', 'admin')),
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  unique (issuer, subject)
);

-- Sign-ins that were ended before their time, of staff and of residents at /me: their cookies open nothing in any process.
create table ended_sign_ins (
  -- SHA-256 in lower-case hex: by what is stored here nobody signs in
  fingerprint text primary key,
  -- when the cookie would have ended by itself
  ends_at timestamptz not null
);

create table audit_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  staff_id bigint references staff,
  -- 'staff', 'command' (the plaza command), 'system' or 'resident'
  actor text not null,
  action text not null,
  target text not null,
  detail jsonb not null default '{}'
);
create index on audit_events (at);
-- What is told of a resident, for the resident and for erasure.
create index on audit_events (target) where target like 'resident %';
create index on audit_events ((detail ->> 'residentId')) where detail ? 'residentId';
