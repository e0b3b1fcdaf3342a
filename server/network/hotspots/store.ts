import type pg from 'pg'

/** A hotspot of a city's file, from its line `line`: texts tidied, degrees WGS84, `installedOn` yyyy-mm-dd. */
export interface NewHotspot {
  line: number
  programme: string
  code: string
  name: string
  latitude: number
  longitude: number
  settlement: string | null
  borough: string | null
  installedOn: string | null
  neighbourhoodId: number | null
}

export interface StoredCounts {
  /** New. */
  stored: number
  updated: number
  unchanged: number
  /** In use in the database but not in the file; they stay. */
  missing: number
}

export interface StoreOptions {
  /** Hotspots handed to the database so far, and in all. */
  onProgress?: ((done: number, total: number) => void) | undefined
  /** Gives the import up between two batches: nothing of it is stored. */
  signal?: AbortSignal | undefined
  /** Of the file that brings them. */
  importId?: number | undefined
}

const BATCH = 2000

/**
 * Brings the hotspots of `rows` (unique by programme and code) into the database within the caller's transaction. What
 * the file does not say (gateway, addresses, SNMP) stays as it is.
 *
 * @param alsoPresent programme and code of records that the file has but that were set aside: they are not missing
 * @throws the reason of `signal` when it is aborted
 */
export async function storeHotspots(
  client: pg.ClientBase,
  rows: NewHotspot[],
  alsoPresent: Array<{ programme: string; code: string }>,
  options: StoreOptions = {},
): Promise<StoredCounts> {
  await takeIn(client, rows, options)
  await makeSites(client)
  const left = await sitesLeft(client)
  const updated = await updateHotspots(client)
  const stored = await insertHotspots(client, options.importId)
  await deleteEmptySites(client, left)
  return {
    stored,
    updated,
    unchanged: rows.length - stored - updated,
    missing: await countMissing(client, alsoPresent),
  }
}

/** Hands the rows to the database, as the temporary table `incoming`. */
async function takeIn(client: pg.ClientBase, rows: NewHotspot[], { onProgress, signal }: StoreOptions): Promise<void> {
  await client.query(
    `create temporary table incoming (
       line integer, programme text, code text, name text, latitude float8, longitude float8,
       settlement text, borough text, installed_on date, neighbourhood_id bigint,
       primary key (programme, code)
     ) on commit drop`,
  )
  onProgress?.(0, rows.length)
  for (let from = 0; from < rows.length; from += BATCH) {
    signal?.throwIfAborted()
    await insertIncoming(client, rows.slice(from, from + BATCH))
    onProgress?.(Math.min(from + BATCH, rows.length), rows.length)
  }
  signal?.throwIfAborted()
  await client.query('analyze incoming')
}

const makeSites = (client: pg.ClientBase) =>
  client.query(
    `insert into sites (name, latitude, longitude)
     select distinct on (latitude, longitude) coalesce(settlement, name), latitude, longitude
     from incoming order by latitude, longitude, line
     on conflict (latitude, longitude) do nothing`,
  )

/** The sites that hotspots are about to move away from. */
async function sitesLeft(client: pg.ClientBase): Promise<number[]> {
  const { rows } = await client.query<{ site_id: number }>(
    `select distinct h.site_id from hotspots h join incoming i using (programme, code)
     where (h.latitude, h.longitude) is distinct from (i.latitude, i.longitude)`,
  )
  return rows.map(({ site_id }) => site_id)
}

/** @returns how many have changed */
async function updateHotspots(client: pg.ClientBase): Promise<number> {
  const { rowCount } = await client.query(
    `update hotspots h set
       name = i.name, site_id = s.id, latitude = i.latitude, longitude = i.longitude, settlement = i.settlement,
       borough = i.borough, neighbourhood_id = i.neighbourhood_id,
       installed_on = coalesce(i.installed_on, h.installed_on), updated_at = now()
     from incoming i join sites s using (latitude, longitude)
     where h.programme = i.programme and h.code = i.code
       and (h.name, h.site_id, h.settlement, h.borough, h.neighbourhood_id, h.installed_on) is distinct from
           (i.name, s.id, i.settlement, i.borough, i.neighbourhood_id, coalesce(i.installed_on, h.installed_on))`,
  )
  return rowCount ?? 0
}

/** @returns how many are new */
async function insertHotspots(client: pg.ClientBase, importId: number | undefined): Promise<number> {
  const { rowCount } = await client.query(
    `insert into hotspots
       (programme, code, name, site_id, latitude, longitude, settlement, borough, installed_on, neighbourhood_id,
        import_id)
     select i.programme, i.code, i.name, s.id, i.latitude, i.longitude, i.settlement, i.borough, i.installed_on,
       i.neighbourhood_id, $1
     from incoming i join sites s using (latitude, longitude)
     where not exists (select from hotspots h where h.programme = i.programme and h.code = i.code)
     order by i.line`,
    [importId ?? null],
  )
  return rowCount ?? 0
}

const deleteEmptySites = (client: pg.ClientBase, sites: number[]) =>
  client.query(
    `delete from sites where id = any($1::bigint[])
       and not exists (select from hotspots where hotspots.site_id = sites.id)`,
    [sites],
  )

const insertIncoming = (client: pg.ClientBase, rows: NewHotspot[]) =>
  client.query(
    `insert into incoming select * from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::float8[],
       $6::float8[], $7::text[], $8::text[], $9::date[], $10::bigint[])`,
    [
      rows.map((row) => row.line),
      rows.map((row) => row.programme),
      rows.map((row) => row.code),
      rows.map((row) => row.name),
      rows.map((row) => row.latitude),
      rows.map((row) => row.longitude),
      rows.map((row) => row.settlement),
      rows.map((row) => row.borough),
      rows.map((row) => row.installedOn),
      rows.map((row) => row.neighbourhoodId),
    ],
  )

async function countMissing(
  client: pg.ClientBase,
  alsoPresent: Array<{ programme: string; code: string }>,
): Promise<number> {
  const { rows } = await client.query<{ missing: number }>(
    `select count(*) as missing from hotspots h
     where retired_at is null
       and not exists (select from incoming i where i.programme = h.programme and i.code = h.code)
       and not exists (
         select from unnest($1::text[], $2::text[]) as p (programme, code)
         where p.programme = h.programme and p.code = h.code
       )`,
    [alsoPresent.map(({ programme }) => programme), alsoPresent.map(({ code }) => code)],
  )
  return rows[0]?.missing ?? 0
}
