import { execFile } from 'node:child_process'
import { expect } from 'chai'
import { silentLog } from '../../server/log.ts'
import { chooseSigning } from '../../server/network/gateways/change.ts'
import { gatewayPostures } from '../../server/network/gateways/posture/report.ts'
import { openRegistry, type Registry } from '../../server/network/gateways/registry.ts'
import type { Requirement } from '../../server/network/tables.ts'
import { type RadiusRole, startRadius } from '../../server/roles/radius.ts'
import { testSealer as sealer, testGateway } from '../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { requirePeer } from '../support/peers.ts'

const config = {
  radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 },
  timeZone: 'UTC',
  deviceBindingDays: 30,
}
const SIGNED = 'Message-Authenticator = 0x00'
const PROXY_STATE = 'Proxy-State = 0x706c617a61'

describe('Message-Authenticator, with radclient', () => {
  let program: string
  let db: TestDatabase
  let registry: Registry
  let role: RadiusRole

  before(function () {
    program = requirePeer(this, 'radclient')
  })
  const start = async () => {
    registry = await openRegistry(db, sealer, silentLog)
    role = await startRadius({ config, db, sealer, registry, log: silentLog })
  }
  const stop = async () => {
    await role.close()
    await registry.close()
  }
  const begin = async (messageAuthenticator: Requirement) => {
    db = await createTestDatabase()
    const id = await testGateway(db, { messageAuthenticator })
    await start()
    return id
  }
  afterEach(async () => {
    await stop()
    await db.close()
  })

  /** Asks once, with these attributes beside a name and a password that nobody has, and waits so many seconds. */
  const radclient = (seconds: number, attributes: string[]): Promise<'answered' | 'silence'> =>
    new Promise((resolve, reject) => {
      const args = ['-x', '-t', `${seconds}`, '-r', '1', `127.0.0.1:${role.authPort}`, 'auth', 'testing123']
      const child = execFile(program, args, (_error, stdout, stderr) => {
        const output = stdout + stderr
        if (output.includes('Received Access-Reject')) resolve('answered')
        else if (output.includes('No reply')) resolve('silence')
        else reject(new Error(output))
      })
      const all = ['User-Name = "nobody"', 'User-Password = "nothing"', 'NAS-Identifier = "roof"', ...attributes]
      child.stdin?.end(`${all.join('\n')}\n`)
    })
  const answered = async (...attributes: string[]) => expect(await radclient(15, attributes)).to.equal('answered')
  /** That it was not slowness shows in what was counted as refused. */
  const refused = async (...attributes: string[]) => expect(await radclient(1, attributes)).to.equal('silence')
  const posture = async () => (await gatewayPostures(db))[0]

  it('is required under `auto` from the first that comes on, also after a restart, until staff choose anew', async () => {
    const id = await begin('auto')
    await answered()
    await answered(SIGNED)
    await refused()
    await stop()
    await start()
    await refused()
    await role.close()
    expect(await posture()).to.deep.include({
      ...{ requests: 4, unsigned: 3, refused: 2, heardFrom: '127.0.0.1', unsignedFrom: '127.0.0.1' },
      ...{ settled: true, verdict: 'refusing', nasIdentifiers: ['roof'] },
    })
    await registry.close()
    await chooseSigning(db, id, { messageAuthenticator: 'auto' })
    await start()
    await answered()
  })

  it('is required under `require` from the first request on', async () => {
    await begin('require')
    await refused()
    await answered(SIGNED)
    await role.close()
    expect(await posture()).to.include({ requests: 2, unsigned: 1, refused: 1 })
  })

  it('is required under `off` of requests with Proxy-State only, and not of an old proxy', async () => {
    await begin('off')
    await answered()
    await refused(PROXY_STATE)
    await stop()
    expect(await posture()).to.include({ requests: 2, refused: 1 })
    await db.close()
    await begin('off')
    await answered(PROXY_STATE)
    await answered(PROXY_STATE)
    await role.close()
    expect(await posture()).to.include({ proxyState: 2, unsignedProxyState: 2, refused: 0, verdict: 'old' })
  })
})
