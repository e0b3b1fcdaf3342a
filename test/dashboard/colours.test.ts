import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { packageRoot } from '../../server/package-root.ts'

const source = join(packageRoot, 'dashboard/src')
const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(css|tsx?)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(source, path), 'utf8') }))
const sheets = texts.filter(({ path }) => path.endsWith('.css'))
const palette = sheets.find(({ path }) => path === 'styles/colours.css')!.text
const colours = new Map(
  [...palette.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\);/g)].map(([, name, light, dark]) => [
    name!,
    { light: light!, dark: dark! },
  ]),
)

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** What is read on what. */
const read: Record<string, string[]> = {
  ink: ['paper', 'ground', 'hover', 'soft', 'chip', 'chosen', 'note', 'bad', 'good', 'map-below', 'disc-up'],
  muted: ['paper', 'ground', 'soft', 'note', 'hover'],
  accent: ['paper', 'ground'],
  'up-ink': ['paper', 'ground'],
  'down-ink': ['paper', 'ground', 'bad'],
  'on-brand': ['brand', 'brand-hover'],
  'on-fill': ['brand', 'accent-fill', 'accent-hover', 'up', 'down', 'down-hover', 'unknown', 'alarm'],
  'on-degraded': ['degraded'],
  'on-warn': ['warn'],
  'map-ink': ['map-land', 'map-park'],
  'chart-in': ['paper'],
  'chart-out': ['paper'],
  'chart-devices': ['paper'],
  'chart-reachable': ['paper'],
  paper: ['ink'],
  'on-sheet': ['sheet'],
}
/** What is seen beside what: shapes and lines. */
const seen: Record<string, string[]> = {
  focus: ['paper', 'ground', 'hover'],
  'chart-capacity': ['paper'],
  'ring-up': ['disc-up'],
  down: ['disc-down', 'paper', 'map-land'],
  accent: ['paper'],
}

describe('the colours of the dashboard', () => {
  it('stand in one file, each for light and for dark', () => {
    const others = sheets.filter(({ path }) => path !== 'styles/colours.css')
    const literal = others.flatMap(({ path, text }) =>
      [...text.matchAll(/#[0-9a-f]{3,8}\b(?=[^{]*;)|\b(?:rgba?|hsla?)\(|:\s*(?:white|black)\b/gi)].map(
        ([found]) => `${path}: ${found}`,
      ),
    )
    expect(literal).to.deep.equal([])
    const declared = [...palette.matchAll(/--([\w-]+):/g)].map(([, name]) => name!)
    expect([...colours.keys()]).to.deep.equal(declared)
    expect(colours.size).to.be.above(40)
  })

  it('are all there are, and all in use', () => {
    const named = new Set(
      texts.flatMap(({ text }) => [...text.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name!)),
    )
    const inScripts = texts.filter(({ path }) => !path.endsWith('.css')).map(({ text }) => text)
    expect([...named].filter((name) => !colours.has(name))).to.deep.equal([])
    const unused = [...colours.keys()].filter(
      (name) => !named.has(name) && !inScripts.some((text) => text.includes(`'${name}'`)),
    )
    expect(unused).to.deep.equal([])
  })

  for (const scheme of ['light', 'dark'] as const)
    it(`can be read and told apart where it is ${scheme} (WCAG 2.2 AA, 1.4.3 and 1.4.11)`, () => {
      const faint = [
        [read, 4.5],
        [seen, 3],
      ].flatMap(([pairs, least]) =>
        Object.entries(pairs as typeof read).flatMap(([above, below]) =>
          below.flatMap((under) => {
            const ratio = contrast(colours.get(above)![scheme], colours.get(under)![scheme])
            return ratio < (least as number) ? [`${above} on ${under}: ${ratio.toFixed(2)}`] : []
          }),
        ),
      )
      expect(faint).to.deep.equal([])
    })
})
