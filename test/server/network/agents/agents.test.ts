import { expect } from 'chai'
import {
  agentNamed,
  changeAgent,
  listAgents,
  type NewAgent,
  parseAgentAddress,
  putAgents,
} from '../../../../server/network/agents/agents.ts'
import { listCredentials, putCredentials, removeCredential } from '../../../../server/network/agents/credentials.ts'
import { removeAgent } from '../../../../server/network/agents/remove.ts'
import { changeHotspots } from '../../../../server/network/hotspots/change.ts'
import { hotspotRecords } from '../../../../server/network/hotspots/record.ts'
import { snmpTargets } from '../../../../server/network/snmp-targets.ts'
import { testGateway, testSealer, twoHotspots } from '../../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

describe('SNMP agents and their credentials', () => {
  let db: TestDatabase
  let hotspots: number[]
  beforeEach(async () => {
    db = await createTestDatabase()
    hotspots = await twoHotspots(db, await testGateway(db))
  })
  afterEach(() => db.close())

  const put = (name: string, community: string) =>
    putCredentials(db, testSealer, [{ name, credential: { version: '2c', community } }])
  const hang = async (...agents: NewAgent[]) => {
    const ids = await putAgents(db, agents)
    const records = [...(await hotspotRecords(db, hotspots)).values()]
    const changes = records.map((before, index) => ({
      before,
      after: { ...before, agentId: ids[index]!, agent: `${index}` },
    }))
    await changeHotspots(db, changes, { staffId: null, action: 'edit' })
    return ids
  }
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => '',
      (error: Error) => `${error.name}: ${error.message}`,
    )
  const targets = async () =>
    (await snmpTargets(db, testSealer, [0], 1)).map(({ agentId, hotspots: own, ...target }) => ({
      ...target,
      hotspots: own.map(({ id }) => id),
    }))

  it('knows a credential by its name in any case, with accents too', async () => {
    const ids = await Promise.all([put('Ávila', 'first'), put('kiosk', 'x')])
    expect(ids.flat(), 'which is known').to.not.include(undefined)
    const both = ['KIOSK', 'Ávila'].map((name) => ({ name, credential: { version: '2c', community: 'y' } as const }))
    expect(await putCredentials(db, testSealer, both)).to.deep.equal([ids[1]![0], ids[0]![0]])
  })

  it('keeps a credential sealed, and changes it in one place for all', async () => {
    const [credentialId = 0] = await put('Kioscos', 'first')
    await hang(
      { host: '192.0.2.1', port: 161, credentialId, kind: 'access-point' },
      { host: 'ap-2.example', port: 1161, credentialId, kind: 'access-point' },
    )
    const { rows } = await db.pool.query('select community_sealed from snmp_credentials')
    expect(rows[0].community_sealed.toString('latin1')).to.not.include('first')
    expect(await put('kioscos', 'second'), 'the same, in another case').to.deep.equal([credentialId])
    const credential = { version: '2c', community: 'second' }
    expect(await targets()).to.deep.equal([
      { host: '192.0.2.1', port: 161, kind: 'access-point', uplink: null, credential, hotspots: [hotspots[0]] },
      { host: 'ap-2.example', port: 1161, kind: 'access-point', uplink: null, credential, hotspots: [hotspots[1]] },
    ])
    expect(await listCredentials(db)).to.have.length(1)
    expect((await listCredentials(db))[0]).to.include({ name: 'Kioscos', agents: 2 })
    expect(JSON.stringify(await listCredentials(db))).to.not.include('second')
    expect(await refused(removeCredential(db, credentialId))).to.include('AgentError')
  })

  it('opens what version 3 needs, and refuses keys that are too short or privacy alone', async () => {
    const auth = { protocol: 'sha256', key: 'auth-key-8' } as const
    const credential = {
      version: '3',
      username: 'plaza',
      auth,
      privacy: { protocol: 'aes', key: 'priv-key-8' },
    } as const
    const [credentialId = 0] = await putCredentials(db, testSealer, [{ name: 'v3', credential }])
    const agent = { host: '192.0.2.1', port: 161, credentialId }
    await hang({ ...agent, kind: 'access-point' }, { ...agent, kind: 'access-point' })
    expect((await targets())[0]?.credential).to.deep.equal(credential)
    const wrong = [
      { ...credential, auth: { ...auth, key: 'short' } },
      { ...credential, auth: undefined },
      { ...credential, username: '' },
    ]
    for (const one of wrong)
      expect(await refused(putCredentials(db, testSealer, [{ name: 'v3', credential: one }]))).to.include('AgentError')
  })

  it('names the hotspots of a controller with it, and the controller without any', async () => {
    const [credentialId = 0] = await put('wlc', 'public')
    const controller = { host: '192.0.2.9', port: 161, credentialId, kind: 'controller' } as const
    expect(new Set(await hang(controller, controller)).size).to.equal(1)
    const credential = { version: '2c', community: 'public' }
    const asked = { host: '192.0.2.9', port: 161, kind: 'controller', uplink: null, credential }
    expect(await targets()).to.deep.equal([{ ...asked, hotspots }])
    await db.query.updateTable('hotspots').set({ retired_at: new Date() }).execute()
    expect(await targets()).to.deep.equal([{ ...asked, hotspots: [] }])
    expect((await listAgents(db))[0]).to.include({ kind: 'controller', hotspots: 0, credential: 'wlc' })
  })

  it('keeps which interface is the uplink until it is to be found again', async () => {
    const [credentialId = 0] = await put('a', 'public')
    const [id = 0] = await hang({ host: '192.0.2.1', port: 161, credentialId, kind: 'access-point' })
    await changeAgent(db, id, { uplink: 'lte1' })
    await changeAgent(db, id, { port: 1161 })
    expect((await targets())[0]).to.include({ uplink: 'lte1', port: 1161 })
    expect((await listAgents(db, { id }))[0]).to.include({ uplink: 'lte1' })
    await changeAgent(db, id, { uplink: null })
    expect((await targets())[0]).to.include({ uplink: null })
  })

  it('finds an agent by number or address, and names the numbers where several are there', async () => {
    const [one = 0, other = 0] = [...(await put('a', 'a')), ...(await put('b', 'b'))]
    const [id] = await putAgents(db, [
      { host: '192.0.2.1', port: 161, credentialId: one, kind: 'access-point' },
      { host: '192.0.2.1', port: 161, credentialId: other, kind: 'access-point' },
      { host: '192.0.2.1', port: 1161, credentialId: other, kind: 'access-point' },
    ])
    expect((await agentNamed(db, `${id}`)).id).to.equal(id)
    expect((await agentNamed(db, '192.0.2.1:1161')).port).to.equal(1161)
    expect(await refused(agentNamed(db, '192.0.2.1'))).to.include(`${id} (192.0.2.1:161, a)`)
    expect(await refused(agentNamed(db, '192.0.2.7'))).to.include('no SNMP agent')
    expect(await removeAgent(db, id!)).to.equal(true)
    expect(await removeAgent(db, id!)).to.equal(false)
  })

  it('reads addresses of agents', () => {
    const read = [
      ['192.0.2.1', '192.0.2.1', undefined],
      ['udp:192.0.2.1:1161', '192.0.2.1', 1161],
      [' AP-7.red.example ', 'ap-7.red.example', undefined],
      ['ap-7:16100', 'ap-7', 16100],
      ['2001:DB8::7', '2001:db8::7', undefined],
      ['[2001:db8::7]:1161', '2001:db8::7', 1161],
    ] as const
    for (const [text, host, port] of read) expect(parseAgentAddress(text), text).to.deep.equal({ host, port })
    for (const text of ['', '192.0.2', '192.0.2.256', 'a b', '192.0.2.1:0', '192.0.2.1:99999', 'a_/b', '-'])
      expect(parseAgentAddress(text), text).to.equal(undefined)
  })
})
