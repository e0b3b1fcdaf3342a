import type pg from 'pg'
import { countAgain } from '../statistics.ts'

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
 * the file does not say (gateway, addresses, SNMP) stays as it is. The hotspots' history tells of it.
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
  await countAgain(client, stored + updated)
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

/** What a file says of a hotspot, by the name in its history. */
const FIELDS = {
  ...{ name: 'name', latitude: 'latitude', longitude: 'longitude', settlement: 'settlement', borough: 'borough' },
  installedOn: 'installed_on',
}
const columns = Object.values(FIELDS)

/** SQL: keeps what differs between the rows `was` and `now`, by the hotspot's id; `was` absent: it is new. */
const history = (from: string, was?: string) => `
  insert into hotspot_changes (hotspot_id, staff_id, action, changes)
  select now.id, null, 'import', changes from ${from}, lateral (
    select jsonb_object_agg(field, jsonb_build_array(old, fresh)) as changes
    from (values ${Object.entries(FIELDS)
      .map(
        ([field, column]) =>
          `('${field}', ${was ? `to_jsonb(was.${column})` : 'null::jsonb'}, to_jsonb(now.${column}))`,
      )
      .join(', ')}) as each (field, old, fresh)
    where old is distinct from fresh) as compared
  where changes is not null`

/** @returns how many have changed */
async function updateHotspots(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ updated: number }>(
    `with was as (
       select h.id, ${columns.map((column) => `h.${column}`).join(', ')} from hotspots h join incoming i using (programme, code)
     ), now as (
       update hotspots h set
         name = i.name, site_id = s.id, latitude = i.latitude, longitude = i.longitude, settlement = i.settlement,
         borough = i.borough, neighbourhood_id = i.neighbourhood_id,
         installed_on = coalesce(i.installed_on, h.installed_on), updated_at = now()
       from incoming i join sites s using (latitude, longitude)
       where h.programme = i.programme and h.code = i.code
         and (h.name, h.site_id, h.settlement, h.borough, h.neighbourhood_id, h.installed_on) is distinct from
             (i.name, s.id, i.settlement, i.borough, i.neighbourhood_id, coalesce(i.installed_on, h.installed_on))
       returning h.id, ${columns.map((column) => `h.${column}`).join(', ')}
     ), told as (${history('now join was using (id)', 'was')})
     select count(*) as updated from now`,
  )
  return rows[0]?.updated ?? 0
}

/** @returns how many are new */
async function insertHotspots(client: pg.ClientBase, importId: number | undefined): Promise<number> {
  const { rows } = await client.query<{ stored: number }>(
    `with now as (
       insert into hotspots
         (programme, code, name, site_id, latitude, longitude, settlement, borough, installed_on, neighbourhood_id,
          import_id)
       select i.programme, i.code, i.name, s.id, i.latitude, i.longitude, i.settlement, i.borough, i.installed_on,
         i.neighbourhood_id, $1
       from incoming i join sites s using (latitude, longitude)
       where not exists (select from hotspots h where h.programme = i.programme and h.code = i.code)
       order by i.line
       returning id, ${columns.join(', ')}
     ), told as (${history('now')})
     select count(*) as stored from now`,
    [importId ?? null],
  )
  return rows[0]?.stored ?? 0
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
