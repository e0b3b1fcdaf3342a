import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { gatewayVendor } from '../network/gateway-entry.ts'

export const placeKind = z.enum(['city', 'borough', 'neighbourhood', 'programme', 'group', 'site', 'hotspot'])
export type PlaceKind = z.infer<typeof placeKind>

export const useStep = z.enum(['hour', 'day', 'week', 'month'])
export type UseStep = z.infer<typeof useStep>

/** A borough by its name in small letters without accents, a programme by its name, what else by its id. */
const place = z.string().max(300)

export const useRow = z.object({
  /** `yyyy-mm-dd`, of an hour `yyyy-mm-ddThh`, by the city's clock; a week begins on Monday. */
  since: z.string(),
  /** That were under way; one that went on past midnight in both days. Null: not by hour. */
  sessions: z.int().nullable(),
  begun: z.int(),
  /** Time online of all sessions together. */
  seconds: z.number(),
  octets: z.number(),
  /** From the device (upload) and to it (download). */
  inputOctets: z.number().nullable(),
  outputOctets: z.number().nullable(),
  /** Distinct: those of days do not add up to those of a week. */
  residents: z.int().nullable(),
  /** Of those, whose account was made in that time. */
  newResidents: z.int().nullable(),
  /** Most devices at a time, looked at each five minutes. */
  peak: z.int(),
  /** Devices at a time that the hotspots are made for; null: of none is it known. */
  capacity: z.int().nullable(),
  /** Minutes that hotspots had as many devices as they are made for, added up; null: that is known of none that was used. */
  saturatedMinutes: z.int().nullable(),
  /** Devices that hotspots turned away since they were full, where their policy says so; each once an hour at each. */
  turnedAway: z.int(),
})
export type UseRow = z.infer<typeof useRow>

const namedPlace = z.object({ place: z.string(), name: z.string(), detail: z.string().nullable() })
export type NamedPlace = z.infer<typeof namedPlace>

export const use = z.object({
  /** Null: the city. */
  place: namedPlace.nullable(),
  /** Oldest first, also where nothing was used; not where nothing is counted. */
  rows: z.array(useRow),
  /** Of all rows. Residents are never summed: they are there where there is one row. */
  total: useRow.nullable(),
  /** The first and the last day counted, and when they were last; null: none is. */
  counted: z.object({ first: z.string(), last: z.string(), at: z.string() }).nullable(),
})
export type Use = z.infer<typeof use>

/** The longest period that is given by hours, in days. */
export const MOST_HOURLY_DAYS = 93

const DAY_MS = 86_400_000
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** Figures of places, down to one resident at one hotspot: for staff alone. */
export const readUse = endpoint({
  method: 'get',
  path: '/use',
  summary: 'What was used at a place, by hour, day, week or month: counts, kept for ever',
  role: 'planner',
  districts: 'own',
  query: z
    .strictObject({
      kind: placeKind,
      place: place.optional(),
      from: z.iso.date(),
      to: z.iso.date(),
      step: useStep.default('day'),
    })
    .refine(({ kind, place }) => (kind === 'city') === (place === undefined), {
      error: 'is given for all but the city',
      path: ['place'],
    })
    .refine(({ from, to }) => days(from, to) >= 0 && days(from, to) < 36_600, {
      error: 'is not before from, and within a hundred years of it',
      path: ['to'],
    })
    .refine(({ from, to, step }) => step !== 'hour' || days(from, to) < MOST_HOURLY_DAYS, {
      error: `is within ${MOST_HOURLY_DAYS} days of from where step is hour`,
      path: ['to'],
    }),
  response: use,
})

const devices = z.int()

/** How many devices came so far on the way online, at a make of gateway. */
const wayOnline = z.object({
  vendor: gatewayVendor,
  /** Sent to the portal by a gateway; its page was shown; somebody signed in. */
  ...{ arrived: devices, shown: devices, signedIn: devices },
  /** The portal let the device in, by a ticket or by opening the gateway; the gateway had that accepted. */
  ...{ letIn: devices, accepted: devices },
  /** A session lasted for a minute; null: gateways of this make do no accounting. */
  online: devices.nullable(),
})

/** As that, with a family of system. */
export const wayOnlineRow = wayOnline.extend({ system: z.enum(['android', 'apple', 'windows', 'other']) })
export type WayOnlineRow = z.infer<typeof wayOnlineRow>

/** As that, at a hotspot. */
export const wayOnlineAt = wayOnline.extend({ id: z.int(), name: z.string() })
export type WayOnlineAt = z.infer<typeof wayOnlineAt>

export const readWayOnline = endpoint({
  method: 'get',
  path: '/use/way-online',
  summary: 'How far devices got between the portal and their first minute online, by make of gateway and system',
  role: 'planner',
  districts: 'own',
  query: z
    .strictObject({ kind: placeKind, place: place.optional(), from: z.iso.date(), to: z.iso.date() })
    .refine(({ kind, place }) => (kind === 'city') === (place === undefined), {
      error: 'is given for all but the city',
      path: ['place'],
    })
    .refine(({ from, to }) => days(from, to) >= 0 && days(from, to) < 36_600, {
      error: 'is not before from, and within a hundred years of it',
      path: ['to'],
    }),
  response: z.object({
    rows: z.array(wayOnlineRow),
    /** At which most are lost before the gateway accepts them, those first: a few. */
    hotspots: z.array(wayOnlineAt),
  }),
})

export const searchUsePlaces = endpoint({
  method: 'get',
  path: '/use/places',
  summary: 'Places of a kind by name, whose use can be read',
  role: 'planner',
  districts: 'own',
  query: z.strictObject({ kind: placeKind.exclude(['city']), search: z.string().max(200).default('') }),
  response: z.object({ places: z.array(namedPlace) }),
})
