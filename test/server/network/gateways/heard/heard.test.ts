import { expect } from 'chai'
import { silentLog } from '../../../../../server/log.ts'
import { type HeardFacts, missingOf } from '../../../../../server/network/gateways/heard/missing.ts'
import { openHeardRecorder } from '../../../../../server/network/gateways/heard/recorder.ts'
import { readHeard } from '../../../../../server/network/gateways/heard/store.ts'
import { removeGateway } from '../../../../../server/network/gateways/in-use.ts'
import { testGateway, testSealer } from '../../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../../support/database.ts'

const well: HeardFacts = {
  ...{ vendor: 'coovachilli', loginOrigins: ['http://10.1.0.1:3990'], nasIdentifier: 'k', hasNetwork: true },
  ...{ certificateUntil: null, hotspots: 1, accessAt: new Date(1), accountingAt: new Date(1), redirectAt: new Date(2) },
  ...{
    redirectRefusedAt: new Date(1),
    nasIdentifiers: ['k'],
    verdict: 'safe',
    octetsSwapped: false,
    isClassless: false,
  },
}
const now = new Date(1000)
const kinds = (facts: Partial<HeardFacts>) => missingOf({ ...well, ...facts }, now).map(({ kind }) => kind)

describe('what was heard of a gateway', () => {
  it('lacks nothing where all is there', () => {
    expect(missingOf(well, now)).to.deep.equal([])
  })

  it('says what is missing, with the make’s own setting that mends it', () => {
    expect(missingOf({ ...well, accountingAt: null }, now)).to.deep.equal([
      { kind: 'no-accounting', setting: 'HS_RADIUS, HS_RADACCTPORT' },
    ])
    expect(missingOf({ ...well, vendor: 'uspot', accountingAt: null }, now)[0]!.setting).to.include('acct_server')
    expect(kinds({ accessAt: null, accountingAt: null, verdict: 'silent' })).to.deep.equal([
      'no-access',
      'no-accounting',
    ])
    expect(kinds({ redirectAt: null, redirectRefusedAt: null })).to.deep.equal(['no-redirect'])
    expect(kinds({ redirectRefusedAt: new Date(3) })).to.deep.equal(['redirect-refused'])
    expect(kinds({ redirectAt: null })).to.deep.equal(['redirect-refused'])
    expect(kinds({ verdict: 'refusing' })).to.deep.equal(['refused'])
    expect(kinds({ verdict: 'old' })).to.deep.equal(['unsigned'])
    expect(kinds({ nasIdentifiers: ['other', 'another'] })).to.deep.equal(['other-nas-identifier'])
    expect(kinds({ nasIdentifiers: [] })).to.deep.equal([])
    expect(kinds({ octetsSwapped: true, isClassless: true })).to.deep.equal(['swapped', 'no-class'])
    expect(kinds({ loginOrigins: [], hotspots: 0 })).to.deep.equal(['no-login', 'no-hotspots'])
    expect(kinds({ hasNetwork: false })).to.deep.equal(['no-way-in'])
    expect(kinds({ hasNetwork: false, certificateUntil: now })).to.deep.equal(['no-way-in'])
    expect(kinds({ hasNetwork: false, certificateUntil: new Date(2000) })).to.deep.equal([])
  })

  it('expects no RADIUS of gateways that the portal opens', () => {
    const opened = {
      ...well,
      vendor: 'omada' as const,
      accessAt: null,
      accountingAt: null,
      redirectAt: null,
      loginOrigins: [],
    }
    expect(
      missingOf({ ...opened, hasNetwork: false, redirectRefusedAt: null }, now).map(({ kind }) => kind),
    ).to.deep.equal(['no-redirect'])
  })

  describe('kept', () => {
    let db: TestDatabase
    before(async () => {
      db = await createTestDatabase()
    })
    after(() => db.close())

    it('is one row of each kind however often it is heard, the latest, without a browser’s address', async () => {
      const id = await testGateway(db, { network: '192.0.2.9/32' })
      let clock = 1_700_000_000_000
      const recorder = openHeardRecorder(db, silentLog, () => clock)
      for (let time = 0; time < 100; time++) {
        clock += 10
        recorder.hear(id, 'redirect')
        recorder.hear(id, 'accounting', { address: '::ffff:192.0.2.9' })
      }
      recorder.hear(id, 'redirect-refused', { why: 'doubled', parameter: `ap\0_mac ${'x'.repeat(500)}` })
      recorder.hear(999_999, 'redirect')
      await recorder.flush()
      const heard = await readHeard(db, id)
      expect(heard.redirect).to.deep.equal({ at: new Date(clock), address: null, why: null, parameter: null })
      expect(heard.accounting).to.deep.equal({ at: new Date(clock), address: '192.0.2.9', why: null, parameter: null })
      expect(heard['redirect-refused']!.why).to.equal('doubled')
      expect(heard['redirect-refused']!.parameter)
        .to.match(/^ap_mac x/)
        .and.to.have.length(200)
      expect((await db.pool.query('select from gateway_heard')).rowCount).to.equal(3)
      const { rows } = await db.pool.query('select xmin::text from gateway_heard')
      await recorder.flush()
      expect(
        (await db.pool.query('select xmin::text from gateway_heard')).rows,
        'nothing new is written',
      ).to.deep.equal(rows)
      const late = openHeardRecorder(db, silentLog, () => clock - 5000)
      late.hear(id, 'redirect')
      await late.close()
      expect((await readHeard(db, id)).redirect!.at).to.deep.equal(new Date(clock))
      await recorder.close()
      await removeGateway(db, testSealer, id)
      expect(await readHeard(db, id)).to.deep.equal({})
    })

    it('waits while the database is away', async () => {
      const id = await testGateway(db, { network: '192.0.2.10/32' })
      const recorder = openHeardRecorder(db, silentLog)
      recorder.hear(id, 'access', { address: '192.0.2.10' })
      await db.pool.query('alter table gateway_heard rename to away')
      await recorder.flush()
      await db.pool.query('alter table away rename to gateway_heard')
      await recorder.close()
      expect((await readHeard(db, id)).access!.address).to.equal('192.0.2.10')
    })
  })
})
