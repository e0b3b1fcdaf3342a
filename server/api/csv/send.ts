import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { auditAlone } from '../../directory/audit.ts'
import { CachedJson } from '../cached-json.ts'
import * as contract from '../contract/index.ts'
import { ApiProblem, type Route, type RouteContext } from '../route.ts'

/** Rows that are read and held at once. */
const ROWS_AT_ONCE = 1000
/** Files that one member of staff fetches at a time. */
const MOST_AT_ONCE = 2

type Context = RouteContext<unknown, Record<string, unknown>, unknown>

export interface CsvSender {
  /**
   * Sends every row of a list as a file, a part after another, and audits that they left.
   *
   * @param maySee asked before each part: whether they who began it still may
   * @throws {ApiProblem} as the list does, or 429 where they fetch others; before anything is sent
   */
  send(route: Route, context: Context, response: Response, maySee: () => Promise<boolean>): Promise<void>
}

export function csvSender(): CsvSender {
  const running = new Map<number, number>()
  return {
    async send(route, context, response, maySee) {
      const { id } = context.staff
      const before = running.get(id) ?? 0
      if (before >= MOST_AT_ONCE)
        throw new ApiProblem(429, 'too-many-requests', 'You are fetching two files already: wait for them.')
      running.set(id, before + 1)
      try {
        await sendParts(route, context, response, maySee)
      } finally {
        const left = running.get(id)! - 1
        if (left === 0) running.delete(id)
        else running.set(id, left)
      }
    },
  }
}

async function sendParts(route: Route, context: Context, response: Response, maySee: () => Promise<boolean>) {
  const { language, ...query } = context.query
  const read = (cursor: string | undefined) => partOf(route, { ...context, query: { ...query, cursor } })
  // What the list refuses is refused before a file begins.
  const first = await read(undefined)
  const { db } = context.parts
  const path = filled(route.path, context.params)
  const { staff, token } = context
  const detail = token ? { apiToken: token.id } : {}
  await auditAlone(db, { kind: 'staff', staffId: staff.id }, 'list.export', path, detail)
  response.set({
    'cache-control': 'no-store, no-transform',
    'content-disposition': `attachment; filename="${fileName(path, new Date())}"`,
    'content-type': 'text/csv; charset=utf-8; header=present',
  })
  const parts = textOf(route, language as contract.CsvLanguage, first, read, maySee)
  // Who no longer waits for the rest ends it; one that fails half-way breaks off, and no one takes it for whole.
  await pipeline(Readable.from(parts, { highWaterMark: 1 }), response).catch((error) => {
    context.parts.log.warn({ err: error, path }, 'a CSV file was not sent to its end')
  })
}

type Part = contract.Page<unknown>

async function* textOf(
  route: Route,
  language: contract.CsvLanguage,
  first: Part,
  read: (cursor: string) => Promise<Part>,
  maySee: () => Promise<boolean>,
): AsyncGenerator<string> {
  const columns = contract.csvColumns(route.response)
  yield contract.BYTE_ORDER_MARK + contract.csvHeadings(columns, language)
  for (let part = first; ; part = await read(part.next!)) {
    yield part.items.map((row) => contract.csvRow(row, columns, language)).join('')
    if (part.next === null) return
    if (!(await maySee())) throw new Error('who fetches it may no longer')
  }
}

/** @returns the rows after the cursor, no more of each than the contract names */
async function partOf(route: Route, context: Context): Promise<Part> {
  const answer = await route.handler({ ...context, query: { ...context.query, limit: ROWS_AT_ONCE } })
  const plain: unknown = answer instanceof CachedJson ? JSON.parse(answer.plain.toString()) : answer
  return route.response.parse(plain) as Part
}

/** `/hotspots/7/sessions.csv` of the path of the endpoint. */
const filled = (path: string, params: unknown) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => `${(params as Record<string, unknown>)[name]}`)

/** `plaza-hotspots-7-sessions-2026-11-30.csv` */
const fileName = (path: string, now: Date): string =>
  `plaza${path.replace(/\.csv$/, '').replace(/[^A-Za-z0-9]+/g, '-')}-${now.toISOString().slice(0, 10)}.csv`
