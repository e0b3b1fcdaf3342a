-- Accounting that is durable, and acknowledged, but not in the sessions yet: the packets as they came, understood when they
-- are stored. See accounting/journal/journal.ts.

create table accounting_journal (
  id bigint generated always as identity primary key,
  taken_at timestamptz not null default clock_timestamp(),
  count integer not null,
  -- requests one after another: gateway, time of arrival, length and octets of each
  packets bytea not null
) with (toast_tuple_target = 8160);
-- Rows fit a page: they stay in one piece.
alter table accounting_journal alter column packets set storage main;
