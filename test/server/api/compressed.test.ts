import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import * as contract from '../../../server/api/contract/index.ts'
import { assets } from '../../../server/portal/pages/assets.ts'
import { smallCity, startTestWeb, type TestWeb } from './web-harness.ts'

const script = `export const words = '${'a word and '.repeat(500)}'\n`

describe('what is sent compressed', () => {
  let web: TestWeb
  let dashboardDir: string
  before(async () => {
    dashboardDir = await mkdtemp(join(tmpdir(), 'plaza-dashboard-'))
    await mkdir(join(dashboardDir, 'assets'))
    await writeFile(join(dashboardDir, 'assets/app.js'), script)
    await writeFile(join(dashboardDir, 'assets/noise.png'), randomBytes(5000))
    web = await startTestWeb({
      dashboardDir,
      prepare: async (db) => {
        await smallCity(db)
        const name = `A borough with ${'many '.repeat(400)}letters`
        await db.query.updateTable('neighbourhoods').set({ borough: name }).execute()
        await db.query.updateTable('hotspots').set({ borough: name }).execute()
      },
    })
  })
  after(async () => {
    await web?.close()
    await rm(dashboardDir, { recursive: true })
  })

  const get = (path: string, encodings: string) => web.ask('admin', path, { headers: { 'accept-encoding': encodings } })

  for (const [what, path, text] of [
    ['a list of the API', '/api/v1/neighbourhoods', 'letters'],
    ['the description of the API', '/api/openapi.json', 'openapi'],
    ['a file of the dashboard', '/dashboard/assets/app.js', 'a word and'],
    ['the public page', '/', '<!doctype html>'],
    ['a file of the portal', assets.css.path, 'box-sizing'],
  ] as const)
    it(`is ${what}, as the browser can read it`, async () => {
      const plain = await get(path, 'identity')
      expect(plain.headers.get('content-encoding')).to.equal(null)
      const words = await plain.text()
      expect(words).to.include(text)
      for (const encoding of ['gzip', 'br']) {
        const answer = await get(path, encoding)
        expect(answer.headers.get('content-encoding'), encoding).to.equal(encoding)
        expect(answer.headers.get('vary')?.toLowerCase(), encoding).to.include('accept-encoding')
        expect(await answer.text()).to.have.length(words.length)
      }
    })

  it('is not what is compressed already', async () => {
    expect((await get('/dashboard/assets/noise.png', 'gzip, br')).headers.get('content-encoding')).to.equal(null)
  })

  it('is not an answer that holds a secret, nor one to a change, by Plaza or by a proxy before it', async () => {
    await web.db.query
      .updateTable('staff')
      .set({ name: 'x'.repeat(5000) })
      .where('id', '=', web.staff.admin.id)
      .execute()
    const me = await get('/api/v1/me', 'gzip, br')
    expect(me.headers.get('content-encoding')).to.equal(null)
    expect(me.headers.get('cache-control')).to.equal('no-store, no-transform')
    const { csrf } = contract.me.parse(await me.json())
    const policy = await web.db.query.selectFrom('policies').select('id').executeTakeFirstOrThrow()
    const change = await web.ask('admin', '/api/v1/hotspot-groups', {
      method: 'POST',
      headers: { 'x-plaza-csrf': csrf, origin: web.config.http.publicUrl, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Escuelas', hours: null, policy: policy.id }),
    })
    expect(change.status, await change.text()).to.be.within(200, 201)
    expect(change.headers.get('cache-control')).to.equal('no-store, no-transform')
  })

  it('is no page of the portal or for staff with a form’s token', async () => {
    for (const path of ['/portal/help', '/portal/terms', '/staff/signed-out'])
      expect((await get(path, 'gzip, br')).headers.get('content-encoding'), path).to.equal(null)
  })
})
