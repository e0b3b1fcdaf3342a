import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openSpool, type Spool, SpoolRefusal } from '../../../../server/accounting/spool/spool.ts'
import { decodeRecords, encodeRecord } from '../../../../server/accounting/spool/spool-record.ts'
import type { AccountingRecord } from '../../../../server/sessions/ledger/record.ts'

const record = (count: number): AccountingRecord => ({
  kind: 'on',
  gatewayId: count,
  at: new Date(Date.UTC(2026, 2, 1) + count),
  nasIdentifier: `nas-${count}`,
  nasIp: null,
})
const records = (count: number) => [...Array(count).keys()].map(record)

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
    const all: AccountingRecord[] = []
    await spool.replay(async (some) => void all.push(...some))
    return all
  }
  const files = async () => {
    const names = await readdir(dir, { recursive: true })
    return names.filter((name) => name.endsWith('.spool')).map((name) => join(dir, name))
  }

  it('gives back what it took, in order and once, and leaves nothing', async () => {
    const spool = await spoolOf({ segmentBytes: 2000 })
    for (const one of records(60)) await spool.append(one)
    await Promise.all(records(500).map((one) => spool.append(one)))
    expect(spool.records()).to.equal(560)
    expect((await files()).length).to.be.greaterThan(3)
    expect(await replayed(spool)).to.deep.equal([...records(60), ...records(500)])
    expect(spool.records()).to.equal(0)
    expect(await files()).to.deep.equal([])
    await spool.append(record(7))
    expect(await replayed(spool)).to.deep.equal([record(7)])
  })

  it('keeps everything when storing fails, and gives it again', async () => {
    const spool = await spoolOf()
    await Promise.all(records(300).map((one) => spool.append(one)))
    let calls = 0
    const failing = spool.replay(async () => {
      if (++calls === 2) throw new Error('away')
    })
    const error = await failing.catch((reason: Error) => reason)
    expect(error).to.have.property('message', 'away')
    expect(await replayed(spool)).to.deep.equal(records(300))
  })

  it('takes records while it replays, which come last', async () => {
    const spool = await spoolOf()
    await spool.append(record(1))
    const order: number[] = []
    await spool.replay(async (some) => {
      order.push(...some.map(({ gatewayId }) => gatewayId))
      if (order.length === 1) await Promise.all([spool.append(record(2)), spool.append(record(3))])
    })
    expect(order).to.deep.equal([1, 2, 3])
  })

  it('lets nobody but its user read, and holds MACs where nobody else looks', async () => {
    const spool = await spoolOf()
    await spool.append(record(1))
    const [file] = await files()
    expect((await stat(file!)).mode & 0o777).to.equal(0o600)
    expect((await stat(join(file!, '..'))).mode & 0o777).to.equal(0o700)
  })

  it('takes over what a process that ended has left, and nothing of one that lives', async () => {
    const living = await spoolOf()
    await living.append(record(1))
    const ended = await spoolOf()
    for (const one of [record(2), record(3)]) await ended.append(one)
    await ended.close()
    open = open.filter((spool) => spool !== ended)
    const next = await spoolOf()
    expect(next.records()).to.equal(2)
    await next.append(record(4))
    expect(await replayed(next)).to.deep.equal([record(2), record(3), record(4)])
    expect(await replayed(living)).to.deep.equal([record(1)])
  })

  it('drops a write that a crash cut short, wherever it was cut', async () => {
    const [first, second] = [encodeRecord(record(1)), encodeRecord(record(2))]
    const whole = Buffer.concat([first, second])
    for (let length = first.length; length < whole.length; length++) {
      const read = decodeRecords(whole.subarray(0, length))
      expect(read).to.deep.equal({ records: [record(1)], whole: first.length })
    }
    const spoilt = Buffer.from(whole)
    spoilt[whole.length - 3]! ^= 1
    expect(decodeRecords(spoilt).records).to.deep.equal([record(1)])
    expect(decodeRecords(Buffer.alloc(64)).records).to.deep.equal([])

    const spool = await spoolOf()
    await spool.append(record(1))
    await spool.close()
    open = []
    const [file] = await files()
    await writeFile(file!, Buffer.concat([await readFile(file!), second.subarray(0, 20)]))
    expect(await replayed(await spoolOf())).to.deep.equal([record(1)])
  })

  it('refuses what is beyond its size, and takes again when there is room', async () => {
    const spool = await spoolOf({ maxBytes: 1000 })
    const results = await Promise.allSettled(records(50).map((one) => spool.append(one)))
    const taken = results.filter(({ status }) => status === 'fulfilled').length
    expect(taken).to.be.within(5, 15)
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refusals.every((refusal) => refusal instanceof SpoolRefusal && refusal.reason === 'full')).to.equal(true)
    expect(await replayed(spool)).to.deep.equal(records(taken))
    await spool.append(record(9))
  })

  it('refuses while the disk fails it, and takes again afterwards', async () => {
    const spool = await spoolOf()
    await spool.append(record(1))
    expect(await replayed(spool)).to.have.length(1)
    const [own] = await readdir(dir)
    await rm(join(dir, own!), { recursive: true })
    const refusal = await spool.append(record(2)).catch((error: SpoolRefusal) => error)
    expect(refusal).to.be.instanceOf(SpoolRefusal).with.property('reason', 'ENOENT')
    expect(spool.records()).to.equal(0)
  })
})
