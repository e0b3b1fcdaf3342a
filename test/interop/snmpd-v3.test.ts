import { expect } from 'chai'
import { NoAnswer } from '../../server/health/snmp/client.ts'
import { createSnmpEngine, type SnmpAddress, type SnmpEngine } from '../../server/health/snmp/engine.ts'
import type { SnmpCredential } from '../../server/network/agents/credentials.ts'
import { authProtocols, privacyProtocols } from '../../server/network/tables.ts'
import { requirePeer } from '../support/peers.ts'
import { type RunningSnmpd, startSnmpd } from '../support/snmpd.ts'

const sysName = '1.3.6.1.2.1.1.5.0'
const timing = { timeoutMs: 500, retries: 1 }
const AUTH_KEY = 'auth-key-of-this-user'
const PRIVACY_KEY = 'priv-key-of-this-user'

/** As snmpd.conf names them. */
const auths = { md5: 'MD5', sha: 'SHA', sha224: 'SHA-224', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' }
const privacies = {
  ...{ des: 'DES', aes: 'AES', aes192: 'AES-192', aes256: 'AES-256', aes192c: 'AES-192-C', aes256c: 'AES-256-C' },
}

type User = Extract<SnmpCredential, { version: '3' }>
const users: User[] = [
  { version: '3', username: 'open' },
  ...authProtocols.flatMap((protocol): User[] => {
    const auth = { protocol, key: AUTH_KEY }
    return [
      { version: '3', username: protocol, auth },
      ...privacyProtocols.map((privacy): User => {
        const username = `${protocol}-${privacy}`
        return { version: '3', username, auth, privacy: { protocol: privacy, key: PRIVACY_KEY } }
      }),
    ]
  }),
]

const linesOf = ({ username, auth, privacy }: User): string[] => {
  const secret = auth ? ` ${auths[auth.protocol]} ${AUTH_KEY}` : ''
  const hidden = privacy ? ` ${privacies[privacy.protocol]} ${PRIVACY_KEY}` : ''
  return [
    `createUser ${username}${secret}${hidden}`,
    `rouser ${username} ${privacy ? 'priv' : auth ? 'auth' : 'noauth'}`,
  ]
}
const named = (username: string): User => users.find((user) => user.username === username)!

describe('SNMP v3 with net-snmp snmpd', () => {
  let program: string
  let snmpd: RunningSnmpd | undefined
  let engine: SnmpEngine
  before(function () {
    program = requirePeer(this, 'snmpd')
  })
  beforeEach(() => {
    engine = createSnmpEngine()
  })
  afterEach(async () => {
    await engine.close()
    await snmpd?.close()
    snmpd = undefined
  })

  const start = async (more: string[] = [], port?: number) => {
    snmpd = await startSnmpd(program, ['sysName kiosk-7', ...users.flatMap(linesOf), ...more], port)
    return snmpd
  }
  const at = (credential: SnmpAddress['credential']) =>
    engine.client({ host: '127.0.0.1', port: snmpd!.port, credential }, timing)
  const nameOf = async (client: ReturnType<typeof at>) => String((await client.get([sysName])).get(sysName))

  it('reads by every level, every way of authentication and of privacy', async () => {
    await start()
    for (const user of users) {
      const client = at(user)
      expect(await nameOf(client).catch((error) => String(error)), user.username).to.equal('kiosk-7')
      const { values } = await client.walk(['1.3.6.1.2.1.1.9.1.3'])
      expect(values.get('1.3.6.1.2.1.1.9.1.3')!.size, user.username).to.be.greaterThan(5)
    }
  })

  it('says why it is refused', async () => {
    await start()
    const reader = named('sha256')
    const hidden = named('sha256-aes')
    for (const [credential, why, reason] of [
      [{ ...reader, username: 'stranger' }, /unknown user name/, 'user'],
      [{ ...reader, auth: { ...reader.auth!, key: 'another-key-of-it' } }, /wrong digest/, 'auth'],
      [{ ...reader, auth: { ...reader.auth!, protocol: 'sha' } }, /wrong digest/, 'auth'],
      [{ ...reader, privacy: hidden.privacy }, /unsupported security level/, 'level'],
    ] as const) {
      const error = await at(credential)
        .get([sysName])
        .catch((problem) => problem)
      expect(error).to.be.instanceOf(NoAnswer)
      expect(error.message).to.match(why)
      expect(error.reason).to.equal(reason)
    }
  })

  it('does not answer, or says so, where the privacy key is another', async () => {
    await start()
    const hidden = named('sha256-aes')
    const wrong = { ...hidden, privacy: { ...hidden.privacy!, key: 'another-key-of-it' } }
    expect(
      await at(wrong)
        .get([sysName])
        .catch((error) => error),
    ).to.be.instanceOf(NoAnswer)
  })

  const ENGINE = '80001f8804706c617a61'
  /** snmpd counts one more boot than it remembers. */
  const booted = (times: number) => [
    ...[`exactEngineID 0x${ENGINE}`, `oldEngineID 0x${ENGINE}`, `engineBoots ${times}`],
  ]

  for (const [what, before, after] of [
    ['booted again', 3, 4],
    ['forgot how often it booted', 40, 0],
  ] as const)
    it(`goes on with an agent that ${what}, by its new clock`, async () => {
      const first = await start(booted(before))
      const clients = ['sha256', 'sha512-aes256', 'md5-des'].map((user) => at(named(user)))
      for (const client of clients) expect(await nameOf(client)).to.equal('kiosk-7')
      await first.close()
      await start(booted(after), first.port)
      for (const client of clients) expect(await nameOf(client)).to.equal('kiosk-7')
    })

  it('goes on with an agent that was replaced by one of another engine id', async () => {
    const first = await start([`exactEngineID 0x${ENGINE}`])
    const client = at(named('sha256-aes'))
    expect(await nameOf(client)).to.equal('kiosk-7')
    await first.close()
    await start([`exactEngineID 0x${ENGINE}ff`], first.port)
    expect(await nameOf(client)).to.equal('kiosk-7')
  })
})
