-- Vouchers: by which people without a City Key get online. Whoever uses one first becomes its bearer, an account of no
-- name in `residents`, which the voucher's devices, sessions and use are counted for, and which goes with it.

create table voucher_batches (
  id bigint generated always as identity primary key,
  -- what they are for, as staff call it
  name text not null,
  policy_id bigint not null references policies,
  -- of one voucher: as many may be signed in with it
  devices integer not null check (devices > 0),
  -- until when each must be used first, and where it has no `seconds`, when it ends
  ends_at timestamptz not null,
  -- how long each lasts from its first use; null: until ends_at
  seconds integer check (seconds > 0),
  made_at timestamptz not null default now(),
  -- null: the plaza command
  made_by bigint references staff
);

create table vouchers (
  id bigint generated always as identity primary key,
  batch_id bigint not null references voucher_batches on delete cascade,
  -- within its batch, printed beside the code: by which staff tell one from the others
  number integer not null,
  -- HMAC-SHA-256 of the code, by the key below: the code itself is shown once, when it is made
  code_hash bytea not null unique,
  -- null: not used yet, or its bearer was erased since
  bearer_id bigint references residents on delete set null,
  first_used_at timestamptz,
  -- known from its first use on
  ends_at timestamptz,
  revoked_at timestamptz,
  unique (batch_id, number)
);
-- Whose voucher it is is asked of each device that is not in memory: those of residents have none.
create unique index vouchers_bearer on vouchers (bearer_id) where bearer_id is not null;

-- Made once: codes are hashed with it, so that printed vouchers outlive PLAZA_SECRET.
create table voucher_keys (
  purpose text primary key,
  key_sealed bytea not null
);
