import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { putStaff } from '../../../server/directory/staff.ts'
import { startIncidentKeeper } from '../../../server/incidents/keeper/keeper.ts'
import { silentLog } from '../../../server/log.ts'
import { putAgents } from '../../../server/network/agents/agents.ts'
import { setChildren } from '../../../server/network/agents/children.ts'
import { putCredentials } from '../../../server/network/agents/credentials.ts'
import { testGateway, testSealer } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'
import { fail, manyHotspots } from '../incidents/failing-hotspots.ts'

describe('plaza incident, silence, receiver and route', () => {
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-incident-'))
    const hotspots = await manyHotspots(db, await testGateway(db), 3)
    const [credentialId = 0] = await putCredentials(db, testSealer, [
      { name: 'x', credential: { version: '2c', community: 'x' } },
    ])
    const agent = { host: '192.0.2.8', port: 161, credentialId, kind: 'switch', name: 'Switch' } as const
    const [agentId = 0] = await putAgents(db, [agent])
    await setChildren(db, agentId, [`${hotspots[0]}`])
    await putStaff(db, { issuer: 'http://city-key.test', subject: 'ana', name: 'Ana Ruiz', role: 'operator' })
    await fail(db, hotspots, new Date())
    const keeper = await startIncidentKeeper({
      ...{ db, log: silentLog, timeZone: 'UTC', everyMs: 3_600_000, soonMs: 3_600_000 },
      residentsAffected: () => 300,
    })
    await keeper.run()
    await keeper.close()
  })
  after(async () => {
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const plaza = async (args: string[], input = '') => {
    const command = runPlaza(args, { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir }, { input })
    const code = await command.ended
    return { code, output: command.output() }
  }
  const done = async (args: string[], input?: string) => {
    const { code, output } = await plaza(args, input)
    expect(code, output).to.equal(0)
    return output
  }
  const refusal = async (args: string[], input?: string) => {
    const { code, output } = await plaza(args, input)
    expect(code, output).to.equal(1)
    expect(output).to.not.match(/\n\s+at |Error:/)
    return output
  }

  it('lists, shows, acknowledges, assigns and comments an incident', async () => {
    const [incident] = JSON.parse(await done(['incident', 'list', '--json']))
    expect(incident).to.include({ cause: 'gateway', hotspots: 3, residents: 300 })
    const id = `${incident.id}`
    expect(await done(['incident', 'list'])).to.match(/gateway +gateway-\w+ +down .* 3 +300 +no/)
    await done(['incident', 'acknowledge', id, '--text', 'on my way'])
    expect(await done(['incident', 'acknowledge', id])).to.include('It is so already')
    await done(['incident', 'assign', id, 'ana ruiz'])
    await done(['incident', 'comment', id, 'no power'])
    const shown = await done(['incident', 'show', id])
    expect(shown).to.include('site 1').and.include('on my way').and.include('no power').and.include('assigned')
    expect(JSON.parse(await done(['incident', 'show', id, '--json'])).hotspots).to.have.length(3)
    expect(await refusal(['incident', 'show', '999'])).to.include('no incident 999')
    expect(await refusal(['incident', 'assign', id, 'nobody'])).to.include('plaza staff list')
  })

  it('silences by name, once and again and again', async () => {
    await done(['silence', 'add', 'site', 'SITE 1', '--hours', '2', '--reason', 'works'])
    const sunday = ['--from', '2027-01-03T03:00', '--hours', '2', '--reason', 'backup']
    await done(['silence', 'add', 'city', ...sunday, '--weekly', 'sun,mié'])
    await done(['silence', 'add', 'programme', 'P', ...sunday, '--monthly', '1sun'])
    await done(['silence', 'add', 'parent', 'switch', '--hours', '1', '--reason', 'works'])
    const rows = JSON.parse(await done(['silence', 'list', '--json'])) as Array<Record<string, unknown>>
    expect(rows.map(({ scope, name, rrule, state }) => [scope, name, rrule, state])).to.deep.equal([
      ['parent', 'Switch', null, 'now'],
      ['site', 'site 1', null, 'now'],
      ['programme', 'p', 'FREQ=MONTHLY;BYDAY=1SU', 'coming'],
      ['city', null, 'FREQ=WEEKLY;BYDAY=SU,WE', 'coming'],
    ])
    await done(['silence', 'end', '1'])
    expect(await refusal(['silence', 'end', '1'])).to.include('plaza silence list')
    expect(await refusal(['silence', 'add', 'street', 'x', '--hours', '1', '--reason', 'x'])).to.include(
      'neighbourhood',
    )
    expect(await refusal(['silence', 'add', 'site', 'none', '--hours', '1', '--reason', 'x'])).to.include(
      'named "none"',
    )
    expect(await refusal(['silence', 'add', 'city', ...sunday, '--monthly', '42'])).to.include('1sun')
    expect(await refusal(['silence', 'add', 'city', ...sunday, '--rrule', 'FREQ=MINUTELY'])).to.include('HOURLY')
  })

  it('adds, tries and changes receivers, whose secrets are lines of stdin and are told nowhere', async () => {
    const secret = 'a-secret-of-the-webhook-0123'
    let answer = 200
    const server = createServer((request, response) => {
      request.resume()
      response.writeHead(answer).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`
    const add = ['receiver', 'add', 'turno', '--kind', 'webhook', '--url', url]
    await done(add, `${secret}\n`)
    expect(await refusal(add, `${secret}\n`)).to.include('already')
    expect(await refusal(['receiver', 'add', 'x', '--kind', 'webhook', '--url', url], 'short\n')).to.include('secret')
    expect(await done(['receiver', 'test', 'Turno'])).to.include('has taken it')
    answer = 404
    expect(await refusal(['receiver', 'test', 'turno'])).to.include('HTTP 404')
    await done(['receiver', 'set', 'turno', '--events', 'imports', 'sign-ins'])
    await done(['receiver', 'set', 'turno', '--name', 'guardia', '--language', 'en', '--disable'])
    const mail = ['receiver', 'add', 'mail', '--kind', 'email', '--to', 'a@city.example', '--from', 'b@city.example']
    expect(await refusal([...mail, '--events', 'imports'], 'smtp://127.0.0.1\n')).to.include('only a webhook')
    const [listed] = JSON.parse(await done(['receiver', 'list', '--json']))
    expect(listed).to.include({ name: 'guardia', language: 'en', kind: 'webhook' })
    expect(listed.events).to.deep.equal(['imports', 'sign-ins'])
    expect(listed.disabled_at).to.be.a('string')
    const { rows } = await db.pool.query<{ text: string }>('select audit_events::text as text from audit_events')
    expect(JSON.stringify([listed, rows]))
      .to.not.include(secret)
      .and.not.include('secret-path')
    server.close()
  })

  it('adds, lists and removes routes', async () => {
    await done(['route', 'add', 'noches', '--to', 'guardia', '--kind', 'down', '--hours', 'mon-sun 20:00-07:00'])
    await done(['route', 'add', 'todo', '--to', 'guardia', '--escalate', '20', '--escalate-to', 'guardia', '--goes-on'])
    expect(await done(['route', 'list'])).to.match(/noches +guardia +down +0 +mon-sun 20:00-07:00/)
    const [first, second] = JSON.parse(await done(['route', 'list', '--json']))
    expect([first.name, second.escalateSeconds, second.goesOn]).to.deep.equal(['noches', 1200, true])
    await done(['route', 'remove', `${first.id}`])
    expect(await refusal(['route', 'remove', `${first.id}`])).to.include('no route')
    expect(await refusal(['route', 'add', 'x', '--to', 'nobody'])).to.include('plaza receiver list')
    expect(await refusal(['route', 'add', 'x', '--to', 'guardia', '--hours', 'often'])).to.include('hours')
    expect(await refusal(['route', 'add', 'x', '--to', 'guardia', '--escalate', '20'])).to.include('go together')
  })
})
