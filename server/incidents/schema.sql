-- Incidents: alerts that have one cause, who looks after them, when nobody is to be called, and who was told what.

create table incidents (
  id bigint generated always as identity primary key,
  -- where its cause is: one hotspot, or what several have in common
  cause text not null check (cause in ('hotspot', 'site', 'gateway', 'parent', 'controller', 'neighbourhood')),
  -- id of that hotspot, site, gateway, agent (of 'parent', which is known to be at fault, and 'controller') or
  -- neighbourhood; its name when it began, which outlives it
  subject_id bigint not null,
  subject_name text not null,
  kind text not null check (kind in ('down', 'degraded')),
  -- machine-readable reason, as the alerts of one hotspot have it; null: several
  reason text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- the same incident begun again soon after its end; many times in an hour: it flaps
  reopened integer not null default 0,
  flapping boolean not null default false,
  -- hotspots in it now, and at most
  hotspots integer not null,
  most_hotspots integer not null,
  -- residents whom it leaves without service now, and at most
  residents integer,
  most_residents integer,
  -- of the hotspots: every one of these districts may see it
  district_id bigint references districts on delete set null,
  acknowledged_at timestamptz,
  acknowledged_by bigint references staff,
  assigned_to bigint references staff,
  -- all its hotspots are under a silence: nobody is called
  silenced boolean not null default false,
  -- its alerts went into this one, whose cause is theirs too
  merged_into bigint references incidents,
  -- counts its changes: what a receiver was told is told by this number
  version integer not null default 1,
  search text not null generated always as (folded(subject_name)) stored
);
-- One incident of a cause at a time.
create unique index incidents_open on incidents (cause, subject_id, kind) where closed_at is null;
create index on incidents (opened_at);
create index on incidents (closed_at);
create index on incidents (cause, subject_id, opened_at);
-- The order in which they are listed: a page of a year's is read without the others. See views.ts.
create index incidents_listed on incidents
  ((coalesce(case when closed_at is null then residents else most_residents end, -1)) desc, id desc)
  where merged_into is null;

-- Alerts in incidents, also those that are over.
create table incident_alerts (
  alert_id bigint primary key references alerts on delete cascade,
  incident_id bigint not null references incidents on delete cascade,
  hotspot_id bigint not null references hotspots on delete cascade,
  joined_at timestamptz not null default now(),
  -- the alert was over, or went to another incident
  left_at timestamptz
);
create index on incident_alerts (incident_id);
create index on incident_alerts (hotspot_id, joined_at);

-- What happened to an incident, in order: the history that people read.
create table incident_changes (
  id bigint generated always as identity primary key,
  incident_id bigint not null references incidents on delete cascade,
  at timestamptz not null default now(),
  change text not null check (change in ('opened', 'grew', 'shrank', 'closed', 'reopened', 'merged', 'flapping', 'steady',
    'acknowledged', 'unacknowledged', 'assigned', 'comment', 'silenced', 'unsilenced', 'escalated', 'told')),
  -- null: Plaza itself
  staff_id bigint references staff,
  -- what somebody wrote
  text text,
  -- numbers and names of this kind of change
  detail jsonb
);
create index on incident_changes (incident_id, id);

-- When nobody is called: once, or again and again by the city's clock. Polling goes on.
create table silences (
  id bigint generated always as identity primary key,
  scope text not null check (scope in ('hotspot', 'site', 'gateway', 'controller', 'parent', 'neighbourhood', 'group',
    'district', 'programme', 'city')),
  -- of what; null of 'programme' and 'city'
  subject_id bigint,
  programme text,
  -- the first time, or the only one
  starts_at timestamptz not null,
  -- how long each lasts
  seconds bigint not null check (seconds between 60 and 31622400),
  -- RFC 5545 recurrence rule without DTSTART, by the city's clock; null: once
  rrule text,
  reason text not null,
  created_at timestamptz not null default now(),
  created_by bigint references staff,
  -- ended before its time
  ended_at timestamptz,
  check ((scope in ('programme', 'city')) = (subject_id is null) and (scope = 'programme') = (programme is not null))
);
create index on silences (starts_at) where ended_at is null;

