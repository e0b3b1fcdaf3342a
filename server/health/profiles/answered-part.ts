import type { AccessPointsForm, LoadForm, MemoryForm, Profile, RadiosForm, Values } from './profile.ts'
import type { ProfileValue } from './value-form.ts'

/** Which objects a plan has a value of: those that it asks for, and those that stay as discovery found them. */
export interface Readable {
  scalar(oid: string): boolean
  column(oid: string): boolean
  /** Columns that are walked whole. */
  walked(oid: string): boolean
}

/**
 * What of a profile an agent can answer: alternatives that rest on objects that it has not are left out, so that a poll
 * does not try them in vain. What is read of the agent is the same.
 */
export function answeredPart(profile: Profile, readable: Readable): Profile {
  const of = (values: Values) => (values === undefined ? undefined : values.flatMap((each) => partOf(each, readable)))
  const load = (form: LoadForm): LoadForm => ({ ...form, value: of(form.value) ?? [] })
  const memory = (form: MemoryForm): MemoryForm => mapped(form, memoryFields, of)
  const radios = <Form extends Omit<RadiosForm, 'key'>>(form: Form) => ({ ...form, ...mapped(form, radioFields, of) })
  const accessPoints = (form: AccessPointsForm): AccessPointsForm => ({
    ...form,
    ...mapped(form, accessPointFields, of),
    ...(form.memory && { memory: form.memory.map(memory).filter(hasAny) }),
    ...(form.radios && { radios: radios(form.radios) }),
  })
  return {
    ...profile,
    ...mapped(profile, ['uptime', 'clients', 'ownClients', 'members'], of),
    ...(profile.identity && { identity: mapped(profile.identity, identityFields, of) }),
    ...(profile.load && { load: profile.load.map(load).filter(({ value }) => value.length > 0) }),
    ...(profile.memory && { memory: profile.memory.map(memory).filter(hasAny) }),
    ...(profile.radios && { radios: profile.radios.filter(({ rows }) => readable.column(rows)).map(radios) }),
    ...(profile.ups && { ups: mapped(profile.ups, ['source', 'charge', 'lasts'], of) }),
    ...(profile.accessPoints && {
      accessPoints: profile.accessPoints.filter(({ rows }) => readable.column(rows)).map(accessPoints),
    }),
  }
}

const identityFields = ['model', 'serial', 'firmware', 'mac', 'name'] as const
const accessPointFields = [...identityFields, 'key', 'address', 'state', 'clients', 'uptime', 'cpu'] as const
const memoryFields = ['percent', 'total', 'used', 'free', 'reclaimable'] as const
const radioFields = ['group', 'name', 'channel', 'frequency', 'width', 'clients', 'utilisation', 'noise'] as const

/** A value without the parts of its sum that the agent cannot answer; none where it cannot answer any of it. */
function partOf(value: ProfileValue, readable: Readable): ProfileValue[] {
  const { oid, column, count, sum } = value
  if (oid !== undefined) return readable.scalar(oid) ? [value] : []
  if (column !== undefined) return readable.column(column) ? [value] : []
  if (count !== undefined) return readable.walked(count) ? [value] : []
  if (sum === undefined) return [value]
  const parts = sum.flatMap((part) => partOf(part, readable) as typeof sum)
  return parts.length > 0 ? [{ ...value, sum: parts }] : []
}

const hasAny = (form: MemoryForm): boolean =>
  Object.values(form).some((values) => values !== undefined && values.length > 0)

/** The fields of a form that it has, each with a list of what can be answered, though that be empty. */
function mapped<Form extends object, Field extends keyof Form>(
  form: Form,
  fields: readonly Field[],
  of: (values: Values) => ProfileValue[] | undefined,
): Pick<Form, Field> {
  const given = fields.filter((field) => form[field] !== undefined)
  return Object.fromEntries(given.map((field) => [field, of(form[field] as Values)])) as Pick<Form, Field>
}
