import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { packageRoot } from '../../../../server/package-root.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'

/** Column by column, whether it may be null. */
type Columns = Record<string, boolean>

const column = /^ {2}(\w+): (.+)$/gm

/** The tables that a room's `tables.ts` declares. */
function declared(text: string): Record<string, Columns> {
  const interfaces = new Map(
    [...text.matchAll(/interface (\w+)(?: extends (\w+))? \{\n(.*?)\n\}/gs)].map(([, name, base, body]) => [
      name!,
      { base, columns: [...body!.matchAll(column)].map(([, key, type]) => [key!, type!] as const) },
    ]),
  )
  const columnsOf = (name: string | undefined): Columns => {
    const { base, columns = [] } = interfaces.get(name ?? '') ?? {}
    const own = Object.fromEntries(columns.map(([key, type]) => [key, /\| null|^unknown$/.test(type)]))
    return base === undefined ? own : { ...columnsOf(base), ...own }
  }
  const rooms = [...interfaces].filter(([name]) => name.endsWith('Tables'))
  return Object.fromEntries(rooms.flatMap(([, { columns }]) => columns.map(([table, row]) => [table, columnsOf(row)])))
}

describe('the row types that the rooms declare', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
  })
  after(() => db.close())

  it('are those of the database: tables, columns, and which may be null', async () => {
    const server = join(packageRoot, 'server')
    const rooms = (await readdir(server, { recursive: true })).filter((file) => /^[\w-]+\/tables\.ts$/.test(file))
    const texts = await Promise.all(rooms.map((file) => readFile(join(server, file), 'utf8')))
    const { rows } = await db.pool.query<{ name: string; columns: Columns }>(
      `select c.relname as name, jsonb_object_agg(a.attname, not a.attnotnull) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname <> 'migrations' and a.attnum > 0 and not a.attisdropped
       group by c.relname`,
    )
    const types: Record<string, Columns> = Object.assign({}, ...texts.map(declared))
    expect(Object.keys(types).sort()).to.deep.equal(rows.map(({ name }) => name).sort())
    for (const { name, columns } of rows) expect(types[name], name).to.deep.equal(columns)
  })
})
