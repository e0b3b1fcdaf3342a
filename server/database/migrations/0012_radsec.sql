-- RadSec: gateways that are known by their certificates, and what is asked of them over the connections they open.

-- A gateway that speaks RadSec only comes from anywhere.
alter table gateways alter column network drop not null;

-- A gateway may have several while one takes the place of another.
create table gateway_certificates (
  -- SHA-256, lower-case hex
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
  gateway_id bigint not null references gateways on delete cascade,
  not_after timestamptz not null,
  added_at timestamptz not null default now()
);
create index on gateway_certificates (gateway_id);

-- A Disconnect- or CoA-Request on its way to the process that has the gateway's connection, and the answer on its way
-- back: rows of seconds, which a crash may lose.
create unlogged table gateway_requests (
  id bigint generated always as identity primary key,
  gateway_id bigint not null,
  -- RADIUS packets, authenticators aside
  packet bytea not null,
  answer bytea,
  requested_at timestamptz not null default now(),
  -- a process has sent it, or is about to
  claimed_at timestamptz,
  finished_at timestamptz
);
