import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { sealData } from 'iron-session'
import { staffCookie } from '../../../server/api/staff/staff-session.ts'
import { table } from '../../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { putStaff } from '../../../server/directory/staff.ts'
import { importHotspots } from '../../../server/import/hotspots/import-hotspots.ts'
import { importNeighbourhoods } from '../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { importNetwork } from '../../../server/import/network/import-network.ts'
import { silentLog } from '../../../server/log.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { remakePopulationCells } from '../../../server/planning/cells.ts'
import { createSealer, type Sealer } from '../../../server/sealing.ts'
import { accountOf } from '../../demo/accounts.ts'
import { startDemoCityKey } from '../../demo/city-key.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { cpuSeconds, megabytes, type Running, stopAll } from '../radius/processes.ts'
import { startWebProcess } from '../web-process.ts'
import { timeCopy } from './copy.ts'
import { GATEWAYS, type MexicoCity, networkFile } from './files.ts'

const SECRET = 'a secret for benchmarks alone, of enough letters'
const PORT = 18_081
const HOTSPOTS = 32_461

/** What a page asks for, and the milliseconds in which it should be answered. */
const lists: ReadonlyArray<[what: string, query: string, wanted: number]> = [
  ['first page of the list', '', 200],
  ['page of 500', 'limit=500', 200],
  ['page of those without an agent', 'without=agent', 200],
  ['search: alvaro obregon', 'search=alvaro%20obregon', 100],
  ['search: three parts of words', 'search=iztap%20wifi%20poste', 100],
  ['search: an address', 'search=00-00-5E-00-12-34', 100],
  ['search: one letter', 'search=a', 100],
  ['search: nothing has it', 'search=zzzzqqqq', 100],
]

interface Line {
  what: string
  ms: number
  wanted: number
  note: string
}

/** Mexico City's network: its files imported, previewed over HTTP, listed and searched. Leaves nothing behind. */
export async function benchNetwork({ rounds, data: city }: { rounds: number; data: MexicoCity }): Promise<void> {
  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'))
  const redirectUris = [`http://localhost:${PORT}/portal/callback`]
  const cityKey = await startDemoCityKey({ host: '127.0.0.1', port: 0, redirectUris, accountOf, log: silentLog })
  const db = connect(postgres.connection, 4)
  const cleanUp = async (): Promise<void> => {
    await stopAll()
    await cityKey.close()
    await db.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cleanUp().then(() => process.exit(1)))
  try {
    await migrate(db)
    const sealer = createSealer(SECRET)
    const lines = await importCity(db, city, dir)
    const cookie = await prepare(db, sealer)
    const csv = networkFile(await hotspotsOf(db))
    const web = await startWebProcess({ postgres, dir, port: PORT, secret: SECRET, cityKey })
    lines.push(...(await preview(web, cookie, csv)))
    const copy = await timeCopy(postgres, csv)
    const file = join(dir, 'network.csv')
    await writeFile(file, csv)
    const took = await time(() => importNetwork(db, file))
    lines.push(line('network: import', took.ms, 10_000, `${(took.ms / copy).toFixed(0)} times COPY, ${took.cpu}`))
    if (took.result.changed !== HOTSPOTS) throw new Error(`${took.result.changed} hotspots were changed`)
    const again = await time(() => importNetwork(db, file))
    if (again.result.unchanged !== HOTSPOTS) throw new Error(`${again.result.unchanged} hotspots are unchanged`)
    lines.push(
      line('network: the same file again', again.ms, 10_000, again.cpu),
      line('COPY of its lines, no index', copy),
    )
    await db.pool.query('vacuum analyze')
    for (const [what, query, wanted] of lists) lines.push(await asked(what, query, wanted, { cookie, rounds }))
    const load = loadavg()
      .map((each) => each.toFixed(1))
      .join(', ')
    console.log(`
${HOTSPOTS.toLocaleString('en')} hotspots of Mexico City, and a line of a network's file for each, on ${availableParallelism()} processors
with a load of ${load} (1, 5 and 15 minutes). Milliseconds; of lists and searches the median of ${rounds}, over HTTP.

${table(lines.map((each) => ({ ...each })))}`)
  } finally {
    await cleanUp()
  }
}

