-- What is stored of a person is found by number, for the person and for its erasure, without reading every day's log.
create index on access_log (resident_id, at) where resident_id is not null;
create index on audit_events (target) where target like 'resident %';
create index on audit_events ((detail ->> 'residentId')) where detail ? 'residentId';

-- An erasure that a legal hold at a place keeps from being whole: what the hold covers stays with the account's number and
-- subject alone, until retention finds the hold ended. Whoever signs in anew meanwhile is a new resident.
alter table residents
  -- when erasure was asked for; null: it was not
  add column erasing_since timestamptz,
  -- by which what names nobody is found when the rest is erased
  add column erasing_macs macaddr[];
alter table residents drop constraint residents_issuer_subject_key;
create unique index residents_subject on residents (issuer, subject) where erasing_since is null;
create index residents_erasing on residents (erasing_since) where erasing_since is not null;

-- Whom it named was erased then; nobody is named any more.
alter table legal_holds add column erased_at timestamptz;
alter table lawful_requests add column erased_at timestamptz;

-- Blocks end by themselves, or are lifted.
alter table residents add column blocked_until timestamptz;

-- Erasing oneself is no way back in: while a block lasts, the account is known again by a keyed hash (HMAC-SHA-256 of issuer
-- and subject, the key from PLAZA_SECRET), also where nothing else is stored of it.
create table resident_blocks (
  pseudonym text primary key,
  blocked_at timestamptz not null default now(),
  ends_at timestamptz not null
);

-- In an emergency the portal opens gateways for devices of nobody known.
alter table grants alter column resident_id drop not null;

-- Why there is an emergency, in further languages: {"en": "..."}; `reason` is in the city's first one.
alter table emergencies add column texts jsonb not null default '{}';
