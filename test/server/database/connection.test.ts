import { expect } from 'chai'
import { connect } from '../../../server/database/connection.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('a connection', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('that breaks while it is checked out fails its query and not the process; the pool goes on', async () => {
    const one = connect(db.connection, 1)
    const client = await one.pool.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const broken = new Promise((resolve) => client.once('end', resolve))
    await db.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
    await broken
    let failed = false
    await client.query('select 1').catch(() => {
      failed = true
    })
    client.release(true)
    expect(failed).to.equal(true)
    expect((await one.pool.query('select 1 as one')).rows).to.deep.equal([{ one: 1 }])
    await one.close()
  })

  it('waits for the disk at each commit, unless it is a deferred one', async () => {
    const setting = async ({ pool }: Pick<TestDatabase, 'pool'>) =>
      (await pool.query<{ value: string }>("select current_setting('synchronous_commit') as value")).rows[0]!.value
    expect(await setting(db)).to.equal('on')
    const all = await Promise.all([1, 2, 3, 4].map(() => setting(db.deferred)))
    expect(all).to.deep.equal(['off', 'off', 'off', 'off'])
  })

  it('closes also where a statement goes on and on, which then stores nothing', async () => {
    const one = connect(db.connection, 1)
    await db.pool.query('create table kept (what text)')
    const endless = one.pool.query("with said as (select pg_sleep(600)) insert into kept select 'too late' from said")
    const told = endless.then(
      () => 'stored',
      () => 'cut off',
    )
    await one.close()
    expect(await told).to.equal('cut off')
    expect((await db.pool.query('select from kept')).rowCount).to.equal(0)
  })
})
