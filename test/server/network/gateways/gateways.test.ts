import { expect } from 'chai'
import { changeMacPassword, rotateGatewaySecret } from '../../../../server/network/gateways/change.ts'
import { loadGateways } from '../../../../server/network/gateways/gateways.ts'
import { addGateway, addGateways, type NewGateway } from '../../../../server/network/gateways/register.ts'
import { createSealer } from '../../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

const sealer = createSealer('a secret of more than 32 characters, for tests')

const gateway = (change: Partial<NewGateway> = {}): NewGateway => ({
  name: 'North',
  network: '192.0.2.0/24',
  secret: 'radius-secret-of-north',
  vendor: 'coovachilli',
  coaPort: 3799,
  messageAuthenticator: 'auto',
  signedProxyState: 'require',
  nasIdentifier: 'nas-north',
  uamSecret: 'uam-secret-of-north',
  loginOrigins: ['http://192.0.2.1:3990'],
  ...change,
})

describe('gateways', () => {
  let db: TestDatabase
  beforeEach(async () => {
    db = await createTestDatabase()
  })
  afterEach(() => db.close())

  it('come back as they were stored, secrets opened', async () => {
    const id = await addGateway(db, sealer, gateway())
    const [stored] = await loadGateways(db, sealer)
    expect(stored?.macPassword).to.equal(null)
    expect(stored).to.deep.include({ id, ...gateway(), certificates: [] })
  })

  it('have no secret in clear in the database', async () => {
    await addGateway(db, sealer, gateway({ macPassword: 'mac-secret-of-north' }))
    const { rows } = await db.pool.query<{ row: string }>(
      "select encode(secret_sealed || uam_secret_sealed || mac_password_sealed, 'escape') || gateways::text as row from gateways",
    )
    expect(rows[0]?.row).not.to.match(/secret-of-north/)
  })

  it('change the password that is every device’s by MAC authentication, or have none', async () => {
    await addGateway(db, sealer, gateway({ macPassword: 'one' }))
    const stored = async () => (await loadGateways(db, sealer))[0]?.macPassword
    expect(await stored()).to.equal('one')
    await changeMacPassword(db, sealer, 'North', 'two')
    expect(await stored()).to.equal('two')
    await changeMacPassword(db, sealer, 'North', null)
    expect(await stored()).to.equal(null)
    expect(await changeMacPassword(db, sealer, 'South', null).catch(String)).to.include('no gateway named "South"')
  })

  it('cannot be read with another PLAZA_SECRET', async () => {
    await addGateway(db, sealer, gateway())
    const error = await loadGateways(db, createSealer('quite another secret, also of 32 characters')).catch(String)
    expect(error).to.match(/gateway-secret does not open.*PLAZA_SECRET/)
  })

  it('are refused when name, network or NAS identifier is taken, and it is said which', async () => {
    await addGateway(db, sealer, gateway())
    const others = { name: 'South', network: '198.51.100.7/32', nasIdentifier: 'nas-south' }
    for (const [field, message] of [
      ['name', /name "North"/],
      ['network', /network "192\.0\.2\.0\/24"/],
      ['nasIdentifier', /NAS-Identifier "nas-north"/],
    ] as const) {
      const error = await addGateway(db, sealer, gateway({ ...others, [field]: gateway()[field] })).catch(String)
      expect(error)
        .to.match(/Another gateway has the .* already/)
        .and.match(message)
    }
  })

  it('are stored all or none, and their ids keep the order given', async () => {
    const two = [gateway({ name: 'B', network: '10.0.2.0/24', nasIdentifier: null }), gateway({ name: 'A' })]
    const ids = await addGateways(db, sealer, two)
    const names = new Map((await loadGateways(db, sealer)).map(({ id, name }) => [id, name]))
    expect(ids.map((id) => names.get(id))).to.deep.equal(['B', 'A'])
    const error = await addGateways(db, sealer, [gateway({ name: 'C', network: '10.0.3.0/24' }), gateway()]).catch(
      String,
    )
    expect(error).to.match(/Another gateway has the .* already/)
    expect(await loadGateways(db, sealer)).to.have.length(2)
  })

  it('get a new secret by name', async () => {
    const id = await addGateway(db, sealer, gateway())
    expect(await rotateGatewaySecret(db, sealer, 'North', 'another secret')).to.equal(id)
    expect((await loadGateways(db, sealer))[0]).to.include({
      secret: 'another secret',
      uamSecret: 'uam-secret-of-north',
    })
    expect(await rotateGatewaySecret(db, sealer, 'East', 'x').catch(String)).to.match(/no gateway named "East"/)
  })

  it('are left out when they are disabled', async () => {
    await addGateway(db, sealer, gateway())
    await db.query.updateTable('gateways').set({ disabled_at: new Date() }).execute()
    expect(await loadGateways(db, sealer)).to.deep.equal([])
  })
})
