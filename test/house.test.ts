import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect } from 'chai'
import { packageRoot } from '../server/package-root.ts'
import { trespasses } from './support/table-owners.ts'

/** What each room of the house may import besides itself, `server/*.ts` leaf files and `server/database`. */
const domain = [
  'directory',
  'city-key',
  'certificates',
  'network',
  'import',
  'vouchers',
  'access',
  'accounting',
  'sessions',
  'traces',
  'usage',
  'analytics',
  'notices',
  'health',
  'planning',
  'open-data',
  'incidents',
  'privacy',
].map((name) => `server/${name}`)
const leaves = [
  'server/database',
  'server/languages',
  'server/config',
  'server/log',
  'server/mac',
  'server/median',
  'server/once-a-minute',
  'server/recent',
  'server/repeatedly',
  'server/sealing',
  'server/answering',
  'server/asked-thread',
  'server/own-thread',
  'server/csv-field',
  'server/package-root',
  'server/start',
  'server/random-word',
]

const sources = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })

const importsOf = (file: string): string[] => {
  const text = readFileSync(join(packageRoot, file), 'utf8')
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map((match) => match[1]!)
  return found.map((path) => relative(packageRoot, resolve(packageRoot, dirname(file), path)))
}

const room = (file: string): string => {
  const parts = file.split('/')
  return parts[0] === 'server' ? parts.slice(0, 2).join('/').replace(/\.ts$/, '') : parts[0]!
}

const edges = (folder: string) =>
  sources(folder).flatMap((file) =>
    importsOf(file).map((target) => ({ file, target, from: room(file), to: room(target) })),
  )

const outside = (folder: string, allowed: (target: string, to: string) => boolean) =>
  edges(folder)
    .filter(({ from, to, target }) => from !== to && !allowed(target, to))
    .map(({ file, target }) => `${file} imports ${target}`)

