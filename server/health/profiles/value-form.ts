import { z } from 'zod'
import { isOid } from '../snmp/wire/oids.ts'

/** An OID, dotted, without a leading dot; `{sysObjectID}` stands for what the agent gives as its own. */
export const oid = z
  .string()
  .refine(
    (text) => isOid(text.replace(/^\{sysObjectID\}(?=\.|$)/, '1.3.6.1')),
    'an OID such as 1.3.6.1.2.1.1.1.0, without a leading dot',
  )

/** A regular expression; letters match in either case. */
export const pattern = z.string().min(1).refine(isPattern, 'a regular expression')

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'i') !== undefined
  } catch {
    return false
  }
}

/** One, or a list of at least one. */
export const oneOrMore = <S extends z.ZodType>(schema: S) =>
  z.preprocess((given) => (given === undefined || Array.isArray(given) ? given : [given]), z.array(schema).min(1))

const constant = z.union([z.string(), z.number()], 'a text or a number')

/** How the numbers of a row's index become a text, after the first `skip` of them; `match` keeps a part of it. */
const indexForm = z.strictObject({
  as: z.enum(['mac', 'text', 'numbers']),
  skip: z.number().int().min(0).max(32).optional(),
  match: pattern.optional(),
})

/** Which rows count: those whose other column, or whose index, is like this. */
const where = z
  .strictObject({
    column: oid.optional(),
    index: indexForm.optional(),
    equals: oneOrMore(constant).optional(),
    matches: pattern.optional(),
    not: pattern.optional(),
    above: z.number().optional(),
  })
  .refine(
    ({ column, index }) => (column === undefined) !== (index === undefined),
    'either a column or an index, whose value decides',
  )
  .refine(
    ({ equals, matches, not, above }) => [equals, matches, not, above].some((each) => each !== undefined),
    'one of equals, matches, not, above',
  )

/** Which rows of another table are a row's: those below its index, or those in which `column` has its `equals`. */
const join = z.union(
  [z.literal('below'), z.strictObject({ column: oid, equals: oid })],
  'below, or a column and the one that it equals',
)

const sources = ['oid', 'column', 'count', 'index', 'text', 'sum'] as const

const fields = {
  oid: oid.optional(),
  column: oid.optional(),
  count: oid.optional(),
  /** What shows that a table without rows is there: the agent has one of these, or something below it. */
  present: oneOrMore(oid).optional(),
  index: indexForm.optional(),
  text: z.string().optional(),
  where: oneOrMore(where).optional(),
  join: join.optional(),
  at: z.string().optional(),
  combine: z.enum(['sum', 'mean', 'max', 'min', 'first']).optional(),
  as: z.enum(['number', 'text', 'mac']).optional(),
  match: pattern.optional(),
  map: z.record(z.string(), constant).optional(),
  otherwise: constant.optional(),
  modulo: z.number().int().min(2).optional(),
  scale: z.number().optional(),
  offset: z.number().optional(),
  least: z.number().optional(),
  most: z.number().optional(),
}

const exactlyOne = (given: Record<string, unknown>) =>
  sources.filter((source) => given[source] !== undefined).length === 1

const onlyOfCounts = ({ count, present }: Record<string, unknown>) => present === undefined || count !== undefined
const OF_COUNTS = 'without present, which stands with count alone'

const part = z
  .strictObject(fields)
  .refine(exactlyOne, `exactly one of ${sources.join(', ')}`)
  .refine(onlyOfCounts, OF_COUNTS)

/** Where one value comes from. */
const value = z
  .strictObject({ ...fields, sum: z.array(part).min(2).optional() })
  .refine(exactlyOne, `exactly one of ${sources.join(', ')}`)
  .refine(onlyOfCounts, OF_COUNTS)

/** The first that the agent has. */
export const values = oneOrMore(value)

export type IndexForm = z.output<typeof indexForm>
export type Where = z.output<typeof where>
export type ProfileValue = z.output<typeof value>
