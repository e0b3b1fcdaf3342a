import { expect } from 'chai'
import { NoAnswer } from '../../../../server/health/snmp/client.ts'
import { createSnmpEngine, type SnmpEngine } from '../../../../server/health/snmp/engine.ts'
import {
  endOfMib,
  errorResponse,
  integer,
  noSuchObject,
  oid,
  type RawAgent,
  type RawRequest,
  response,
  startRawAgent,
  text,
  tlv,
  varbind,
} from './raw-agent.ts'

const timing = { timeoutMs: 150, retries: 1 }
const TABLE = '1.3.6.1.2.1.2.2.1'

/** The objects of a column `root.1` to `root.count`, as GETNEXT and GETBULK give them. */
function nextIn(objects: ReadonlyMap<string, Buffer>, { kind, oids, repetitions }: RawRequest): Buffer[] {
  const names = [...objects.keys()]
  const found: Buffer[] = []
  let row = oids
  for (let repetition = 0; repetition < (kind === 'getBulk' ? repetitions : 1); repetition++) {
    row = row.map((name) => names.find((each) => comesAfter(each, name)) ?? '')
    found.push(
      ...row.map((name, index) => (name ? varbind(name, objects.get(name)!) : varbind(oids[index]!, endOfMib))),
    )
    if (row.every((name) => name === '')) break
  }
  return found
}

function comesAfter(left: string, right: string): boolean {
  const [a, b] = [left.split('.').map(Number), right.split('.').map(Number)]
  for (let index = 0; index < Math.max(a.length, b.length); index++)
    if (a[index] !== b[index]) return (a[index] ?? -1) > (b[index] ?? -1)
  return false
}

const columnOf = (root: string, values: Buffer[]): Map<string, Buffer> =>
  new Map(values.map((value, index) => [`${root}.${index + 1}`, value]))

