import { expect } from 'chai'
import { labelsAt, overlaps, type Streets, widthOf } from '../../../dashboard/src/map/ground/labels.ts'
import { drawStreets } from '../../../scripts/demo/index.ts'

describe('names of drawn streets', () => {
  const city = drawStreets() as Streets

  it('are of what the zoom level has room for', () => {
    const kinds = (zoom: number) => [...new Set(labelsAt(city, zoom).map(({ kind }) => kind))].sort()
    expect(kinds(11)).to.deep.equal([])
    expect(kinds(13)).to.deep.equal(['water'])
    expect(kinds(15)).to.deep.equal(['avenue', 'park', 'place', 'water'])
    expect(kinds(17)).to.deep.equal(['avenue', 'border', 'lane', 'park', 'water'])
  })

  it('are never upside down, nor one over another', () => {
    for (const zoom of [14, 15]) {
      const labels = labelsAt(city, zoom)
      expect(labels.length).to.be.above(20)
      for (const { angle } of labels) expect(Math.abs(angle)).to.be.at.most(Math.PI / 2)
      const crossing = labels.flatMap((one, index) =>
        labels.slice(index + 1).flatMap((other) => (overlaps(one, other) ? [`${one.text} ${other.text}`] : [])),
      )
      expect(crossing).to.deep.equal([])
    }
  })

  it('stand only on streets that are long enough, and more than once on long ones', () => {
    const street = (name: string, length: number): Streets['features'][number] => ({
      type: 'Feature',
      properties: { kind: 'avenue', name },
      geometry: {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [length, 0],
        ],
      },
    })
    const degreesOf = (pixels: number) => (360 * pixels) / (256 * 2 ** 15)
    const at = (pixels: number) =>
      labelsAt({ type: 'FeatureCollection', features: [street('Avenida Larga', degreesOf(pixels))] }, 15).length
    expect(at(widthOf('Avenida Larga') / 2)).to.equal(0)
    expect(at(300)).to.equal(1)
    expect(at(2000)).to.be.within(2, 6)
  })
})
