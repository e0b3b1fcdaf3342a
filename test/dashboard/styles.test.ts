import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { packageRoot } from '../../server/package-root.ts'

const source = join(packageRoot, 'dashboard/src')
const textsOf = (ending: RegExp) =>
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => ({ path, text: readFileSync(join(source, path), 'utf8') }))

describe('the styles of the dashboard', () => {
  it('give every class that a component names a look', () => {
    const styled = new Set(
      textsOf(/\.css$/).flatMap(({ text }) => [...text.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name)),
    )
    const named = textsOf(/\.tsx$/).flatMap(({ path, text }) =>
      [...text.matchAll(/className="([^"]+)"/g)].flatMap(([, names]) =>
        names!.split(' ').map((name) => ({ path, name })),
      ),
    )
    expect(named.length).to.be.greaterThan(50)
    expect(named.filter(({ name }) => !styled.has(name)).map(({ path, name }) => `${path}: ${name}`)).to.deep.equal([])
  })
})
