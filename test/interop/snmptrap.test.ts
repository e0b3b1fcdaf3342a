import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { type Subscription, subscribe } from '../../server/database/events/events.ts'
import { snmpTraps } from '../../server/health/metrics.ts'
import { startTrapListener, type TrapListener } from '../../server/health/traps/listener.ts'
import { silentLog } from '../../server/log.ts'
import { putAgents } from '../../server/network/agents/agents.ts'
import { putCredentials, type SnmpCredential } from '../../server/network/agents/credentials.ts'
import { testSealer } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { requirePeer } from '../support/peers.ts'

const run = promisify(execFile)
const linkDown = '1.3.6.1.6.3.1.1.5.3'
const keys = { key: 'auth-key-of-this-user', privacy: 'priv-key-of-this-user' }

const credentials: Record<string, SnmpCredential> = {
  community: { version: '2c', community: 'city' },
  signed: { version: '3', username: 'signed', auth: { protocol: 'sha', key: keys.key } },
  sealed: {
    ...{ version: '3', username: 'sealed', auth: { protocol: 'sha256', key: keys.key } },
    privacy: { protocol: 'aes', key: keys.privacy },
  },
}

const byUser = (name: string, protocol: string, key = keys.key) => ['-v', '3', '-u', name, '-a', protocol, '-A', key]
const signed = [...byUser('signed', 'SHA'), '-l', 'authNoPriv']
const sealed = [...byUser('sealed', 'SHA-256'), '-l', 'authPriv', '-x', 'AES', '-X', keys.privacy]
const ownEngine = ['-e', '0x8000000001020304']
/** Waits for its acknowledgement, and fails where none comes. */
const inform = ['-Ci', '-r', '0', '-t', '5']

describe('traps and informs of net-snmp', () => {
  let program: string
  let db: TestDatabase
  let listener: TrapListener
  let subscription: Subscription
  let agents: Map<string, number>
  let told: number[]
  before(async function () {
    program = requirePeer(this, 'snmptrap')
    db = await createTestDatabase()
    const named = Object.entries(credentials)
    const ids = await putCredentials(
      db,
      testSealer,
      named.map(([name, credential]) => ({ name, credential })),
    )
    const agentIds = await putAgents(
      db,
      ids.map((credentialId) => ({ host: '127.0.0.1', port: 161, credentialId, kind: 'controller' as const })),
    )
    agents = new Map(named.map(([name], index) => [name, agentIds[index]!]))
    subscription = await subscribe(
      db,
      (event) => {
        if (event.type === 'traps') told.push(...event.agentIds)
      },
      () => {},
    )
  })
  // Each begins with a listener that has asked nobody yet.
  beforeEach(async () => {
    told = []
    listener = await startTrapListener({ db, sealer: testSealer, log: silentLog }, { host: '127.0.0.1', port: 0 })
  })
  afterEach(() => listener.close())
  after(async () => {
    await subscription?.close()
    await db?.close()
  })
  const send = (options: readonly string[]) => run(program, [...options, `127.0.0.1:${listener.port}`, '', linkDown])
  const counted = async (result: string) =>
    (await snmpTraps.get()).values.find(({ labels }) => labels.result === result)?.value ?? 0

  const taken: Array<[name: string, options: string[], agent: string]> = [
    ['a trap of v2c', ['-v', '2c', '-c', 'city'], 'community'],
    ['an inform of v2c', [...inform, '-v', '2c', '-c', 'city'], 'community'],
    ['a signed trap of v3', [...ownEngine, ...signed], 'signed'],
    ['an encrypted trap of v3', [...ownEngine, ...sealed], 'sealed'],
    ['a signed inform of v3, which asks who we are before', [...inform, ...signed], 'signed'],
    ['an encrypted inform of v3', [...inform, ...sealed], 'sealed'],
  ]
  for (const [name, options, agent] of taken)
    it(`have their agent asked at once: ${name}`, async () => {
      await send(options)
      await eventually(() => told.length > 0)
      expect(told).to.deep.equal([agents.get(agent)])
    })

  it('are not taken of a user whose key is another, of one unknown, or with less security than Plaza asks with', async () => {
    const wrong = [
      [...ownEngine, ...byUser('signed', 'SHA', 'another key than this'), '-l', 'authNoPriv'],
      [...ownEngine, ...byUser('nobody', 'SHA'), '-l', 'authNoPriv'],
      [...ownEngine, ...byUser('sealed', 'SHA-256'), '-l', 'authNoPriv'],
      [...ownEngine, '-v', '3', '-u', 'signed', '-l', 'noAuthNoPriv'],
    ]
    const before = await counted('wrong-credential')
    for (const options of wrong) await send(options)
    await eventually(async () => (await counted('wrong-credential')) === before + wrong.length)
    const informed = await send(['-Ci', '-r', '0', '-t', '1', ...wrong[0]!.slice(ownEngine.length)]).catch(
      (error: Error) => error,
    )
    expect(informed, 'an inform is not acknowledged').to.be.instanceOf(Error)
    expect(told).to.deep.equal([])
  })
})
