import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Code, reply, startDynamicAuthorizationServer } from '../../../radius/index.ts'
import { storeRecords } from '../../../server/sessions/ingest.ts'
import { localDay } from '../../../server/sessions/local-day.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'
import { sessionRecord } from '../../support/session-record.ts'

describe('the plaza command', function () {
  this.timeout(60_000)
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-command-'))
  })
  after(async () => {
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const plaza = async (args: string[], more: Record<string, string> = {}) => {
    const command = runPlaza(args, { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir, ...more })
    const code = await command.ended
    return { code, output: command.output() }
  }
  const refusal = async (args: string[], more: Record<string, string> = {}) => {
    const { code, output } = await plaza(args, more)
    expect(code, output).to.equal(1)
    expect(output).to.not.match(/\n\s+at |Error:/)
    return output
  }

  it('says that there are no gateways and no staff yet, and how to add them', async () => {
    for (const noun of ['gateway', 'staff']) {
      const { code, output } = await plaza([noun, 'list'])
      expect(code).to.equal(0)
      expect(output).to.include(`plaza ${noun} add`)
    }
  })

  it('registers a gateway, shows it without its secret, and refuses a doubled name, network and NAS-Identifier', async () => {
    const added = await plaza(['gateway', 'add', 'roof', '--network', '203.0.113.0/28', '--nas-identifier', 'nas-1'])
    expect(added.code).to.equal(0)
    const [, secret = ''] = /shown only now: (\S+)/.exec(added.output) ?? []
    expect(secret).to.have.length(32)
    const { output } = await plaza(['gateway', 'list'])
    expect(output)
      .to.match(/^roof +203\.0\.113\.0\/28 +generic +3799 +nas-1 +require +nothing heard$/m)
      .and.not.include(secret)
    expect(await refusal(['gateway', 'add', 'roof', '--network', '203.0.113.99'])).to.include('name "roof"')
    expect(await refusal(['gateway', 'add', 'b', '--network', '203.0.113.0/28'])).to.include('network "203.0.113.0/28"')
    const sameNas = ['gateway', 'add', 'c', '--network', '203.0.113.98', '--nas-identifier', 'nas-1']
    expect(await refusal(sameNas)).to.include('NAS-Identifier "nas-1"')
  })

  it('changes whether a gateway must sign, after it has said what that would have refused, and audits it', async () => {
    const add = ['gateway', 'add', 'old', '--network', '203.0.113.64/28', '--message-authenticator', 'off']
    expect((await plaza(add)).code).to.equal(0)
    await db.pool.query(
      `insert into gateway_posture_days
         (gateway_id, day, address, signed, proxy_state, eap, refused, requests, last_at)
       select id, (now() at time zone 'utc')::date, '203.0.113.67', false, false, false, false, 1204,
         now() - interval '1 hour 30 minutes'
       from gateways where name = 'old'`,
    )
    const preview =
      'Requiring it would have refused 1,204 of 1,204 Access-Requests of the last 7 days, ' +
      'the last one 1 hour ago from 203.0.113.67.'
    const mode = ['gateway', 'message-authenticator', 'old', 'require']
    expect((await plaza([...mode, '--preview'])).output.trim()).to.equal(preview)
    const { output } = await plaza([...mode, '--proxy-state', 'require'])
    expect(output).to.include(preview).and.include('is now "require" (it was "off")')
    const { rows } = await db.pool.query(
      `select actor, detail from audit_events where action = 'gateway.message-authenticator'`,
    )
    const detail = { name: 'old', mode: 'require', before: 'off', signedProxyState: 'require' }
    expect(rows).to.deep.equal([{ actor: 'command', detail: { ...detail, unsigned: 1204, requests: 1204 } }])
  })

  it('refuses a gateway without a name or with an empty secret, a network with host bits, and an unknown one', async () => {
    expect(await refusal(['gateway', 'add', ' ', '--network', '203.0.113.97'])).to.include('name')
    expect(await refusal(['gateway', 'add', 'd', '--network', '203.0.113.97', '--secret', ''])).to.include('--secret')
    expect(await refusal(['gateway', 'add', 'd', '--network', '203.0.113.7/28'])).to.include('203.0.113.0/28')
    expect(await refusal(['gateway', 'rotate-secret', 'nobody'])).to.include('"nobody"')
  })

  it('refuses staff without a subject or a name', async () => {
    expect(await refusal(['staff', 'add', '', '--name', 'Ana', '--role', 'viewer'])).to.include('subject')
    expect(await refusal(['staff', 'add', 's1', '--name', ' ', '--role', 'viewer'])).to.include('--name')
    expect((await db.pool.query('select from staff')).rowCount).to.equal(0)
  })

  it('says that PLAZA_SECRET was changed where stored secrets do not open', async () => {
    await plaza(['gateway', 'add', 'sealed', '--network', '203.0.113.96'])
    const output = await refusal(['gateway', 'list'], { PLAZA_SECRET: 'another secret of more than 32 characters' })
    expect(output).to.include('PLAZA_SECRET')
  })

  it('lists who is online and disconnects them, telling what each gateway answered', async function () {
    this.timeout(120_000)
    const handler = async () => reply(Code.DisconnectAck)
    const nas = await startDynamicAuthorizationServer({
      ...{ host: '127.0.0.1', port: 0, secretFor: () => 'of the gateway', handler },
    })
    const options = ['--network', '127.0.0.1', '--secret', 'of the gateway', '--coa-port', String(nas.port)]
    expect((await plaza(['gateway', 'add', 'online', ...options])).code).to.equal(0)
    const { id: gatewayId } = await db.query
      .selectFrom('gateways')
      .select('id')
      .where('name', '=', 'online')
      .executeTakeFirstOrThrow()
    const [change] = await storeRecords(
      db,
      [sessionRecord({ gatewayId, deviceMac: '02:00:00:aa:bb:cc' })],
      localDay('UTC'),
    )
    expect((await plaza(['session', 'list'])).output)
      .to.match(new RegExp(`^${change?.id} +- +- +aa:bb:cc `, 'm'))
      .and.not.include('02:00:00')
    expect((await plaza(['session', 'disconnect', '--device', '02-00-00-AA-BB-CC'])).output).to.match(
      new RegExp(`^${change?.id} +ack +- +1$`, 'm'),
    )
    await nas.close()
    expect(await refusal(['session', 'disconnect'])).to.include('--hotspot, --resident, --device, --session')
    const { rows } = await db.pool.query("select actor, target from audit_events where action = 'sessions.disconnect'")
    expect(rows).to.deep.equal([{ actor: 'command', target: 'device aa:bb:cc' }])
  })

  it('shows how a command is used where an option is missing', async () => {
    expect(await refusal(['gateway', 'add', 'x']))
      .to.include('--network <cidr>')
      .and.include('Usage: plaza gateway add')
  })
})
