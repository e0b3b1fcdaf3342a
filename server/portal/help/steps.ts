import { randomBytes } from 'node:crypto'
import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express'
import { type HelpCase, helpCase, readHelpCode, takeResume } from '../../access/help-cases/help-cases.ts'
import { decisionsOnDevice } from '../../access/views.ts'
import { healthOf } from '../../health/views.ts'
import { localesOf } from '../../languages/language.ts'
import { hotspotNames } from '../../network/hotspots/views.ts'
import { dayStart, localDay } from '../../usage/local-day.ts'
import { noticesOf } from '../notices.ts'
import { sentField } from '../pages/form.ts'
import { readerOf, sendPage } from '../pages/page.ts'
import type { PortalParts } from '../parts.ts'
import { Problem, type ProblemKind } from '../problems/problem.ts'
import { checkForm, mark, type PortalState, type StateOf, type StoredArrival } from '../sign-in/state.ts'
import { findings } from './findings.ts'
import type { OpenCase } from './open-case.ts'
import { HELP, helpPage, type Told } from './pages.ts'

/** The way, and what the gateway said of it afterwards. */
const AFTER_MS = 3_600_000
const DAY_MS = 86_400_000

/** What is asked about: a case, or where this browser's way stands. */
type Asked = Pick<HelpCase, 'problem' | 'hotspotId' | 'deviceMac' | 'residentId' | 'at'> & { since: Date }

/** `/portal/help`: says what the network knows of somebody's trouble, and lets another browser of the device go on. */
export function createHelp(
  parts: PortalParts,
  stateOf: StateOf,
  limited: RequestHandler[],
  openCase: OpenCase,
): Router {
  const { config, db, sealer, registry, cityKey, emergencies, notices, now = Date.now } = parts
  const dayOf = localDay(config.timeZone)

  async function told(asked: Asked): Promise<Told['findings']> {
    const { problem, hotspotId, deviceMac, residentId, since } = asked
    const time = new Date(now())
    const [names, health, decisions, cityKeyAnswers] = await Promise.all([
      hotspotId === null ? new Map<number, string>() : hotspotNames(db, [hotspotId]),
      hotspotId === null ? undefined : healthOf(db, hotspotId),
      // Who has not signed in may have made the device's address up, and learns nothing of it.
      deviceMac === null || residentId === null
        ? []
        : decisionsOnDevice(db, deviceMac, since, new Date(asked.at.getTime() + AFTER_MS)),
      cityKey.answers(),
    ])
    const name = hotspotId === null ? undefined : names.get(hotspotId)
    return findings({
      problem: problem as ProblemKind | null,
      hotspot: name === undefined ? undefined : { name, state: health?.state ?? 'unknown', since: health?.since },
      decisions: decisions.filter((each) => each.resident_id === residentId),
      dayEnds: dayStart(dayOf, new Date(dayStart(dayOf, time).getTime() + 1.25 * DAY_MS)),
      cityKeyAnswers,
      emergencyUntil: emergencies?.at(hotspotId, time.getTime())?.endsAt,
    })
  }

  /** Only from where the way began: else somebody could have another person sign in for his device, by a code. */
  function resumable(found: HelpCase, request: Request): StoredArrival | undefined {
    if (found.resume === undefined) return undefined
    const { arrival, address } = JSON.parse(found.resume) as { arrival: StoredArrival; address: string }
    const here = request.ip ?? ''
    return here === address || registry.gatewayAt(here)?.id === arrival.gatewayId ? arrival : undefined
  }

  const answer = (request: Request, response: Response, state: PortalState, of: Told | undefined, unknown = false) => {
    const reader = readerOf(request)
    const format = new Intl.DateTimeFormat(localesOf(reader.language), {
      ...{ timeZone: config.timeZone, dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' },
    })
    const canAsk = state.arrival !== undefined && of?.code === undefined
    const { arrival } = state
    const hotspot = arrival && registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
    const page = helpPage(reader, state.csrf ?? '', { told: of, unknown, canAsk, when: (at) => format.format(at) })
    const shown = noticesOf(reader, notices?.at(hotspot?.id ?? null, now()) ?? [])
    sendPage(response, config.cityName, reader, { ...page, notices: shown })
  }

  const ofCode = async (request: Request, state: PortalState, code: string): Promise<Told | undefined> => {
    const found = await helpCase(db, sealer, code, now())
    if (!found) return undefined
    const since = new Date(found.steps[0]?.at ?? found.at)
    const canResume = state.arrival === undefined && resumable(found, request) !== undefined
    return { code, canResume, findings: await told({ ...found, since }) }
  }

  /** Where this browser's way stands, without a code. */
  const ofState = async ({ arrival, signedIn, steps }: PortalState): Promise<Told | undefined> => {
    if (!arrival) return undefined
    const hotspot = registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
    const asked = {
      ...{ problem: null, hotspotId: hotspot?.id ?? null, deviceMac: arrival.deviceMac, residentId: signedIn ?? null },
      ...{ at: new Date(now()), since: new Date(steps?.[0]?.[1] ?? arrival.arrivedAt) },
    }
    return { code: undefined, canResume: false, findings: await told(asked) }
  }

  const router = Router()
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })
  const stateWithForm = (request: Request, response: Response) => {
    const state = stateOf(request, response)
    if (state.csrf === undefined) {
      state.csrf = randomBytes(16).toString('base64url')
      state.save()
    }
    return state
  }
  router.get('/', limited, async (request: Request, response: Response) => {
    const state = stateWithForm(request, response)
    const ofOwn = state.helpCode === undefined ? undefined : await ofCode(request, state, state.helpCode)
    answer(request, response, state, ofOwn ?? (await ofState(state)))
  })
  router.post('/', limited, form, async (request: Request, response: Response) => {
    const state = stateWithForm(request, response)
    const code = readHelpCode(sentField(request, 'code'))
    const found = code === undefined ? undefined : await ofCode(request, state, code)
    answer(request, response, state, found, found === undefined)
  })
  router.post('/code', limited, form, async (request: Request, response: Response) => {
    const state = stateOf(request, response)
    checkForm(state, request.body)
    const code = await openCase(request, state, undefined)
    if (code !== undefined) state.helpCode = code
    state.save()
    response.redirect(303, HELP)
  })
  router.post('/resume', limited, form, async (request: Request, response: Response) => {
    const state = stateOf(request, response)
    checkForm(state, request.body)
    const code = readHelpCode(sentField(request, 'code'))
    const found = code === undefined ? undefined : await helpCase(db, sealer, code, now())
    const arrival = found && resumable(found, request)
    if (!found || !arrival || !(await takeResume(db, found.code)))
      throw new Problem('lost', 'nothing to go on with: too late, done before, or from another network')
    state.arrival = arrival
    mark(state, 'resumed', now())
    state.save()
    response.redirect(303, '/portal/welcome')
  })
  return router
}
