import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type SnmpAgents, startSnmpAgents } from '../../../scripts/simulators/snmp/agent.ts'
import { replayAgent } from '../../../scripts/simulators/snmp/replay.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import { createSealer } from '../../../server/sealing.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { fixture, readFixture } from '../../support/fixtures.ts'
import { runPlaza } from '../../support/plaza.ts'

const SECRET = 'a secret of this test, long enough'

describe('plaza profile', () => {
  let db: TestDatabase
  let dir: string
  let agents: SnmpAgents
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-profile-'))
    const agent = replayAgent(readFixture('snmp/cisco-9800.snmprec'))
    agents = await startSnmpAgents({
      host: '127.0.0.1',
      port: 0,
      agentOf: (name) => (name === 'kiosks' ? agent : undefined),
    })
    await putCredentials(db, createSealer(SECRET), [
      { name: 'Kioscos', credential: { version: '2c', community: 'kiosks' } },
      { name: 'Otra', credential: { version: '2c', community: 'wrong' } },
    ])
  })
  after(async () => {
    await agents?.close()
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const plaza = async (code: number, ...args: string[]) => {
    const settings = { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir, PLAZA_SECRET: SECRET, PLAZA_PROFILES_DIR: dir }
    const command = runPlaza(args, settings)
    const ended = await command.ended
    expect(ended, command.output()).to.equal(code)
    expect(command.output()).to.not.match(/\n\s+at |Error:/)
    return command.output()
  }

  it('says what is chosen and read of a recorded walk, and of an agent', async () => {
    expect(await plaza(0, 'profile', 'list')).to.match(/unifi +Ubiquiti UniFi +access-point/)
    const walk = await plaza(0, 'profile', 'test', fixture('snmp/cisco-9800.snmprec'))
    expect(walk).to.match(/profile +cisco-wlc .*cisco-wlc\.yaml/)
    expect(walk).to.match(/kiosco-1 +up +12 +C9120AXI-A/)
    const live = await plaza(0, 'profile', 'test', `127.0.0.1:${agents.port}`, '--credential', 'kioscos', '--json')
    expect(JSON.parse(live)).to.include({ profile: 'cisco-wlc', clients: 12, members: 2 })
    const silent = await plaza(1, 'profile', 'test', `127.0.0.1:${agents.port}`, '--credential', 'otra')
    expect(silent).to.include('does not answer')
    expect(await plaza(1, 'profile', 'test', dir)).to.match(/^The walk .* cannot be read/m)
    expect(await plaza(1, 'profile', 'test', 'no-such-file')).to.match(/There is no file "no-such-file"/)
  })

  it('refuses a wrong file by its line', async () => {
    await writeFile(join(dir, 'kiosk.yaml'), 'name: kiosk\ntitle: Kiosk\nkind: toaster\nfrom: capture\n')
    expect(await plaza(1, 'profile', 'list')).to.match(
      /kiosk\.yaml:3: kind: must be access-point, cluster, controller, other/,
    )
  })
})
