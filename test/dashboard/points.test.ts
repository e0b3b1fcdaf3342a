import { expect } from 'chai'
import { createPoints } from '../../dashboard/src/hotspots/points.ts'
import type { HotspotPoint } from '../../server/api/contract/index.ts'

const first: HotspotPoint[] = [
  [1, -99.1, 19.4, 'up', 3],
  [2, -99.2, 19.5, 'up', 0],
]

describe('the points of the map', () => {
  it('keep a change that came while all points were being read: it is newer than that answer', () => {
    const points = createPoints()
    points.replace(first)
    const asked = points.asking()
    points.change([[1, -99.1, 19.4, 'down', 0]])
    points.replace(first, asked)
    expect(points.index?.hotspot(1)?.state).to.equal('down')
    points.replace(first, points.asking())
    expect(points.index?.hotspot(1)?.state).to.equal('up')
  })

  it('remember nothing more for an answer that failed', () => {
    const points = createPoints()
    points.replace(first)
    const asked = points.asking()
    points.failed(asked)
    points.change([[1, -99.1, 19.4, 'down', 0]])
    expect(asked.meanwhile).to.deep.equal([])
  })

  it('keep their index while the places stay, and make it anew when a hotspot comes, moves or goes', () => {
    const points = createPoints()
    points.replace(first)
    const index = points.index
    points.replace([first[0]!, [2, -99.2, 19.5, 'degraded', 9]])
    expect(points.index).to.equal(index)
    expect(points.index?.hotspot(2)?.tally).to.include({ degraded: 1, up: 0, sessions: 9 })
    points.replace([first[0]!, [2, -99.3, 19.5, 'up', 9]])
    expect(points.index).to.not.equal(index)
    points.replace([first[0]!])
    expect(points.index?.size).to.equal(1)
  })

  it('show the same ones after their index was made anew', () => {
    const points = createPoints()
    points.show({ state: 'up' })
    points.replace(first)
    expect(points.index?.shown()).to.equal(2)
    points.replace([...first, [3, -99.3, 19.5, 'down', 0]])
    expect(points.index?.shown()).to.equal(2)
    points.change([[1, -99.1, 19.4, 'down', 0]])
    expect(points.index?.shown()).to.equal(1)
    points.show({})
    expect(points.index?.shown()).to.equal(3)
  })

  it('ask for all when a change names a hotspot they do not know, and tell every listener of a change', () => {
    const points = createPoints()
    let told = 0
    const stop = points.subscribe(() => {
      told += 1
    })
    points.replace(first)
    expect(points.change([[1, -99.1, 19.4, 'down', 0]])).to.equal(true)
    expect(points.change([[9, -99.1, 19.4, 'down', 0]])).to.equal(false)
    expect(told).to.equal(3)
    stop()
    points.change([[1, -99.1, 19.4, 'up', 0]])
    expect(told).to.equal(3)
  })
})
