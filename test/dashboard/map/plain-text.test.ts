import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { packageRoot } from '../../../server/package-root.ts'

const source = join(packageRoot, 'dashboard/src')

describe('hints on maps', () => {
  it('are never given to Leaflet as a string, which it would take for HTML', () => {
    const hints = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .flatMap((path) =>
        [...readFileSync(join(source, path), 'utf8').matchAll(/\.(?:bindTooltip|bindPopup)\(\s*(.{20})/gs)].map(
          ([, given]) => ({ path, given: given! }),
        ),
      )
    expect(hints.length).to.be.at.least(4)
    // A function gives what it gives to `plainText` too.
    expect(hints.filter(({ given }) => !/^(?:plainText\(|\(path\) =>)/.test(given))).to.deep.equal([])
  })
})
