import { z } from 'zod'
import { isOid } from '../snmp/wire/oids.ts'
import { oid, oneOrMore, type ProfileValue, pattern, values } from './value-form.ts'

/** What kind of agent it is: `cluster` where one access point speaks for itself and for others. */
export const profileKinds = ['access-point', 'cluster', 'controller', 'other'] as const

const objectId = z
  .string()
  .refine(
    (text) => isOid(text.replace(/^=/, '')),
    'a sysObjectID such as 1.3.6.1.4.1.14988.1, with = before it where nothing may follow',
  )

const rule = z
  .strictObject({
    /** Begins with one of these, in whole numbers; with `=`, is it. */
    sysObjectID: oneOrMore(objectId).optional(),
    sysDescr: pattern.optional(),
    /** dot11manufacturerProductName, or the first line of the script `distro`. */
    product: pattern.optional(),
    /** The agent has something here. */
    present: oid.optional(),
  })
  .refine((given) => Object.values(given).some((each) => each !== undefined), 'at least one condition')

const load = z.strictObject({ is: z.enum(['share', 'average']), value: values })

/** Each part is a value; the same unit within a form. */
const memory = z
  .strictObject({
    percent: values.optional(),
    total: values.optional(),
    used: values.optional(),
    free: values.optional(),
    /** Held by buffers and cache: not used. */
    reclaimable: values.optional(),
  })
  .refine(
    ({ percent, total, used, free }) =>
      percent !== undefined
        ? total === undefined && used === undefined && free === undefined
        : [total, used, free].filter((each) => each !== undefined).length >= 2,
    'percent alone, or two of total, used and free',
  )

const radioFields = {
  /** A column (or the column in which indexes that match are radios) that has a row for each radio. */
  rows: oid,
  where: oneOrMore(
    z.strictObject({
      column: oid.optional(),
      matches: pattern.optional(),
      not: pattern.optional(),
      above: z.number().optional(),
    }),
  ).optional(),
  /** The part of a row's index, as text, that names the radio: `{key}` in `at`. */
  key: z.strictObject({ as: z.enum(['text', 'numbers']), match: pattern }).optional(),
  /** Rows with the same value are one radio. */
  group: values.optional(),
  name: values.optional(),
  channel: values.optional(),
  /** MHz; gives the channel where no channel is given. */
  frequency: values.optional(),
  /** MHz. */
  width: values.optional(),
  clients: values.optional(),
  /** Percent. */
  utilisation: values.optional(),
  /** dBm. */
  noise: values.optional(),
}
const radios = z.strictObject(radioFields)

const accessPoints = z.strictObject({
  /** A column that has a row for each access point; with `depth`, for each so many first numbers of its index. */
  rows: oid,
  depth: z.number().int().min(1).max(64).optional(),
  key: values,
  mac: values.optional(),
  name: values.optional(),
  model: values.optional(),
  serial: values.optional(),
  firmware: values.optional(),
  address: values.optional(),
  /** up, down or other. */
  state: values.optional(),
  clients: values.optional(),
  /** Seconds. */
  uptime: values.optional(),
  /** Percent. */
  cpu: values.optional(),
  memory: oneOrMore(memory).optional(),
  radios: z.strictObject({ ...radioFields, key: z.undefined().optional() }).optional(),
})

const ups = z.strictObject({
  /** What feeds what hangs on it: `battery`, or anything else. */
  source: values.optional(),
  /** Percent. */
  charge: values.optional(),
  /** Seconds. */
  lasts: values.optional(),
})

/** One make's agents: which they are, and which of their objects say what. The form is described in docs/profiles.md. */
export const profileForm = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'small letters, digits and hyphens'),
  title: z.string().min(1),
  kind: z.enum(profileKinds),
  /** How it was made sure of. */
  from: z.enum(['capture', 'MIB', 'capture and MIB']),
  mibs: z.array(z.string()).optional(),
  match: oneOrMore(rule).optional(),
  identity: z
    .strictObject({
      model: values.optional(),
      serial: values.optional(),
      firmware: values.optional(),
      mac: values.optional(),
      name: values.optional(),
    })
    .optional(),
  /** Seconds since the device, not only its agent, started. */
  uptime: values.optional(),
  load: oneOrMore(load).optional(),
  memory: oneOrMore(memory).optional(),
  clients: values.optional(),
  /** Of the agent's own radios alone, where `clients` holds those of other access points too. */
  ownClients: values.optional(),
  /** How many access points the agent speaks for, where it does not name them. */
  members: values.optional(),
  radios: oneOrMore(radios).optional(),
  uplink: z
    .strictObject({
      /** Names of interfaces, the likeliest first. */
      prefer: z.array(pattern).optional(),
      /** Names that are never the uplink. */
      never: z.array(pattern).optional(),
    })
    .optional(),
  ups: ups.optional(),
  /** The first that the agent has rows of. */
  accessPoints: oneOrMore(accessPoints).optional(),
  /** False: what the profile leaves out is not read as any agent's. */
  generic: z.boolean().optional(),
})

export type Profile = z.output<typeof profileForm>
export type Rule = z.output<typeof rule>
export type LoadForm = z.output<typeof load>
export type MemoryForm = z.output<typeof memory>
export type RadiosForm = z.output<typeof radios>
export type UpsForm = z.output<typeof ups>
export type AccessPointsForm = z.output<typeof accessPoints>
export type Values = readonly ProfileValue[] | undefined
