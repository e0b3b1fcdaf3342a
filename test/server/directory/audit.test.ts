import { expect } from 'chai'
import { auditAlone, forgetAudit } from '../../../server/directory/audit.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const DAY_MS = 86_400_000

describe('what was audited', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await auditAlone(db, { kind: 'command' }, 'policy.set', 'policy 1', { residentId: 7 })
    await db.pool.query(
      "insert into audit_events (at, actor, action, target) values (now() - interval '400 days', 'command', 'old', 'x')",
    )
  })
  after(() => db.close())

  const refused = (sql: string) =>
    db.pool.query(sql).then(
      () => 'done',
      (error: Error) => error.message,
    )
  const rows = async () => (await db.pool.query('select * from audit_events order by id')).rows

  it('is not changed or removed by any statement', async () => {
    const before = await rows()
    for (const sql of [
      "update audit_events set target = 'policy 2'",
      "update audit_events set detail = '{}'",
      'delete from audit_events',
      'truncate audit_events',
      "do $$ begin set local plaza.audit_may = 'UPDATE'; update audit_events set actor = 'system'; end $$",
    ])
      expect(await refused(sql), sql).to.include('is not changed')
    expect(await rows()).to.deep.equal(before)
  })

  it('goes by age alone, a year at least, and names an erased resident no more', async () => {
    const young = await forgetAudit(db, new Date(Date.now() - 364 * DAY_MS)).catch((error: Error) => error.message)
    expect(young).to.include('365 days')
    expect(await forgetAudit(db, new Date(Date.now() - 366 * DAY_MS))).to.equal(1)
    await db.pool.query('select unname_in_audit(7)')
    expect((await rows()).map(({ action, detail }) => ({ action, detail }))).to.deep.equal([
      { action: 'policy.set', detail: {} },
    ])
  })
})
