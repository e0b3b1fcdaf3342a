import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { bindDevice } from '../../server/directory/devices/devices.ts'
import { findOrCreateResident } from '../../server/directory/residents.ts'
import { citySettings } from '../docs/shell.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'
import { ownSettings, type PlazaProcess, runPlaza } from '../support/plaza.ts'
import { radclient } from '../support/radclient.ts'
import { type RunningSnmpd, startSnmpd } from '../support/snmpd.ts'

const COMMUNITY = 'kiosk-community'
const DEVICE = '02:00:5e:aa:00:01'
const square = (west: number, south: number) => [
  [west, south],
  [west + 0.02, south],
  [west + 0.02, south + 0.02],
  [west, south + 0.02],
  [west, south],
]
const area = (code: string, west: number, south: number) => ({
  type: 'Feature',
  properties: { code, name: `Barrio ${code}`, population: 1000 },
  geometry: { type: 'Polygon', coordinates: [square(west, south)] },
})

describe('a city built by commands alone', () => {
  let db: TestDatabase | undefined
  let dir: string
  let snmpd: RunningSnmpd | undefined
  let plaza: PlazaProcess | undefined
  let settings: Record<string, string>
  let radius: string
  before(async function () {
    radius = requirePeer(this, 'radclient')
    const program = requirePeer(this, 'snmpd')
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-city-'))
    snmpd = await startSnmpd(program, [
      // Without the load of this machine, which other tests may keep busy.
      ...['view all included .1', 'view all excluded .1.3.6.1.4.1.2021.10', 'view all excluded .1.3.6.1.2.1.25.3.3'],
      ...[`rocommunity ${COMMUNITY} 127.0.0.1 -V all`, 'sysName ap-7'],
      ...['extend clients-wlan /bin/echo 4', 'extend distro /bin/echo OpenWrt 24.10'],
    ])
    settings = { ...citySettings(), ...(await ownSettings(dir)), DATABASE_URL: db.url, PLAZA_TRUST_PROXY: '' }
  })
  after(async () => {
    plaza?.child.kill('SIGTERM')
    await plaza?.ended
    await snmpd?.close()
    await db?.close()
    if (dir) await rm(dir, { recursive: true, force: true })
  })

  const run = async (args: string[], input?: string): Promise<string> => {
    const command = runPlaza(args, settings, { input })
    expect(await command.ended, `plaza ${args.join(' ')}\n${command.output()}`).to.equal(0)
    return command.output()
  }
  const file = async (name: string, text: string) => {
    await writeFile(join(dir, name), text)
    return join(dir, name)
  }

  it('knows its places, network and staff, and asks an agent', async () => {
    const areas = { type: 'FeatureCollection', features: [area('N', -99.16, 19.4), area('S', -99.16, 19.36)] }
    await run(['import', 'neighbourhoods', await file('areas.geojson', JSON.stringify(areas))])
    const hotspots = [
      'id,programa,nombre,latitud,longitud',
      'K-7,Kioscos,Kiosco Norte,19.41,-99.15',
      'K-8,Kioscos,Kiosco Sur,19.37,-99.15',
    ]
    const report = ['--report', join(dir, 'report.csv')]
    await run(['import', 'hotspots', await file('hotspots.csv', `${hotspots.join('\n')}\n`), ...report])
    const added = await run(['gateway', 'add', 'centro-01', '--network', '127.0.0.1', '--nas-identifier', 'centro-01'])
    settings = { ...settings, SHARED: /shown only now: (\S+)/.exec(added)![1]! }
    await run(['snmp-credential', 'add', 'kioscos'], `${COMMUNITY}\n`)
    const network = [
      'código,MAC,gateway,IP,credencial,modelo',
      `K-7,00-00-5E-00-53-70,centro-01,127.0.0.1:${snmpd!.port},kioscos,AP-7`,
      'K-8,00-00-5E-00-53-80,centro-01,,,AP-7',
    ]
    const network_ = await file('network.csv', `${network.join('\n')}\n`)
    const preview = await run(['import', 'network', network_, '--dry-run'])
    expect(preview)
      .to.match(/^2 +Kioscos K-7 +mac +- +00:00:5e:00:53:70$/m)
      .and.include('would be changed')
    expect(await run(['import', 'network', network_])).to.match(/^ +2 {2}hotspots changed$/m)
    expect(await run(['import', 'network', network_])).to.include('Nothing changed.')
    expect(await run(['agent', 'try', `127.0.0.1:${snmpd!.port}`]))
      .to.match(/name +ap-7\n/)
      .and.match(/clients +4\n/)
    expect(await run(['hotspot', 'show', 'K-7']))
      .to.include('00:00:5e:00:53:70')
      .and.include('import by command')
    const { rows } = await db!.pool.query(
      "select detail from audit_events where action = 'network.import' order by id limit 1",
    )
    expect(rows[0].detail).to.include({ lines: 2, changed: 2, setAside: 0 })
  })

  it('shows the hotspot up, with its session, resident and usage, on map and panel', async () => {
    plaza = runPlaza(['start'], settings)
    await plaza.printed(/Ctrl-C stops everything/)
    const { id: residentId } = await findOrCreateResident(db!, { issuer: settings.CITY_KEY_ISSUER!, subject: 'ana' })
    await bindDevice(db!, { mac: DEVICE, residentId, until: new Date(Date.now() + 86_400_000) })
    const said = `Calling-Station-Id = "${DEVICE}"\nCalled-Station-Id = "00-00-5E-00-53-7A:Plaza"\nNAS-Identifier = "centro-01"\n`
    const ask = (port: string, kind: string, attributes: string) =>
      radclient(radius, [`127.0.0.1:${settings[port]}`, kind, settings.SHARED!], said + attributes)
    const accept = await ask(
      'PLAZA_RADIUS_AUTH_PORT',
      'auth',
      `User-Name = "${DEVICE}"\nUser-Password = "${DEVICE}"\nMessage-Authenticator = 0x00\n`,
    )
    expect(accept.output).to.include('Received Access-Accept')
    const [, token] = /Class = (0x[0-9a-f]+)/.exec(accept.output)!
    const report = (status: string, more = '') =>
      ask(
        'PLAZA_RADIUS_ACCT_PORT',
        'acct',
        `Acct-Session-Id = "s1"\nAcct-Status-Type = ${status}\nClass = ${token}\n${more}`,
      )
    expect((await report('Start')).ok).to.equal(true)
    const used = 'Acct-Session-Time = 1\nAcct-Input-Octets = 1000\nAcct-Output-Octets = 5000\n'
    expect((await report('Interim-Update', used)).ok).to.equal(true)

    const get = await signedIn()
    const { items } = await get('/hotspots?search=kiosco+norte')
    expect(items).to.have.length(1)
    const [{ id }] = items
    const up = await eventually(async () => {
      const hotspot = await get(`/hotspots/${id}`)
      return hotspot.state === 'up' && hotspot.clients === 4 && hotspot.liveSessions === 1 && hotspot
    })
    expect(up).to.deep.include({ neighbourhood: 'Barrio N', gateway: { id: 1, name: 'centro-01', vendor: 'generic' } })
    expect(up.usageToday).to.deep.equal({ sessions: 1, inputOctets: 1000, outputOctets: 5000 })
    const { points } = await get('/hotspots/points')
    expect(points.find(([point]: [number]) => point === id).slice(3)).to.deep.equal(['up', 1])
    const [session] = (await get(`/hotspots/${id}/sessions`)).items
    expect(session).to.deep.include({ residentId, inputOctets: 1000, outputOctets: 5000, endedAt: null })
    const summary = await eventually(async () => {
      const now = await get('/summary')
      return now.liveSessions === 1 && now.residentsToday === 1 && now
    })
    expect(summary.hotspots.up).to.equal(1)
  })

  it('finds an access point that it does not know, and gives its hotspot what it heard of it', async () => {
    const said = `Calling-Station-Id = "02:00:5e:aa:00:02"\nCalled-Station-Id = "AP-sur:Plaza"\nUser-Name = "x"\n`
    const sent = await radclient(
      radius,
      [`127.0.0.1:${settings.PLAZA_RADIUS_ACCT_PORT}`, 'acct', settings.SHARED!],
      `${said}Acct-Session-Id = "s2"\nAcct-Status-Type = Start\n`,
    )
    expect(sent.ok, sent.output).to.equal(true)
    const [found] = await eventually(async () => {
      const list = JSON.parse(await run(['found', 'list', '--json']))
      return list.length > 0 && list
    })
    expect(found).to.include({ gateway: 'centro-01', called: 'AP-sur', sessions: 1 })
    const accepted = JSON.parse(await run(['found', 'accept', `${found.id}`, '--hotspot', 'K-8', '--json']))
    expect(accepted[0]).to.include({ called: 'AP-sur', sessions: 1 })
    expect(await run(['found', 'list'])).to.include('is known')
    expect(await run(['hotspot', 'show', 'K-8'])).to.include('accept by command')
  })

  it('leaves a retired hotspot out of map and sums, and takes it back', async () => {
    const get = await signedIn()
    const shown = async () => (await get('/hotspots/points')).points.length
    await eventually(async () => (await shown()) === 2)
    await run(['hotspot', 'retire', 'K-8'])
    await eventually(async () => (await shown()) === 1)
    await run(['hotspot', 'restore', 'K-8'])
    await eventually(async () => (await shown()) === 2)
  })

  /** One of the staff, by a link; gives what the API answers. */
  async function signedIn() {
    await run(['staff', 'add', 'jefa', '--name', 'Jefa', '--role', 'operator'])
    const [, token] = /link\?token=(\S+)/.exec(await run(['staff', 'sign-in-link', 'jefa']))!
    const origin = `http://127.0.0.1:${settings.PLAZA_HTTP_PORT}`
    const entered = await fetch(`${origin}/staff/link?token=${token}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: settings.PLAZA_PUBLIC_URL! },
    })
    expect(entered.status).to.equal(303)
    const cookie = entered.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    return async (path: string) => {
      const answer = await fetch(`${origin}/api/v1${path}`, { headers: { cookie } })
      expect(answer.status, path).to.equal(200)
      // biome-ignore lint/suspicious/noExplicitAny: the contract's test holds the shapes
      return (await answer.json()) as any
    }
  }
})
