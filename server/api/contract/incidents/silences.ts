import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { doneRecord, ending, exactlyOne, idParameter, madeRecord, moment } from '../parameters.ts'

/** What a silence is about. */
export const silenceScope = z.enum([
  ...(['hotspot', 'site', 'gateway', 'controller', 'parent', 'neighbourhood', 'group', 'district'] as const),
  ...(['programme', 'city'] as const),
])
export type SilenceScope = z.infer<typeof silenceScope>

export const silence = z.object({
  id: z.int(),
  scope: silenceScope,
  /** Id of what it is about; null of a programme and of the city. */
  subject: z.int().nullable(),
  /** Its name; null: the whole city. */
  name: z.string().nullable(),
  startsAt: z.iso.datetime(),
  /** How long each time lasts. */
  seconds: z.int(),
  /** RFC 5545 section 3.3.10, by the city's clock; null: once. */
  rrule: z.string().nullable(),
  reason: z.string(),
  createdAt: z.iso.datetime(),
  /** Null: the plaza command. */
  by: z.string().nullable(),
  /** It holds now, will hold, or will not any more. */
  state: z.enum(['now', 'coming', 'over']),
  /** Until when it holds; null: not now. */
  until: z.iso.datetime().nullable(),
  /** When it holds next; null: not again. */
  next: z.iso.datetime().nullable(),
  /** Whoever asks may end it. */
  mayEnd: z.boolean(),
})
export type Silence = z.infer<typeof silence>
/** All on one page: those that hold now, those to come, the last that are over. */
export const silencePage = pageOf(silence)

export const listSilences = endpoint({
  method: 'get',
  path: '/silences',
  summary: 'When nobody is called, and for what',
  role: 'operator',
  districts: 'own',
  response: silencePage,
})

export const addSilence = endpoint({
  method: 'post',
  path: '/silences',
  summary: 'Has nobody called for something, once or again and again; polling goes on',
  role: 'operator',
  districts: 'own',
  body: z
    .strictObject({
      scope: silenceScope,
      subject: z.int().min(1).optional(),
      programme: z.string().max(200).optional(),
      /** Absent: now. */
      startsAt: moment.optional(),
      ...ending,
      /** Such as `FREQ=WEEKLY;BYDAY=SU`; absent: once. */
      rrule: z.string().max(500).optional(),
      reason: z.string().trim().min(1).max(500),
    })
    .refine(...exactlyOne('endsAt', 'hours')),
  response: madeRecord,
  changes: { action: 'silence.add', target: 'silence {id}' },
})

export const endSilence = endpoint({
  method: 'post',
  path: '/silences/{id}/end',
  summary: 'Ends a silence before its time, or keeps it from coming again',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'silence.end', target: 'silence {id}' },
})

/** What can be silenced, by name; at most 50. `id` null: of a programme. */
export const silenceSubjects = z.object({
  subjects: z.array(z.object({ id: z.int().nullable(), name: z.string() })),
})

export const listSilenceSubjects = endpoint({
  method: 'get',
  path: '/silence-subjects',
  summary: 'What of a kind can be silenced',
  role: 'operator',
  districts: 'own',
  query: z.strictObject({ scope: silenceScope, search: z.string().max(200).default('') }),
  response: silenceSubjects,
})
