import { expect } from 'chai'
import { dotsOf } from '../../dashboard/src/charts/points.ts'
import { ticksOf } from '../../dashboard/src/charts/ticks.ts'
import { createCityClock } from '../../dashboard/src/parts/city-clock.ts'
import type { ChartPoint } from '../../server/api/contract/index.ts'

const at = (text: string) => Date.parse(text)
const clock = createCityClock('America/Mexico_City')
const labels = (ticks: number[]) => ticks.map((tick) => clock.shown(new Date(tick)))

describe('a chart of readings', () => {
  const none = { mean: null, min: null, max: null }
  const point = (time: string, clients: number): ChartPoint => ({
    ...{ at: time, reachable: 1, inBps: none, outBps: none },
    clients: { mean: clients, min: clients, max: clients },
  })

  it('has no line over a time of which nothing was read', () => {
    const points = [
      point('2026-11-23T10:00:00Z', 1),
      point('2026-11-23T10:05:00Z', 2),
      point('2026-11-23T10:30:00Z', 3),
    ]
    expect(dotsOf(points, 300, ({ clients }) => clients.mean)).to.deep.equal([
      { x: at('2026-11-23T10:00:00Z'), y: 1 },
      { x: at('2026-11-23T10:05:00Z'), y: 2 },
      { x: at('2026-11-23T10:10:00Z'), y: null },
      { x: at('2026-11-23T10:30:00Z'), y: 3 },
    ])
  })

  it('takes a day of 25 hours for a day', () => {
    const points = [point('2026-10-24T22:00:00Z', 1), point('2026-10-25T23:00:00Z', 2)]
    expect(dotsOf(points, 86_400, ({ clients }) => clients.mean)).to.have.length(2)
  })

  it('is labelled at whole hours, days and months of the city, as many as there is room for', () => {
    const now = at('2026-11-23T12:34:00Z')
    const back = (days: number) => now - days * 86_400_000
    const day = labels(ticksOf('24h', back(1), now, clock, 400))
    expect(day.length).to.be.within(4, 7)
    for (const shown of day) expect(shown).to.match(/:00$/)
    expect(labels(ticksOf('7d', back(7), now, clock, 1000))).to.deep.equal(
      [17, 18, 19, 20, 21, 22, 23].map((date) => `2026-11-${date}T00:00`),
    )
    const year = labels(ticksOf('1y', back(365), now, clock, 1000))
    expect(year).to.have.length(12)
    for (const shown of year) expect(shown).to.match(/-01T00:00$/)
    expect(ticksOf('30d', back(30), now, clock, 320).length).to.be.within(4, 5)
    expect(ticksOf('1y', back(10), now, clock, 1000).length, 'days where there is no month').to.be.greaterThan(5)
  })
})
