import { get, type IncomingHttpHeaders } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { hotspotPoints } from '../../../server/api/contract/index.ts'
import { publish } from '../../../server/database/events/events.ts'
import { eventually } from '../../support/eventually.ts'
import { startTestWeb, type TestWeb } from './web-harness.ts'

const HOTSPOTS = 35_000

describe('a city of 35,000 hotspots', () => {
  let web: TestWeb
  before(async () => {
    web = await startTestWeb({
      prepare: async ({ pool }) => {
        await pool.query(
          `with places as (
             insert into sites (name, latitude, longitude)
             select 'site ' || n, 19.2 + (n % 200) * 0.002, -99.3 + (n / 200) * 0.002 from generate_series(1, $1::int) n
             returning id, name, latitude, longitude)
           insert into hotspots (programme, code, name, site_id, latitude, longitude)
           select 'city', name, name, id, latitude, longitude from places`,
          [HOTSPOTS],
        )
        await pool.query(`insert into hotspot_health (hotspot_id, state) select id, 'up' from hotspots`)
      },
    })
  })
  after(() => web.close())

  // Not by fetch: it adds Cache-Control: no-cache to If-None-Match, which asks for the whole again.
  const points = (headers: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const options = { headers: { cookie: web.staff.viewer.cookie, ...headers } }
      get(`${web.origin}/api/v1/hotspots/points`, options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
        )
      }).on('error', reject)
    })
  const parsed = (body: Buffer) => hotspotPoints.parse(JSON.parse(body.toString())).points

  it('gives them all, and 304 to whoever has them already', async () => {
    const first = await points()
    expect(parsed(first.body)).to.have.length(HOTSPOTS)
    const second = await points({ 'if-none-match': first.headers.etag! })
    expect(second.status).to.equal(304)
    expect(second.body.length).to.equal(0)
  })

  it('compresses them for those who can read that', async () => {
    const { headers, body } = await points({ 'accept-encoding': 'gzip' })
    expect(headers['content-encoding']).to.equal('gzip')
    expect(body.length).to.be.below(400_000)
    expect(parsed(gunzipSync(body))).to.have.length(HOTSPOTS)
    expect((await points()).headers['content-encoding']).to.equal(undefined)
  })

  it('has another ETag once a hotspot changed', async () => {
    const etag = (await points()).headers.etag!
    const { id } = await web.db.query.selectFrom('hotspots').select('id').limit(1).executeTakeFirstOrThrow()
    await web.db.query.updateTable('hotspot_health').set({ state: 'down' }).where('hotspot_id', '=', id).execute()
    await publish(web.db, { type: 'health', hotspotIds: [id] })
    const changed = await eventually(async () => {
      const now = await points({ 'if-none-match': etag })
      return now.status !== 304 && now
    })
    expect(parsed(changed.body).find((point) => point[0] === id)?.[3]).to.equal('down')
  })
})
