import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { SMTPServer } from 'smtp-server'
import { inOneTransaction } from '../../../server/database/one-transaction.ts'
import { type IncidentKeeper, startIncidentKeeper } from '../../../server/incidents/keeper/keeper.ts'
import { claimDeliveries, makeDeliveries, makeTestDelivery } from '../../../server/incidents/notify/deliveries.ts'
import { storeNotifications } from '../../../server/incidents/notify/outbox.ts'
import { addReceiver } from '../../../server/incidents/notify/receivers.ts'
import { type NotificationSender, startNotificationSender } from '../../../server/incidents/notify/sender.ts'
import type { ReceiverKind } from '../../../server/incidents/tables.ts'
import { createSealer } from '../../../server/sealing.ts'
import { testGateway } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { fail, manyHotspots, recover } from './failing-hotspots.ts'

const SECRET = 'a secret of the webhook that is long'
const sealer = createSealer('a secret for tests alone, of enough letters')
const log = { error() {}, warn() {}, info() {} } as never

/** What came to a receiver, in order. */
interface Taken {
  url: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

describe('who is called for incidents', () => {
  let db: TestDatabase
  let keeper: IncidentKeeper
  let sender: NotificationSender
  let hotspots: number[]
  let server: Server
  let base: string
  let answer = 200
  const taken: Taken[] = []

  before(async () => {
    db = await createTestDatabase()
    hotspots = await manyHotspots(db, await testGateway(db), 31)
    server = createServer(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      taken.push({ url: request.url!, headers: request.headers, body })
      response.writeHead(answer).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const residentsAffected = (...ids: number[]) => ids.length * 100
    keeper = await startIncidentKeeper({
      ...{ db, log, timeZone: 'UTC', everyMs: 3_600_000, soonMs: 3_600_000, residentsAffected },
      call: (tx, changes, now) => storeNotifications(tx, changes, now, 'UTC'),
    })
    sender = await startSender()
  })
  after(async () => {
    await sender.close()
    await keeper.close()
    server.close()
    await db.close()
  })
  beforeEach(async () => {
    await recover(db, hotspots, new Date())
    await db.pool.query('truncate incidents, notifications, deliveries, routes, receivers restart identity cascade')
    await db.pool.query('truncate alerts cascade')
    taken.splice(0)
    answer = 200
  })

  const startSender = () => {
    const publicUrl = 'https://wifi.example'
    return startNotificationSender({ ...{ db, log, sealer, publicUrl, timeZone: 'UTC' }, everyMs: 3_600_000 })
  }
  const receiver = (kind: ReceiverKind, settings: object, language: 'es' | 'en' = 'es') =>
    inOneTransaction(db, (tx) =>
      addReceiver(tx, sealer, { name: `${kind} ${Math.random()}`, kind, settings, language }),
    )
  const webhook = () => receiver('webhook', { url: `${base}/hook`, secret: SECRET })
  const route = (receiverId: number, also: Record<string, unknown> = {}) =>
    db.query
      .insertInto('routes')
      .values({
        position: 1,
        name: 'all',
        receiver_id: receiverId,
        group_wait_seconds: 0,
        group_interval_seconds: 0,
        ...also,
      })
      .execute()
  const told = () =>
    taken.map(({ body }) =>
      (JSON.parse(body) as { incidents: Array<{ change: string; cause: string }> }).incidents.map(
        ({ change, cause }) => `${change} ${cause}`,
      ),
    )

  it('tells a webhook that a gateway is down, signed, and that it is back', async () => {
    await route(await webhook())
    await fail(db, hotspots, new Date())
    await keeper.run()
    await sender.run()
    expect(told()).to.deep.equal([['opened gateway']])
    const { headers, body } = taken[0]!
    const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['plaza-signature'] as string)!
    expect(createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex')).to.equal(signature)
    expect(Math.abs(Number(time) - Date.now() / 1000)).to.be.lessThan(60)
    const [incident] = (JSON.parse(body) as { incidents: Array<Record<string, unknown>> }).incidents
    expect(incident).to.include({ hotspots: 31, residents: 3100, link: `https://wifi.example/dashboard/incidents/1` })
    expect(incident!.text).to.match(
      /^Nuevo: Gateway gateway-\w+ sin servicio\. 31 puntos, 3,100 habitantes sin servicio/,
    )
    await sender.run()
    expect(taken, 'told once').to.have.length(1)
    await recover(db, hotspots, new Date())
    await keeper.run()
    await sender.run()
    expect(told()).to.deep.equal([['opened gateway'], ['closed gateway']])
  })

  it('tells nobody of what was over before it was told', async () => {
    await route(await webhook(), { group_wait_seconds: 60 })
    await fail(db, hotspots.slice(0, 1), new Date())
    await keeper.run()
    await sender.run()
    await recover(db, hotspots, new Date())
    await keeper.run()
    await sender.run()
    expect(taken).to.deep.equal([])
  })

  it('gives a receiver that was away one digest, not a flood', async () => {
    await route(await webhook())
    answer = 503
    await fail(db, hotspots.slice(0, 1), new Date())
    await keeper.run()
    await sender.run()
    for (const hotspot of hotspots.slice(1, 6)) {
      await fail(db, [hotspot], new Date())
      await keeper.run()
      await sender.run()
    }
    expect(taken, 'tried once so far').to.have.length(1)
    const { rows: failing } = await db.pool.query('select shown from receivers where failing_since is not null')
    expect(failing).to.deep.equal([{ shown: new URL(base).host }])
    answer = 200
    await db.pool.query(`update deliveries set next_try_at = now() where state = 'waiting'`)
    await sender.run()
    await sender.run()
    expect(told().map((each) => each.length)).to.deep.equal([1, 1, 5])
    expect(taken[0]!.headers['plaza-delivery'], 'the same message').to.equal(taken[1]!.headers['plaza-delivery'])
    const { rows } = await db.pool.query('select from receivers where failing_since is not null')
    expect(rows).to.have.length(0)
  })

  it('loses nothing that a process left half sent, and sends it under the same number', async () => {
    await sender.close()
    await route(await webhook())
    await fail(db, hotspots, new Date())
    await keeper.run()
    await makeDeliveries(db, new Date())
    // A process took it, and died.
    const [claimed] = await claimDeliveries(db, new Date(), 1)
    sender = await startSender()
    await sender.run()
    expect(taken, 'somebody else is at it').to.have.length(0)
    await db.pool.query(`update deliveries set claimed_until = now() - interval '1 second'`)
    await sender.run()
    expect(taken.map(({ headers }) => headers['plaza-delivery'])).to.deep.equal([`${claimed!.id}`])
  })

  it('calls somebody else where nobody has acknowledged it, once', async () => {
    const [first, second] = [await webhook(), await webhook()]
    await route(first, { escalate_seconds: 600, escalate_to: second })
    const start = new Date()
    await fail(db, hotspots, start)
    await keeper.run(start)
    await sender.run()
    const later = new Date(Date.now() + 601_000)
    await keeper.run(later)
    await keeper.run(later)
    const { rows } = await db.pool.query(`select receiver_id from notifications where change = 'escalated'`)
    expect(rows).to.deep.equal([{ receiver_id: second }])
  })

  it('says again what nobody acknowledges, and no more once somebody has', async () => {
    await route(await webhook(), { repeat_seconds: 3600 })
    await fail(db, hotspots, new Date())
    await keeper.run()
    await sender.run()
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_601_000)
    await keeper.run(inHours(1))
    await keeper.run(inHours(1))
    const repeated = async () =>
      (await db.pool.query(`select from notifications where change = 'repeated'`)).rows.length
    expect(await repeated()).to.equal(1)
    await db.pool.query('update notifications set dropped_at = now() where delivery_id is null')
    await db.pool.query('update incidents set acknowledged_at = now()')
    await keeper.run(inHours(3))
    expect(await repeated()).to.equal(1)
  })

  it('keeps to the district, the kind, the residents and the hours of a route', async () => {
    const all = await webhook()
    await db.pool.query("insert into districts (name) values ('north')")
    await route(all, { district_id: 1 })
    await route(all, { kinds: ['degraded'] })
    await route(all, { least_residents: 5000 })
    await fail(db, hotspots, new Date())
    await keeper.run()
    expect((await db.pool.query('select from notifications')).rows).to.have.length(0)
    await route(all, { hours: 'mon-sun 03:00-03:01' })
    await recover(db, hotspots, new Date())
    await keeper.run()
    await fail(db, hotspots.slice(0, 1), new Date())
    await keeper.run()
    const { rows } = await db.pool.query<{ due: string }>(
      `select to_char(due_at at time zone 'utc', 'HH24:MI') as due from notifications where change = 'opened'`,
    )
    expect(rows).to.deep.equal([{ due: '03:00' }])
  })

  it('speaks as Slack, Telegram, PagerDuty and an Alertmanager understand it', async () => {
    const key = 'R0123456789abcdefghijklmnopqrstu'
    await route(await receiver('slack', { url: `${base}/slack` }), { goes_on: true })
    await route(
      await receiver('telegram', { token: '123:abcdefghijklmnopqrstuvwx', chat: '-100', server: base }, 'en'),
      { goes_on: true },
    )
    await route(await receiver('pagerduty', { routingKey: key, url: `${base}/v2/enqueue` }), { goes_on: true })
    await route(await receiver('alertmanager', { url: base, username: 'plaza', password: 'x' }))
    await db.pool.query(`update gateways set name = 'north <b> & co'`)
    await fail(db, hotspots, new Date())
    await keeper.run()
    await sender.run()
    const at = (url: string) => JSON.parse(taken.find((one) => one.url === url)!.body)
    expect(at('/slack').text).to.match(
      /^<https:\/\/wifi\.example\/dashboard\/incidents\/1\|Nuevo: Gateway north &lt;b&gt; &amp; co/,
    )
    expect(at('/bot123:abcdefghijklmnopqrstuvwx/sendMessage')).to.include({ chat_id: '-100' })
    expect(at('/bot123:abcdefghijklmnopqrstuvwx/sendMessage').text).to.match(/^New: Gateway/)
    expect(at('/v2/enqueue')).to.include({ routing_key: key, event_action: 'trigger', dedup_key: 'plaza-incident-1' })
    expect(at('/v2/enqueue').payload).to.include({ severity: 'critical', source: 'north <b> & co' })
    expect(at('/api/v2/alerts')[0].labels).to.include({ alertname: 'PlazaDown', incident: '1', cause: 'gateway' })
    expect(taken.find(({ url }) => url === '/api/v2/alerts')!.headers.authorization).to.match(/^Basic /)
  })

  it('sends mail, and a trial of it', async () => {
    const mails: string[] = []
    const smtp = new SMTPServer({
      ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false },
      onData(stream, _, done) {
        let text = ''
        stream.on('data', (part: Buffer) => {
          text += part
        })
        stream.on('end', () => {
          mails.push(text)
          done()
        })
      },
    })
    const listening = smtp.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const { port } = listening.address() as AddressInfo
    const to = ['operator@city.example', 'second@city.example']
    const id = await receiver('email', { to, from: 'plaza@city.example', smtp: `smtp://127.0.0.1:${port}` })
    await db.query.transaction().execute((query) => makeTestDelivery({ query }, id))
    await route(id)
    await fail(db, hotspots, new Date())
    await keeper.run()
    await sender.run()
    await eventually(() => mails.length === 2)
    const [mail] = mails.filter((text) => text.includes('Nuevo'))
    expect(mail).to.match(/^To: operator@city\.example, second@city\.example/m)
    expect(mail).to.match(/^Message-ID: <plaza-\d+@city\.example>/im)
    expect(mail).to.include('https://wifi.example/dashboard/incidents/1')
    await new Promise<void>((done) => smtp.close(() => done()))
  })

  it('says why a trial did not arrive, without secrets, and does not try it again', async () => {
    answer = 404
    const id = await receiver('slack', { url: `${base}/services/T0/B0/very-secret` })
    await db.query.transaction().execute((query) => makeTestDelivery({ query }, id))
    await sender.run()
    const { rows } = await db.pool.query('select state, error from deliveries')
    expect(rows).to.deep.equal([{ state: 'failed', error: 'HTTP 404' }])
  })

  it('refuses settings that cannot be meant', async () => {
    const wrong: Array<[ReceiverKind, object]> = [
      ['email', { to: [], from: 'a@b.example', smtp: 'smtp://x' }],
      ['email', { to: ['a@b.example\nBcc: c@d.example'], from: 'a@b.example', smtp: 'smtp://x' }],
      ['webhook', { url: 'file:///etc/passwd', secret: SECRET }],
      ['webhook', { url: base, secret: 'short' }],
      ['telegram', { token: 'x', chat: '1' }],
      ['slack', { url: base, more: 1 }],
    ]
    for (const [kind, settings] of wrong) {
      const error = await receiver(kind, settings).catch((thrown: Error) => thrown)
      expect(error, JSON.stringify(settings)).to.have.property('name', 'ZodError')
    }
  })
})
