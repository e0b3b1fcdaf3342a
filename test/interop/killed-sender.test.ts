import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { inOneTransaction } from '../../server/database/one-transaction.ts'
import { addReceiver } from '../../server/incidents/notify/receivers.ts'
import { putAgents } from '../../server/network/agents/agents.ts'
import { putCredentials } from '../../server/network/agents/credentials.ts'
import { addGateway } from '../../server/network/gateways/register.ts'
import { createSealer, type Sealer } from '../../server/sealing.ts'
import { manyHotspots } from '../server/incidents/failing-hotspots.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { type PlazaProcess, runPlaza } from '../support/plaza.ts'

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'

describe('a process with the role poller that is killed between storing and sending', () => {
  let db: TestDatabase
  let dir: string
  let hook: Server
  let process: PlazaProcess | undefined
  const taken: string[] = []
  /** What a request is answered with; undefined: nothing, it hangs. */
  let answer: ((response: ServerResponse) => void) | undefined

  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-killed-'))
    hook = createServer((request, response) => {
      request.resume()
      taken.push(String(request.headers['plaza-delivery']))
      answer?.(response)
    }).listen(0, '127.0.0.1')
    await once(hook, 'listening')
  })
  after(async () => {
    process?.child.kill('SIGKILL')
    await process?.ended
    hook.closeAllConnections()
    hook.close()
    await db.close()
    await rm(dir, { recursive: true, force: true })
  })

  const start = () =>
    runPlaza(['start', '--roles', 'poller'], {
      ...{ DATABASE_URL: db.url, PLAZA_DATA_DIR: dir, PLAZA_SECRET: SECRET, PLAZA_PUBLIC_URL: 'https://wifi.example' },
      ...{ CITY_KEY_ISSUER: 'https://citykey.example', CITY_KEY_CLIENT_ID: 'plaza', CITY_KEY_CLIENT_SECRET: SECRET },
      ...{ PLAZA_CITY_NAME: 'Prueba', PLAZA_TIME_ZONE: 'UTC', PLAZA_POLL_SECONDS: '5' },
    })

  it('leaves the message to the next one, which sends it under the same number, once', async () => {
    const sealer = createSealer(SECRET)
    const gateway = await addGateway(db, sealer, {
      ...{ name: 'norte', network: '127.0.0.1/32', secret: 'secret-of-the-gateway', vendor: 'coovachilli' },
      ...{ coaPort: 3799, nasIdentifier: 'norte', uamSecret: null, loginOrigins: [] },
    })
    await withDeadAgents(db, sealer, await manyHotspots(db, gateway, 5))
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`
    const settings = { url, secret: 'a-secret-of-the-webhook' }
    const receiver = await inOneTransaction(db, (tx) =>
      addReceiver(tx, sealer, { name: 'hook', kind: 'webhook', settings, language: 'es' }),
    )
    await db.query
      .insertInto('routes')
      .values({ position: 1, name: 'all', receiver_id: receiver, group_wait_seconds: 0, group_interval_seconds: 0 })
      .execute()
    process = start()
    await eventually(() => taken.length === 1).catch((error) => {
      throw new Error(`${error}\n${process!.output()}`)
    })
    process.child.kill('SIGKILL')
    await process.ended
    const waiting = await db.pool.query("select from deliveries where state = 'waiting' and attempts = 1")
    expect(waiting.rows, 'it is stored').to.have.length(1)

    answer = (response) => response.end()
    // As if the minute had passed for which others leave it alone.
    await db.pool.query("update deliveries set claimed_until = now() - interval '1 second'")
    process = start()
    await eventually(() => taken.length === 2)
    expect(taken[1]).to.equal(taken[0])
    await eventually(async () => {
      const { rows } = await db.pool.query("select from deliveries where state = 'sent'")
      return rows.length >= 1
    })
    const numbers = taken.slice(1)
    expect(new Set(numbers).size, 'each message once').to.equal(numbers.length)
  })
})

/** Gives each hotspot, which has answered before, an SNMP agent that answers no more: a port of ours at which nobody listens. */
async function withDeadAgents(db: TestDatabase, sealer: Sealer, hotspots: readonly number[]): Promise<void> {
  const [credentialId] = await putCredentials(db, sealer, [
    { name: 'all', credential: { version: '2c', community: 'public' } },
  ])
  const agents = await putAgents(
    db,
    hotspots.map((_, index) => ({
      ...{ host: '127.0.0.1', port: 40_001 + index, credentialId: credentialId!, kind: 'access-point' as const },
    })),
  )
  await db.pool.query(
    `update hotspots set agent_id = given.agent
     from unnest($1::bigint[], $2::bigint[]) as given (id, agent) where hotspots.id = given.id`,
    [hotspots, agents],
  )
  await db.pool.query('update hotspot_health set last_answered_at = now()')
}
