-- What the law asks: to keep what retention would remove, and to answer a lawful request.

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
  check (since < until),
  -- two people, always
  check (decided_by <> asked_by)
);
