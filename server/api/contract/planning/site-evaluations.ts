import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { idParameter } from '../parameters.ts'

const planning = { role: 'planner', districts: 'city' } as const
const interval = z.object({ low: z.number(), high: z.number() })
/** Null: 1 to 10, or one that others would tell. */
const shown = z.int().nullable()
const weekly = z.array(z.number().nullable())

/** `share`: 0.1 is a tenth more than there would be; `users`: a week, more than there would be. */
const bandEffect = z.object({ share: z.number(), interval, users: z.number(), usersInterval: interval })

export const siteVerdict = z.enum(['helped', 'moved', 'harmed', 'unclear', 'refused'])
export type SiteVerdict = z.infer<typeof siteVerdict>

const doubts = z.array(z.enum(['trend', 'placebo', 'donors', 'few', 'others']))

export const siteEvaluation = z.object({
  siteId: z.int(),
  name: z.string(),
  ...{ latitude: z.number(), longitude: z.number(), programme: z.string(), hotspotIds: z.array(z.int()) },
  /** The proposal that it was. */
  proposalId: z.int().nullable(),
  openedOn: z.iso.date(),
  /** Whole weeks since the opening that are in it, and the Monday of the last. */
  weeksAfter: z.int(),
  lastWeek: z.iso.date(),
  evaluatedAt: z.iso.datetime(),
  /** `helped`: it brought users; `moved`: they are its neighbours' loss; `refused`: too little evidence yet. */
  verdict: siteVerdict,
  /** What speaks against it. */
  doubts,
  /** What is missing where it is refused; `has` and `needs` of availability are shares. */
  lacks: z.array(
    z.object({
      what: z.enum(['weeksBefore', 'weeksAfter', 'controls', 'availability', 'treated']),
      ...{ has: z.number(), needs: z.number() },
    }),
  ),
  /** Residents since the opening, each counted once, in the week of their first use of the site. */
  arrivals: z.object({
    users: shown,
    /** Never seen before. */
    firstTime: shown,
    /** Back after 90 days or more. */
    returned: shown,
    /** Used another site until then. */
    moved: shown,
    /** Those who moved, by the site that they used most, where they are 11 or more. */
    movedFrom: z.array(z.object({ siteId: z.int(), name: z.string(), residents: z.int() })),
  }),
  /** Users a week more than there would be, of both bands together, with a 95 % interval; null: refused. */
  net: z.object({ users: z.number(), interval }).nullable(),
})
export type SiteEvaluation = z.infer<typeof siteEvaluation>

/** By difference-in-differences of log(1 + weekly users). */
export const siteEffects = z.object({
  /** Within 250 m, and from 250 m to 1 km; null: there is no place in between. */
  treated: bandEffect,
  spillover: bandEffect.nullable(),
  /** Change of the gap a week in the eight weeks before; null: too few of them were measured. */
  preTrend: z.object({ slope: z.number(), interval, equivalent: z.boolean() }).nullable(),
  /** Share, as if the site had opened in the middle of the weeks before. */
  placeboInTime: z.number(),
  /** How rare such a change is among places where nothing was built, and the least that can be said with so many. */
  donors: z.object({ p: z.number(), floor: z.number() }),
  /** The same with allowance for there being many sites. */
  falseDiscovery: z.number().nullable(),
  doubts,
})
export type SiteEffects = z.infer<typeof siteEffects>

export const readSiteEvaluations = endpoint({
  ...{ method: 'get', path: '/site-evaluations', ...planning },
  summary: 'What every new site did, those opened last first, and programmes together',
  response: z.object({
    sites: z.array(siteEvaluation),
    /** The mean over a programme's sites of their net users a week. */
    programmes: z.array(z.object({ programme: z.string(), sites: z.int(), users: z.number(), interval })),
  }),
})

export const readSiteEvaluation = endpoint({
  ...{ method: 'get', path: '/site-evaluations/{id}', ...planning },
  summary: 'What a new site did, week by week, with what speaks against it',
  params: idParameter,
  response: z.object({
    site: siteEvaluation,
    effects: siteEffects.nullable(),
    /** Mondays; `opened` is the number of the first whole week with the site. */
    weeks: z.array(z.iso.date()),
    opened: z.int(),
    /** Distinct residents within 250 m; null: not measured. */
    area: weekly,
    /** Residents of places from 250 m to 1 km, added up. */
    around: weekly,
    /** Both as they would be without the site. */
    areaExpected: weekly,
    aroundExpected: weekly,
    places: z.object({ area: z.int(), around: z.int(), controls: z.int() }),
    /** Share of the time since the opening in which the site worked. */
    availability: z.number(),
    /** Largest slope a week that was called parallel beforehand, in logarithms. */
    margin: z.number(),
    /** Fifth of need of the places compared, 1 to 5; 0: it is not known. */
    quintile: z.int(),
  }),
})
