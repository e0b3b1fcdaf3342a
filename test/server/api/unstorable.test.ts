import { expect } from 'chai'
import { PUBLIC_URL, startTestWeb, type TestWeb } from './web-harness.ts'

describe('text that no table holds', () => {
  let web: TestWeb
  before(async () => {
    web = await startTestWeb()
  })
  after(() => web.close())

  const send = (path: string, body: unknown) =>
    web.ask('admin', path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: PUBLIC_URL, 'x-plaza-csrf': web.staff.admin.csrf },
      body: JSON.stringify(body),
    })
  const fieldOf = async (response: Response) => {
    const { error } = (await response.json()) as { error?: { field?: string } }
    return [response.status, error?.field]
  }

  for (const [what, text] of [
    ['an octet 0', 'a\0b'],
    ['half a character', 'a\ud83db'],
  ] as const) {
    it(`is refused with the name of the field: ${what} in what changes the city`, async () => {
      const group = { name: text, policyId: null, hours: null }
      expect(await fieldOf(await send('/api/v1/hotspot-groups', group))).to.deep.equal([400, 'name'])
      const policy = await web.ask('admin', '/api/v1/policies')
      const { policies: [first] = [] } = (await policy.json()) as { policies?: Array<Record<string, unknown>> }
      const { id: _, ...settings } = first ?? {}
      expect(await fieldOf(await send('/api/v1/policies', { ...settings, name: text }))).to.deep.equal([400, 'name'])
      const notice = { kind: 'notice', texts: { es: text } }
      expect(await fieldOf(await send('/api/v1/notices', notice))).to.deep.equal([400, 'texts.es'])
      const emergency = { reason: text, texts: {}, hotspot: null, neighbourhood: null }
      expect(await fieldOf(await send('/api/v1/emergencies', emergency))).to.deep.equal([400, 'reason'])
    })
  }

  it('is refused in a search and in an address', async () => {
    const refused = (path: string) => web.ask('admin', path).then(fieldOf)
    expect(await refused('/api/v1/hotspots?search=a%00b')).to.deep.equal([400, 'search'])
    expect(await refused('/api/v1/help-cases/a%00b')).to.deep.equal([400, 'code'])
    const cursor = Buffer.from('["a\\u0000b","a\\u0000b",1]').toString('base64url')
    expect(await refused(`/api/v1/hotspots?cursor=${cursor}`)).to.deep.equal([400, 'cursor'])
  })

  it('is no fault of the server wherever a name of it is sent', async () => {
    const body = JSON.parse('{"name": "x", "\\u0000": 1}')
    expect((await send('/api/v1/hotspot-groups', body)).status).to.equal(400)
  })
})