const line = (what: string, ms: number, wanted?: number, note = ''): Line => ({
  ...{ what, ms: Math.round(ms), wanted: wanted ?? ('' as unknown as number) },
  note: wanted !== undefined && ms > wanted ? `${note} TOO SLOW`.trim() : note,
})

async function time<T>(work: () => Promise<T>): Promise<{ ms: number; cpu: string; result: T }> {
  const began = performance.now()
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - began, cpu: processor((user + system) / 1e6), result }
}

/** Of Plaza's own process: what a busy machine does not change much. */
const processor = (seconds: number): string => `${seconds.toFixed(1)} s of a processor`

async function importCity(db: Database, city: MexicoCity, dir: string): Promise<Line[]> {
  const areas = await time(() =>
    importNeighbourhoods(db, city.areas, { attributes: city.need, within: remakePopulationCells }),
  )
  const hotspots = await time(() => importHotspots(db, city.hotspots, { reportFile: join(dir, 'report.csv') }))
  return [
    line('areas: import, with their cells', areas.ms, undefined, areas.cpu),
    line('hotspots: import', hotspots.ms, undefined, hotspots.cpu),
  ]
}

/** Gateways, a credential and somebody who may import. @returns their cookie, and what must come back with it */
async function prepare(db: Database, sealer: Sealer): Promise<Record<string, string>> {
  for (let n = 0; n < GATEWAYS; n += 1)
    await addGateway(db, sealer, {
      ...{ name: `gateway-${n}`, network: `192.0.2.${n}/32`, secret: 'not asked here', vendor: 'coovachilli' },
      ...{ coaPort: 3799, nasIdentifier: `gateway-${n}`, uamSecret: null, loginOrigins: [] },
    })
  await putCredentials(db, sealer, [{ name: 'bench', credential: { version: '2c', community: 'not asked here' } }])
  const staffId = await putStaff(db, { issuer: 'bench', subject: 'bench', name: 'Bench', role: 'admin' })
  const session = { id: randomUUID(), staffId, csrf: randomUUID(), expiresAt: Date.now() + 3_600_000 }
  const config = { http: { publicUrl: `http://localhost:${PORT}` } } as Parameters<typeof staffCookie>[1]
  const { cookieName, ...options } = staffCookie(sealer, config)
  return { cookie: `${cookieName}=${await sealData(session, options)}`, 'x-plaza-csrf': session.csrf }
}

async function hotspotsOf({ query }: Database) {
  const rows = await query.selectFrom('hotspots').select(['programme', 'code']).orderBy('id').execute()
  if (rows.length !== HOTSPOTS) throw new Error(`${rows.length} hotspots were stored, not ${HOTSPOTS}`)
  return rows
}

async function preview(web: Running, headers: Record<string, string>, csv: string): Promise<Line[]> {
  const content = Buffer.from(csv).toString('base64')
  const body = JSON.stringify({ name: 'network.csv', content, apply: false })
  const before = megabytes(web)
  const busy = cpuSeconds(web)
  const { ms, result } = await time(() => ask('/network-import', { method: 'POST', body, headers }))
  if ((result as { changed: number }).changed !== HOTSPOTS) throw new Error(`a preview of ${JSON.stringify(result)}`)
  const memory = `${Math.round(before)} MB before, ${Math.round(megabytes(web))} MB after`
  const cpu = processor(cpuSeconds(web) - busy)
  return [line('network: preview over HTTP', ms, 5000, `${cpu}, ${memory}`)]
}

async function asked(
  what: string,
  query: string,
  wanted: number,
  { cookie, rounds }: { cookie: Record<string, string>; rounds: number },
): Promise<Line> {
  const delays: number[] = []
  let total = 0
  for (let round = 0; round < rounds; round += 1) {
    const { ms, result } = await time(() => ask(`/inventory?${query}`, { headers: cookie }))
    total = (result as { total: number }).total
    delays.push(ms)
  }
  delays.sort((a, b) => a - b)
  return line(what, delays[Math.floor(delays.length / 2)]!, wanted, `${total.toLocaleString('en')} found`)
}

/** @throws {Error} with what was answered, where that is no success */
async function ask(path: string, init: RequestInit): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(init.headers as Record<string, string>) }
  const answer = await fetch(`http://localhost:${PORT}/api/v1${path}`, { ...init, headers })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