describe('an SNMP agent that misbehaves', () => {
  let engine: SnmpEngine
  let agent: RawAgent | undefined
  beforeEach(() => {
    engine = createSnmpEngine()
  })
  afterEach(async () => {
    await engine.close()
    await agent?.close()
    agent = undefined
  })

  const client = (answer: Parameters<typeof startRawAgent>[0], version: '1' | '2c' = '2c') =>
    startRawAgent(answer).then((started) => {
      agent = started
      return engine.client({ host: '127.0.0.1', port: started.port, credential: { version, community: 'c' } }, timing)
    })
  const three = ['1.3.6.1.4.1.1.1.0', '1.3.6.1.4.1.1.2.0', '1.3.6.1.4.1.1.3.0']

  for (const [what, broken] of [
    ['an integer of no octets', Buffer.of(2, 0)],
    ['a counter of no octets', Buffer.of(0x41, 0)],
    ['a 64-bit counter of no octets', Buffer.of(0x46, 0)],
    ['an integer of twelve octets', tlv(2, Buffer.alloc(12, 1))],
    ['an address of three octets', tlv(0x40, Buffer.of(10, 0, 0))],
    ['an OID that is cut off', tlv(6, Buffer.of(0x2b, 0x86))],
    ['a length that is negative', Buffer.of(4, 0x84, 0xff, 0xff, 0xff, 0xff)],
    ['a length beyond its varbind', Buffer.of(4, 0x20, 0x41)],
    ['a length of unknown form', Buffer.of(4, 0x80, 0x41, 0, 0)],
    ['a type that there is not', tlv(0x5f, Buffer.of(1))],
    ['no value at all', Buffer.alloc(0)],
  ] as const) {
    it(`loses only the value that is ${what}, got or walked`, async () => {
      const column = columnOf(`${TABLE}.5`, [integer(1), broken, integer(3)])
      const snmp = await client((request) => {
        if (request.kind !== 'get') return response(request, nextIn(column, request))
        return response(
          request,
          request.oids.map((name) => varbind(name, name === three[1] ? broken : integer(7))),
        )
      })
      expect([...(await snmp.get(three))]).to.deep.equal([
        [three[0], 7],
        [three[2], 7],
      ])
      const { values, complete } = await snmp.walk([`${TABLE}.5`])
      expect([...values.get(`${TABLE}.5`)!]).to.deep.equal([
        ['1', 1],
        ['3', 3],
      ])
      expect(complete).to.equal(true)
    })
  }

  it('is asked again for what a cut datagram cut off', async () => {
    const snmp = await client((request) => {
      const whole = response(
        request,
        request.oids.map((name) => varbind(name, text('a text of some length'))),
      )
      return request.oids.length === 3 ? whole.subarray(0, whole.length - 30) : whole
    })
    expect([...(await snmp.get(three)).keys()].sort()).to.deep.equal(three)
    expect(agent!.requests.map(({ oids }) => oids.length)).to.deep.equal([3, 1])
  })

  it('loses only the object whose name cannot be read, wherever it stands', async () => {
    const snmp = await client((request) =>
      response(
        request,
        request.oids.map((name) =>
          name === three[1] ? tlv(0x30, tlv(6, Buffer.of(0x2b, 0xff)), integer(1)) : varbind(name, integer(1)),
        ),
      ),
    )
    expect([...(await snmp.get(three)).keys()]).to.deep.equal([three[0], three[2]])
  })

  it('loses one column of a walk where the name of a row cannot be read, and no other', async () => {
    const [good, bad] = [`${TABLE}.5`, `${TABLE}.6`]
    const column = columnOf(good, [integer(1), integer(2), integer(3)])
    const snmp = await client((request) => {
      const rows = request.oids.map((name) =>
        name.startsWith(bad)
          ? tlv(0x30, tlv(6, Buffer.of(0x2b, 0xff)), integer(1))
          : nextIn(column, { ...request, oids: [name], repetitions: 1 })[0]!,
      )
      return response(request, rows)
    })
    const { values, complete } = await snmp.walk([good, bad])
    expect([...values.get(good)!.values()]).to.deep.equal([1, 2, 3])
    expect(values.get(bad)!.size).to.equal(0)
    expect(complete).to.equal(false)
  })

  it('that finds a request too big is asked in halves, and from then on in small requests', async () => {
    const many = Array.from({ length: 20 }, (_, index) => `1.3.6.1.4.1.1.${index + 1}.0`)
    const snmp = await client((request) =>
      request.oids.length > 5
        ? errorResponse(request, 1)
        : response(
            request,
            request.oids.map((name) => varbind(name, integer(1))),
          ),
    )
    expect((await snmp.get(many)).size).to.equal(20)
    const before = agent!.requests.length
    expect((await snmp.get(many)).size).to.equal(20)
    expect(agent!.requests.length - before).to.equal(4)
  })

  it('that answers no large request, and says nothing about it, is asked in small ones', async () => {
    const many = Array.from({ length: 16 }, (_, index) => `1.3.6.1.4.1.1.${index + 1}.0`)
    const snmp = await client((request) =>
      request.oids.length > 4
        ? undefined
        : response(
            request,
            request.oids.map((name) => varbind(name, integer(1))),
          ),
    )
    expect((await snmp.get(many)).size).to.equal(16)
  })

  it('that answers fewer objects than were asked is asked for the rest', async () => {
    const many = Array.from({ length: 20 }, (_, index) => `1.3.6.1.4.1.1.${index + 1}.0`)
    const snmp = await client((request) =>
      response(
        request,
        request.oids.slice(0, 8).map((name) => varbind(name, integer(1))),
      ),
    )
    expect((await snmp.get(many)).size).to.equal(20)
  })

  it('of version 1 loses only the objects that it has not', async () => {
    const snmp = await client((request) => {
      const wrong = request.oids.indexOf(three[1]!)
      if (wrong >= 0) return errorResponse(request, 2, wrong + 1)
      return response(
        request,
        request.oids.map((name) => varbind(name, integer(1))),
      )
    }, '1')
    expect([...(await snmp.get(three)).keys()]).to.deep.equal([three[0], three[2]])
    expect(agent!.requests.map(({ version }) => version)).to.deep.equal([0, 0])
  })

  for (const version of ['1', '2c'] as const)
    it(`of version ${version} whose error names no object is asked until that is found`, async () => {
      const snmp = await client((request) => {
        if (request.oids.includes(three[1]!)) return errorResponse(request, 5, 0)
        return response(
          request,
          request.oids.map((name) => varbind(name, integer(1))),
        )
      }, version)
      expect([...(await snmp.get(three)).keys()]).to.deep.equal([three[0], three[2]])
    })

  it('of version 1 is walked by GETNEXT, columns of different lengths side by side, to its very end', async () => {
    const [long, short] = [`${TABLE}.5`, `${TABLE}.6`]
    const objects = new Map([...columnOf(long, [integer(1), integer(2), integer(3)]), ...columnOf(short, [integer(4)])])
    const snmp = await client((request) => {
      const found = request.oids.map((name) => [...objects.keys()].find((each) => comesAfter(each, name)))
      const missing = found.indexOf(undefined)
      if (missing >= 0) return errorResponse(request, 2, missing + 1)
      return response(
        request,
        found.map((name) => varbind(name!, objects.get(name!)!)),
      )
    }, '1')
    const { values, complete } = await snmp.walk([long, short])
    expect(complete).to.equal(true)
    expect([...values.get(long)!.values()]).to.deep.equal([1, 2, 3])
    expect([...values.get(short)!.values()]).to.deep.equal([4])
    expect(agent!.requests.every(({ kind }) => kind === 'getNext')).to.equal(true)
  })

  for (const [what, answer] of [
    ['is silent to GETBULK', () => undefined],
    ['answers GETBULK by an error', (request: RawRequest) => errorResponse(request, 5)],
    ['answers GETBULK with nothing', (request: RawRequest) => response(request, [])],
  ] as const)
    it(`that ${what} is walked by GETNEXT, and that is remembered`, async () => {
      const column = columnOf(`${TABLE}.5`, [integer(1), integer(2)])
      const snmp = await client((request) =>
        request.kind === 'getBulk' ? answer(request) : response(request, nextIn(column, request)),
      )
      for (const _ of [1, 2])
        expect([...(await snmp.walk([`${TABLE}.5`])).values.get(`${TABLE}.5`)!.values()]).to.deep.equal([1, 2])
      const bulks = agent!.requests.filter(({ kind }) => kind === 'getBulk').length
      expect(bulks).to.be.within(1, timing.retries + 1)
    })

  it('that finds a GETBULK too big is walked by smaller ones', async () => {
    const column = columnOf(
      `${TABLE}.5`,
      Array.from({ length: 40 }, (_, index) => integer(index)),
    )
    const snmp = await client((request) =>
      request.repetitions > 10 ? errorResponse(request, 1) : response(request, nextIn(column, request)),
    )
    expect((await snmp.walk([`${TABLE}.5`])).values.get(`${TABLE}.5`)!.size).to.equal(40)
    expect(agent!.requests.length).to.be.below(12)
  })

  it('whose objects do not increase is left, with what it said before', async () => {
    const snmp = await client((request) =>
      response(request, [
        varbind(`${TABLE}.5.1`, integer(1)),
        varbind(`${TABLE}.5.2`, integer(2)),
        varbind(`${TABLE}.5.1`, integer(1)),
      ]),
    )
    const { values, complete } = await snmp.walk([`${TABLE}.5`])
    expect(complete).to.equal(false)
    expect([...values.get(`${TABLE}.5`)!.keys()]).to.deep.equal(['1', '2'])
    expect(agent!.requests).to.have.length(1)
  })

  for (const [what, last, isWhole] of [
    ['to its end', `${TABLE}.6.1`, true],
    ['until it says a row again', `${TABLE}.5.9`, false],
  ] as const) {
    it(`whose rows are in no order is walked all the same, ${what}`, async () => {
      const order = [7, 3, 9, 1, 5].map((row) => `${TABLE}.5.${row}`)
      const after = (name: string) => order[order.indexOf(name) + 1] ?? last
      const snmp = await client((request) =>
        request.kind === 'getBulk'
          ? errorResponse(request, 5, 1)
          : response(
              request,
              request.oids.map((name) => varbind(after(name), integer(1))),
            ),
      )
      const { values, complete } = await snmp.walk([`${TABLE}.5`])
      expect([...values.get(`${TABLE}.5`)!.keys()]).to.deep.equal(['7', '3', '9', '1', '5'])
      expect(complete).to.equal(isWhole)
    })
  }

  it('that goes on for ever is left after a while', async () => {
    const snmp = await client((request) => {
      const last = Number(/(\d+)$/.exec(request.oids[0]!)![1])
      const from = request.oids[0] === `${TABLE}.5` ? 0 : last
      return response(
        request,
        Array.from({ length: request.repetitions }, (_, index) =>
          varbind(`${TABLE}.5.${from + index + 1}`, integer(1)),
        ),
      )
    })
    const { values, complete } = await snmp.walk([`${TABLE}.5`])
    expect(complete).to.equal(false)
    expect(values.get(`${TABLE}.5`)!.size).to.be.within(100_000, 110_000)
  })

  it('that says of a whole request that there is nothing answers it all the same', async () => {
    const snmp = await client((request) =>
      response(
        request,
        request.oids.map((name) => varbind(name, noSuchObject)),
      ),
    )
    expect((await snmp.get(three)).size).to.equal(0)
    expect(agent!.requests).to.have.length(1)
  })

  it('that answers with another request, another version or no response is not believed', async () => {
    const snmp = await client((request, socket, from) => {
      const right = response(request, [varbind(request.oids[0]!, integer(1))])
      const wrong = [
        response({ ...request, requestId: Buffer.of(1, 2, 3, 4) }, [varbind(request.oids[0]!, integer(2))]),
        response({ ...request, version: 0 }, [varbind(request.oids[0]!, integer(3))]),
        Buffer.from(right.toString('latin1').replace('\xa2', '\xa0'), 'latin1'),
        Buffer.from('not SNMP'),
        Buffer.alloc(0),
        tlv(0x30, oid('1.3.6')),
      ]
      for (const each of wrong) socket.send(each, from.port, from.address)
      return right
    })
    expect([...(await snmp.get([three[0]!])).values()]).to.deep.equal([1])
  })

  it('that never answers is no answer, after both tries', async () => {
    const snmp = await client(() => undefined)
    expect(await snmp.get(three).catch((error) => error))
      .to.be.instanceOf(NoAnswer)
      .and.include({ reason: 'silent' })
    expect(await snmp.walk([TABLE]).catch((error) => error)).to.be.instanceOf(NoAnswer)
    expect(await snmp.next(TABLE).catch((error) => error)).to.be.instanceOf(NoAnswer)
    expect(engine.waiting()).to.equal(0)
  })
})
