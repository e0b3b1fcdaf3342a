-- What is forgotten, and what the law asks: to keep what retention would remove, and to answer a lawful request.

create table retention_runs (
  id bigint generated always as identity primary key,
  started_at timestamptz not null default now(),
  -- null: under way, or cut off; the next run goes on where it ended
  finished_at timestamptz,
  -- sessions that ended before lost what names their device; those before the other became sums
  identified_before timestamptz not null,
  sessions_before timestamptz not null,
  sessions_pseudonymised bigint not null default 0,
  decisions_pseudonymised bigint not null default 0,
  sessions_archived bigint not null default 0,
  devices_forgotten bigint not null default 0,
  audit_forgotten bigint not null default 0,
  -- steps that failed, in words; the log says why
  failures text[] not null default '{}'
);

create table legal_holds (
  id bigint generated always as identity primary key,
  placed_at timestamptz not null default now(),
  -- null: the plaza command
  placed_by bigint references staff,
  -- who asked for it, and by what right (law, article, file number)
  authority text not null,
  basis text not null,
  -- the scope: whose or where, and between when; what is null does not narrow it
  -- no reference: an erased resident's number names nobody any more, and the scope stays as narrow as it was
  resident_id bigint,
  device_mac macaddr,
  hotspot_id bigint references hotspots,
  since timestamptz not null,
  until timestamptz not null,
  -- the hold ends by itself
  ends_at timestamptz not null,
  released_at timestamptz,
  released_by bigint references staff,
  -- whom it named was erased then; nobody is named any more
  erased_at timestamptz,
  check (since < until)
);

create table lawful_requests (
  id bigint generated always as identity primary key,
  asked_at timestamptz not null default now(),
  asked_by bigint not null references staff,
  authority text not null,
  basis text not null,
  -- no reference: an erased resident's number names nobody any more, and the scope stays as narrow as it was
  resident_id bigint,
  device_mac macaddr,
  hotspot_id bigint references hotspots,
  -- who had this address, the device's own or, with the port, that of a NAT
  public_ip inet,
  public_port integer check (public_port between 0 and 65535),
  since timestamptz not null,
  until timestamptz not null,
  state text not null default 'asked' check (state in ('asked', 'approved', 'refused')),
  decided_at timestamptz,
  decided_by bigint references staff,
  -- AES-256-GCM with a key from PLAZA_SECRET; removed at export_until
  export_sealed bytea,
  export_until timestamptz,
  -- of the file as it is handed over, lower-case hex: SHA-256, and a keyed one by which Plaza knows its own file again
  export_sha256 text,
  export_seal text,
  -- whom it named was erased then; nobody is named any more
  erased_at timestamptz,
  check (since < until),
  check (public_port is null or public_ip is not null),
  -- two people, always
  check (decided_by <> asked_by)
);
