import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import { writer } from '../../../../server/health/snmp/agent.ts'
import { NoAnswer } from '../../../../server/health/snmp/client.ts'
import { createSnmpEngine, type SnmpEngine } from '../../../../server/health/snmp/engine.ts'
import { report, type UserCredential, verified } from '../../../../server/health/snmp/usm/authoritative.ts'
import { readEnvelope, type SecureAnswer, securedMessage } from '../../../../server/health/snmp/usm/message.ts'
import { createOwnEngine } from '../../../../server/health/snmp/usm/own-engine.ts'
import { Report } from '../../../../server/health/snmp/usm/peer.ts'
import { Tag } from '../../../../server/health/snmp/wire/ber.ts'
import { openMessage } from '../../../../server/health/snmp/wire/community.ts'
import { encodeOid } from '../../../../server/health/snmp/wire/oids.ts'
import { PduTag } from '../../../../server/health/snmp/wire/pdu.ts'

const credential: UserCredential = {
  ...{ version: '3', username: 'reader', auth: { protocol: 'sha', key: 'auth-key-of-reader' } },
  privacy: { protocol: 'aes', key: 'priv-key-of-reader' },
}
const sysUpTime = '1.3.6.1.2.1.1.3.0'
const timing = { timeoutMs: 60, retries: 1 }
const own = createOwnEngine('plaza', () => performance.now())
const nobody = (engineId: Buffer) => ({ engineId, username: Buffer.alloc(0) })
const whoIAm = (id: number) => report(own, nobody(own.engineId), id, Report.unknownEngineIds)

/** sysUpTime, 7, in a message of this security. */
function response(security: Parameters<typeof securedMessage>[1], id: number): Buffer {
  writer.integer(7, Tag.TimeTicks)
  writer.octetString(encodeOid(sysUpTime), Tag.ObjectIdentifier)
  writer.wrap(Tag.Sequence, 0)
  writer.wrap(Tag.Sequence, 0)
  for (const number of [0, 0, id]) writer.integer(number)
  writer.wrap(PduTag.Response, 0)
  writer.octetString(Buffer.alloc(0))
  writer.octetString(security.engineId)
  writer.wrap(Tag.Sequence, 0)
  return securedMessage(writer, security, own.clock(), id)
}

type Answer = (envelope: SecureAnswer, asked: number) => Buffer | undefined

describe('an agent of SNMP v3 that misbehaves', () => {
  let engine: SnmpEngine
  let socket: Socket
  let asked: number
  beforeEach(() => {
    engine = createSnmpEngine()
    asked = 0
  })
  afterEach(async () => {
    await engine.close()
    socket.close()
  })

  /** What is said of sysUpTime by an agent that answers so. */
  const get = async (answer: Answer) => {
    socket = createSocket('udp4')
    socket.on('message', (message, from) => {
      const { reader } = openMessage(message)
      const said = answer(readEnvelope(message, reader), asked++)
      if (said) socket.send(said, from.port, from.address)
    })
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const client = engine.client({ host: '127.0.0.1', port: socket.address().port, credential }, timing)
    return client.get([sysUpTime]).then(
      (values) => values.get(sysUpTime),
      (error) => {
        expect(error).to.be.instanceOf(NoAnswer)
        return (error as NoAnswer).reason
      },
    )
  }
  const isAnonymous = ({ engineId }: SecureAnswer) => engineId.length === 0

  it('is read where it behaves', async () => {
    expect(
      await get((envelope) =>
        isAnonymous(envelope) ? whoIAm(envelope.id) : response(verified(envelope, credential)!, envelope.id),
      ),
    ).to.equal(7)
  })

  it('says each time that it is another, and is not asked for ever', async () => {
    expect(
      await get((envelope, number) =>
        report(own, nobody(Buffer.from(`engine ${number}`)), envelope.id, Report.unknownEngineIds),
      ),
    ).to.equal('clock')
    expect(asked).to.be.at.most(5)
  })

  it('says each time that it has another time, and is not asked for ever', async () => {
    expect(
      await get((envelope) =>
        isAnonymous(envelope)
          ? whoIAm(envelope.id)
          : report(
              own,
              { ...verified(envelope, credential)!, privacy: undefined },
              envelope.id,
              Report.notInTimeWindows,
            ),
      ),
    ).to.equal('clock')
    expect(asked).to.be.at.most(5)
  })

  for (const [what, answer] of [
    ['in clear and unsigned', ({ engineId, username, id }) => response({ engineId, username }, id)],
    [
      'signed, but in clear',
      (envelope) => response({ ...verified(envelope, credential)!, privacy: undefined }, envelope.id),
    ],
    [
      'for another user',
      (envelope) => response({ ...verified(envelope, credential)!, username: Buffer.from('root') }, envelope.id),
    ],
    ['to another request', (envelope) => response(verified(envelope, credential)!, envelope.id ^ 1)],
    [
      'with the time of another, unsigned',
      ({ engineId, id }) => report(own, nobody(engineId), id, Report.notInTimeWindows),
    ],
    [
      'with a code that is wrong',
      (envelope) => {
        const said = response(verified(envelope, credential)!, envelope.id)
        said[said.length - 1]! ^= 1
        return said
      },
    ],
    ['cut off', (envelope) => response(verified(envelope, credential)!, envelope.id).subarray(0, 60)],
  ] as ReadonlyArray<[string, (envelope: SecureAnswer) => Buffer]>) {
    it(`is not believed where it answers ${what}`, async () => {
      expect(await get((envelope) => (isAnonymous(envelope) ? whoIAm(envelope.id) : answer(envelope)))).to.equal(
        'silent',
      )
    })
  }
})
