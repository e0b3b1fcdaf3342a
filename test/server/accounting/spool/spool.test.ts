import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Arrival, decodeBlock, encodeBlocks } from '../../../../server/accounting/arrival.ts'
import { decodeSegment, encodeFrame } from '../../../../server/accounting/spool/segment.ts'
import { openSpool, type Spool, SpoolRefusal } from '../../../../server/accounting/spool/spool.ts'
import { arrivalOf } from '../../../support/arrival.ts'

const arrival = (count: number): Arrival =>
  arrivalOf({
    kind: 'AccountingOn',
    gatewayId: count,
    at: new Date(Date.UTC(2026, 2, 1) + count),
    nasIdentifier: `nas-${count}`,
  })
const arrivals = (count: number) => [...Array(count).keys()].map(arrival)
/** Everything of an arrival, to be compared. */
const plain = ({ packet, gatewayId, receivedAt }: Arrival) => [gatewayId, receivedAt, packet.raw!.toString('hex')]
const frameOf = (...some: Arrival[]) => encodeFrame(encodeBlocks(some)[0]!)
const inSegment = (segment: Buffer) =>
  decodeSegment(segment)
    .blocks.flatMap(({ octets }) => decodeBlock(octets))
    .map(plain)

describe('the spool', () => {
  let dir: string
  let open: Spool[]
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plaza-spool-'))
    open = []
  })
  afterEach(async () => {
    for (const spool of open) await spool.close()
    await rm(dir, { recursive: true, force: true })
  })

  const spoolOf = async (more: { maxBytes?: number; segmentBytes?: number } = {}) => {
    const spool = await openSpool({ dir, maxBytes: 1_000_000, ...more })
    open.push(spool)
    return spool
  }
  const replayed = async (spool: Spool) => {
    const all: Arrival[] = []
    await spool.replay(async (blocks) => void all.push(...blocks.flatMap(decodeBlock)))
    return all.map(plain)
  }
  const files = async () => {
    const names = await readdir(dir, { recursive: true })
    return names.filter((name) => name.endsWith('.spool')).map((name) => join(dir, name))
  }

  it('gives back what it took, in order and once, and leaves nothing', async () => {
    const spool = await spoolOf({ segmentBytes: 1000 })
    for (const one of arrivals(60)) await spool.append(one)
    await Promise.all(arrivals(500).map((one) => spool.append(one)))
    expect(spool.waiting()).to.equal(560)
    expect((await files()).length).to.be.greaterThan(3)
    expect(await replayed(spool)).to.deep.equal([...arrivals(60), ...arrivals(500)].map(plain))
    expect(spool.waiting()).to.equal(0)
    expect(await files()).to.deep.equal([])
    await spool.append(arrival(7))
    expect(await replayed(spool)).to.deep.equal([arrival(7)].map(plain))
  })

  it('keeps everything when storing fails, and gives it again', async () => {
    const spool = await spoolOf()
    await Promise.all(arrivals(600).map((one) => spool.append(one)))
    let calls = 0
    const failing = spool.replay(async () => {
      if (++calls === 2) throw new Error('away')
    })
    const error = await failing.catch((reason: Error) => reason)
    expect(error).to.have.property('message', 'away')
    expect(await replayed(spool)).to.deep.equal(arrivals(600).map(plain))
  })

  it('takes arrivals while it replays, which come last', async () => {
    const spool = await spoolOf()
    await spool.append(arrival(1))
    const order: number[] = []
    await spool.replay(async (some) => {
      order.push(...some.flatMap(decodeBlock).map(({ gatewayId }) => gatewayId))
      if (order.length === 1) await Promise.all([spool.append(arrival(2)), spool.append(arrival(3))])
    })
    expect(order).to.deep.equal([1, 2, 3])
  })

  it('lets nobody but its user read, and holds MACs where nobody else looks', async () => {
    const spool = await spoolOf()
    await spool.append(arrival(1))
    const [file] = await files()
    expect((await stat(file!)).mode & 0o777).to.equal(0o600)
    expect((await stat(join(file!, '..'))).mode & 0o777).to.equal(0o700)
  })

  it('takes over what a process that ended has left, and nothing of one that lives', async () => {
    const living = await spoolOf()
    await living.append(arrival(1))
    const ended = await spoolOf()
    for (const one of [arrival(2), arrival(3)]) await ended.append(one)
    await ended.close()
    open = open.filter((spool) => spool !== ended)
    const next = await spoolOf()
    expect(next.waiting()).to.equal(2)
    await next.append(arrival(4))
    expect(await replayed(next)).to.deep.equal([arrival(2), arrival(3), arrival(4)].map(plain))
    expect(await replayed(living)).to.deep.equal([arrival(1)].map(plain))
  })

  it('drops a write that a crash cut short, wherever it was cut', async () => {
    const [first, second] = [frameOf(arrival(1)), frameOf(arrival(2), arrival(3))]
    const whole = Buffer.concat([first, second])
    for (let length = first.length; length < whole.length; length++) {
      const cut = whole.subarray(0, length)
      expect(decodeSegment(cut).size).to.equal(first.length)
      expect(inSegment(cut)).to.deep.equal([plain(arrival(1))])
    }
    expect(inSegment(whole)).to.deep.equal([1, 2, 3].map(arrival).map(plain))
    for (const at of [first.length + 5, first.length + 9, whole.length - 3]) {
      const spoilt = Buffer.from(whole)
      spoilt[at]! ^= 1
      expect(inSegment(spoilt)).to.deep.equal([plain(arrival(1))])
    }
    expect(inSegment(Buffer.alloc(64))).to.deep.equal([])

    const spool = await spoolOf()
    await spool.append(arrival(1))
    await spool.close()
    open = []
    const [file] = await files()
    await writeFile(file!, Buffer.concat([await readFile(file!), second.subarray(0, 20)]))
    expect(await replayed(await spoolOf())).to.deep.equal([arrival(1)].map(plain))
  })

  it('refuses what is beyond its size, and takes again when there is room', async () => {
    const spool = await spoolOf({ maxBytes: 1000 })
    const results = await Promise.allSettled(arrivals(50).map((one) => spool.append(one)))
    const taken = results.filter(({ status }) => status === 'fulfilled').length
    expect(taken).to.be.within(5, 15)
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refusals.every((refusal) => refusal instanceof SpoolRefusal && refusal.reason === 'full')).to.equal(true)
    expect(await replayed(spool)).to.deep.equal(arrivals(taken).map(plain))
    await spool.append(arrival(9))
  })

  it('refuses while the disk fails it, and takes again afterwards', async () => {
    const spool = await spoolOf()
    await spool.append(arrival(1))
    expect(await replayed(spool)).to.have.length(1)
    const [own] = await readdir(dir)
    await rm(join(dir, own!), { recursive: true })
    const refusal = await spool.append(arrival(2)).catch((error: SpoolRefusal) => error)
    expect(refusal).to.be.instanceOf(SpoolRefusal).with.property('reason', 'ENOENT')
    expect(spool.waiting()).to.equal(0)
  })
})
