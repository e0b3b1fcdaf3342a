import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { packageRoot } from '../../../server/package-root.ts'
import { startSmallCityWeb, type TestWeb } from '../api/web-harness.ts'
import '../../../server/health/metrics.ts'

describe('the figures of hotspots, incidents and messages at /metrics', () => {
  let web: TestWeb
  let text: string
  before(async () => {
    ;({ web } = await startSmallCityWeb(async (db) => {
      await db.pool.query(
        `insert into incidents (cause, subject_id, subject_name, kind, opened_at, hotspots, most_hotspots, acknowledged_at, closed_at)
         values ('gateway', 1, 'g', 'down', now(), 31, 31, null, null), ('hotspot', 1, 'h', 'down', now(), 1, 1, now(), null),
                ('hotspot', 2, 'h', 'degraded', now(), 1, 1, null, now())`,
      )
      await db.pool.query(
        `with receiver as (insert into receivers (name, kind, settings_sealed, shown, failing_since)
           values ('a', 'email', '', 'a', now()), ('b', 'webhook', '', 'b', null) returning id, kind)
         insert into deliveries (receiver_id, state, created_at)
         select id, state, now() - age from receiver, (values ('waiting', interval '9 days'), ('sent', interval '1 hour'),
           ('failed', interval '9 days')) as made (state, age) where kind = 'email'`,
      )
    }))
    text = await (await web.ask(undefined, '/metrics')).text()
  })
  after(() => web.close())

  const lines = (name: string) => text.split('\n').filter((line) => line.startsWith(name))

  it('count hotspots by what is known of them', () => {
    expect(lines('plaza_hotspots{')).to.have.members([
      ...['plaza_hotspots{state="up"} 1', 'plaza_hotspots{state="degraded"} 0'],
      ...['plaza_hotspots{state="down"} 1', 'plaza_hotspots{state="unknown"} 1'],
    ])
  })

  it('count the incidents that go on, and of those the ones that nobody looks after', () => {
    expect(lines('plaza_incidents_open{')).to.have.members([
      'plaza_incidents_open{kind="down",cause="gateway"} 1',
      'plaza_incidents_open{kind="down",cause="hotspot"} 1',
    ])
    expect(lines('plaza_incidents_unacknowledged')).to.deep.equal(['plaza_incidents_unacknowledged 1'])
  })

  it('count messages of the last day and all that wait, and receivers that take none', () => {
    expect(lines('plaza_deliveries{')).to.have.members([
      'plaza_deliveries{state="waiting",kind="email"} 1',
      'plaza_deliveries{state="sent",kind="email"} 1',
    ])
    expect(lines('plaza_receivers_failing{')).to.have.members([
      ...['plaza_receivers_failing{kind="email"} 1', 'plaza_receivers_failing{kind="webhook"} 0'],
    ])
  })

  it('are asked for by the Grafana dashboard by names and labels that they have', () => {
    const { panels } = JSON.parse(readFileSync(join(packageRoot, 'docs/grafana/plaza.json'), 'utf8')) as {
      panels: Array<{ id: number; targets: Array<{ expr: string; legendFormat: string }> }>
    }
    expect(new Set(panels.map(({ id }) => id)).size).to.equal(panels.length)
    const known = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name))
    for (const { expr, legendFormat } of panels.flatMap(({ targets }) => targets)) {
      const names = expr.match(/plaza_\w+/g) ?? []
      expect(names, expr).to.have.length.above(0)
      for (const name of names) expect(known, expr).to.include(name.replace(/_bucket$/, ''))
      const labels = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label)
      const by = (/by \(([^)]*)\)/.exec(expr)?.[1] ?? '').split(', ').filter((label) => label !== '' && label !== 'le')
      expect(by, expr).to.include.members(labels)
      // What is there with a value must have the label; counters that nothing has raised yet have none.
      const written = lines(names[0]!).filter((line) => line.includes('{'))
      for (const label of written.length > 0 ? by : []) expect(written[0], expr).to.match(new RegExp(`[{,]${label}="`))
    }
  })
})
