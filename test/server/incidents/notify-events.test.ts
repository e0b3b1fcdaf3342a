import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { addWaysOnline } from '../../../server/analytics/way-online/store.ts'
import { inOneTransaction } from '../../../server/database/one-transaction.ts'
import { takeImportEvents } from '../../../server/import/events.ts'
import { importHotspots } from '../../../server/import/hotspots/import-hotspots.ts'
import { importNeighbourhoods } from '../../../server/import/neighbourhoods/import-neighbourhoods.ts'
import { undoImport } from '../../../server/import/undo.ts'
import { makeDeliveries } from '../../../server/incidents/notify/deliveries.ts'
import { hourOfSignIns, hoursDue } from '../../../server/incidents/notify/events/sign-ins.ts'
import { storeEvents } from '../../../server/incidents/notify/events/store.ts'
import { addReceiver, setReceiver } from '../../../server/incidents/notify/receivers.ts'
import { type NotificationSender, startNotificationSender } from '../../../server/incidents/notify/sender.ts'
import { deliveryOf } from '../../../server/incidents/notify/views.ts'
import type { ReceiverEvent } from '../../../server/incidents/tables.ts'
import { silentLog } from '../../../server/log.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { testSealer } from '../../support/city.ts'
import type { TestDatabase } from '../../support/database.ts'
import { openImport, polygonFile, type Scratch, square } from '../import/city-files.ts'

const SECRET = 'a-secret-of-16-letters-or-more'

