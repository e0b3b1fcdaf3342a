import { expect } from 'chai'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { devicesAtOnce, sessionFindings } from '../../../server/sessions/findings.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { testGateway, testMac } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { sessionRecord } from '../../support/session-record.ts'

const MINUTE = 60_000
const now = Date.now()
const since = new Date(now - 15 * MINUTE)
const ago = (minutes: number) => new Date(now - minutes * MINUTE)

describe('what sessions show of a gateway', () => {
  let db: TestDatabase
  beforeEach(async () => {
    db = await createTestDatabase()
  })
  afterEach(() => db.close())

  let gateways = 0
  const gateway = () => testGateway(db, { network: `192.0.2.${++gateways}/32` })
  const live = async (gatewayId: number, deviceMac: string, from: number, until: number, octets = [0, 0]) => {
    const seconds = (from - until) * 60
    const [inputOctets = 0, outputOctets = 0] = octets
    const record = sessionRecord({ gatewayId, deviceMac, at: ago(until), seconds, inputOctets, outputOctets })
    const [change] = await storeRecords(db, [record], localDay('UTC'))
    const row = {
      started_at: ago(from),
      updated_at: ago(until),
      input_octets: inputOctets,
      output_octets: outputOctets,
    }
    await db.query.updateTable('sessions').set(row).where('id', '=', change!.id).execute()
  }

  it('is that their octets are swapped, where most of them send far more than they receive', async () => {
    const [swapped, right, few] = [await gateway(), await gateway(), await gateway()]
    for (let device = 0; device < 5; device++) {
      await live(swapped, testMac(), 60, 1, device === 0 ? [2_000_000, 2_000_000] : [50_000_000, 3_000_000])
      await live(right, testMac(), 60, 1, device === 0 ? [50_000_000, 3_000_000] : [3_000_000, 50_000_000])
      await live(few, testMac(), 60, 1, device === 0 ? [50_000_000, 3_000_000] : [900_000, 0])
    }
    expect([...(await sessionFindings(db, since))]).to.deep.equal([[swapped, { isSwapped: true, doubled: 0 }]])
  })

  it('is a device that others account for at once: for longer than it leaves a session behind, or at many', async () => {
    const all = [await gateway(), await gateway(), await gateway(), await gateway()]
    const [copied, walking, everywhere] = [testMac(), testMac(), testMac()]
    await live(all[0]!, copied, 60, 1)
    await live(all[1]!, copied, 40, 2)
    await live(all[1]!, walking, 60, 14)
    await live(all[2]!, walking, 20, 1)
    for (const id of all) await live(id, everywhere, 2, 1)
    const doubled = [...(await sessionFindings(db, since))].sort(([a], [b]) => a - b)
    expect(doubled).to.deep.equal(all.map((id, at) => [id, { isSwapped: false, doubled: at < 2 ? 2 : 1 }]))
    const macs = async (of?: string[]) =>
      (await devicesAtOnce(db, since, { of: of ?? null })).map(({ mac }) => mac).toSorted()
    expect(await macs()).to.deep.equal([copied, everywhere].toSorted())
    expect(await macs([copied, walking])).to.deep.equal([copied])
  })
})
