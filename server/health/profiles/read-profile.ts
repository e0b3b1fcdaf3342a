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
  const { data, error } = profileForm.safeParse(document.toJS())
  if (data) return data
  const at = (path: Path) => lines.linePos(startOf(document.contents, path)).line
  throw new ProfileError(error.issues.flatMap((issue) => faults(issue, file, at)).join('\n'))
}

type Path = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

function faults(issue: Issue, file: string, lineOf: (path: Path) => number): string[] {
  const where = (path: Path) => `${file}:${lineOf(path)}: ${path.length > 0 ? `${path.map(String).join('.')}: ` : ''}`
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${where([...issue.path, key])}unknown; here stand ${known(issue.path)}`)
  if (issue.code === 'invalid_value') return [`${where(issue.path)}must be ${issue.values.map(String).join(', ')}`]
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return [`${where(issue.path)}missing: ${issue.expected}`]
  const must = issue.message.startsWith('Invalid input: ')
    ? issue.message.slice('Invalid input: '.length)
    : issue.message
  return [`${where(issue.path)}must be ${must}`]
}

/** Where in the text what stands at `path` begins; of what is missing, the nearest that is there. */
function startOf(contents: ParsedNode | null, path: Path): number {
  let node: Node | null = contents
  let start = 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
      if (!pair) break
      start = (pair.key as Node).range?.[0] ?? start
      node = pair.value as Node | null
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null
      start = node?.range?.[0] ?? start
    }
    // A single one where a list may stand: the step goes nowhere.
  }
  return start
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
