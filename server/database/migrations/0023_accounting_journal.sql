-- Accounting that is durable, and acknowledged, but not in the sessions yet: see server/sessions/journal.ts.
create table accounting_journal (
  id bigint generated always as identity primary key,
  taken_at timestamptz not null default clock_timestamp(),
  count integer not null,
  -- a JSON array of so many records as server/sessions/record.ts has them
  records text not null
);
-- Rows live for seconds: compressing them costs more than it saves.
alter table accounting_journal alter column records set storage external;
