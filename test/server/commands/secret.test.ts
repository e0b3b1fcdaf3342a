import { expect } from 'chai'
import { rotateSecret, sealedColumns } from '../../../server/commands/secret.ts'
import { loadGateways } from '../../../server/network/gateways/gateways.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { createSealer } from '../../../server/sealing.ts'
import { StartError } from '../../../server/start/start-error.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const old = createSealer('the secret of before, of forty characters')
const fresh = createSealer('the secret from now on, of forty-odd chars')

describe('plaza secret rotate', () => {
  let db: TestDatabase
  beforeEach(async () => {
    db = await createTestDatabase()
  })
  afterEach(() => db.close())

  const gateway = (name: string, secret: string) => ({
    ...{ name, network: null, secret, vendor: 'unifi' as const, coaPort: 3799, nasIdentifier: null },
    ...{ uamSecret: `${secret}-uam`, loginOrigins: [] },
    controller: { url: 'https://c.example', username: 'u', password: `${secret}-controller`, site: 's', ca: null },
  })
  const secrets = async () =>
    (await loadGateways(db, fresh)).map(({ secret, uamSecret, controller }) => [
      secret,
      uamSecret,
      controller?.password,
    ])

  it('forgets no sealed column of the schema', async () => {
    const { rows } = await db.pool.query(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and data_type = 'bytea' order by 1`,
    )
    const notSealed = [
      'accounting_journal.packets',
      'api_tokens.token_hash',
      'site_evaluations.draws',
      'population_points.points',
      'site_plans.dual',
      'site_plans.inputs',
      'site_plans.link_hash',
      'streets.edges',
      'streets.positions',
      'vouchers.code_hash',
      'gateway_requests.answer',
      'gateway_requests.packet',
      'staff_sign_in_links.token_hash',
      'tickets.used_by',
    ]
    const known = [...sealedColumns.map(({ table, column }) => `${table}.${column}`), ...notSealed]
    expect(rows.map(({ name }) => name)).to.deep.equal(known.sort())
  })

  it('seals anew what the old secret sealed, leaves what the new one did, and goes on where it was cut off', async () => {
    for (let index = 0; index < 3; index++) await addGateway(db, old, gateway(`g${index}`, `secret-${index}`))
    const first = sealedColumns.find(({ column }) => column === 'secret_sealed')!
    await db.pool.query('update gateways set secret_sealed = $1 where name = $2', [
      fresh.seal('secret-1', first.purpose('')),
      'g1',
    ])
    expect(await rotateSecret(db, old, fresh)).to.match(/^8 secrets are sealed anew, 1 were before/)
    const all = [0, 1, 2].map((index) => [`secret-${index}`, `secret-${index}-uam`, `secret-${index}-controller`])
    expect(await secrets()).to.deep.equal(all)
    expect(await rotateSecret(db, old, fresh)).to.match(/^0 secrets are sealed anew, 9 were before/)
    expect(await secrets()).to.deep.equal(all)
  })

  it('seals anew what it can where something was sealed with a third secret, and says where that is', async () => {
    await addGateway(db, createSealer('some other secret, nobody knows it now'), gateway('lost', 'lost'))
    await addGateway(db, old, gateway('kept', 'kept'))
    const failure = await rotateSecret(db, old, fresh).catch((error: Error) => error)
    expect(failure).to.be.instanceOf(StartError)
    expect(String(failure)).to.include('1 in gateways.secret_sealed')
    await db.pool.query("update gateways set disabled_at = now() where name = 'lost'")
    await db.pool.query(
      "delete from gateway_controllers where username = 'u' and gateway_id = (select id from gateways where name = 'lost')",
    )
    expect(await secrets()).to.deep.equal([['kept', 'kept-uam', 'kept-controller']])
  })
})