-- Who is called, and how; what is needed to reach them is sealed, since an address often is a secret itself.
create table receivers (
  id bigint generated always as identity primary key,
  name text not null,
  kind text not null check (kind in ('email', 'webhook', 'slack', 'telegram', 'pagerduty', 'alertmanager')),
  -- JSON as the kind wants it, see notify/receivers.ts
  settings_sealed bytea not null,
  -- what may be shown of it, e.g. two addresses or a host
  shown text not null,
  -- of the messages
  language text not null default 'es' check (language in ('es', 'en')),
  -- what it is told; other than incidents only programs understand
  events text[] not null default '{incidents}' check (cardinality(events) > 0 and events <@ '{incidents,imports,sign-ins}'
    and (kind = 'webhook' or events = '{incidents}')),
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  -- it has taken nothing since; null: the last delivery was taken, or there was none
  failing_since timestamptz
);
create unique index on receivers (lower(name));

-- Which incidents go to which receiver, in order; each that fits, until one ends the way.
create table routes (
  id bigint generated always as identity primary key,
  position integer not null,
  name text not null,
  receiver_id bigint not null references receivers,
  kinds text[] not null default '{down,degraded}',
  -- residents left without service at least
  least_residents integer not null default 0,
  -- null: everywhere; a route goes with what it is for
  district_id bigint references districts on delete cascade,
  group_id bigint references hotspot_groups on delete cascade,
  -- by the city's clock, as opening hours are written: what begins outside is told when they begin; null: always
  hours text,
  -- after an incident began, for what belongs to it
  group_wait_seconds integer not null default 30,
  -- between two messages to the receiver
  group_interval_seconds integer not null default 300,
  -- said again while nobody has acknowledged it; null: never
  repeat_seconds integer,
  -- told to the other receiver when nobody has acknowledged it for so long
  escalate_seconds integer,
  escalate_to bigint references receivers,
  -- incidents that fit go on to the routes behind too
  goes_on boolean not null default false,
  check ((escalate_seconds is null) = (escalate_to is null))
);
create index on routes (position);

-- A message to a receiver, stored before it is tried.
create table deliveries (
  id bigint generated always as identity primary key,
  receiver_id bigint not null references receivers,
  created_at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  next_try_at timestamptz not null default now(),
  -- a process is trying; after that another one may
  claimed_until timestamptz,
  sent_at timestamptz,
  -- why the last attempt failed
  error text,
  -- a trial by hand
  test boolean not null default false
);
create index on deliveries (next_try_at) where state = 'waiting';
create index on deliveries (receiver_id, id);

-- What programs are told besides incidents, for a month: counts, nothing of a person. See notify/events/.
create table receiver_events (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('imports', 'sign-ins')),
  -- names it for ever: of an import the number of what became of it; of sign-ins the hour, so that none is told twice
  key text collate "C" not null,
  at timestamptz not null default now(),
  content jsonb not null,
  unique (kind, key)
);

-- What is to be told to a receiver of an incident, stored with the change that caused it, or of an event.
create table notifications (
  id bigint generated always as identity primary key,
  incident_id bigint references incidents on delete cascade,
  event_id bigint references receiver_events on delete cascade,
  receiver_id bigint not null references receivers,
  -- null: the route is gone, or it is of an event
  route_id bigint references routes on delete set null,
  change text check (change in ('opened', 'reopened', 'flapping', 'closed', 'escalated', 'repeated')),
  -- of the incident after the change
  version integer,
  due_at timestamptz not null,
  -- overtaken before it was told
  dropped_at timestamptz,
  delivery_id bigint references deliveries,
  unique (receiver_id, incident_id, change, version),
  unique (event_id, receiver_id),
  check (num_nulls(event_id, incident_id) = 1 and num_nulls(incident_id, change, version) in (0, 3))
);
create index on notifications (receiver_id, due_at) where delivery_id is null and dropped_at is null;
create index on notifications (incident_id);
create index on notifications (delivery_id);
