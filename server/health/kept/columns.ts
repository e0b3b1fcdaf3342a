/** SQL: one row of `samples`, or several, as the columns of what is kept. */
export const ofSamples = `count(*) as polls, count(*) filter (where reachable) as answered,
  avg(clients) as clients, min(clients) as clients_min, max(clients) as clients_max,
  avg(in_bps) as in_bps, min(in_bps) as in_min, max(in_bps) as in_max,
  avg(out_bps) as out_bps, min(out_bps) as out_min, max(out_bps) as out_max,
  avg(load) as load, max(load) as load_max, avg(memory_used) as memory_used`

/** SQL: rows of several hotspots, of the same time, as one of their sum. Loads have no sum. */
export const summed = `sum(polls) as polls, sum(answered) as answered,
  sum(clients) as clients, sum(clients) as clients_min, sum(clients) as clients_max,
  sum(in_bps) as in_bps, sum(in_bps) as in_min, sum(in_bps) as in_max,
  sum(out_bps) as out_bps, sum(out_bps) as out_min, sum(out_bps) as out_max,
  null::smallint as load, null::smallint as load_max, null::smallint as memory_used`

/** SQL: rows of several times of one subject as one of all that time. */
export const merged = `sum(polls) as polls, sum(answered) as answered,
  avg(clients) as clients, min(clients_min) as clients_min, max(clients_max) as clients_max,
  avg(in_bps) as in_bps, min(in_min) as in_min, max(in_max) as in_max,
  avg(out_bps) as out_bps, min(out_min) as out_min, max(out_max) as out_max,
  avg(load) as load, max(load_max) as load_max, avg(memory_used) as memory_used`

const readings = [
  ...['polls', 'answered', 'clients', 'clients_min', 'clients_max', 'in_bps', 'in_min', 'in_max', 'out_bps'],
  ...['out_min', 'out_max', 'load', 'load_max', 'memory_used'],
]

/** SQL: every column, in the order of the tables. */
export const keptColumns = ['kind', 'subject_id', 'at', ...readings].join(', ')

/** SQL: a row that is there already is made anew: what is done twice is as if done once. */
export const anew = `on conflict (kind, subject_id, at) do update set
  ${readings.map((column) => `${column} = excluded.${column}`).join(', ')}`
