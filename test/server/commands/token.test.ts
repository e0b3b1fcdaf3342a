import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { workingToken } from '../../../server/directory/api-tokens.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { runPlaza } from '../../support/plaza.ts'

describe('plaza token', () => {
  let db: TestDatabase
  let dir: string
  before(async () => {
    db = await createTestDatabase()
    dir = await mkdtemp(join(tmpdir(), 'plaza-token-'))
  })
  after(async () => {
    await db?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const plaza = async (code: number, ...args: string[]) => {
    const command = runPlaza(args, { DATABASE_URL: db.url, PLAZA_DATA_DIR: dir })
    const ended = await command.ended
    expect(ended, command.output()).to.equal(code)
    return command.output()
  }

  it('makes tokens that are printed once, tells which there are, and ends them', async () => {
    await plaza(0, 'staff', 'add', 'ana', '--name', 'Ana', '--role', 'operator')
    const scope = ['--name', 'report', '--read-only', '--endpoint', 'GET /api/v1/hotspots', 'get /gateways']
    const added = await plaza(0, 'token', 'add', 'ana', ...scope)
    const [token] = /plaza_[\w-]{43}/.exec(added) ?? []
    expect(await workingToken(db, token!)).to.include({ role: 'viewer', readOnly: true })
    expect((await workingToken(db, token!))?.endpoints).to.deep.equal(['get /hotspots', 'get /gateways'])
    const listed = await plaza(0, 'token', 'list')
    expect(listed)
      .to.match(/Ana.*report.*viewer.*works/)
      .and.not.to.include(token)
    expect(await plaza(0, 'token', 'list', '--json')).to.not.include(token)
    await plaza(0, 'token', 'revoke', '1')
    expect(await workingToken(db, token!)).to.equal(undefined)
    expect(await plaza(1, 'token', 'revoke', '1')).to.include('plaza token list')
    expect(await plaza(1, 'token', 'add', 'eva', '--name', 'x')).to.include('no staff member')
    expect(await plaza(1, 'token', 'add', 'ana', '--name', 'x', '--endpoint', 'hotspots')).to.include('/api/docs')
    const events = await db.query.selectFrom('audit_events').select('action').orderBy('id').execute()
    expect(events.map(({ action }) => action)).to.deep.equal(['staff.put', 'api-token.add', 'api-token.revoke'])
  })
})
