import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { decodeEarlierRow } from '../../../server/accounting/journal/journal-row.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { sessionRecord } from '../../support/session-record.ts'

describe('migrate', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  const apply = async (name: string) =>
    db.pool.query(await readFile(join(packageRoot, 'server/database/migrations', name), 'utf8'))

  it('applies nothing to a database that is up to date', async () => {
    expect(await migrate(db)).to.deep.equal([])
    const { rows } = await db.pool.query('select name from migrations order by name')
    expect(rows[0]).to.deep.equal({ name: '0001_directory.sql' })
  })

  it('goes on to require a Message-Authenticator of the gateways that needed one, and of no others', async () => {
    await db.pool.query(`
      drop table gateway_sources, gateway_posture_days;
      alter table gateways drop message_authenticator, drop signed_proxy_state, drop signing_chosen_at,
        add require_message_authenticator boolean not null default true;
      insert into gateways (name, network, secret_sealed, vendor, require_message_authenticator)
      values ('new', '192.0.2.1', '', 'generic', true), ('old', '192.0.2.2', '', 'generic', false)`)
    await apply('0014_gateway_posture.sql')
    const { rows } = await db.pool.query('select name, message_authenticator as mode from gateways order by name')
    expect(rows).to.deep.equal([
      { name: 'new', mode: 'require' },
      { name: 'old', mode: 'off' },
    ])
  })

  it('keeps what waits in the accounting journal', async () => {
    const { kind, gatewayId, at, nasIdentifier, nasIp, ...of } = sessionRecord({
      ...{ gatewayId: 7, terminateCause: 4, residentId: 12, deviceMac: 'aa:bb:cc:00:11:22', hotspotId: 34 },
      ...{ callingStationId: '0001-ñ"\\', nasIp: '192.0.2.1', interimSeconds: 300 },
    })
    const head = [kind, gatewayId, at.getTime(), nasIdentifier, nasIp]
    const session = [
      ...head,
      ...[of.acctSessionId, of.sessionKey, of.seconds, of.inputOctets, of.outputOctets, of.terminateCause],
      ...[of.residentId, of.deviceMac, of.hotspotId, of.userName, of.callingStationId, of.calledStationId],
      ...[of.nasPort, of.framedIp, of.multiSessionId, of.interimSeconds],
    ]
    const named = { kind: 'off', gatewayId, at, nasIdentifier, nasIp }
    await db.pool.query('alter table accounting_journal drop column packets')
    await db.pool.query('insert into accounting_journal (count, records) values (3, $1)', [
      JSON.stringify([session, ['on', ...head.slice(1)], named]),
    ])
    await apply('0038_journal_packets.sql')
    const { rows } = await db.pool.query('select records from accounting_journal')
    expect(decodeEarlierRow(rows[0].records)).to.deep.equal([
      { kind, gatewayId, at, nasIdentifier, nasIp, ...of },
      { kind: 'on', gatewayId, at, nasIdentifier, nasIp },
      named,
    ])
  })
})