describe('what webhooks are told besides incidents', () => {
  let db: TestDatabase
  let scratch: Scratch
  let close: () => Promise<void>
  let sender: NotificationSender
  let server: Server
  let url: string
  const taken: unknown[] = []

  beforeEach(async () => {
    ;({ db, scratch, close } = await openImport())
    taken.splice(0)
    server = createServer(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      const [, time, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request.headers['plaza-signature'] as string)!
      const signature = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex')
      if (signature === given) taken.push(JSON.parse(body))
      response.writeHead(signature === given ? 204 : 403).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    sender = await startNotificationSender({
      ...{ db, log: silentLog, sealer: testSealer, publicUrl: 'https://wifi.example', timeZone: 'UTC' },
      everyMs: 3_600_000,
    })
    await sender.run()
  })
  afterEach(async () => {
    await sender.close()
    server.close()
    await close()
  })

  const receiver = (name: string, ...events: ReceiverEvent[]) =>
    inOneTransaction(db, (tx) =>
      addReceiver(tx, testSealer, { name, kind: 'webhook', settings: { url, secret: SECRET }, language: 'en', events }),
    )
  const imported = async (name: string, lines: string[], signal?: AbortSignal) =>
    importHotspots(db, await scratch.file(name, ['id,programa,lat,lon', ...lines, ''].join('\n')), {
      ...{ reportFile: scratch.path('report.csv'), signal },
    })
  const parks = (signal?: AbortSignal) =>
    imported('parks.csv', ['A,Parques,19.4,-99.1', 'B,Parques,19.401,-99.1', 'C,Parques,?,-99.1'], signal)
  /** Two neighbourhoods with a hotspot each, of whose imports nobody is told. */
  const city = async (): Promise<[number, number]> => {
    const areas = ['Centro', 'Roma'].map((name, at) => ({
      properties: { code: name, name },
      ring: square(-99.2 + at / 10, 19.4, 0.1),
    }))
    await importNeighbourhoods(db, await scratch.file('areas.json', polygonFile(areas)))
    await imported('first.csv', ['X,Plazas,19.45,-99.15', 'Y,Plazas,19.45,-99.05'])
    await storeEvents(db, new Date())
    const { rows } = await db.pool.query<{ id: number }>('select id from hotspots order by code')
    return rows.map(({ id }) => id) as [number, number]
  }
  const rowsIn = async (table: string) => (await db.pool.query(`select from ${table}`)).rows.length
  const signIns = (hour: Date, hotspotId: number | null, signedIn: number, newDevices: number) => {
    const of = { hour, hotspotId, vendor: 'coovachilli', system: 'android' } as const
    return addWaysOnline(db, [
      { ...of, step: 'signed_in', devices: signedIn },
      { ...of, step: 'new_devices', devices: newDevices },
    ])
  }

  it('is imports and hours of sign-ins, as docs/incidents.md shows them, for whoever wants them', async () => {
    const [centro, roma] = await city()
    await receiver('data', 'imports', 'sign-ins')
    await receiver('tickets', 'incidents')
    const now = new Date()
    const [hour] = hoursDue(undefined, now) as [Date]
    await signIns(hour, centro, 64, 21)
    await signIns(hour, roma, 9, 2)
    await signIns(hour, null, 30, 0)
    const { run } = await parks()
    await undoImport(db, run, { retire: false, streets: async () => {} })
    await storeEvents(db, now)
    await sender.run()
    const documented = await readFile(join(packageRoot, 'docs/incidents.md'), 'utf8')
    const [, example = ''] = /```json\n([\s\S]+?)```/.exec(documented) ?? []
    const expected = JSON.parse(example)
    expect(taken).to.have.length(1)
    const told = taken[0] as typeof expected
    // What is another's each time: when, and by which number.
    for (const [at, one] of expected.imports.entries())
      Object.assign(one, { id: told.imports[at]?.id, import: run, at: told.imports[at]?.at })
    expected.signIns[0].hour = hour.toISOString()
    expect(told).to.deep.equal(expected)
    expect(new Date(told.imports[0].at).getTime()).to.be.closeTo(Date.now(), 600_000)
    const { rows } = await db.pool.query<{ id: number }>('select id from deliveries')
    expect(rows).to.have.length(1)
    expect((await deliveryOf(db, rows[0]!.id))!.events).to.deep.equal(['imports', 'imports', 'sign-ins'])
    await sender.run()
    expect(taken, 'told once').to.have.length(1)
  })

  it('hides counts from which one could be worked out that would show a person', async () => {
    const [centro, roma] = await city()
    await receiver('data', 'sign-ins')
    const now = new Date()
    const [hour] = hoursDue(undefined, now) as [Date]
    // 4 had been there before.
    await signIns(hour, centro, 40, 36)
    await signIns(hour, roma, 40, 40)
    await signIns(hour, null, 40, 10)
    const { places } = await hourOfSignIns(db, hour)
    expect(places.map(({ name, signIns, newDevices }) => [name, signIns, newDevices])).to.deep.equal([
      ['Centro', 40, null],
      ['Roma', 40, 40],
      [null, 40, null],
    ])
  })

  it('is an hour once, though two processes count it, and hours that were missed, a day of them at most', async () => {
    const now = new Date('2026-03-02T18:20:00Z')
    const at = (text: string) => new Date(`2026-03-${text}:00:00Z`)
    expect(hoursDue(undefined, now)).to.deep.equal([at('02T17')])
    expect(hoursDue(undefined, new Date('2026-03-02T18:04:59Z')), 'not settled').to.deep.equal([at('02T16')])
    expect(hoursDue(at('02T15'), now)).to.deep.equal([at('02T16'), at('02T17')])
    expect(hoursDue(at('02T17'), now)).to.deep.equal([])
    expect(hoursDue(at('01T02'), now)).to.have.length(24)
    await receiver('data', 'sign-ins')
    await Promise.all([storeEvents(db, now), storeEvents(db, now)])
    await storeEvents(db, now)
    expect([await rowsIn('receiver_events'), await rowsIn('notifications')]).to.deep.equal([1, 1])
    await Promise.all([3, 3].map((hours) => storeEvents(db, new Date(now.getTime() + hours * 3_600_000))))
    expect([await rowsIn('receiver_events'), await rowsIn('notifications')]).to.deep.equal([4, 4])
  })

  it('is stored with the import or not at all, and loses nothing to a process that dies half-way', async () => {
    await receiver('data', 'imports')
    const givenUp = new AbortController()
    givenUp.abort(new Error('given up'))
    expect(await parks(givenUp.signal).catch(String)).to.equal('Error: given up')
    expect(await rowsIn('import_events')).to.equal(0)
    await parks()
    const dies = inOneTransaction(db, async (tx) => {
      expect(await takeImportEvents(tx)).to.have.length(1)
      throw new Error('killed')
    })
    expect(await dies.catch(String)).to.equal('Error: killed')
    await Promise.all([storeEvents(db, new Date()), storeEvents(db, new Date())])
    expect([await rowsIn('import_events'), await rowsIn('notifications')]).to.deep.equal([0, 1])
  })

  it('does not keep an incident waiting for the pause between two messages', async () => {
    const id = await receiver('both', 'incidents', 'imports')
    await parks()
    await sender.run()
    expect(taken).to.have.length(1)
    await db.pool.query(
      `with incident as (
         insert into incidents (cause, subject_id, subject_name, kind, opened_at, hotspots, most_hotspots)
         values ('site', 1, 'x', 'down', now(), 1, 1) returning id),
       route as (
         insert into routes (position, name, receiver_id, group_interval_seconds) values (1, 'all', $1, 3600) returning id)
       insert into notifications (incident_id, receiver_id, route_id, change, version, due_at)
       select incident.id, $1, route.id, 'opened', 1, now() from incident, route`,
      [id],
    )
    expect(await makeDeliveries(db, new Date())).to.equal(1)
  })

  it('is for programs: neither a mailbox nor a receiver of nothing is taken', async () => {
    const smtp = { to: ['a@city.example'], from: 'b@city.example', smtp: 'smtp://127.0.0.1:1' }
    const mail = (events: ReceiverEvent[]) =>
      inOneTransaction(db, (tx) =>
        addReceiver(tx, testSealer, { name: 'mail', kind: 'email', settings: smtp, language: 'es', events }),
      ).catch((error) => error.field)
    expect(await mail(['incidents', 'imports'])).to.equal('events')
    expect(await mail([])).to.equal('events')
    const id = await receiver('data', 'imports')
    const none = inOneTransaction(db, (tx) => setReceiver(tx, testSealer, { id, kind: 'webhook' }, { events: [] }))
    expect(await none.catch((error) => error.field)).to.equal('events')
    const change = { events: ['incidents', 'sign-ins'] as const }
    expect(await inOneTransaction(db, (tx) => setReceiver(tx, testSealer, { id, kind: 'webhook' }, change))).to.equal(
      true,
    )
    await parks()
    await storeEvents(db, new Date('2026-03-02T18:20:00Z'))
    const { rows } = await db.pool.query('select kind from receiver_events')
    expect(rows).to.deep.equal([{ kind: 'sign-ins' }])
  })
})
