import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Request, Response } from 'express'
import { inOneTransaction, type OneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import type { AuditAction } from '../../directory/audit-actions.ts'
import { endSignIn, isSignInEnded } from '../../directory/ended-sign-ins.ts'
import type { DisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import type { DynamicAuthorizationDeps } from '../../sessions/disconnects/dynamic-authorization.ts'
import { type Page, type Reader, sender } from '../pages/page.ts'
import type { PortalParts } from '../parts.ts'
import { Problem } from '../problems/problem.ts'
import { type DeviceOf, deviceCookie } from '../sign-in/device-cookie.ts'
import { type Kept, sealedCookie } from '../sign-in/sealed-cookie.ts'
import { checkForm, forgetPerson } from '../sign-in/state.ts'
import type { Ways } from '../sign-in/ways.ts'
import { ME } from './form.ts'

/** Who has signed in on this browser, to see what is stored. */
export interface Visitor {
  residentId: number
  csrf: string
  /** The credential for the secure network that was made last in this visit. */
  secured?: number
}

/** Long enough to look around, short enough for a phone that goes from hand to hand. */
export const VISIT_SECONDS = 900
/** A gateway's answer is waited for so long; the page then shows what is so by then. */
const WAIT_MS = 3000

/** What the steps of a visit have in common. */
export interface Visits {
  /** Undefined where nobody has signed in. */
  visitor(request: Request, response: Response): Kept<Visitor> | undefined
  /** The visitor of a form. @throws {Problem} `lost` unless the form was made for this visit */
  ofForm(request: Request, response: Response): Kept<Visitor>
  /** Lets go of a visit that was ended, here or in another process; before anything asks who is there. */
  check(request: Request, response: Response): Promise<void>
  begin(request: Request, response: Response, residentId: number): Promise<void>
  /** From now on the browser tells nothing of whoever used it: phones go from hand to hand. */
  end(request: Request, response: Response): Promise<void>
  send(request: Request, response: Response, page: (reader: Reader) => Page): void
  /**
   * Runs what a resident does and records it in the audit log, in one transaction. The number names nobody once they are
   * erased; nor may the detail tell whose a session, a device or a name is.
   *
   * @param work what is thrown here rolls everything back
   * @param detailOf what the audit tells of what `work` gave
   */
  recorded<T>(
    residentId: number,
    action: AuditAction,
    work: (db: OneTransaction) => Promise<T>,
    detailOf?: (done: T) => Record<string, unknown>,
  ): Promise<T>
  toGateways: DynamicAuthorizationDeps
  /** Waits for the gateways' answers, though not for long. */
  waitBriefly(run: DisconnectRun | undefined): Promise<void>
}

interface Context extends Pick<PortalParts, 'db' | 'log'> {
  ways: Ways
  cookie(request: Request, response: Response): Kept<Partial<Visitor>>
  deviceOf: DeviceOf
}

export function createVisits(parts: PortalParts, ways: Ways): Visits {
  const { config, db, sealer, registry, log, connectionTo } = parts
  const secure = config.http.publicUrl.startsWith('https:')
  const context: Context = {
    ...{ db, log, ways },
    cookie: sealedCookie<Visitor>({ sealer, name: 'plaza_me', path: ME, seconds: VISIT_SECONDS, secure }),
    deviceOf: deviceCookie(sealer, config),
  }
  return {
    visitor: (request, response) => visitorOf(context, request, response),
    check: (request, response) => check(context, request, response),
    ofForm: (request, response) => ofForm(context, request, response),
    begin: (request, response, residentId) => begin(context, request, response, residentId),
    end: (request, response) => end(context, request, response),
    send: sender(config.cityName),
    recorded: (residentId, action, work, detailOf) =>
      inOneTransaction(db, async (one) => {
        const done = await work(one)
        await audit(one, { kind: 'resident' }, action, `resident ${residentId}`, detailOf?.(done))
        return done
      }),
    toGateways: { db, registry, log, ...(connectionTo && { connectionTo }) },
    waitBriefly: (run) => waitBriefly(context, run),
  }
}

function visitorOf({ cookie }: Context, request: Request, response: Response): Kept<Visitor> | undefined {
  const kept = cookie(request, response)
  return isSignedIn(kept) ? kept : undefined
}

async function check({ db, cookie }: Context, request: Request, response: Response): Promise<void> {
  const kept = cookie(request, response)
  if (kept.csrf !== undefined && (await isSignInEnded(db, signInOf(kept.csrf)))) clear(kept)
}

function ofForm(context: Context, request: Request, response: Response): Kept<Visitor> {
  const known = visitorOf(context, request, response)
  if (!known) throw new Problem('lost', 'nobody has signed in here')
  checkForm(known, request.body)
  return known
}

async function begin(context: Context, request: Request, response: Response, residentId: number): Promise<void> {
  const { cookie, deviceOf, ways } = context
  const others = [
    ...ways.all(request, response).map(({ signedIn }) => signedIn),
    deviceOf(request, response).residentId,
  ]
  if (others.some((other) => other !== undefined && other !== residentId)) forgetWay(context, request, response, false)
  const kept = cookie(request, response)
  await endCopies(context, kept)
  delete kept.secured
  Object.assign(kept, { residentId, csrf: randomBytes(16).toString('base64url') })
  kept.save()
}

async function end(context: Context, request: Request, response: Response): Promise<void> {
  const kept = context.cookie(request, response)
  await endCopies(context, kept)
  clear(kept)
  kept.save()
  forgetWay(context, request, response, true)
}

async function waitBriefly({ log }: Context, run: DisconnectRun | undefined): Promise<void> {
  const ended = run?.done.catch((error) => log.error({ err: error }, 'a resident’s sessions were not ended'))
  await Promise.race([ended, pause(WAIT_MS, undefined, { ref: false })])
}

function forgetWay({ ways, deviceOf }: Context, request: Request, response: Response, asksAgain: boolean): void {
  for (const way of [...ways.all(request, response)]) {
    forgetPerson(way)
    way.save()
  }
  const device = deviceOf(request, response)
  delete device.residentId
  delete device.deviceMac
  if (asksAgain) device.asksAgain = true
  device.save()
}

/** Copies of the cookie open nothing from now on. */
async function endCopies({ db }: Context, { csrf }: Partial<Visitor>): Promise<void> {
  if (csrf !== undefined) await endSignIn(db, signInOf(csrf), new Date(Date.now() + VISIT_SECONDS * 1000))
}

function clear(kept: Kept<Partial<Visitor>>): void {
  delete kept.residentId
  delete kept.csrf
  delete kept.secured
}

const signInOf = (csrf: string) => `visit ${csrf}`

const isSignedIn = (kept: Kept<Partial<Visitor>>): kept is Kept<Visitor> =>
  kept.residentId !== undefined && kept.csrf !== undefined
