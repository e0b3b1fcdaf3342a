import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { migrate } from '../../../server/database/migrate.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('migrate', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('applies nothing to a database that is up to date', async () => {
    expect(await migrate(db)).to.deep.equal([])
    const { rows } = await db.pool.query('select name from migrations order by name')
    expect(rows[0]).to.deep.equal({ name: '0001_directory.sql' })
  })

  it('goes on to require a Message-Authenticator of the gateways that needed one, and of no others', async () => {
    const file = join(packageRoot, 'server/database/migrations/0014_gateway_posture.sql')
    await db.pool.query(`
      drop table gateway_sources, gateway_posture_days;
      alter table gateways drop message_authenticator, drop signed_proxy_state, drop signing_chosen_at,
        add require_message_authenticator boolean not null default true;
      insert into gateways (name, network, secret_sealed, vendor, require_message_authenticator)
      values ('new', '192.0.2.1', '', 'generic', true), ('old', '192.0.2.2', '', 'generic', false)`)
    await db.pool.query(await readFile(file, 'utf8'))
    const { rows } = await db.pool.query('select name, message_authenticator as mode from gateways order by name')
    expect(rows).to.deep.equal([
      { name: 'new', mode: 'require' },
      { name: 'old', mode: 'off' },
    ])
  })
})
