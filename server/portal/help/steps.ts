import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express'
import { type HelpCase, helpCase, readHelpCode, takeResume } from '../../access/help-cases/help-cases.ts'
import { decisionsOnDevice } from '../../access/views.ts'
import { healthOf } from '../../health/views.ts'
import { localesOf } from '../../languages/language.ts'
import { hotspotNames } from '../../network/hotspots/views.ts'
import { dayStart } from '../../usage/local-day.ts'
import { noticesAt } from '../arrival/at-hotspot.ts'
import { type PortalContext, type PortalStep, routesOf } from '../context.ts'
import { sentField } from '../pages/form.ts'
import { readerOf, sendPage } from '../pages/page.ts'
import { Problem, type ProblemKind } from '../problems/problem.ts'
import { stateWithForm } from '../sign-in/form-state.ts'
import { checkForm, mark, type PortalState, type StoredArrival } from '../sign-in/state.ts'
import { type Finding, findings } from './findings.ts'
import { HELP, type HelpAnswer, helpPage } from './pages.ts'

/** The way, and what the gateway said of it afterwards. */
const AFTER_MS = 3_600_000
const DAY_MS = 86_400_000

/** What is asked about: a case, or where this browser's way stands. */
type Asked = Pick<HelpCase, 'problem' | 'hotspotId' | 'deviceMac' | 'residentId' | 'at'> & { since: Date }

/** `/portal/help`: says what the network knows of somebody's trouble, and lets another browser of the device go on. */
export function helpRoutes(context: PortalContext, limited: RequestHandler): Router {
  const router = Router()
  const to = routesOf(context)
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })
  router.get('/', limited, to(showHelp))
  router.post('/', form, limited, to(lookUpCode))
  router.post('/code', form, limited, to(issueCode))
  router.post('/resume', form, limited, to(resume))
  return router
}

const showHelp: PortalStep = async (context, request, response) => {
  const state = stateWithForm(context.stateOf, request, response)
  const own = state.helpCode === undefined ? undefined : await answerForCode(context, request, state, state.helpCode)
  send(context, request, response, state, own ?? (await answerForState(context, state)))
}

/** Somebody has typed a code. */
const lookUpCode: PortalStep = async (context, request, response) => {
  const state = stateWithForm(context.stateOf, request, response)
  const code = readHelpCode(sentField(request, 'code'))
  const found = code === undefined ? undefined : await answerForCode(context, request, state, code)
  send(context, request, response, state, found, found === undefined)
}

/** Keeps where this browser's way stands, under a code. */
const issueCode: PortalStep = async ({ stateOf, openCase }, request, response) => {
  const state = stateOf(request, response)
  checkForm(state, request.body)
  const code = await openCase(request, state, undefined)
  if (code !== undefined) state.helpCode = code
  state.save()
  response.redirect(303, HELP)
}

/** Goes on in this browser with the way of the code. */
const resume: PortalStep = async (context, request, response) => {
  const { db, sealer, stateOf, now } = context
  const state = stateOf(request, response)
  checkForm(state, request.body)
  const code = readHelpCode(sentField(request, 'code'))
  const found = code === undefined ? undefined : await helpCase(db, sealer, code, now())
  const arrival = found && resumable(context, found, request)
  if (!found || !arrival || !(await takeResume(db, found.code)))
    throw new Problem('lost', 'nothing to go on with: too late, done before, or from another network')
  state.arrival = arrival
  mark(state, 'resumed', now())
  state.save()
  response.redirect(303, '/portal/welcome')
}

async function answerForCode(
  context: PortalContext,
  request: Request,
  state: PortalState,
  code: string,
): Promise<HelpAnswer | undefined> {
  const found = await helpCase(context.db, context.sealer, code, context.now())
  if (!found) return undefined
  const since = new Date(found.steps[0]?.at ?? found.at)
  const canResume = state.arrival === undefined && resumable(context, found, request) !== undefined
  return { code, canResume, findings: await diagnose(context, { ...found, since }) }
}

/** Where this browser's way stands, without a code. */
async function answerForState(
  context: PortalContext,
  { arrival, signedIn, steps }: PortalState,
): Promise<HelpAnswer | undefined> {
  if (!arrival) return undefined
  const hotspot = context.registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
  const asked = {
    ...{ problem: null, hotspotId: hotspot?.id ?? null, deviceMac: arrival.deviceMac, residentId: signedIn ?? null },
    ...{ at: new Date(context.now()), since: new Date(steps?.[0]?.[1] ?? arrival.arrivedAt) },
  }
  return { code: undefined, canResume: false, findings: await diagnose(context, asked) }
}

/** Only from where the way began: else somebody could have another person sign in for his device, by a code. */
function resumable({ registry }: PortalContext, found: HelpCase, request: Request): StoredArrival | undefined {
  if (found.resume === undefined) return undefined
  const { arrival, address } = JSON.parse(found.resume) as { arrival: StoredArrival; address: string }
  const here = request.ip ?? ''
  return here === address || registry.gatewayAt(here)?.id === arrival.gatewayId ? arrival : undefined
}

/** What the network knows of it. */
async function diagnose(context: PortalContext, asked: Asked): Promise<Finding[]> {
  const { config, db, cityKey, emergencies, calendar, now } = context
  const { problem, hotspotId, deviceMac, residentId, since } = asked
  const { dayOf } = calendar
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
    hotspot:
      name === undefined ? undefined : { name, state: health?.state ?? 'unknown', since: health?.since ?? undefined },
    decisions: decisions.filter((each) => each.resident_id === residentId),
    dayEnds: dayStart(dayOf, new Date(dayStart(dayOf, time).getTime() + 1.25 * DAY_MS)),
    cityKeyAnswers,
    emergencyUntil: emergencies?.at(hotspotId, time.getTime())?.endsAt,
    verifyUrl: config.cityKey.verifyUrl,
  })
}

/** @param unknown a code was typed that there is not */
function send(
  context: PortalContext,
  request: Request,
  response: Response,
  { arrival, csrf = '' }: PortalState,
  answer: HelpAnswer | undefined,
  unknown = false,
): void {
  const { config, registry } = context
  const reader = readerOf(request)
  const format = new Intl.DateTimeFormat(localesOf(reader.language), {
    ...{ timeZone: config.timeZone, dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' },
  })
  const canAsk = arrival !== undefined && answer?.code === undefined
  const hotspot = arrival && registry.hotspotOf(arrival.gatewayId, arrival.called ?? undefined)
  const page = helpPage(reader, config, csrf, {
    hotspotId: hotspot?.id,
    answer,
    unknown,
    canAsk,
    when: (at) => format.format(at),
  })
  sendPage(response, config.cityName, reader, { ...page, ...noticesAt(context, reader, hotspot?.id) })
}
