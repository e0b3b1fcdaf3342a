import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { isAccepted } from '../../scripts/licences/accepted.ts'
import { bundledPackages } from '../../scripts/licences/bundled.ts'
import { type LockFile, productionPackages } from '../../scripts/licences/production.ts'
import { packageRoot } from '../../server/package-root.ts'

const lockOfPlaza = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as LockFile

describe('a licence', () => {
  for (const licence of [
    'MIT',
    '(MIT OR GPL-3.0-only)',
    'MIT AND ISC',
    '(GPL-2.0-only OR BSD-3-Clause) AND (ISC OR MPL-2.0)',
    'GPL-3.0-only OR MIT AND Zlib',
  ])
    it(`is accepted: ${licence}`, () => expect(isAccepted(licence)).to.equal(true))

  for (const licence of [
    'Hippocratic-2.1',
    'GPL-2.0-or-later',
    'MIT AND GPL-3.0-only',
    '(MIT OR ISC) AND MPL-2.0',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.md',
    'BSD',
    '',
  ])
    it(`is not accepted: '${licence}'`, () => expect(isAccepted(licence)).to.equal(false))
})

describe('the packages that go out with Plaza', () => {
  it('are those that npm installs without development dependencies', () => {
    const ofNpm = Object.entries(lockOfPlaza.packages as Record<string, { dev?: boolean }>)
      .filter(([folder, { dev }]) => folder !== '' && !dev)
      .map(([folder]) => folder)
    expect([...productionPackages(lockOfPlaza).keys()]).to.have.members(ofNpm)
  })

  it('are named with the way on which they come', () => {
    const shipped = productionPackages({
      packages: {
        '': { dependencies: { a: '1' } },
        'node_modules/a': { optionalDependencies: { b: '2' } },
        'node_modules/a/node_modules/b': { peerDependencies: { c: '1', 'not-installed': '1' } },
        'node_modules/b': {},
        'node_modules/c': {},
      },
    })
    expect(Object.fromEntries(shipped)).to.deep.equal({
      'node_modules/a': 'package.json',
      'node_modules/a/node_modules/b': 'a',
      'node_modules/c': 'a > b',
    })
  })

  it('are also those that the dashboard is made of', async () => {
    const bundled = await bundledPackages(packageRoot)
    expect(bundled.get('node_modules/leaflet')).to.match(/^dashboard\/src\//)
    expect(bundled.get('node_modules/kdbush')).to.equal('supercluster')
    expect(bundled.has('node_modules/vite')).to.equal(false)
  })
})

describe('the check of licences', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'plaza-licences-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }

  /** A project whose server needs `server-library`, whose dashboard imports `map-library`, and which is made with `tool`. */
  const check = (licences: { server?: string; map?: string }) => {
    write('dashboard/index.html', '<script type="module" src="/main.js"></script>')
    write('dashboard/main.js', "import { map } from 'map-library'\ndocument.body.append(map)")
    write('node_modules/map-library/package.json', '{ "name": "map-library", "type": "module", "main": "index.js" }')
    write('node_modules/map-library/index.js', "export const map = 'map'")
    const packages: LockFile['packages'] = {
      '': { dependencies: { framework: '1' } },
      'node_modules/framework': { version: '1.0.0', license: 'MIT', dependencies: { 'server-library': '2' } },
      'node_modules/server-library': { version: '2.3.4', ...(licences.server && { license: licences.server }) },
      'node_modules/map-library': { version: '5.0.0', ...(licences.map && { license: licences.map }) },
      'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0-only' },
    }
    write('package-lock.json', JSON.stringify({ packages }))
    const script = join(packageRoot, 'scripts/licences/index.ts')
    return spawnSync(process.execPath, ['--import', 'tsx', script, root], { cwd: packageRoot, encoding: 'utf8' })
  }

  it('passes where all that goes out is under accepted licences, whatever the tools are under', () => {
    const { status, stdout, stderr } = check({ server: 'ISC', map: 'BSD-2-Clause' })
    expect(stderr).to.equal('')
    expect(stdout).to.include('The 3 packages')
    expect(status).to.equal(0)
  })

  it('fails, naming what the server installs and what the dashboard bundles under another', () => {
    const { status, stderr } = check({ map: 'Hippocratic-2.1' })
    expect(stderr).to.include('\n  server-library 2.3.4: no licence stated, brought by framework\n')
    expect(stderr).to.include('\n  map-library 5.0.0: Hippocratic-2.1, brought by dashboard/main.js\n')
    expect(stderr).to.not.include('tool ')
    expect(status).to.equal(1)
  })
})
