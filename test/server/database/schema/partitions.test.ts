import { expect } from 'chai'
import { maintainPartitions } from '../../../../server/database/schema/partitions.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('maintainPartitions', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  const names = async () => {
    const { rows } = await db.pool.query(
      "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'access_log'::regclass order by 1",
    )
    return rows.map(({ name }) => name)
  }

  it('makes the days from yesterday on, also when several processes do so at once', async () => {
    const now = new Date('2026-03-02T12:00:00Z')
    await Promise.all(Array.from({ length: 5 }, () => maintainPartitions(db, 'access_log', now, 2)))
    expect(await names()).to.deep.equal(
      ['20260301', '20260302', '20260303', '20260304'].map((day) => `access_log_${day}`),
    )
  })

  it('drops the days that are too old', async () => {
    await maintainPartitions(db, 'access_log', new Date('2026-03-05T12:00:00Z'), 2)
    expect(await names()).to.deep.equal(
      ['20260303', '20260304', '20260305', '20260306', '20260307'].map((day) => `access_log_${day}`),
    )
  })
})
