import { expect } from 'chai'
import type pg from 'pg'
import { publish, subscribe } from '../../../server/database/events/events.ts'
import { inOneTransaction } from '../../../server/database/one-transaction.ts'
import { inTransaction } from '../../../server/database/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'

describe('one transaction over several rooms', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await db.pool.query('create table notes (text text primary key)')
  })
  beforeEach(() => db.pool.query('truncate notes'))
  after(() => db.close())

  const note = (to: Pick<pg.ClientBase, 'query'>, text: string) => to.query('insert into notes values ($1)', [text])
  const notes = async () => (await db.pool.query('select text from notes order by text')).rows.map(({ text }) => text)

  it('stores all that was said by the pool, by transactions within it, and by the query builder', async () => {
    const residents = await inOneTransaction(db, async (one) => {
      await note(one.pool as unknown as pg.ClientBase, 'a')
      await inTransaction(one, (client) => note(client, 'b'))
      await one.query.transaction().execute(async (query) => {
        await query.insertInto('residents').values({ issuer: 'i', subject: 's' }).execute()
      })
      expect(await notes(), 'seen from outside').to.deep.equal([])
      return one.query.selectFrom('residents').select('subject').execute()
    })
    expect(residents).to.deep.equal([{ subject: 's' }])
    expect(await notes()).to.deep.equal(['a', 'b'])
  })

  it('stores nothing when it fails at last, and tells nobody', async () => {
    const heard: unknown[] = []
    const subscription = await subscribe(db, (event) => void heard.push(event))
    const failing = inOneTransaction(db, async (one) => {
      await inTransaction(one, (client) => note(client, 'a'))
      await publish(one, { type: 'policies' })
      throw new Error('at last')
    })
    expect(await failing.catch((error: Error) => error.message)).to.equal('at last')
    expect(await notes()).to.deep.equal([])
    await publish(db, { type: 'notices' })
    await eventually(() => heard.length > 0)
    expect(heard).to.deep.equal([{ type: 'notices' }])
    await subscription.close()
  })

  it('rolls back a transaction within it alone where that is caught', async () => {
    await inOneTransaction(db, async (one) => {
      await note(one.pool as unknown as pg.ClientBase, 'kept')
      await inTransaction(one, async (client) => {
        await note(client, 'gone')
        await note(client, 'kept')
      }).catch(() => {})
      await Promise.all([
        note(one.pool as unknown as pg.ClientBase, 'x'),
        note(one.pool as unknown as pg.ClientBase, 'y'),
      ])
    })
    expect(await notes()).to.deep.equal(['kept', 'x', 'y'])
  })
})
