import { expect } from 'chai'
import {
  AcctSessionId,
  CallingStationId,
  Code,
  ErrorCause,
  type Packet,
  reply,
  type UdpServer,
  UserName,
} from '../../../radius/index.ts'
import { apiError, gatewayAnswer, sessionPage } from '../../../server/api/contract/index.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { addSession, type SmallCity, sealer, startWebWithGateway, type TestWeb } from './web-harness.ts'

describe('disconnecting a session from the dashboard', () => {
  let web: TestWeb
  let city: SmallCity
  let gateway: UdpServer
  let asked: Packet[] = []
  let answer: (packet: Packet) => Packet
  before(async () => {
    ;({ web, city, gateway } = await startWebWithGateway((packet) => {
      asked.push(packet)
      return answer(packet)
    }))
  })
  beforeEach(() => {
    asked = []
    answer = () => reply(Code.DisconnectAck)
  })
  after(async () => {
    await web.close()
    await gateway.close()
  })

  const disconnect = (id: number) =>
    web.ask('operator', `/api/v1/sessions/${id}/disconnect`, {
      method: 'POST',
      headers: { 'x-plaza-csrf': web.staff.operator.csrf, origin: web.origin },
    })
  const audited = () =>
    web.db.query
      .selectFrom('audit_events')
      .select(['staff_id', 'target', 'detail'])
      .where('action', '=', 'session.disconnect')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()

  it("asks the session's gateway in its own words, ends the session, and is audited", async () => {
    const [hotspotId] = city.hotspotIds
    const id = await addSession(web.db, city, hotspotId)
    const response = await disconnect(id)
    expect(response.status).to.equal(200)
    const result = gatewayAnswer.parse(await response.json())
    expect(result).to.deep.equal({ outcome: 'ack', errorCause: null, attempts: 1 })

    const { acct_session_id } = await web.db.query
      .selectFrom('sessions')
      .select('acct_session_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(asked.map((packet) => packet.code)).to.deep.equal([Code.DisconnectRequest])
    expect(asked[0]!.get(UserName)).to.equal('aa:bb:cc:dd:ee:ff')
    expect(asked[0]!.get(CallingStationId)).to.equal('AA-BB-CC-DD-EE-FF')
    expect(asked[0]!.get(AcctSessionId)).to.equal(acct_session_id)

    const path = `/api/v1/hotspots/${hotspotId}/sessions`
    const { items: sessions } = sessionPage.parse(await (await web.ask('operator', path)).json())
    expect(sessions[0]!.disconnect).to.deep.equal(result)
    expect(sessions[0]!.endedAt).to.be.a('string')
    expect(await audited()).to.deep.equal({
      staff_id: web.staff.operator.id,
      target: `session ${id}`,
      detail: { hotspotId, ...result },
    })
  })

  it('shows and audits the refusal of the gateway, and leaves the session live', async () => {
    answer = () => reply(Code.DisconnectNak).add(ErrorCause, 506)
    const id = await addSession(web.db, city, city.hotspotIds[1])
    const result = gatewayAnswer.parse(await (await disconnect(id)).json())
    expect(result).to.deep.equal({ outcome: 'nak', errorCause: 506, attempts: 1 })
    expect((await audited())?.detail).to.deep.include({ outcome: 'nak', errorCause: 506 })
    const row = await web.db.query.selectFrom('sessions').select('ended_at').where('id', '=', id).executeTakeFirst()
    expect(row?.ended_at).to.equal(null)
  })

  it('sends nothing for a session that has ended', async () => {
    const response = await disconnect(await addSession(web.db, city, null, { ended_at: new Date() }))
    expect(response.status).to.equal(409)
    expect(apiError.parse(await response.json()).error.code).to.equal('session-ended')
    expect(asked).to.have.length(0)
  })

  it('says so when the gateway cannot be addressed', async () => {
    const id = await addSession(web.db, city, null)
    const other = await addGateway(web.db, sealer, {
      name: 'a whole network',
      network: '10.0.0.0/8',
      secret: 'another-secret',
      vendor: 'generic',
      coaPort: 3799,
      nasIdentifier: null,
      uamSecret: null,
      loginOrigins: [],
    })
    await web.db.query.updateTable('sessions').set({ gateway_id: other }).where('id', '=', id).execute()
    const response = await disconnect(id)
    expect(response.status).to.equal(409)
    expect(apiError.parse(await response.json()).error.code).to.equal('gateway-unknown')
  })
})