describe('the house', () => {
  it('lets radius/ import nothing of the others', () => {
    expect(edges('radius').length).to.be.greaterThan(0)
    expect(outside('radius', () => false)).to.deep.equal([])
  })

  it('lets server/ enter radius/ by its door only', () => {
    const entries = edges('server').filter(({ to }) => to === 'radius')
    expect(entries.length).to.be.greaterThan(0)
    expect(entries.filter(({ target }) => target !== 'radius/index.ts')).to.deep.equal([])
  })

  it('lets domain folders import the database, leaf files, radius/ and each other only', () => {
    const allowed = [...domain, ...leaves, 'radius', 'server/types']
    for (const folder of domain)
      expect(
        outside(folder, (_, to) => allowed.includes(to)),
        folder,
      ).to.deep.equal([])
  })

  it('has no circles between domain folders', () => {
    const targets = new Map(
      domain.map((folder) => [
        folder,
        new Set(
          edges(folder)
            .map(({ to }) => to)
            .filter((to) => to !== folder && domain.includes(to)),
        ),
      ]),
    )
    const reach = (from: string, seen: string[] = []): void => {
      expect(seen, 'a circle').to.not.include(from)
      for (const to of targets.get(from) ?? []) reach(to, [...seen, from])
    }
    for (const folder of domain) reach(folder)
  })

  it('lets the database know of the rooms only what their tables look like', () => {
    const above = edges('server/database').filter(({ from, to }) => from !== to && !leaves.includes(to))
    expect(above.map(({ file, target }) => `${file} imports ${target}`).sort()).to.deep.equal(
      domain
        .filter((folder) => existsSync(join(packageRoot, folder, 'tables.ts')))
        .map((folder) => `server/database/schema/tables.ts imports ${folder}/tables.ts`)
        .sort(),
    )
    const text = readFileSync(join(packageRoot, 'server/database/schema/tables.ts'), 'utf8')
    expect(text.match(/^import (?!type )/gm), 'an import that runs').to.equal(null)
  })

  it('lets the server know its demo by one door, which is opened when it is wanted', () => {
    const doors = edges('server').filter(({ to }) => to === 'scripts')
    expect(doors.map(({ file, target }) => `${file} imports ${target}`)).to.deep.equal([
      'server/demo.ts imports scripts/demo/index.ts',
    ])
    const text = readFileSync(join(packageRoot, 'server/demo.ts'), 'utf8')
    expect(text.match(/from '\.\.\/scripts/g), 'a door that is always open').to.equal(null)
  })

  it('lets nothing import portal/, api/ or roles/ but the composition above them', () => {
    const importers = edges('server')
      .filter(({ from, to }) => from !== to && ['server/portal', 'server/api', 'server/roles'].includes(to))
      .filter(({ from }) => !['server/roles', 'server/main', 'server/cli'].includes(from))
      .map(({ file, target }) => `${file} imports ${target}`)
    expect(importers).to.deep.equal([])
  })

  it('lets the dashboard import one folder of the server: the contract, which imports zod only', () => {
    expect(outside('dashboard', (target) => target === 'server/api/contract/index.ts')).to.deep.equal([])
    const imports = sources('server/api/contract').flatMap((file) => {
      const text = readFileSync(join(packageRoot, file), 'utf8')
      return [...text.matchAll(/^(?:import|export) [^'"]*from '([^']+)'/gm)].map(([, path]) =>
        path!.startsWith('.') ? join(dirname(file), path!) : path!,
      )
    })
    expect(imports).to.include('zod')
    expect(imports.filter((path) => path !== 'zod' && !path.startsWith('server/api/contract/'))).to.deep.equal([])
  })

  it('has no room with many more than fifteen files side by side', () => {
    const files = ['server', 'radius'].flatMap(sources)
    const crowded = [...new Set(files.map((file) => dirname(file)))]
      .map((room) => ({ room, beside: files.filter((file) => dirname(file) === room).length }))
      .filter(({ beside }) => beside > 17)
    expect(crowded).to.deep.equal([])
  })

  it('keeps SQL on a table inside the folder that owns it, to read as to write', () => {
    // Benchmarks fill and count tables as tests do.
    const files = [...sources('server'), ...sources('scripts').filter((file) => !file.startsWith('scripts/bench/'))]
    const found = files.flatMap((file) => {
      const [top, folder] = file.split('/')
      const tables = trespasses(readFileSync(join(packageRoot, file), 'utf8'), top === 'server' ? folder : undefined)
      return tables.map((table) => `${file} names ${table}`)
    })
    expect(found).to.deep.equal([])
  })

  it('audits within the transaction that changes, which the types demand, but for what no transaction holds', () => {
    const text = (file: string) => readFileSync(join(packageRoot, file), 'utf8')
    const files = sources('server').filter((file) => file !== 'server/directory/audit.ts')
    const alone = [
      // what gateways answered
      'server/api/audited.ts',
      'server/commands/device-credential.ts',
      'server/commands/sessions/session.ts',
      'server/sessions/disconnects/closing.ts',
      'server/sessions/disconnects/emergency.ts',
      'server/usage/quota.ts',
      // a run of many batches, each stored with its count in retention_runs
      'server/commands/retention.ts',
      // nothing is changed: whole lists that left as files, who came in, and who was not let in
      'server/api/csv/send.ts',
      'server/api/staff/sign-in.ts',
    ]
    expect(files.filter((file) => /\bauditAlone\(/.test(text(file))).sort()).to.deep.equal(alone.sort())
    expect(files.filter((file) => /\bas (unknown as )?OneTransaction\b/.test(text(file)))).to.deep.equal([])
  })

  it('would find SQL on another folder’s table, however it is written', () => {
    const written = [
      "query.selectFrom('hotspots').selectAll()",
      "query.selectFrom(['x', 'hotspots as h'])",
      "query.selectFrom('x').leftJoin('hotspots as h', 'h.id', 'x.id')",
      "query.innerJoinLateral('hotspots', on)",
      "query.deleteFrom('hotspots')",
      '`select name from hotspots where id = $1`',
      '`select from x join\n hotspots h on h.id = x.id`',
      '`select from x, hotspots`',
      '`select from x as y, hotspots as h`',
      '`delete from x using hotspots h`',
      "'insert into hotspots values (1)'",
      "'UPDATE hotspots SET id = 1'",
      "'truncate table hotspots'",
    ]
    for (const source of written) {
      expect(trespasses(source, 'access'), source).to.deep.equal(['hotspots'])
      expect(trespasses(source, 'network'), source).to.deep.equal([])
    }
    const blameless = [
      '/** Reads from hotspots. */',
      '// from hotspots',
      "import x from './hotspots.ts'",
      'join(hotspots)',
    ]
    for (const source of blameless) expect(trespasses(source, undefined), source).to.deep.equal([])
  })
})
