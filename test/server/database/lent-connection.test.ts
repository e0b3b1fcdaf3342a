import { MessageChannel } from 'node:worker_threads'
import { expect } from 'chai'
import { borrowed, lend } from '../../../server/database/lent-connection.ts'
import { inOneTransaction } from '../../../server/database/one-transaction.ts'
import { isUniqueViolation } from '../../../server/database/sql-errors.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('a connection that is lent to a thread', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  /** `work` with the database that a thread would have at the other end. */
  async function lent<T>(work: (database: ReturnType<typeof borrowed>) => Promise<T>): Promise<T> {
    const { port1, port2 } = new MessageChannel()
    const client = await db.pool.connect()
    lend(client, port1)
    const database = borrowed(port2)
    try {
      return await work(database)
    } finally {
      await database.close()
      client.release()
    }
  }

  it('gives rows as they are at home, however many, and the query builder too', async () => {
    await lent(async ({ pool, query }) => {
      const { rows, rowCount } = await pool.query(
        "select n, 7::bigint as long, date '2026-11-30' as day, now() as at from generate_series(1, 2500) n",
      )
      expect(rowCount).to.equal(2500)
      expect(rows.map(({ n }) => n)).to.deep.equal(Array.from({ length: 2500 }, (_, n) => n + 1))
      expect(rows[0]).to.include({ long: 7, day: '2026-11-30' })
      expect(rows[0].at).to.be.an.instanceOf(Date)
      expect((await pool.query({ text: 'select 1 as a, 2 as b', rowMode: 'array' })).rows).to.deep.equal([[1, 2]])
      await query.insertInto('sites').values({ name: 'Kiosco', latitude: 1, longitude: 2 }).execute()
      expect(await query.selectFrom('sites').select('name').execute()).to.deep.equal([{ name: 'Kiosco' }])
    })
  })

  it('rolls back what fails there, and tells the failure so that its reader knows it', async () => {
    const site = { name: 'Twice', latitude: 3, longitude: 4 }
    await lent(async (there) => {
      const failed = await inOneTransaction(there, async (one) => {
        await one.query.insertInto('sites').values(site).execute()
        await one.query.insertInto('sites').values(site).execute()
      }).catch((error: Error) => error)
      expect(isUniqueViolation(failed)).to.equal(true)
      expect((failed as Error).message).to.include('duplicate key')
      expect(await there.query.selectFrom('sites').select('id').where('name', '=', 'Twice').execute()).to.deep.equal([])
    })
  })
})
