import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeAuthority, makeServer } from '../../server/certificates/make.ts'
import { block } from '../docs/markdown.ts'
import { exportedBy } from '../docs/shell.ts'
import { UAM_SECRET } from '../server/portal/harness.ts'
import { createTestDatabase } from '../support/database.ts'
import { ownSettings, type PlazaProcess, runPlaza } from '../support/plaza.ts'
import { type Lemonldap, type LemonldapClient, startLemonldap } from './lemonldap-process.ts'

/** Every sign that form encoding changes and passwords' makers like. */
const SIGNS = 'secret-_.~+/%25'
/** Its Basic credentials have a `+`, after which LemonLDAP::NG 2.16 reads no further. */
const UNREADABLE = 'secret-_.~+/%>>>'
/** Who is staff; accounts of LemonLDAP::NG's demonstration. */
export const STAFF = 'rtyler'

type PlaceName = 'plaza' | 'unreadable' | 'hs512' | 'public' | 'wrong' | 'ending' | 'trusting' | 'posting'
type Settings = Record<string, string>

export interface RunningPlaza {
  url: string
  process: PlazaProcess
}

/** A city whose City Key is LemonLDAP::NG, with a Plaza for each way to set it. */
export interface LemonldapCity {
  lemon: Lemonldap
  /** One that never asks again whom it knows. */
  trusting: Lemonldap
  /** One behind TLS, by the city's own CA. */
  secured: Lemonldap
  caFile: string
  folder: string
  places: Record<PlaceName, Settings>
  start(place: PlaceName): Promise<RunningPlaza>
  /** What a command prints that ends well. */
  command(args: string[], input?: string): Promise<string>
  stop(which: (one: RunningPlaza) => boolean): Promise<void>
  close(): Promise<void>
}

const documented = (language: string) => block('docs/city-key.md', language, 'LemonLDAP::NG')
/** Of a Plaza elsewhere, and with a secret. */
const documentedOptions = (url: string, secret: string): Record<string, unknown> =>
  JSON.parse(documented('json').replaceAll('https://wifi.example', url).replace('…', secret))

