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
-- So is the level of verification: from the index alone.
create index residents_level on residents (id) include (verification_level) where verification_level is not null;

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
  bound_until timestamptz not null,
  -- by which addresses it came before, the first being the one that its resident signed in with: told by its cookie alone,
  -- which can be copied
  moved_from macaddr[] not null default '{}'
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

-- The districts to which one is limited (network/schema.sql makes them references); none: to none, the whole city is theirs.
create table staff_districts (
  staff_id bigint not null references staff on delete cascade,
  district_id bigint not null,
  primary key (staff_id, district_id)
);
create index on staff_districts (district_id);

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
-- What is told of a resident, for the resident and for erasure, and of others, for their pages.
create index on audit_events (target, id);
create index on audit_events ((detail ->> 'residentId')) where detail ? 'residentId';

-- What was audited stays as it was: no statement of Plaza's changes or removes it, but the two functions below. (Who owns
-- the tables can drop the trigger: a city that gives Plaza a role of lesser rights than the one that migrates has more.)
create function audit_stays() returns trigger language plpgsql as $$
begin
  if tg_op <> 'TRUNCATE' and current_setting('plaza.audit_may', true) = tg_op then
    if tg_op = 'DELETE' then return old; end if;
    if (old.id, old.at, old.staff_id, old.actor, old.action) is not distinct from
       (new.id, new.at, new.staff_id, new.actor, new.action) then return new; end if;
  end if;
  raise insufficient_privilege using message = 'audit_events: what was audited is not changed';
end $$;
create trigger audit_stays before update or delete on audit_events for each row execute function audit_stays();
create trigger audit_stays_whole before truncate on audit_events for each statement execute function audit_stays();

-- An erased resident's number goes; what was done, when and by whom stays.
create function unname_in_audit(resident bigint) returns void language plpgsql as $$
begin
  perform set_config('plaza.audit_may', 'UPDATE', true);
  update audit_events set target = 'resident erased' where target = 'resident ' || resident and target like 'resident %';
  update audit_events set detail = detail - 'residentId'
    where detail ->> 'residentId' = resident::text and detail ? 'residentId';
  perform set_config('plaza.audit_may', '', true);
end $$;

-- What is older than the city has to keep it, a year at least.
create function forget_audit(before timestamptz) returns bigint language plpgsql as $$
declare gone bigint;
begin
  if before > now() - interval '365 days' then
    raise insufficient_privilege using message = 'audit_events: what was audited is kept for 365 days at least';
  end if;
  perform set_config('plaza.audit_may', 'DELETE', true);
  delete from audit_events where at < before;
  get diagnostics gone = row_count;
  perform set_config('plaza.audit_may', '', true);
  return gone;
end $$;

-- By which staff get in while the City Key is away: works once, for minutes.
create table staff_sign_in_links (
  -- SHA-256 of what the link holds
  token_hash bytea primary key,
  staff_id bigint not null references staff on delete cascade,
  expires_at timestamptz not null
);

-- By which scripts ask the API in the name of a member of staff: as much as the token and its owner may, both.
create table api_tokens (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff on delete cascade,
  -- what it is for
  name text not null check (char_length(name) between 1 and 100),
  -- SHA-256 of the token: by what is stored here nobody gets in
  token_hash bytea not null unique,
  role text not null check (role in ('viewer', 'planner', 'operator', 'admin')),
  read_only boolean not null,
  -- those that it may ask, such as 'get /hotspots'; null: all that its role may
  endpoints text[],
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- to the minute
  last_used_at timestamptz
);
create index on api_tokens (staff_id);
