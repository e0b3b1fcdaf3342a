import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/plaza.ts'
import { startTlsFront } from '../support/tls-front.ts'

/** What LemonLDAP::NG knows of Plaza. */
export interface LemonldapClient {
  id: string
  /** Absent: a public client. */
  secret?: string
  redirectUris: readonly string[]
  /** Where it may send people after signing out. */
  afterLogoutUris?: readonly string[]
  /** What its ID tokens are signed with; LemonLDAP::NG's own default is HS512. */
  signature?: 'RS256' | 'RS512' | 'HS512'
  /** All of its options as LemonLDAP::NG names them, instead. */
  options?: Record<string, unknown>
}

export interface LemonldapOptions {
  clients: readonly LemonldapClient[]
  /** Further settings of lmConf-1.json, by which ours are overridden. */
  settings?: Record<string, unknown>
  /** Behind TLS with this certificate, for `localhost`; default: without. */
  certificate?: { cert: string; key: string }
}

export interface Lemonldap {
  /** As LemonLDAP::NG writes it: with a slash at its end. */
  issuer: string
  /** All that it printed so far. */
  output(): string
  /** Everybody who is signed in there, signed in so much earlier. */
  age(seconds: number): Promise<void>
  close(): Promise<void>
}

const SHARE = '/usr/share/lemonldap-ng/portal'

/**
 * Runs Debian's LemonLDAP::NG, an OpenID Connect provider, as an ordinary program on loopback with a configuration, keys
 * and sessions of its own in a folder of its own; resolves when it answers. Its accounts are those of its demonstration:
 * `dwho`, `rtyler` and `msmith`, each with its name for password.
 *
 * @param plackup the program that runs it (`requireLemonldap`)
 */
export async function startLemonldap(plackup: string, options: LemonldapOptions): Promise<Lemonldap> {
  const folder = await mkdtemp(join(tmpdir(), 'plaza-lemonldap-'))
  const port = await freePort('tcp')
  const front = options.certificate && (await startTlsFront(port, options.certificate))
  const issuer = front ? `https://localhost:${front.port}/` : `http://localhost:${port}/`
  const sessions = join(folder, 'sessions')
  for (const name of ['conf', 'sessions', 'sessions/lock', 'psessions', 'psessions/lock'])
    await mkdir(join(folder, name))
  await writeFile(join(folder, 'lemonldap-ng.ini'), ini(folder))
  await writeFile(join(folder, 'conf/lmConf-1.json'), JSON.stringify(configuration(folder, issuer, options)), {
    mode: 0o600,
  })
  await writeFile(join(folder, 'portal.psgi'), PSGI)
  await writeFile(join(folder, 'NoCaptcha.pm'), NO_CAPTCHA)
  const child = spawn(
    plackup,
    [
      // In development it says when it listens; what else comes with that is left out.
      ...['-s', 'Standalone', '-E', 'development', '--no-default-middleware'],
      ...['-I', folder, '-o', '127.0.0.1', '-p', String(port), join(folder, 'portal.psgi')],
    ],
    {
      env: { PATH: process.env.PATH, HOME: folder, LLNG_DEFAULTCONFFILE: join(folder, 'lemonldap-ng.ini') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  const close = async () => {
    await front?.close()
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await new Promise<void>((resolve, reject) => {
      const hear = (text: string) => {
        output += text
        if (output.includes('Initialization failed'))
          reject(new Error(`LemonLDAP::NG does not work:\n${output.slice(-3000)}`))
        if (output.includes('Accepting connections at')) resolve()
      }
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear)
      child.once('error', reject)
      child.once('close', (code) => reject(new Error(`LemonLDAP::NG ended with code ${code}:\n${output.slice(-3000)}`)))
    })
  } catch (error) {
    await close()
    throw error
  }
  return { issuer, output: () => output, age: (seconds) => age(sessions, seconds), close }
}

/** The portal with what its pages show; a web server of its own would do the same. */
const PSGI = `use Plack::Builder;
use Lemonldap::NG::Portal::Main;
builder {
  enable 'Static', path => qr{^/static/}, root => '${SHARE}/htdocs';
  Lemonldap::NG::Portal::Main->run({});
};
`

/** Its own, which it loads whether one is wanted or not, needs ImageMagick. */
const NO_CAPTCHA = `package NoCaptcha;
use Mouse;
extends 'Lemonldap::NG::Common::Module';
sub init { 1 }
1;
`

const ini = (folder: string) => `[all]
logLevel = notice
[configuration]
type = File
dirName = ${folder}/conf
[portal]
staticPrefix = /static
templateDir = ${SHARE}/templates
languages = es, en
[handler]
status = 0
`

function configuration(folder: string, issuer: string, { clients, settings }: LemonldapOptions) {
  const storage = (name: string) => ({ Directory: join(folder, name), LockDirectory: join(folder, name, 'lock') })
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  return {
    cfgNum: 1,
    cfgDate: 1,
    portal: issuer,
    domain: 'localhost',
    key: 'a key of a test',
    authentication: 'Demo',
    userDB: 'Same',
    passwordDB: 'Null',
    captcha: 'NoCaptcha',
    ...{ portalDisplayRegister: 0, portalDisplayResetPassword: 0 },
    demoExportedVars: { cn: 'cn', mail: 'mail', uid: 'uid' },
    whatToTrace: 'uid',
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: {
      ...storage('sessions'),
      generateModule: 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256',
    },
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: storage('psessions'),
    // Sessions are read from their files each time: `age` changes those.
    localSessionStorage: '',
    locationRules: { localhost: { default: 'accept' } },
    issuerDBOpenIDConnectActivation: 1,
    oidcServicePrivateKeySig: privateKey,
    oidcServicePublicKeySig: publicKey,
    oidcServiceKeyIdSig: 'key-of-a-test',
    oidcRPMetaDataOptions: Object.fromEntries(
      clients.map((client) => [client.id, client.options ?? clientOptions(client)]),
    ),
    oidcRPMetaDataExportedVars: Object.fromEntries(clients.map(({ id }) => [id, {}])),
    ...settings,
  }
}

const clientOptions = ({ id, secret, redirectUris, afterLogoutUris = [], signature = 'RS256' }: LemonldapClient) => ({
  oidcRPMetaDataOptionsClientID: id,
  ...(secret === undefined ? { oidcRPMetaDataOptionsPublic: 1 } : { oidcRPMetaDataOptionsClientSecret: secret }),
  oidcRPMetaDataOptionsRequirePKCE: 1,
  oidcRPMetaDataOptionsRedirectUris: redirectUris.join(' '),
  oidcRPMetaDataOptionsPostLogoutRedirectUris: afterLogoutUris.join(' '),
  oidcRPMetaDataOptionsIDTokenSignAlg: signature,
  oidcRPMetaDataOptionsBypassConsent: 1,
})

async function age(folder: string, seconds: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(folder, entry.name)
    const session = JSON.parse(await readFile(file, 'utf8'))
    for (const name of ['_utime', '_lastAuthnUTime']) if (session[name]) session[name] = Number(session[name]) - seconds
    await writeFile(file, JSON.stringify(session))
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('close', () => resolve())
    child.kill('SIGTERM')
  })
}
