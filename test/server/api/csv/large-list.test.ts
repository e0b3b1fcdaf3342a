import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { packageRoot } from '../../../../server/package-root.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

/** A million with `ROWS=1000000` in the environment: these take every run of the tests less time. */
const ROWS = Number(process.env.ROWS ?? 250_000)
/** Megabytes for what is alive in the child: a part of what the rows take. */
const HEAP = 64

/** Sends the audit as a file at a port that it says, and how much memory that took once its input ends. */
const SENDER = `
  const { default: express } = await import('express')
  const { connect } = await import('./server/database/connection.ts')
  const { silentLog } = await import('./server/log.ts')
  const { csvRoutes } = await import('./server/api/csv/lists.ts')
  const { csvSender } = await import('./server/api/csv/send.ts')
  const { routes } = await import('./server/api/routes/index.ts')
  const { mostMemory } = await import('./test/support/most-memory.ts')
  const db = connect(process.env.DATABASE_URL, 2)
  const route = csvRoutes(routes).find(({ path }) => path === '/audit.csv')
  const staff = { id: Number(process.env.STAFF), districts: null }
  const context = { parts: { db, log: silentLog }, staff, query: { language: 'es' } }
  const app = express()
  const before = mostMemory()
  app.get('/', (_request, response) => csvSender().send(route, context, response, async () => true))
  const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
  process.stdin.resume().once('end', async () => {
    console.log(mostMemory() - before)
    server.closeAllConnections()
    server.close()
    await db.close()
  })`

describe('a list of very many rows as CSV', function () {
  this.timeout(900_000)
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('leaves whole, in a memory that is a small part of it', async () => {
    const { rows } = await db.pool.query<{ id: number }>(
      "insert into staff (issuer, subject, name, role) values ('i', 's', 'A', 'admin') returning id",
    )
    await db.pool.query(
      `insert into audit_events (actor, action, target, detail)
       select 'command', 'gateway.add', 'gateway ' || n, jsonb_build_object('address', '=cmd' || n)
       from generate_series(1, $1) n`,
      [ROWS],
    )
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${HEAP}`, '--import', 'tsx', '--input-type=module', '--eval', SENDER],
      { cwd: packageRoot, env: { ...process.env, DATABASE_URL: db.url, STAFF: String(rows[0]!.id) } },
    )
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    const said = createInterface(child.stdout)[Symbol.asyncIterator]()
    try {
      const port = (await said.next()).value
      expect(port, errors).to.match(/^\d+$/)
      const response = await fetch(`http://127.0.0.1:${port}`)
      let [lines, octets] = [0, 0]
      for await (const chunk of response.body!) {
        octets += chunk.length
        for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
      }
      // The headings before, and that it is fetched is audited, and told, before the rest is.
      expect(lines).to.be.oneOf([ROWS + 1, ROWS + 2])
      child.stdin.end()
      const megabytes = Number((await said.next()).value)
      expect(octets / ROWS).to.be.above(88)
      expect(megabytes, 'more resident than before').to.be.below(130)
      expect((await once(child, 'close'))[0], errors).to.equal(0)
    } finally {
      child.kill()
    }
  })
})
