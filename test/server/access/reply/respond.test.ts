import { expect } from 'chai'
import { CallingStationId, Code, encodeReply, Packet, ProxyState, SessionTimeout } from '../../../../radius/index.ts'
import type { CachedResident } from '../../../../server/access/cache/residents.ts'
import type { Limits } from '../../../../server/access/decide.ts'
import type { Request } from '../../../../server/access/identify.ts'
import type { AccessEntry } from '../../../../server/access/log/store.ts'
import { createResponder } from '../../../../server/access/reply/respond.ts'
import { testSealer as sealer } from '../../../support/city.ts'

const secret = 'a secret of this test'
const deviceMac = '02:00:00:00:00:01'
const limits: Limits = {
  ...{ sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 },
  ...{ upBps: null, downBps: null, octets: null },
}

describe('the reply to an Access-Request', () => {
  let written: AccessEntry[]
  let admitted: string[]
  let errors: unknown[]
  const respond = (given: Limits, packet = new Packet(Code.AccessRequest)) => {
    written = []
    admitted = []
    errors = []
    const responder = createResponder({
      sealer,
      cache: { recordAdmission: (_resident, mac) => void admitted.push(mac) },
      accessLog: { write: (entry) => void written.push(entry), flush: async () => {} },
      onError: (error) => void errors.push(error),
    })
    const resident = { id: 7 } as CachedResident
    const client = { id: 1, vendor: 'generic', secret } as Request['client']
    const request: Request = { packet, client, source: { address: '192.0.2.1', port: 1 }, receivedAt: 0 }
    const reply = responder(request, undefined, { method: 'mac', resident, deviceMac }, { accept: true, limits: given })
    return { reply, datagram: encodeReply(reply, packet, secret) }
  }

  it('lets the device in, and the log says so', () => {
    const { reply } = respond(limits)
    expect([reply.code, reply.get(SessionTimeout)]).to.deep.equal([Code.AccessAccept, 3600])
    expect(written.map(({ reason }) => reason)).to.deep.equal(['accepted'])
    expect(admitted).to.deep.equal([deviceMac])
  })

  for (const [sessionSeconds, told] of [
    [8799.8765, 8799],
    [-1, 1],
    [2 ** 32, 2 ** 32 - 1],
    [Number.NaN, 1],
  ] as const)
    it(`says whole seconds that fit, and the log says accepted, where the session would last ${sessionSeconds} s`, () => {
      const { reply } = respond({ ...limits, sessionSeconds })
      expect([reply.code, reply.get(SessionTimeout)]).to.deep.equal([Code.AccessAccept, told])
      expect(written.map(({ reason }) => reason)).to.deep.equal(['accepted'])
      expect(errors).to.deep.equal([])
    })

  it('is a reject, in the log too, where Proxy-State leaves no room for what lets the device in', () => {
    const packet = new Packet(Code.AccessRequest).add(CallingStationId, deviceMac)
    for (let at = 0; at < 16; at++) packet.add(ProxyState, Buffer.alloc(250, at))
    const { reply, datagram } = respond(limits, packet)
    expect(reply.code).to.equal(Code.AccessReject)
    expect(datagram.length).to.be.at.most(4096)
    expect(written.map(({ reason }) => reason)).to.deep.equal(['reply-not-encodable'])
    expect(admitted).to.deep.equal([])
  })
})
