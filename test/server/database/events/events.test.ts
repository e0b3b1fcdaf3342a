import { once } from 'node:events'
import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { connect, type Database } from '../../../../server/database/connection.ts'
import { type PlazaEvent, publish, subscribe } from '../../../../server/database/events/events.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { eventually } from '../../../support/eventually.ts'

/** A way to the database that can be broken: while `refusing`, each connection ends as soon as it is made. */
async function breakableWay(host: string) {
  const open = new Set<Socket>()
  const breakAll = () => {
    for (const socket of open) socket.destroy()
  }
  const state = { refusing: false, refused: 0, breakAll }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (state.refusing) {
      state.refused++
      server.emit('refused')
      socket.destroy()
      return
    }
    const database = connectTo(join(host, '.s.PGSQL.5432'))
    database.on('error', () => socket.destroy())
    database.on('close', () => socket.destroy())
    socket.on('close', () => database.destroy())
    socket.pipe(database).pipe(socket)
    open.add(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { state, server, port: (server.address() as AddressInfo).port }
}

describe('subscribe', () => {
  let db: TestDatabase
  let way: Awaited<ReturnType<typeof breakableWay>>
  let through: Database
  before(async () => {
    db = await createTestDatabase()
    way = await breakableWay(db.connection.host)
    through = connect({ ...db.connection, host: '127.0.0.1', port: way.port }, 2)
  })
  after(async () => {
    await through.close()
    way.server.close()
    await db.close()
  })

  const listeners = async () => {
    const { rowCount } = await db.pool.query(
      "select from pg_stat_activity where datname = current_database() and application_name = 'plaza listen'",
    )
    return rowCount
  }

  it('comes back after an outage as one listener that hears each event once, and tells of the gap once', async () => {
    const { state, server } = way
    const events: PlazaEvent[] = []
    let gaps = 0
    let onGap = () => {}
    const gap = new Promise<void>((resolve) => {
      onGap = resolve
    })
    const lastEvent: PlazaEvent = { type: 'quota', residentId: 2 }
    let onLast = () => {}
    const last = new Promise<void>((resolve) => {
      onLast = resolve
    })
    const subscription = await subscribe(
      through,
      (event) => {
        events.push(event)
        if (event.type === 'quota' && event.residentId === 2) onLast()
      },
      () => {
        gaps++
        onGap()
      },
      { retryMs: 20 },
    )
    state.refusing = true
    state.breakAll()
    while (state.refused < 8) await once(server, 'refused')
    state.refusing = false
    await gap
    const first: PlazaEvent = { type: 'quota', residentId: 1 }
    await publish(db, first)
    await publish(db, lastEvent)
    await last
    expect(events).to.deep.equal([first, lastEvent])
    expect(await listeners()).to.equal(1)
    expect(gaps).to.equal(1)
    await subscription.close()
  })

  it('passes over what is no event, since anybody at the database may NOTIFY', async () => {
    const last: PlazaEvent = { type: 'gateways' }
    const events: PlazaEvent[] = []
    let onLast = () => {}
    const heard = new Promise<void>((resolve) => {
      onLast = resolve
    })
    let gaps = 0
    const subscription = await subscribe(
      db,
      (event) => {
        if (event.type === 'sessions') event.sessions.map(({ id }) => id)
        else events.push(event)
        if (event.type === 'gateways') onLast()
      },
      () => {
        gaps += 1
      },
    )
    for (const payload of ['not JSON', '', '7', 'null', '[]', '{"kind":"other"}', '{"type":"sessions"}'])
      await db.pool.query("select pg_notify('plaza', $1)", [payload])
    await publish(db, last)
    await heard
    expect(events).to.deep.equal([last])
    expect(gaps, 'what it was to tell is read afresh').to.equal(1)
    await subscription.close()
  })

  it('shares one connection among all who listen through a pool, until the last of them closes', async () => {
    const heard: string[] = []
    const hear = (name: string) => subscribe(db, ({ type }) => heard.push(`${name} ${type}`))
    const [one, other] = await Promise.all([hear('one'), hear('other')])
    expect(await listeners()).to.equal(1)
    await publish(db, { type: 'gateways' })
    await eventually(() => heard.length === 2)
    await one.close()
    await publish(db, { type: 'policies' })
    await eventually(() => heard.length === 3)
    expect(heard.toSorted()).to.deep.equal(['one gateways', 'other gateways', 'other policies'])
    await other.close()
    await eventually(async () => (await listeners()) === 0)
  })

  it('closes during an outage without leaving an attempt behind', async () => {
    const { state, server } = way
    const nothing = () => {}
    const subscription = await subscribe(through, nothing, nothing, { retryMs: 1 })
    state.refusing = true
    state.breakAll()
    await once(server, 'refused')
    await subscription.close()
    state.refusing = false
    // What was open before ends at the database a moment after its way is broken.
    await eventually(async () => (await listeners()) === 0)
    expect(state.refused).to.be.above(0)
  })
})
