import { once } from 'node:events'
import { expect } from 'chai'
import { decodeBlock } from '../../../../server/accounting/arrival.ts'
import { createJournal } from '../../../../server/accounting/journal/journal.ts'
import { arrivalOf, journalled, readAlone } from '../../../support/arrival.ts'
import { testGateway } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

const LAG_MS = 400

describe("the journal's share of a process", () => {
  let db: TestDatabase
  let gatewayId: number
  let stored: { acctSessionId: string; at: number }[] = []
  before(async () => {
    db = await createTestDatabase()
    gatewayId = await testGateway(db)
  })
  after(() => db.close())
  beforeEach(() => {
    stored = []
  })

  const start = (acctSessionId: string) => arrivalOf({ kind: 'Start', gatewayId, acctSessionId, at: new Date() })
  const open = () =>
    createJournal({
      db,
      async replay(blocks) {
        for (const record of blocks.flatMap(decodeBlock).map(readAlone))
          if ('acctSessionId' in record) stored.push({ acctSessionId: record.acctSessionId, at: Date.now() })
      },
      onError(error) {
        throw error
      },
      lagMs: LAG_MS,
      checkMs: 50,
    })
  const ofAnother = async (acctSessionId: string) => {
    await journalled(db, start(acctSessionId))
    return Date.now()
  }
  /** It looks for what is overdue: all that was there when it opened is stored, and what others append is theirs. */
  const looks = async () => {
    for (let transactions = 0; transactions < 2; transactions += 1) await once(db.deferred.pool, 'acquire')
  }
  const sessions = () => stored.map(({ acctSessionId }) => acctSessionId)

  it('is at once what an earlier one left, and of what others append only what is overdue', async () => {
    await ofAnother('left')
    const journal = open()
    await eventually(() => sessions().includes('left'))
    await eventually(() => journal.isEmpty())
    await looks()
    const appendedAt = await ofAnother('not mine')
    expect(await journal.isEmpty()).to.equal(false)
    await eventually(() => sessions().includes('not mine'))
    expect(stored.at(-1)!.at - appendedAt).to.be.greaterThan(LAG_MS / 2)
    await journal.close()
  })

  it('is all that came before what it has appended itself', async () => {
    const journal = open()
    await looks()
    await ofAnother('before')
    await journal.append([start('mine')], false)
    await eventually(() => sessions().includes('mine'))
    expect(sessions()).to.deep.equal(['before', 'mine'])
    await journal.close()
  })

  it('is all that too where the clock was set back meanwhile', async () => {
    const journal = open()
    await looks()
    await ofAnother('an hour ahead')
    await db.pool.query("update accounting_journal set taken_at = taken_at + interval '1 hour'")
    await journal.append([start('mine')], false)
    await eventually(() => sessions().includes('mine'))
    expect(sessions()).to.have.members(['an hour ahead', 'mine'])
    await journal.close()
  })
})
