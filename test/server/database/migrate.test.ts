import { expect } from 'chai'
import { migrate } from '../../../server/database/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('migrate', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('applies nothing to a database that is up to date', async () => {
    expect(await migrate(db)).to.deep.equal([])
    const { rows } = await db.pool.query('select name from migrations order by name')
    expect(rows[0]).to.deep.equal({ name: '0001_directory.sql' })
  })
})
