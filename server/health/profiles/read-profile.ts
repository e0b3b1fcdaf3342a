import { isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml'
import { z } from 'zod'
import { type Profile, profileForm } from './profile.ts'

/** A profile's file that is none: each fault with its line and what is accepted. */
export class ProfileError extends Error {
  override name = 'ProfileError'
}

/**
 * The profile that a file holds.
 *
 * @param file as it is named in errors
 * @throws {ProfileError} with every fault, a line each
 */
export function readProfile(text: string, file: string): Profile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  if (document.errors.length > 0)
    throw new ProfileError(
      document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`).join('\n'),
    )
  const { data, error } = profileForm.safeParse(document.toJS(), { reportInput: true })
  if (data) return data
  const where = (path: Path) => {
    const { start, written } = placeOf(document.contents, path)
    return `${file}:${lines.linePos(start).line}: ${written === '' ? '' : `${written}: `}`
  }
  throw new ProfileError(error.issues.flatMap((issue) => faults(issue, where)).join('\n'))
}

type Path = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

function faults(issue: Issue, where: (path: Path) => string): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${where([...issue.path, key])}unknown; here stand ${known(issue.path)}`)
  if (issue.code === 'invalid_value') return [`${where(issue.path)}must be ${issue.values.map(String).join(', ')}`]
  if (issue.code === 'invalid_type') {
    const isMissing = issue.input === undefined || issue.input === null
    return [`${where(issue.path)}${isMissing ? 'missing: ' : 'must be '}${TYPES[issue.expected] ?? issue.expected}`]
  }
  return [`${where(issue.path)}must be ${mustBe(issue)}`]
}

const TYPES: Record<string, string> = {
  ...{ string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false' },
  ...{ object: 'keys with their values', array: 'a list', record: 'words with their meanings' },
}

function mustBe(issue: Issue): string {
  if (issue.code === 'too_small') return bound('least', Number(issue.minimum), issue.origin)
  if (issue.code === 'too_big') return bound('most', Number(issue.maximum), issue.origin)
  return issue.message.replace(/^Invalid input: /, '')
}

const bound = (end: 'least' | 'most', number: number, origin: string): string =>
  origin === 'string'
    ? `a text of at ${end} ${number} letter${number === 1 ? '' : 's'}`
    : `${origin === 'array' ? 'a list of ' : ''}at ${end} ${number}`

/** Where in the text what stands at `path` begins, and the path as it is written; of what is missing, the nearest. */
function placeOf(contents: ParsedNode | null, path: Path): { start: number; written: string } {
  let node: Node | null = contents
  let start = 0
  const written: string[] = []
  for (const step of path) {
    // A single one where a list may stand: its place in the list is not written.
    if (typeof step === 'number' && !isSeq(node)) continue
    written.push(String(step))
    if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null
      start = node?.range?.[0] ?? start
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
      start = (pair?.key as Node | undefined)?.range?.[0] ?? start
      node = (pair?.value as Node | null | undefined) ?? null
    }
  }
  return { start, written: written.join('.') }
}

type Schema = { properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[]; $ref?: string }

/** The keys that may stand at `path`. */
function known(path: Path): string {
  const root = z.toJSONSchema(profileForm, { io: 'output', unrepresentable: 'any', reused: 'inline' }) as Schema
  let schemas: Schema[] = [root]
  for (const step of path)
    schemas = schemas.flatMap(options).flatMap((schema) => {
      const next = typeof step === 'number' ? schema.items : schema.properties?.[String(step)]
      return next ? [next] : []
    })
  const keys = schemas.flatMap(options).flatMap(({ properties = {} }) => Object.keys(properties))
  return [...new Set(keys)].join(', ') || 'other things'
}

const options = (schema: Schema): Schema[] => schema.anyOf ?? [schema]
