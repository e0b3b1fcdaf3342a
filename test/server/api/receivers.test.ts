import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import * as contract from '../../../server/api/contract/index.ts'
import { type NotificationSender, startNotificationSender } from '../../../server/incidents/notify/sender.ts'
import { silentLog } from '../../../server/log.ts'
import { eventually } from '../../support/eventually.ts'
import { sealer, startSmallCityWeb, type TestWeb } from './web-harness.ts'

const SECRET = 'a-secret-of-the-webhook-0123'

describe('receivers and routes in the API', () => {
  let web: TestWeb
  let sender: NotificationSender
  let server: Server
  let url: string
  let answer = 200
  before(async () => {
    ;({ web } = await startSmallCityWeb())
    sender = await startNotificationSender({
      ...{ db: web.db, log: silentLog, sealer, publicUrl: 'https://wifi.example', timeZone: 'UTC' },
      everyMs: 3_600_000,
    })
    server = createServer((request, response) => {
      request.resume()
      response.writeHead(answer).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook-of-secret-path`
  })
  after(async () => {
    await sender.close()
    await web.close()
    server.close()
  })

  const ask = async (method: string, path: string, body?: object) => {
    const response = await web.ask('admin', `/api/v1${path}`, {
      method,
      headers: { 'x-plaza-csrf': web.staff.admin.csrf, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, body: JSON.parse(text) }
  }
  const add = (name: string, change: object = {}) =>
    ask('POST', '/receivers', { name, kind: 'webhook', settings: { url, secret: SECRET }, ...change })
  const receivers = async () => contract.receiverPage.parse((await ask('GET', '/receivers')).body).items
  const delivery = async (id: number) => contract.delivery.parse((await ask('GET', `/deliveries/${id}`)).body)

  it('are added and changed, and never tell a setting again, nor does the audit', async () => {
    const { body } = await add('turno')
    const changed = await ask('PUT', `/receivers/${body.id}`, {
      language: 'en',
      events: ['imports', 'incidents'],
      settings: { url, secret: `${SECRET}4` },
    })
    expect(changed.status, changed.text).to.equal(200)
    const [one] = await receivers()
    expect(one).to.include({ name: 'turno', kind: 'webhook', language: 'en', disabled: false, failingSince: null })
    expect(one!.shown).to.equal(new URL(url).host)
    expect(one!.events).to.deep.equal(['imports', 'incidents'])
    const { rows } = await web.db.pool.query<{ text: string }>(
      "select audit_events::text as text from audit_events where action like 'receiver.%'",
    )
    expect(rows).to.have.length(2)
    const told = JSON.stringify([await receivers(), rows])
    expect(told).to.not.include(SECRET).and.not.include('hook-of-secret-path')
  })

  it('say which field is wrong, without repeating what was given', async () => {
    const wrong = async (change: object, name = 'other') => {
      const { status, body, text } = await add(name, change)
      expect(text).to.not.include('not-to-be-told')
      return [status, body.error.code, body.error.field]
    }
    expect(await wrong({}, 'TURNO')).to.deep.equal([400, 'wrong-receiver', 'name'])
    expect(await wrong({ settings: { url: 'ftp://not-to-be-told', secret: SECRET } })).to.deep.equal([
      ...[400, 'wrong-receiver', 'url'],
    ])
    expect(await wrong({ settings: { url, secret: 'not-to-be-told' } })).to.deep.equal([
      400,
      'wrong-receiver',
      'secret',
    ])
    expect(await wrong({ settings: { url, secret: SECRET, more: 'not-to-be-told' } })).to.deep.equal([
      ...[400, 'wrong-receiver', 'more'],
    ])
    expect(
      await wrong({
        ...{ kind: 'email', events: ['imports'] },
        settings: { to: ['a@b.example'], from: 'a@b.example', smtp: 'smtp://x' },
      }),
    ).to.deep.equal([400, 'wrong-receiver', 'events'])
    expect(
      await wrong({ kind: 'email', settings: { to: ['x'], from: 'a@b.example', smtp: 'smtp://x' } }),
    ).to.deep.equal([...[400, 'wrong-receiver', 'to']])
  })

  it('are tried by a button, which tells what came of it', async () => {
    const [{ id } = { id: 0 }] = await receivers()
    const trial = async () => contract.testReceiver.response.parse((await ask('POST', `/receivers/${id}/test`)).body)
    const first = await trial()
    await eventually(async () => (await delivery(first.delivery)).state === 'sent')
    answer = 410
    const second = await trial()
    await eventually(async () => (await delivery(second.delivery)).state === 'failed')
    expect(await delivery(second.delivery)).to.include({ error: 'HTTP 410', test: true, receiver: 'turno' })
    answer = 200
    const log = contract.deliveryPage.parse((await ask('GET', `/deliveries?receiver=${id}&limit=1`)).body)
    expect(log.total).to.equal(2)
    expect(log.items[0]!.id).to.equal(second.delivery)
    expect(log.next).to.be.a('string')
    expect((await ask('GET', '/deliveries?state=failed')).body.total).to.equal(1)
  })

  it('are shown to operators where they take nothing', async () => {
    await web.db.pool.query('update receivers set failing_since = now()')
    const read = async () =>
      contract.failingReceivers.parse(await (await web.ask('operator', '/api/v1/failing-receivers')).json()).receivers
    expect((await read()).map(({ name }) => name)).to.deep.equal(['turno'])
    const [{ id } = { id: 0 }] = await receivers()
    await ask('PUT', `/receivers/${id}`, { disabled: true })
    expect(await read(), 'nobody is told anything by it any more').to.deep.equal([])
    await ask('PUT', `/receivers/${id}`, { disabled: false })
  })

  it('have routes, which are put in order, changed and removed', async () => {
    const [{ id: receiver } = { id: 0 }] = await receivers()
    const fields = {
      ...{ name: 'todo', receiver, kinds: ['down'], leastResidents: 0, district: null, group: null, hours: null },
      ...{
        groupWaitSeconds: 0,
        groupIntervalSeconds: 60,
        repeatSeconds: 3600,
        escalateSeconds: null,
        escalateTo: null,
      },
      goesOn: true,
    }
    const put = (change: object) => ask('POST', '/notification-routes', { ...fields, ...change })
    const [first, second] = [
      (await put({})).body.id,
      (await put({ name: 'noche', hours: 'mon-sun 20:00-07:00' })).body.id,
    ]
    const routes = async () =>
      contract.notificationRoutePage.parse((await ask('GET', '/notification-routes')).body).items
    expect((await routes()).map(({ id }) => id)).to.deep.equal([first, second])
    expect((await ask('POST', '/notification-routes/order', { routes: [second, first] })).status).to.equal(200)
    expect((await routes()).map(({ id }) => id)).to.deep.equal([second, first])
    expect((await ask('POST', '/notification-routes/order', { routes: [second] })).status, 'one is left out').to.equal(
      404,
    )
    expect((await ask('PUT', `/notification-routes/${first}`, { ...fields, name: 'todos' })).status).to.equal(200)
    expect((await routes())[1]).to.deep.equal({ ...fields, id: first, name: 'todos' })
    for (const [field, change] of [
      ['hours', { hours: 'sometimes' }],
      ['receiver', { receiver: 999_999 }],
      ['district', { district: 999_999 }],
      ['group', { group: 999_999 }],
      ['escalateTo', { escalateSeconds: 600 }],
    ] as const) {
      const { status, body } = await put(change)
      expect([status, body.error.code, body.error.field], field).to.deep.equal([400, 'wrong-route', field])
    }
    const { body: group } = await ask('POST', '/hotspot-groups', { name: 'Escuelas', policy: null, hours: null })
    await put({ name: 'escuelas', group: group.id })
    expect((await ask('POST', `/hotspot-groups/${group.id}/remove`)).status, 'its route goes with it').to.equal(200)
    expect((await ask('POST', `/notification-routes/${first}/remove`)).status).to.equal(200)
    expect((await routes()).map(({ id }) => id)).to.deep.equal([second])
  })
})
