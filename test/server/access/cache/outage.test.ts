import { expect } from 'chai'
import { type DatabaseWatch, watchDatabase } from '../../../../server/access/cache/outage.ts'
import { connect } from '../../../../server/database/connection.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('the watch on the database', () => {
  let db: TestDatabase
  let watch: DatabaseWatch
  before(async () => {
    db = await createTestDatabase()
  })
  beforeEach(() => {
    watch = watchDatabase(db)
  })
  afterEach(() => watch.close())
  after(() => db.close())

  for (const [what, statement, values] of [
    ['a value that it cannot hold', 'select $1::text', ['a\0b']],
    ['a number that is too large', 'select $1::bigint * 10', [String(2n ** 63n - 1n)]],
    ['a statement that is wrong', 'select nothing from nowhere', []],
  ] as const) {
    it(`does not take it for away because of ${what}`, async () => {
      const error = await watch.ask(() => db.pool.query(statement, [...values])).catch((e: unknown) => e)
      expect(error).to.be.instanceOf(Error)
      expect(watch.away).to.equal(false)
      expect((await watch.ask(() => db.pool.query('select 1'))).rowCount).to.equal(1)
    })
  }

  it('takes it for away when the connection fails', async () => {
    const gone = connect(db.connection, 1)
    await gone.close()
    expect(await watch.ask(() => gone.pool.query('select 1')).catch((e: unknown) => e)).to.be.instanceOf(Error)
    expect(watch.away).to.equal(true)
  })
})
