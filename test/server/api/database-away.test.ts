import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { apiError } from '../../../server/api/contract/index.ts'
import { connect } from '../../../server/database/connection.ts'
import { isDatabaseAway } from '../../../server/database/sql-errors.ts'
import { eventually } from '../../support/eventually.ts'
import { startTestWeb, type TestWeb } from './web-harness.ts'

describe('the API while the database is away', () => {
  let web: TestWeb
  before(async () => {
    web = await startTestWeb()
  })
  after(() => web.close())

  const audit = async () => {
    const response = await web.ask('admin', '/api/v1/audit')
    return { status: response.status, body: (await response.json()) as unknown }
  }
  /** Connections that are made from now on find no server; those that there are, end. */
  const takeAway = async () => {
    const { options } = web.db.pool
    const { host } = options
    options.host = '/nowhere'
    const admin = connect(web.db.connection, 1)
    await admin.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'plaza' and pid <> pg_backend_pid()`,
    )
    await admin.close()
    return () => {
      if (host !== undefined) options.host = host
    }
  }

  it('answers 503 and says so, and 200 when it is back', async () => {
    expect((await audit()).status).to.equal(200)
    const bringBack = await takeAway()
    const { status, body } = await audit()
    expect(status).to.equal(503)
    expect(apiError.parse(body).error).to.deep.equal({
      code: 'database-away',
      message: 'The database cannot be reached: try again in a moment.',
    })
    bringBack()
    // The pool may not have heard yet that another of its connections has ended.
    await eventually(async () => (await audit()).status === 200)
  })

  it('does not blame the database for a query that is wrong, or for a file that is not there', async () => {
    const errorOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error)
    expect(isDatabaseAway(await errorOf(web.db.pool.query('select nothing from nowhere')))).to.equal(false)
    expect(isDatabaseAway(await errorOf(readFile('/nowhere/at/all')))).to.equal(false)
    expect(isDatabaseAway(new Error('something else'))).to.equal(false)
    for (const code of ['57P01', '57P03', '53300', '08006'])
      expect(isDatabaseAway(Object.assign(new Error('as PostgreSQL says'), { code })), code).to.equal(true)
    const refused = connect({ host: '127.0.0.1', port: 1, user: 'nobody', database: 'none' }, 1)
    expect(isDatabaseAway(await errorOf(refused.pool.query('select 1')))).to.equal(true)
    await refused.close()
  })
})
