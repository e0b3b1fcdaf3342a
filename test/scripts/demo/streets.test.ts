import { expect } from 'chai'
import type { Position } from 'geojson'
import { drawStreets } from '../../../scripts/demo/index.ts'

describe('the streets of the demo city', () => {
  const { features } = drawStreets()
  const ofKind = (kind: string) => features.filter(({ properties }) => properties?.kind === kind)

  it('are the same each time, and few enough for a browser', () => {
    expect(drawStreets().features).to.deep.equal(features)
    expect(features.length).to.be.within(2000, 6000)
    expect(JSON.stringify(features).length).to.be.below(1_200_000)
  })

  it('have avenues, lanes, parks, a river and the names of all neighbourhoods, each with a name', () => {
    for (const [kind, least] of Object.entries({ avenue: 20, border: 500, lane: 2000, park: 40, water: 1, place: 140 }))
      expect(ofKind(kind).length, kind).to.be.at.least(least)
    for (const { properties } of features) expect(properties?.name).to.match(/\S/)
    expect(new Set(ofKind('place').map(({ properties }) => properties?.name)).size).to.equal(ofKind('place').length)
  })

  it('lie in the city, and are closed where they are areas', () => {
    for (const { geometry } of features) {
      if (geometry.type === 'GeometryCollection') throw new Error('no such thing is drawn')
      const places = (geometry.coordinates as unknown[]).flat(
        geometry.type === 'Polygon' ? 2 : geometry.type === 'Point' ? 0 : 1,
      )
      for (let at = 0; at < places.length; at += 2) {
        expect(places[at]).to.be.within(-99.4, -98.85)
        expect(places[at + 1]).to.be.within(19.2, 19.6)
      }
      if (geometry.type !== 'Polygon') continue
      const [ring] = geometry.coordinates as [Position[]]
      expect(ring.at(-1)).to.deep.equal(ring[0])
    }
  })
})
