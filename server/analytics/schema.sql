-- Analytics: what was used, counted for every place and kept for ever. Counts only: nothing in here is of a person.

-- A day by the city's clock, of a place as it was when the day was counted.
create table usage_days (
  kind text not null check (kind in ('city', 'borough', 'neighbourhood', 'programme', 'group', 'site', 'hotspot')),
  -- a borough as it is folded, the name of a programme, the id of what else has one; empty: the city
  place text collate "C" not null,
  day date not null,
  -- that were under way, and that began
  sessions integer not null,
  begun integer not null,
  seconds bigint not null,
  -- input: from the device (RFC 2866 section 5.3)
  input_octets bigint not null,
  output_octets bigint not null,
  -- distinct: never to be summed
  residents integer not null,
  -- of those, whose account was made that day
  new_residents integer not null,
  -- most sessions at a time, looked at each five minutes
  peak integer not null,
  -- devices at a time that its hotspots are made for; null: of none is it known
  capacity integer,
  -- minutes that hotspots had as many sessions as they are made for, added up
  saturated_minutes integer not null,
  -- devices that full hotspots turned away, each once an hour at each hotspot
  turned_away integer not null default 0,
  -- by hour, 0 to 23
  hour_begun integer[] not null,
  hour_residents integer[] not null,
  hour_seconds integer[] not null,
  hour_peak integer[] not null,
  -- both ways; float4 is exact enough for a chart
  hour_octets float4[] not null,
  -- null: none, as mostly
  hour_saturated integer[],
  hour_turned_away integer[],
  primary key (kind, place, day)
-- Hours are small numbers, mostly 0: compressed they take a third.
) with (toast_tuple_target = 256);
alter table usage_days
  alter hour_begun set storage main, alter hour_residents set storage main, alter hour_seconds set storage main,
  alter hour_peak set storage main, alter hour_octets set storage main,
  alter hour_saturated set storage main, alter hour_turned_away set storage main;
-- Days are written one after the other: a day's rows are found with next to no index.
create index on usage_days using brin (day);

-- Distinct residents of a week (from its Monday) or a month, which no sum of days gives.
create table usage_spans (
  kind text not null,
  place text collate "C" not null,
  step text not null check (step in ('week', 'month')),
  since date not null,
  residents integer not null,
  new_residents integer not null,
  primary key (kind, place, step, since)
);

-- What has been counted, and when: a day again while reports of it come in.
create table usage_counts (
  step text not null check (step in ('day', 'week', 'month')),
  since date not null,
  counted_at timestamptz not null,
  primary key (step, since)
);

-- Devices that full hotspots turned away, each once an hour: until days have them.
create table turned_away (
  -- its beginning, by the city's clock
  hour timestamptz not null,
  hotspot_id bigint not null,
  devices integer not null,
  primary key (hour, hotspot_id)
);

-- How far devices got on the way online, by hour, hotspot, make of gateway and family of system: counts, which name no
-- device. Of more than a month ago by day, from its beginning by the city's clock.
create table ways_online (
  hour timestamptz not null,
  -- null: it is not known
  hotspot_id bigint,
  vendor text not null,
  system text not null check (system in ('android', 'apple', 'windows', 'other')),
  -- sent to the portal by a gateway; saw its first page; signed in; let in by the portal; and the gateway had that accepted
  arrived integer not null default 0,
  shown integer not null default 0,
  signed_in integer not null default 0,
  -- of those, with which nobody had signed in before
  new_devices integer not null default 0,
  let_in integer not null default 0,
  accepted integer not null default 0,
  -- a session lasted for a minute
  online integer not null default 0,
  unique nulls not distinct (hour, hotspot_id, vendor, system)
);
