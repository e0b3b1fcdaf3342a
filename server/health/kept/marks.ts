import type pg from 'pg'
import { firstMarks, LATE_MS, type Marks } from './due.ts'

type Client = Pick<pg.ClientBase, 'query'>

/** Until when is rolled up; undefined: nothing is yet. */
export async function readMarks(client: Client): Promise<Marks | undefined> {
  const { rows } = await client.query<{ level: keyof Marks; until: Date }>('select level, until from kept_marks')
  if (rows.length === 0) return undefined
  const marks = Object.fromEntries(rows.map(({ level, until }) => [level, until.getTime()]))
  return marks as unknown as Marks
}

/** Makes the marks where there are none, from the first sample on. @returns undefined where there is no sample */
export async function beginMarks(client: Client, timeZone: string): Promise<Marks | undefined> {
  const { rows } = await client.query<{ first: Date | null }>('select min(at) as first from samples')
  const first = rows[0]!.first
  if (!first) return undefined
  const marks = firstMarks(first.getTime(), timeZone)
  for (const [level, until] of Object.entries(marks)) await setMark(client, level as keyof Marks, until)
  return marks
}

export const setMark = (client: Client, level: keyof Marks, until: number): Promise<unknown> =>
  client.query(
    'insert into kept_marks (level, until) values ($1, $2) on conflict (level) do update set until = excluded.until',
    [level, new Date(until)],
  )

/** Remembers which hours are to be rolled up again, of samples that are stored so late that they may be already. */
export async function noteLate(client: Client, times: readonly Date[], now = Date.now()): Promise<void> {
  const late = times.filter((at) => now - at.getTime() > LATE_MS)
  if (late.length === 0) return
  await client.query(
    `insert into kept_late (hour) select distinct date_trunc('hour', at, 'UTC') from unnest($1::timestamptz[]) as late (at)
     order by 1 on conflict do nothing`,
    [late],
  )
}

/** An hour that is to be rolled up again (ms), which is taken off the list. */
export async function takeLate(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ hour: Date }>(
    'delete from kept_late where hour = (select min(hour) from kept_late) returning hour',
  )
  return rows[0]?.hour.getTime()
}
