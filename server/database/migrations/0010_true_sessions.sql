-- Sessions that are true: how each ended and where it was used, what was asked of its gateway.

alter table sessions
  -- what ended it: 'stop' (the gateway's Stop), 'accounting-on' and 'accounting-off' (its NAS's), 'disconnect' (it
  -- acknowledged ours), or what Plaza inferred: 'silence' (three intervals without a record) and 'reboot' (of the
  -- hotspot, seen by SNMP). A later record of the session undoes what was inferred, see sessions/merge.ts. Null: not
  -- ended, or ended before this was kept
  add column ended_by text check (ended_by in ('stop', 'accounting-on', 'accounting-off', 'disconnect', 'silence', 'reboot')),
  -- Acct-Interim-Interval that its Access-Accept gave, from Class; null where that is not known
  add column interim_seconds integer,
  -- ties together the sessions of a device that roams between access points (RFC 2866 section 5.11)
  add column acct_multi_session_id text;

-- The way of a session that moved between hotspots of its gateway, the first included; none for one that stayed.
create table session_hotspots (
  session_id bigint not null references sessions on delete cascade,
  since timestamptz not null,
  hotspot_id bigint not null references hotspots on delete cascade,
  primary key (session_id, since)
);

-- However the ledger writes, a move is kept: the new hotspot since the record that told of it.
create function keep_move() returns trigger language plpgsql as $$
begin
  insert into session_hotspots (session_id, since, hotspot_id)
  select new.id, old.started_at, old.hotspot_id
  where not exists (select from session_hotspots where session_id = new.id)
    and exists (select from hotspots where id = old.hotspot_id);
  insert into session_hotspots (session_id, since, hotspot_id) values (new.id, new.updated_at, new.hotspot_id)
  on conflict (session_id, since) do update set hotspot_id = excluded.hotspot_id;
  return null;
end $$;
create trigger keep_move after update of hotspot_id on sessions for each row
  when (old.hotspot_id <> new.hotspot_id) execute function keep_move();

-- A session's use counts where it was used: by day and hotspot.
alter table session_days drop constraint session_days_pkey,
  add constraint session_days_key unique nulls not distinct (session_id, day, hotspot_id);

-- Disconnects of several sessions at once: of a device, a resident, a hotspot.
create table disconnect_runs (
  id bigint generated always as identity primary key,
  requested_at timestamptz not null default now(),
  scope text not null check (scope in ('session', 'device', 'resident', 'hotspot')),
  -- null: the plaza command
  staff_id bigint references staff
);
alter table disconnects add column run_id bigint references disconnect_runs on delete cascade;
create index on disconnects (run_id) where run_id is not null;
-- A session is asked to end once at a time, whoever asks in whatever process.
update disconnects set outcome = 'timeout' where outcome = 'pending';
create unique index disconnects_pending on disconnects (session_id) where outcome = 'pending';

-- CoA-Requests (RFC 5176) that change a live session's limits, and what the NAS answered; null: left as it is.
create table limit_changes (
  id bigint generated always as identity primary key,
  session_id bigint not null references sessions on delete cascade,
  requested_at timestamptz not null default now(),
  staff_id bigint references staff,
  -- bit/s from and to the device
  up_bps bigint,
  down_bps bigint,
  -- how long the session may last, from its start
  session_seconds integer,
  -- 'pending', 'ack', 'nak' or 'timeout'
  outcome text not null default 'pending',
  error_cause integer,
  attempts integer not null default 0,
  answered_at timestamptz
);
create index on limit_changes (session_id);
create unique index limit_changes_pending on limit_changes (session_id) where outcome = 'pending';
