import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Code, reply, startDynamicAuthorizationServer } from '../../../radius/index.ts'
import { storeRecords } from '../../../server/accounting/ingest.ts'
import { findOrCreateResident } from '../../../server/directory/residents.ts'
import { loadGateways } from '../../../server/network/gateways/gateways.ts'
import { createSealer } from '../../../server/sealing.ts'
import { localDay } from '../../../server/usage/local-day.ts'
import { twoHotspots } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'
import { sessionRecord } from '../../support/session-record.ts'

describe('the plaza command', () => {
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

  const plaza = async (args: string[], more: Record<string, string> = {}, input?: string) => {
    const command = runPlaza(args, { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir, ...more }, { input })
    const code = await command.ended
    return { code, output: command.output() }
  }
  const refusal = async (args: string[], more: Record<string, string> = {}, input?: string) => {
    const { code, output } = await plaza(args, more, input)
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
    const [, option = ''] = /option 114 \(RFC 8910\): (\S+)/.exec(added.output) ?? []
    expect(output)
      .to.include(option)
      .and.match(/\/portal\/captive\/\d+/)
    expect(output)
      .to.match(
        /^roof +203\.0\.113\.0\/28 +generic +3799 +nas-1 +http\S+\/portal\/captive\/\d+ +require +nothing heard +- +yes +data-limit$/m,
      )
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

  it('registers gateways that the portal opens; the controller’s password is read, sealed, and nowhere to be seen', async () => {
    const unifi = ['gateway', 'add', 'unifi 1', '--vendor', 'unifi', '--controller-url', 'https://unifi.example:8443/']
    const user = ['--controller-user', 'plaza', '--controller-site', 'q1w2e3']
    const password = 'the password of the controller'
    const added = await plaza([...unifi, ...user], {}, `${password}\n`)
    expect(added.code, added.output).to.equal(0)
    expect(added.output).to.include('Without --network')
    expect(added.output)
      .to.match(/sent to http\S+\/guest\/s\/q1w2e3\/$/m)
      .and.not.include(password)
    const controllerOf = async () => {
      const sealer = createSealer(await readFile(join(dir, 'secret'), 'utf8'))
      return (await loadGateways(db, sealer)).find(({ name }) => name === 'unifi 1')?.controller
    }
    const login = { url: 'https://unifi.example:8443', username: 'plaza', password, site: 'q1w2e3', ca: null }
    const expected = { ...login, readsStates: true }
    expect(await controllerOf()).to.deep.equal(expected)
    const changed = await plaza(['gateway', 'controller-password', 'unifi 1'], {}, 'another\n')
    expect(changed.code, changed.output).to.equal(0)
    expect(await controllerOf()).to.deep.equal({ ...expected, password: 'another' })
    const set = [
      'gateway',
      'set',
      'unifi 1',
      '--controller-site',
      'w3',
      '--controller-url',
      'https://unifi.example:8443/',
    ]
    const kept = await plaza([...set, '--controller-user', 'plaza'])
    expect(kept.code, kept.output).to.equal(0)
    expect(await controllerOf(), 'the login is the same').to.deep.equal({
      ...expected,
      site: 'w3',
      password: 'another',
    })
    expect((await plaza([...set.slice(0, 3), '--no-controller-states'])).code).to.equal(0)
    expect(await controllerOf()).to.deep.include({ site: 'w3', readsStates: false })
    expect(await refusal([...set, '--controller-user', 'another'], {}, '\n')).to.include('password')
    expect(await refusal([...set.slice(0, 3), '--controller-url', 'https://x.example'], {}, '\n')).to.include(
      'password',
    )
    const { rows } = await db.pool.query("select string_agg(detail::text, ' ') as all from audit_events")
    expect(rows[0].all).to.include('https://unifi.example:8443').and.not.include(password).and.not.include('another')

    const nds = ['gateway', 'add', 'nds 1', '--vendor', 'opennds', '--nas-identifier', 'k3']
    const ndsAdded = (await plaza(nds)).output
    expect(ndsAdded).to.match(/redirects, shown only now: [0-9a-f]{32}$/m)
    expect(ndsAdded, 'the portal opens it: its sessions have no address').to.not.include('114')
    expect(ndsAdded).to.match(/sent to http\S+\/portal\/opennds\/\d+$/m)
    const { output } = await plaza(['gateway', 'list'])
    expect(output).to.match(/^nds 1 .* no +disconnect, change-limits, accounting$/m)

    expect(await refusal(['gateway', 'add', 'u2', '--vendor', 'unifi'])).to.include('--controller-url')
    expect(await refusal([...nds.with(2, 'n2'), '--no-uam-secret'])).to.include('--uam-secret')
    expect(await refusal(nds.slice(0, 5).with(2, 'n2'))).to.include('--nas-identifier')
    expect(await refusal(['gateway', 'add', 'm', '--vendor', 'meraki-click'])).to.include('--login')
    const cloud = ['gateway', 'add', 'm', '--vendor', 'meraki', '--radsec', '--controller-user', '549236']
    expect(await refusal(cloud)).to.include('--controller-site')
    expect(await refusal([...unifi.with(2, 'u2'), ...user], {}, '\n')).to.include('password')
    expect(await refusal([...unifi.with(2, 'u2').with(6, 'ftp://x'), ...user], {}, 'x\n')).to.include('ftp://x')
    expect(await refusal([...unifi.with(2, 'u2').with(4, 'cisco'), '--network', '203.0.113.97'])).to.include(
      'cisco gateways',
    )
    expect(await refusal([...unifi.with(2, 'u2'), ...user, '--controller-ca', join(dir, 'none')])).to.include('ENOENT')
    expect(await refusal(['gateway', 'controller-password', 'nds 1'], {}, 'x\n')).to.include('has a controller')
  })

  it('takes the password that a gateway sends for every device, sealed and nowhere to be seen', async () => {
    const add = ['gateway', 'add', 'fija 1', '--vendor', 'coovachilli', '--network', '203.0.113.90', '--mac-password']
    expect(await refusal(add, {}, '\n')).to.include('MAC authentication')
    expect(await refusal(['gateway', 'add', 'n', '--vendor', 'omada', '--mac-password'])).to.include('--mac-password')
    const added = await plaza(add, {}, 'the one of all devices\n')
    expect(added.code, added.output).to.equal(0)
    const passwordOf = async () => {
      const sealer = createSealer(await readFile(join(dir, 'secret'), 'utf8'))
      return (await loadGateways(db, sealer)).find(({ name }) => name === 'fija 1')?.macPassword
    }
    expect(await passwordOf()).to.equal('the one of all devices')
    expect((await plaza(['gateway', 'mac-password', 'fija 1'], {}, 'another one\n')).code).to.equal(0)
    expect(await passwordOf()).to.equal('another one')
    expect((await plaza(['gateway', 'mac-password', 'fija 1', '--none'])).code).to.equal(0)
    expect(await passwordOf()).to.equal(null)
    const { rows } = await db.pool.query("select string_agg(detail::text, ' ') as all from audit_events")
    expect(rows[0].all).to.not.include('the one of all').and.not.include('another one')
  })

  it('registers a gateway for RadSec: its key in a file that its owner alone can read, never written over', async () => {
    const out = join(dir, 'sur')
    const { code, output } = await plaza(['gateway', 'add', 'sur 3', '--radsec', '--out', out])
    expect(code, output).to.equal(0)
    expect(output).to.not.match(/secret|BEGIN/)
    const path = join(out, 'sur_3')
    expect((await stat(`${path}.key`)).mode & 0o777).to.equal(0o600)
    const [key, cert, ca] = await Promise.all(['.key', '.crt', '-ca.crt'].map((end) => readFile(path + end, 'utf8')))
    const certificate = new X509Certificate(cert!)
    expect(certificate.checkPrivateKey(createPrivateKey(key!))).to.equal(true)
    expect(certificate.verify(new X509Certificate(ca!).publicKey)).to.equal(true)
    expect((await plaza(['gateway', 'list'])).output).to.match(/^sur 3 +- .* \d{4}-\d\d-\d\d +yes +data-limit$/m)
    expect(await refusal(['gateway', 'certificate', 'sur 3', '--out', out])).to.include('--out')
    expect(await refusal(['gateway', 'certificate', 'sur 3', '--use', `${path}.crt`])).to.include('already')
    const { rows } = await db.pool.query("select detail from audit_events where action = 'gateway.certificate'")
    expect(rows).to.have.length(1)
    expect(rows[0].detail.fingerprint).to.match(/^[0-9a-f]{64}$/)
  })

  it('refuses a gateway without a name or with an empty secret, a network with host bits, and an unknown one', async () => {
    expect(await refusal(['gateway', 'add', ' ', '--network', '203.0.113.97'])).to.include('name')
    const own = ['gateway', 'add', 'd', '--network', '203.0.113.97', '--secret-stdin']
    expect(await refusal(own, {}, '\n')).to.include('The shared secret is needed')
    const weak = ['gateway', 'add', 'weak', '--network', '203.0.113.98', '--secret-stdin']
    expect(await refusal(weak, {}, 'testing123\n'))
      .to.include('well known')
      .and.not.include('testing123')
    expect((await plaza([...weak, '--weak-secret'], {}, 'testing123\n')).output).to.include('weak')
    expect(await refusal(['gateway', 'rotate-secret', 'weak', '--secret-stdin'], {}, 'short one\n')).to.include(
      'shorter than 16',
    )
    const uam = ['--vendor', 'coovachilli', '--uam-secret-stdin']
    const plain = ['gateway', 'add', 'd', '--network', '203.0.113.97']
    expect(await refusal([...plain, ...uam], {}, 'ht2eb8ej6s4et3rg1ulp\n')).to.include('--uam-secret-stdin: this one')
    expect(await refusal(['gateway', 'add', 'd', '--network', '203.0.113.7/28'])).to.include('203.0.113.0/28')
    expect(await refusal(['gateway', 'rotate-secret', 'nobody'])).to.include('"nobody"')
  })

  it('takes no secret as an argument, where others of the machine would read it', async () => {
    for (const option of ['--secret', '--uam-secret']) {
      const { code, output } = await plaza([
        'gateway',
        'add',
        'd',
        '--network',
        '203.0.113.97',
        option,
        'a-secret-of-mine',
      ])
      expect(code).to.equal(1)
      expect(output).to.include(`unknown option '${option}'`)
    }
    const { code } = await plaza(['gateway', 'rotate-secret', 'roof', '--secret', 'a-secret-of-mine'])
    expect(code).to.equal(1)
  })

  it('reads the secrets of a gateway from standard input, a line each, and keeps them sealed', async () => {
    const add = ['gateway', 'add', 'tres', '--network', '203.0.113.120', '--vendor', 'coovachilli', '--json']
    const given = ['the secret of all its requests', 'the secret of all its redirects', 'the password of its devices']
    const options = ['--secret-stdin', '--uam-secret-stdin', '--mac-password']
    const added = await plaza([...add, ...options], {}, `${given.join('\n')}\n`)
    expect(added.code, added.output).to.equal(0)
    const { secret, uamSecret, ...rest } = JSON.parse(added.output)
    expect({ secret, uamSecret }, 'shown is what was made').to.deep.equal({ secret: null, uamSecret: null })
    expect(rest).to.include({ name: 'tres', vendor: 'coovachilli', network: '203.0.113.120/32' })
    expect(await stored('tres')).to.deep.equal(given)
    for (const text of given) expect(added.output).to.not.include(text)
    const { rows } = await db.pool.query("select string_agg(detail::text, ' ') as all from audit_events")
    for (const text of given) expect(rows[0].all).to.not.include(text)
  })

  it('makes the secrets that nobody gives, shows them once, and lists gateways for programs without any', async () => {
    const add = ['gateway', 'add', 'hecho', '--network', '203.0.113.121', '--vendor', 'uspot', '--json']
    const made = JSON.parse((await plaza(add)).output)
    expect(await stored('hecho')).to.deep.equal([made.secret, made.uamSecret, null])
    expect(made.secret).to.have.length(32)
    expect(
      (await plaza(['gateway', 'add', 'sin', '--network', '203.0.113.122', '--vendor', 'uspot', '--no-uam-secret']))
        .code,
    ).to.equal(0)
    expect((await stored('sin'))[1]).to.equal(null)
    const { output } = await plaza(['gateway', 'list', '--json'])
    const listed = JSON.parse(output) as Array<{ name: string }>
    expect(listed.find(({ name }) => name === 'hecho')).to.deep.include({
      ...{ id: made.id, vendor: 'uspot', network: '203.0.113.121/32', disabled: false, captiveApi: made.captiveApi },
    })
    expect(output).to.not.include(made.secret).and.not.include(made.uamSecret)
  })

  it('changes what a gateway is registered with, audited as it was and is, and nothing where it cannot be', async () => {
    expect(
      (await plaza(['gateway', 'add', 'viejo', '--network', '203.0.113.123', '--vendor', 'coovachilli'])).code,
    ).to.equal(0)
    const [, uamBefore] = await stored('viejo')
    const set = [
      'gateway',
      'set',
      'viejo',
      '--name',
      'nuevo',
      '--network',
      '203.0.113.124',
      '--login',
      'http://10.9.0.1:3990/x',
    ]
    const changed = await plaza([...set, '--coa-port', '3800', '--uam-secret-make'])
    expect(changed.code, changed.output).to.equal(0)
    const [, uamSecret = ''] = /redirects, shown only now: (\S+)/.exec(changed.output) ?? []
    expect(uamSecret).to.not.equal(uamBefore)
    expect((await stored('nuevo'))[1]).to.equal(uamSecret)
    const { rows } = await db.pool.query(
      "select detail from audit_events where action = 'gateway.set' and detail->>'name' = 'nuevo'",
    )
    expect(rows.map(({ detail }) => detail)).to.deep.equal([
      {
        name: 'nuevo',
        before: { name: 'viejo', network: '203.0.113.123/32', loginOrigins: [], coaPort: 3799 },
        after: { name: 'nuevo', network: '203.0.113.124/32', loginOrigins: ['http://10.9.0.1:3990'], coaPort: 3800 },
        secrets: ['uamSecret'],
      },
    ])
    expect(await refusal(['gateway', 'set', 'nuevo'])).to.include('Nothing of it')
    expect(await refusal(['gateway', 'set', 'nuevo', '--name', 'tres'])).to.include('"tres"')
    expect(await refusal(['gateway', 'set', 'nuevo', '--vendor', 'opennds'])).to.include('--nas-identifier')
    expect(await refusal(['gateway', 'set', 'nuevo', '--coa-port', '0'])).to.include('--coa-port')
    expect(await refusal(['gateway', 'set', 'nobody', '--name', 'x'])).to.include('"nobody"')
  })

  const stored = async (name: string) => {
    const sealer = createSealer(await readFile(join(dir, 'secret'), 'utf8'))
    const found = (await loadGateways(db, sealer)).find((gateway) => gateway.name === name)
    return [found?.secret, found?.uamSecret, found?.macPassword]
  }

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

  it('prints what a gateway must let through before sign-in, and says when the City Key does not answer', async () => {
    const added = await plaza(['gateway', 'add', 'garden', '--network', '203.0.113.200', '--vendor', 'mikrotik'])
    expect(added.code, added.output).to.equal(0)
    const { output } = await plaza(['gateway', 'walled-garden', 'garden', '--host', 'app.example'])
    expect(output).to.match(/^\/ip hotspot walled-garden ip add action=accept dst-host=\S+ protocol=tcp dst-port=\d+$/m)
    expect(output).to.include('dst-host=app.example protocol=tcp dst-port=443')
    expect(output).to.include('The City Key does not answer')
    expect(await refusal(['gateway', 'walled-garden', 'nobody'])).to.include('There is no gateway named "nobody"')
  })

  it('gives a resident’s device a password, shown once, lists it without it, and revokes it', async () => {
    const issuer = 'http://localhost:8081'
    const residentId = (await findOrCreateResident(db, { issuer, subject: 'ada' })).id
    const added = await plaza(['device-credential', 'add', '--resident', 'ada', '--device', 'phone', '--days', '9'])
    expect(added.code, added.output).to.equal(0)
    const [, password = ''] = /shown only now: (\S+)/.exec(added.output) ?? []
    expect(password).to.have.length(24)
    const [, username = ''] = /User name: (\S+)/.exec(added.output) ?? []
    const list = ['device-credential', 'list', '--resident', String(residentId)]
    const { output } = await plaza(list)
    expect(output).to.match(new RegExp(`^(\\d+) +${residentId} +phone +${username} +password +\\S+ +-$`, 'm'))
    expect(output).to.not.include(password)
    const [, id = ''] = /^(\d+) +\d+ +phone/m.exec(output) ?? []
    await db.pool.query("update device_credentials set last_mac = '02:00:00:00:00:77' where id = $1", [id])
    expect((await plaza(['device-credential', 'revoke', id])).output)
      .to.include(`credential ${id} is revoked`)
      .and.include('Its device has no session open.')
    expect((await plaza(list)).output).to.match(/phone .* \d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d$/m)
    expect(await refusal(['device-credential', 'revoke', id])).to.include('revoked before')
    const { rows } = await db.pool.query("select action, detail from audit_events where target like 'device-cred%'")
    expect(rows).to.deep.equal([
      { action: 'device-credential.add', detail: { residentId, by: 'password' } },
      { action: 'device-credential.revoke', detail: {} },
    ])
  })

  it('shows the CA and its end, and writes its certificate for those who must trust it', async () => {
    const shown = (await plaza(['certificate', 'show'])).output
    const pem = new X509Certificate((await plaza(['certificate', 'ca'])).output)
    expect(shown)
      .to.include(pem.fingerprint256)
      .and.match(/\(36\d\d days left\)/)
    expect(pem.ca).to.equal(true)
  })

  it('writes a device’s key and certificate to a new file that its owner alone can read', async () => {
    const { id } = await findOrCreateResident(db, { issuer: 'http://localhost:8081', subject: 'grace' })
    const out = join(dir, 'grace.pem')
    const add = ['device-credential', 'add', '--resident', String(id), '--certificate', '--out', out]
    const { code, output } = await plaza(add)
    expect(code, output).to.equal(0)
    expect(output).to.not.include('BEGIN')
    expect((await stat(out)).mode & 0o777).to.equal(0o600)
    const text = await readFile(out, 'utf8')
    const cert = new X509Certificate(text)
    expect(cert.checkPrivateKey(createPrivateKey(text))).to.equal(true)
    expect(output).to.include(/CN=(\S+)/.exec(cert.subject)?.[1])
    expect(await refusal(add)).to.include('is there already')
    expect((await db.pool.query('select from device_credentials where resident_id = $1', [id])).rowCount).to.equal(1)
  })

  it('refuses a device credential of nobody, or without a file for its certificate', async () => {
    await findOrCreateResident(db, { issuer: 'http://localhost:8081', subject: 'mary' })
    const add = ['device-credential', 'add', '--resident']
    expect(await refusal([...add, 'nobody'])).to.include('"nobody"')
    expect(await refusal([...add, 'mary', '--certificate'])).to.include('--out')
  })

  it('makes policies in the units people think in, never loses the default, and says what is out of range', async () => {
    const set = ['policy', 'set', 'hospitals', '--session-hours', '12', '--down-mbps', '7.5', '--daily-gib', 'none']
    const made = await plaza(set)
    expect(made.code, made.output).to.equal(0)
    expect(made.output).to.match(/^hospitals +no +12 +15 +7\.5 +2 +8 +none +5 +show +let-in +none *$/m)
    expect((await plaza(['policy', 'set', 'default', '--devices', '3'])).output).to.match(
      /^default +yes .* 3 +show +let-in +none *$/m,
    )
    const { output } = await plaza(['policy', 'list'])
    expect(output)
      .to.match(/^default +yes +4 .* 3 +show +let-in +none *$/m)
      .and.match(/^hospitals +no /m)
    expect(await refusal(['policy', 'remove', 'default'])).to.include('cannot be removed')
    expect(await refusal(['policy', 'set', 'hospitals']))
      .to.include('--session-hours')
      .and.include('--copied-devices')
    const copies = ['policy', 'set', 'hospitals', '--copied-devices']
    expect((await plaza([...copies, 'sign-in'])).output).to.match(/^hospitals .* sign-in +let-in +none *$/m)
    expect(await refusal([...copies, 'forget'])).to.include('show, sign-in')
    const full = ['policy', 'set', 'hospitals', '--when-full']
    expect((await plaza([...full, 'turn-away'])).output).to.match(/^hospitals .* sign-in +turn-away +none *$/m)
    expect(await refusal([...full, 'wait'])).to.include('let-in, turn-away')
    expect(await refusal(['policy', 'set', 'hospitals', '--session-hours', 'long'])).to.include('"long" is no number')
    expect(await refusal(['policy', 'set', 'hospitals', '--session-hours', 'none'])).to.include(
      '--session-hours: expected a number from 0.017 to 168.',
    )
    expect(await refusal(['policy', 'set', 'hospitals', '--daily-hours', '25'])).to.include('to 24, or none')
    expect(await refusal(['policy', 'remove', 'nobody'])).to.include('default, hospitals')
    const wards = ['policy', 'set', 'hospitals', '--vlan']
    expect((await plaza([...wards, '120', '--role', 'ward'])).output)
      .to.match(/least level .* vlan +filter id +role *$/m)
      .and.match(/^hospitals .* 120 +none +ward *$/m)
    expect((await plaza([...wards, 'none', '--role', 'none'])).output).to.not.include('vlan')
    expect(await refusal([...wards, '4095'])).to.include('--vlan: expected a number from 1 to 4094, or none')
    expect(await refusal(['policy', 'set', 'hospitals', '--role', 'señal'])).to.include('role: expected a name')
  })

  it('makes hotspot groups, tells how many hotspots a choice takes in, and moves them by id, file and place', async () => {
    const [gateway] = (await db.query.selectFrom('gateways').select('id').limit(1).execute()).map(({ id }) => id)
    const ids = [...(await twoHotspots(db, gateway!)), ...(await twoHotspots(db, gateway!))]
    const codes = await db.query.selectFrom('hotspots').select(['id', 'code']).where('id', 'in', ids).execute()
    await db.query.updateTable('hotspots').set({ borough: 'Coyoacán' }).where('id', 'in', ids.slice(0, 3)).execute()
    const hours = 'lun-vie 7:00-21:00, sat 08:00-14:00'
    const added = await plaza(['hotspot-group', 'add', 'Escuelas', '--hours', hours, '--policy', 'hospitals'])
    expect(added.output).to.match(/^Escuelas +0 +hospitals +mon-fri 07:00-21:00, sat 08:00-14:00$/m)

    const assign = ['hotspot-group', 'assign', 'escuelas']
    expect((await plaza([...assign, '--borough', 'coyoacan', '--dry-run'])).output).to.include(
      '3 hotspots were chosen.',
    )
    expect((await plaza(['hotspot-group', 'list'])).output).to.match(/^Escuelas +0 /m)
    expect((await plaza([...assign, '--hotspot', String(ids[0])])).output).to.include('1 were not before')
    expect((await plaza([...assign, '--borough', 'coyoacan'])).output).to.include('2 were not before')
    const file = join(dir, 'schools.csv')
    await writeFile(file, `clave,nombre\n${codes.find(({ id }) => id === ids[3])?.code},x\n`)
    expect((await plaza([...assign, '--file', file])).output).to.include('1 were not before')
    expect((await plaza(['hotspot-group', 'unassign', '--hotspot', String(ids[0])])).output).to.include('in no group')
    expect((await plaza(['hotspot-group', 'list'])).output).to.match(/^Escuelas +3 /m)

    const changed = await plaza(['hotspot-group', 'set', 'Escuelas', '--hours', 'none', '--policy', 'none'])
    expect(changed.output).to.match(/^Escuelas +3 +default +always open$/m)
    expect((await plaza(['hotspot-group', 'remove', 'Escuelas'])).output).to.include('it had 3 hotspots')
    const { rows } = await db.pool.query(
      "select action, count(*) from audit_events where action like 'hotspot-group.%' group by action order by action",
    )
    expect(rows).to.deep.equal([
      { action: 'hotspot-group.add', count: 1 },
      { action: 'hotspot-group.assign', count: 3 },
      { action: 'hotspot-group.remove', count: 1 },
      { action: 'hotspot-group.set', count: 1 },
      { action: 'hotspot-group.unassign', count: 1 },
    ])
  })

  it('refuses hotspot groups and choices that make no sense, naming what is wrong', async () => {
    expect((await plaza(['hotspot-group', 'add', 'Escuelas'])).code).to.equal(0)
    const assign = ['hotspot-group', 'assign', 'Escuelas']
    expect(await refusal(['hotspot-group', 'set', 'Escuelas', '--hours', 'mon 7-9'])).to.include('hours: "mon 7-9"')
    expect(await refusal(['hotspot-group', 'add', 'ESCUELAS'])).to.include('already')
    expect(await refusal(['hotspot-group', 'add', 'x', '--policy', 'nobody'])).to.include('no policy "nobody"')
    expect(await refusal(assign)).to.include('--hotspot, --code, --file')
    expect(await refusal([...assign, '--code', 'nowhere'])).to.include('"nowhere"')
    expect(await refusal([...assign, '--hotspot', 'x1'])).to.include('"x1"')
    expect(await refusal([...assign, '--file', join(dir, 'none.csv')])).to.include('none.csv')
    expect(await refusal([...assign, '--borough', 'Atlantis'])).to.include('No hotspot')
  })

  it('lists who is online and disconnects them, telling what each gateway answered', async () => {
    const handler = async () => reply(Code.DisconnectAck)
    const nas = await startDynamicAuthorizationServer({
      ...{ host: '127.0.0.1', port: 0, secretFor: () => 'of the gateway of this test', handler },
    })
    const options = ['--network', '127.0.0.1', '--secret-stdin', '--coa-port', String(nas.port)]
    const secret = 'of the gateway of this test\n'
    expect((await plaza(['gateway', 'add', 'online', ...options], {}, secret)).code).to.equal(0)
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
      .to.include('--network')
      .and.include('--radsec')
    expect(await refusal(['gateway', 'add'])).to.include('Usage: plaza gateway add')
  })

  it('says what is wrong with an emergency before it begins', async () => {
    const start = (...more: string[]) => refusal(['emergency', 'start', '--reason', 'Sismo en la zona', ...more])
    for (const hours of ['1e300', 'NaN', '-1', '169', 'six'])
      expect(await start(`--hours=${hours}`)).to.include(`--hours: "${hours}" is not a number above 0, 168 at most.`)
    for (const option of ['--hotspot', '--neighbourhood'])
      expect(await start(option, '1.5')).to.include(`${option}: "1.5" is no whole number`)
    expect(await start('--hotspot', '999999')).to.include('--hotspot: ')
    expect(await start('--text', 'english')).to.include('--text: "english" is not a language and a text')
    expect(await refusal(['emergency', 'end', '1e3'])).to.include('id: "1e3" is no whole number')
    expect(await db.query.selectFrom('emergencies').select('id').execute()).to.deep.equal([])
  })

  it('hands over what is stored of a resident, blocks the account, and erases it without a way back in', async () => {
    const issuer = 'http://localhost:8081'
    const { id } = await findOrCreateResident(db, { issuer, subject: 'grace' })
    const out = join(dir, 'grace.json')
    expect((await plaza(['resident', 'export', 'grace', '--out', out])).code).to.equal(0)
    expect(JSON.parse(await readFile(out, 'utf8')).account).to.include({ id, subject: 'grace' })
    expect((await stat(out)).mode & 0o777).to.equal(0o600)
    expect(await refusal(['resident', 'export', 'grace', '--out', out])).to.include('is there already')
    expect(await refusal(['resident', 'block', 'grace', '--reason', 'x', '--days', '1e300'])).to.include(
      '--days: "1e300"',
    )
    expect((await plaza(['resident', 'block', 'grace', '--reason', 'art. 7', '--days', '9'])).output).to.include(
      '0 of 0',
    )
    const erased = await plaza(['resident', 'erase', 'grace', '--yes'])
    expect(erased.output).to.include('is erased').and.include('keyed hash')
    expect((await plaza(['resident', 'unblock', 'grace'])).output).to.include('The block is lifted.')
    expect(await refusal(['resident', 'unblock', 'grace'])).to.include('"grace" is not blocked.')
  })
})
