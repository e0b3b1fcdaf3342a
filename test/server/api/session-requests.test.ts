import { expect } from 'chai'
import {
  AcctSessionId,
  Code,
  CoovaChilliBandwidthMaxDown,
  CoovaChilliBandwidthMaxUp,
  ErrorCause,
  type Packet,
  type Reply,
  reply,
  SessionTimeout,
  type UdpServer,
} from '../../../radius/index.ts'
import {
  apiError,
  disconnectProgress,
  disconnectStarted,
  gatewayAnswer,
  sessionPage,
} from '../../../server/api/contract/index.ts'
import type { StaffRole } from '../../../server/directory/tables.ts'
import { testMac, testResident } from '../../support/city.ts'
import { eventually } from '../../support/eventually.ts'
import { addSession, type SmallCity, startWebWithGateway, type TestWeb } from './web-harness.ts'

describe('what staff ask of gateways over the API', () => {
  let web: TestWeb
  let city: SmallCity
  let gateway: UdpServer
  let asked: Packet[] = []
  let answer: (packet: Packet) => Reply
  before(async () => {
    ;({ web, city, gateway } = await startWebWithGateway((packet) => {
      asked.push(packet)
      return answer(packet)
    }))
  })
  let auditedBefore = 0
  beforeEach(async () => {
    asked = []
    answer = ({ code }) => reply(code === Code.CoaRequest ? Code.CoaAck : Code.DisconnectAck)
    await web.db.query.deleteFrom('sessions').execute()
    auditedBefore = (await web.db.pool.query('select coalesce(max(id), 0) as id from audit_events')).rows[0].id
  })
  after(async () => {
    await web.close()
    await gateway.close()
  })

  const post = (path: string, role: StaffRole = 'operator', csrf = web.staff[role].csrf) =>
    web.ask(role, `/api/v1${path}`, { method: 'POST', headers: { 'x-plaza-csrf': csrf, origin: web.origin } })
  const session = (id: number) =>
    web.db.query.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const audits = () =>
    web.db.query
      .selectFrom('audit_events')
      .select(['action', 'target', 'detail', 'staff_id'])
      .where('id', '>', auditedBefore)
      .orderBy('id')
      .execute()
  const finished = (id: number) =>
    eventually(async () => {
      const progress = disconnectProgress.parse(await (await web.ask('operator', `/api/v1/disconnects/${id}`)).json())
      return progress.counts.pending === 0 && progress
    })

  describe('disconnecting many', () => {
    it('ends everybody at a hotspot in the background, tells each answer, and is audited with scope and counts', async () => {
      const [north, south] = city.hotspotIds
      const [one, two] = [await addSession(web.db, city, north), await addSession(web.db, city, north)]
      const elsewhere = await addSession(web.db, city, south)
      const { acct_session_id: stubborn } = await session(two)
      answer = (packet) =>
        packet.get(AcctSessionId) === stubborn
          ? reply(Code.DisconnectNak).add(ErrorCause, 506)
          : reply(Code.DisconnectAck)
      const response = await post(`/disconnects?hotspot=${north}`)
      expect(response.status).to.equal(200)
      const { id, sessions } = disconnectStarted.parse(await response.json())
      expect(sessions).to.equal(2)
      const progress = await finished(id)
      expect(progress).to.deep.include({ scope: 'hotspot', total: 2 })
      expect(progress.counts).to.deep.equal({ pending: 0, ack: 1, nak: 1, timeout: 0 })
      expect(progress.sessions).to.deep.include.members([
        { id: one, hotspotId: north, device: 'dd:ee:ff', outcome: 'ack', errorCause: null, attempts: 1 },
        { id: two, hotspotId: north, device: 'dd:ee:ff', outcome: 'nak', errorCause: 506, attempts: 1 },
      ])
      expect((await session(elsewhere)).ended_at).to.equal(null)
      const written = await eventually(async () => {
        const rows = await audits()
        return rows.length === 2 && rows
      })
      const by = { target: `hotspot ${north}`, staff_id: web.staff.operator.id }
      expect(written).to.deep.equal([
        { action: 'sessions.disconnect', detail: { run: id, sessions: 2 }, ...by },
        { action: 'sessions.disconnected', detail: { run: id, ack: 1, nak: 1, timeout: 0 }, ...by },
      ])
    })

    it('ends those of a resident, or of a device whose whole address nobody is shown', async () => {
      const [residentId, mac] = [await testResident(web.db), testMac()]
      const [first, second, third] = await Promise.all(city.hotspotIds.map((at) => addSession(web.db, city, at)))
      await web.db.query.updateTable('sessions').set({ resident_id: residentId }).where('id', '=', first!).execute()
      await web.db.query.updateTable('sessions').set({ device_mac: mac }).where('id', 'in', [second!, third!]).execute()
      await finished(disconnectStarted.parse(await (await post(`/disconnects?resident=${residentId}`)).json()).id)
      expect(asked).to.have.length(1)
      await finished(disconnectStarted.parse(await (await post(`/disconnects?sameDeviceAs=${second}`)).json()).id)
      for (const id of [first, second, third]) expect((await session(id!)).ended_by).to.equal('disconnect')
      const targets = new Set((await audits()).map(({ target }) => target))
      expect([...targets]).to.deep.equal([`resident ${residentId}`, `device of session ${second}`])
      const third2 = await addSession(web.db, city, null)
      await finished(disconnectStarted.parse(await (await post('/disconnects?device=AA-BB-CC-DD-EE-FF')).json()).id)
      expect((await session(third2)).ended_by).to.equal('disconnect')
      expect((await audits()).at(-1)?.target).to.equal('device dd:ee:ff')
    })

    it('sends each request once, however often the button is pressed', async () => {
      const [hotspot] = city.hotspotIds
      for (let count = 0; count < 3; count++) await addSession(web.db, city, hotspot)
      const responses = await Promise.all([1, 2, 3].map(() => post(`/disconnects?hotspot=${hotspot}`)))
      for (const response of responses) await finished(disconnectStarted.parse(await response.json()).id)
      expect(asked).to.have.length(3)
    })

    it('wants exactly one scope, an operator, and the token', async () => {
      for (const query of ['', '?hotspot=1&resident=1', '?device=no-mac', '?hotspot=0'])
        expect((await post(`/disconnects${query}`)).status, query).to.equal(400)
      expect((await post('/disconnects?hotspot=1', 'planner')).status).to.equal(403)
      expect((await post('/disconnects?hotspot=1', 'operator', 'wrong')).status).to.equal(403)
      expect((await web.ask('planner', '/api/v1/disconnects/1')).status).to.equal(403)
      expect((await web.ask('operator', '/api/v1/disconnects/999999')).status).to.equal(404)
      expect(await audits()).to.deep.equal([])
    })
  })

  describe('changing limits', () => {
    it('asks in the gateway’s own attributes, the time counted from the session’s start, and is audited', async () => {
      const [hotspotId] = city.hotspotIds
      const id = await addSession(web.db, city, hotspotId)
      const response = await post(`/sessions/${id}/limits?downBps=3000000&upBps=1000000&secondsLeft=600`)
      expect(gatewayAnswer.parse(await response.json())).to.deep.equal({
        outcome: 'ack',
        errorCause: null,
        attempts: 1,
      })
      const [packet] = asked
      expect(packet?.code).to.equal(Code.CoaRequest)
      expect(packet?.get(AcctSessionId)).to.equal((await session(id)).acct_session_id)
      expect(packet?.get(CoovaChilliBandwidthMaxDown)).to.equal(3000)
      expect(packet?.get(CoovaChilliBandwidthMaxUp)).to.equal(1000)
      expect(packet?.get(SessionTimeout)).to.be.at.least(660).and.below(900)
      const path = `/api/v1/hotspots/${hotspotId}/sessions`
      const { items: sessions } = sessionPage.parse(await (await web.ask('operator', path)).json())
      expect(sessions[0]?.limits).to.deep.include({ outcome: 'ack', downBps: 3_000_000, upBps: 1_000_000 })
      const detail = { hotspotId, downBps: 3_000_000, upBps: 1_000_000, secondsLeft: 600 }
      expect(await audits()).to.deep.equal([
        {
          action: 'session.limits',
          target: `session ${id}`,
          detail: { ...detail, outcome: 'ack', errorCause: null, attempts: 1 },
          staff_id: web.staff.operator.id,
        },
      ])
    })

    it('wants both rates or none, something to change, and a session that is open', async () => {
      const id = await addSession(web.db, city, null)
      for (const query of ['', '?downBps=3000000', '?downBps=1&upBps=1', '?secondsLeft=1', '?octets=5'])
        expect((await post(`/sessions/${id}/limits${query}`)).status, query).to.equal(400)
      const ended = await addSession(web.db, city, null, { ended_at: new Date() })
      expect((await post(`/sessions/${ended}/limits?secondsLeft=600`)).status).to.equal(409)
      expect((await post('/sessions/999999/limits?secondsLeft=600')).status).to.equal(404)
      expect((await post(`/sessions/${id}/limits?secondsLeft=600`, 'planner')).status).to.equal(403)
      expect(asked).to.deep.equal([])
    })

    it('says so where the vendor’s gateways cannot do it', async () => {
      const id = await addSession(web.db, city, null)
      await web.db.query.updateTable('gateways').set({ vendor: 'cisco' }).execute()
      await web.db.pool.query(`select pg_notify('plaza', '{"type":"gateways"}')`)
      const response = await eventually(async () => {
        const answered = await post(`/sessions/${id}/limits?secondsLeft=600`)
        return answered.status === 409 && answered
      })
      expect(apiError.parse(await response.json()).error).to.deep.include({ code: 'vendor-cannot' })
    })
  })

  it('tells how a session ended and the way it came', async () => {
    const [north, south] = city.hotspotIds
    const id = await addSession(web.db, city, south)
    await web.db.query.updateTable('sessions').set({ hotspot_id: north }).where('id', '=', id).execute()
    const ended = { ended_at: new Date(), ended_by: 'silence', terminate_cause: 3, doubt: 'unaccepted' } as const
    await web.db.query.updateTable('sessions').set(ended).where('id', '=', id).execute()
    const response = await web.ask('operator', `/api/v1/hotspots/${north}/sessions`)
    const [row] = sessionPage.parse(await response.json()).items
    expect(row).to.deep.include({ id, endedBy: 'silence', terminateCause: 3, doubt: 'unaccepted' })
    expect(row?.path.map(({ hotspotId, hotspot }) => [hotspotId, hotspot])).to.deep.equal([
      [south, 'Plaza del Sur'],
      [north, 'Estación Norte'],
    ])
  })
})
