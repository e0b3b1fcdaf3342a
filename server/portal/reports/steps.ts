import { type RequestHandler, Router, urlencoded } from 'express'
import { isFault, reportFault } from '../../health/fault-reports.ts'
import { hotspotNames, hotspotPlaces } from '../../network/hotspots/views.ts'
import { type PortalContext, type PortalStep, routesOf } from '../context.ts'
import { sentField } from '../pages/form.ts'
import { Problem } from '../problems/problem.ts'
import { stateWithForm } from '../sign-in/form-state.ts'
import { checkForm } from '../sign-in/state.ts'
import { reportPage, thanksPage } from './pages.ts'
import { type IsCounted, reportCounter } from './report-counter.ts'

/** `/portal/report`: a resident tells that something does not work somewhere. */
export function reportRoutes(context: PortalContext, limited: RequestHandler): Router {
  const router = Router()
  const to = routesOf(context)
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 })
  router.get('/', limited, to(showForm))
  router.post('/', form, limited, to(keepReport(reportCounter(context.now))))
  return router
}

const showForm: PortalStep = async (context, request, response) => {
  const hotspot = await hotspotOf(context, request.query.hotspot)
  const { csrf = '' } = stateWithForm(context.stateOf, request, response)
  context.send(request, response, (reader) => reportPage(reader, csrf, hotspot))
}

/** Whoever is not counted is thanked too: there is nothing that they should do. */
const keepReport =
  (isCounted: IsCounted): PortalStep =>
  async (context, request, response) => {
    const { calendar, db, stateOf, send, now } = context
    const state = stateOf(request, response)
    checkForm(state, request.body)
    const fault = sentField(request, 'fault')
    if (!isFault(fault)) throw new Problem('lost', 'no fault that there is')
    const { id: hotspotId } = await hotspotOf(context, sentField(request, 'hotspot'))
    const at = new Date(now())
    const day = calendar.dayOf(at)
    const from = { browser: state.csrf ?? '', address: request.ip ?? '' }
    if (isCounted(from, `${hotspotId} ${fault} ${day}`)) await reportFault(db, { hotspotId, fault, day, at })
    send(request, response, thanksPage)
  }

/** @throws {Problem} `not-found` where there is no such hotspot in use */
async function hotspotOf({ db }: PortalContext, given: unknown): Promise<{ id: number; name: string }> {
  const id = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : undefined
  const [place] = id === undefined ? [] : await hotspotPlaces(db, [id])
  const name = place && (await hotspotNames(db, [place.id])).get(place.id)
  if (!place || name === undefined) throw new Problem('not-found', 'no such hotspot')
  return { id: place.id, name }
}