export async function startLemonldapCity(program: string): Promise<LemonldapCity> {
  const undo: Array<() => Promise<void>> = []
  const close = async () => {
    for (const each of undo.splice(0).reverse()) await each()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'plaza-interop-'))
    undo.push(() => rm(folder, { recursive: true, force: true }))
    const db = await createTestDatabase()
    undo.push(() => db.close())
    const hosts = await ownHosts(folder)
    const lemon = await startLemonldap(program, { clients: clientsOf(hosts) })
    undo.push(() => lemon.close())
    const trusting = await startLemonldap(program, {
      clients: [clientOf('trusting', hosts.trusting, { secret: SIGNS })],
      settings: { portalForceAuthnInterval: 1_000_000 },
    })
    undo.push(() => trusting.close())
    const authority = await makeAuthority('A city', 10, new Date())
    const caFile = join(folder, 'ca.pem')
    await writeFile(caFile, authority.cert)
    const secured = await startLemonldap(program, {
      clients: [clientOf('posting', hosts.posting, { secret: SIGNS })],
      certificate: await makeServer(authority, 'localhost', 5, new Date()),
    })
    undo.push(() => secured.close())
    const places = placesOf(hosts, db.url, { lemon, trusting, secured, caFile })
    const { start, stop } = runner(places)
    undo.push(() => stop(() => true))
    const command = async (args: string[], input?: string) => {
      const run = runPlaza(args, places.plaza, { input })
      expect(await run.ended, `${args.join(' ')}\n${run.output()}`).to.equal(0)
      return run.output()
    }
    await command(['staff', 'add', STAFF, '--name', 'Rose Tyler', '--role', 'operator'])
    await command(
      [
        ...['gateway', 'add', 'chilli-1', '--vendor', 'coovachilli', '--network', '127.0.0.1'],
        ...['--nas-identifier', 'chilli-1', '--uam-secret-stdin', '--login', 'http://10.1.0.1:3990'],
      ],
      `${UAM_SECRET}\n`,
    )
    return { lemon, trusting, secured, caFile, folder, places, start, command, stop, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Hosts = Record<PlaceName, Settings>

/** Ports of each Plaza, and its address. */
async function ownHosts(folder: string): Promise<Hosts> {
  const host = async () => {
    const ports = await ownSettings(folder)
    return { ...ports, PLAZA_PUBLIC_URL: `http://localhost:${ports.PLAZA_HTTP_PORT}` }
  }
  return {
    ...{ plaza: await host(), unreadable: await host(), hs512: await host(), public: await host() },
    ...{ wrong: await host(), ending: await host(), trusting: await host(), posting: await host() },
  }
}

const clientOf = (id: string, { PLAZA_PUBLIC_URL: url }: Settings, more: Partial<LemonldapClient> = {}) => ({
  ...{ id, redirectUris: [`${url}/portal/callback`, `${url}/staff/callback`], ...more },
})

const clientsOf = (hosts: Hosts): LemonldapClient[] => [
  clientOf('plaza', hosts.plaza, { options: documentedOptions(hosts.plaza.PLAZA_PUBLIC_URL!, SIGNS) }),
  clientOf('unreadable', hosts.unreadable, { secret: UNREADABLE }),
  clientOf('hs512', hosts.hs512, { secret: SIGNS, signature: 'HS512' }),
  clientOf('public', hosts.public),
  clientOf('wrong', hosts.wrong, { secret: 'another secret' }),
  clientOf('ending', hosts.ending, {
    secret: UNREADABLE,
    afterLogoutUris: ['/portal/me', '/staff/signed-out'].map((path) => `${hosts.ending.PLAZA_PUBLIC_URL}${path}`),
  }),
]

/** The settings of each Plaza. */
function placesOf(
  hosts: Hosts,
  databaseUrl: string,
  { lemon, trusting, secured, caFile }: Pick<LemonldapCity, 'lemon' | 'trusting' | 'secured' | 'caFile'>,
): Record<PlaceName, Settings> {
  const settings = (id: PlaceName, secret?: string, issuer = lemon.issuer) => ({
    ...hosts[id],
    DATABASE_URL: databaseUrl,
    PLAZA_HTTP_HOST: '127.0.0.1',
    PLAZA_SECRET: 'a secret of a test, which has at least 32 characters',
    PLAZA_CITY_NAME: 'Ciudad de Prueba',
    PLAZA_TIME_ZONE: 'UTC',
    CITY_KEY_ISSUER: issuer,
    CITY_KEY_CLIENT_ID: id,
    ...(secret === undefined ? {} : { CITY_KEY_CLIENT_SECRET: secret }),
  })
  return {
    plaza: {
      ...settings('plaza'),
      ...exportedBy(documented('sh')),
      ...{ CITY_KEY_ISSUER: lemon.issuer, CITY_KEY_CLIENT_SECRET: SIGNS },
    },
    unreadable: settings('unreadable', UNREADABLE),
    hs512: settings('hs512', SIGNS),
    public: settings('public'),
    wrong: settings('wrong', 'not its secret'),
    ending: {
      ...settings('ending', UNREADABLE),
      CITY_KEY_END_SESSION: '1',
      CITY_KEY_CLIENT_AUTHENTICATION: 'client_secret_post',
    },
    trusting: settings('trusting', SIGNS, trusting.issuer),
    posting: {
      ...settings('posting', SIGNS, secured.issuer),
      ...{ CITY_KEY_CA_FILE: caFile, CITY_KEY_RESPONSE_MODE: 'form_post' },
      CITY_KEY_LEVELS: 'loa-1=1, loa-2=2, loa-3=3, loa-4=4, loa-5=5',
    },
  }
}

function runner(places: Record<PlaceName, Settings>): Pick<LemonldapCity, 'start' | 'stop'> {
  const running: RunningPlaza[] = []
  return {
    async start(place) {
      const process = runPlaza(['start', '--roles', 'web'], places[place])
      const one = { url: places[place].PLAZA_PUBLIC_URL!, process }
      running.push(one)
      await process.printed(/Ctrl-C stops everything/)
      return one
    },
    async stop(which) {
      const stopped = running.filter(which)
      for (const { process } of stopped) process.child.kill('SIGTERM')
      await Promise.all(stopped.map(({ process }) => process.ended))
      running.splice(0, running.length, ...running.filter((one) => !stopped.includes(one)))
    },
  }
}
