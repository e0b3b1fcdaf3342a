import { expect } from 'chai'
import fc from 'fast-check'
import {
  blues,
  colourOf,
  coveredClasses,
  legendRows,
  NO_VALUE,
  ochres,
  purples,
  withoutInternetClasses,
} from '../../../../dashboard/src/map/areas/classes.ts'

/** Relative luminance, WCAG 2.2. */
const luminance = (colour: string) => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

describe('the classes of a choropleth', () => {
  it('hold about as many neighbourhoods each where the values are spread', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i / 1000) ** 2)
    const classes = withoutInternetClasses(values)
    const counts = new Map<string, number>()
    for (const value of values) counts.set(colourOf(classes, value), (counts.get(colourOf(classes, value)) ?? 0) + 1)
    expect(counts.size).to.equal(5)
    for (const count of counts.values()) expect(count).to.be.within(150, 250)
  })

  it('give every share one of the colours that the legend shows, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (values) => {
        const classes = withoutInternetClasses(values)
        expect(classes.colours).to.have.length(classes.breaks.length + 1)
        const shown = legendRows(classes).map(({ colour }) => colour)
        for (const value of values) expect(shown).to.include(colourOf(classes, value))
      }),
    )
  })

  it('get darker as more residents lack something', () => {
    expect(luminance(colourOf(coveredClasses, 0.05))).to.be.below(luminance(colourOf(coveredClasses, 0.95)))
    const classes = withoutInternetClasses([0.1, 0.2, 0.3, 0.4, 0.5])
    expect(luminance(colourOf(classes, 0.5))).to.be.below(luminance(colourOf(classes, 0.05)))
  })

  it('differ in lightness from step to step, so that no colour vision is needed', () => {
    for (const palette of [purples, blues, ochres]) {
      palette.slice(1).forEach((colour, index) => {
        const lighter = luminance(palette[index]!) + 0.05
        expect(lighter / (luminance(colour) + 0.05), `${palette[index]} and ${colour}`).to.be.above(1.3)
      })
    }
  })

  it('put a limit into the class above it, and no value into none', () => {
    expect(colourOf(coveredClasses, 0.2)).to.equal(colourOf(coveredClasses, 0.39))
    expect(colourOf(coveredClasses, 1)).to.equal(coveredClasses.colours.at(-1))
    expect(colourOf(coveredClasses, null)).to.equal(NO_VALUE)
  })
})
