import type { Database } from '../connection.ts'

/** Whose data is looked for: a resident by number, and where nobody is named, by the resident's devices. */
export interface Person {
  residentId: number
  /** MAC addresses, and since when each is the resident's: what it did before may be another person's. */
  devices: ReadonlyArray<{ mac: string; since: Date }>
}

/** What one table stores of a person, as it may be told to that person: without secrets and what is made of them. */
export interface StoredPart {
  /** Its name in the file that the person gets. */
  name: string
  table: string
  /** What it is, for the person. */
  meaning: string
  /** SQL: the columns that are told, as JSON shall have them. */
  columns: string
  /** SQL: the table, under the name `t`, with what is joined to it. */
  from: string
  /** SQL: the condition, with the parameters of {@link ofPerson}. */
  where: string
  /** By which rows follow each other, the newest first. */
  key: { column: string; type: 'bigint' | 'timestamptz' | 'macaddr' }
}

/** SQL: the row is the person's by number. */
export const OF_RESIDENT = 't.resident_id = $1'

/** SQL: the row is the person's by number or, where it names nobody, by device. @param at the column of its time */
export const ofPerson = (at: string): string =>
  `(t.resident_id = $1 or t.resident_id is null and t.device_mac = any($2::macaddr[]) and t.${at} >=
     (select max(d.since) from unnest($2::macaddr[], $3::timestamptz[]) as d(mac, since) where d.mac = t.device_mac))`

const ROWS = 1000

/** The rows of a part, the newest first, read a thousand at a time: no connection is held while somebody reads slowly. */
export async function* storedRows(
  { pool }: Pick<Database, 'pool'>,
  { columns, from, where, key }: StoredPart,
  { residentId, devices }: Person,
): AsyncGenerator<object> {
  const [macs, since] = [devices.map(({ mac }) => mac), devices.map((device) => device.since)]
  for (let last: string | null = null; ; ) {
    // Rows with the same key come together, so that none is left between two readings.
    const { rows }: { rows: Array<{ key: string; row: object }> } = await pool.query(
      `select ${key.column}::text as key, (select to_jsonb(told) from (select ${columns}) as told) as row from ${from}
       where ${where} and cardinality($2::macaddr[]) = cardinality($3::timestamptz[]) and $1::bigint is not null
         and ($4::text is null or ${key.column} < $4::${key.type})
       order by ${key.column} desc fetch first ${ROWS} rows with ties`,
      [residentId, macs, since, last],
    )
    for (const { row } of rows) yield row
    if (rows.length < ROWS) return
    last = rows.at(-1)?.key ?? null
  }
}
