import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Request, Response } from 'express'
import { audit } from '../../directory/audit.ts'
import type { DisconnectRun } from '../../sessions/disconnect-runs.ts'
import type { DynamicAuthorizationDeps } from '../../sessions/dynamic-authorization.ts'
import { type Page, type Reader, readerOf, sendPage } from '../page.ts'
import type { PortalParts } from '../parts.ts'
import { Problem } from '../problem.ts'
import { type Kept, sealedCookie } from '../sealed-cookie.ts'
import { checkForm } from '../state.ts'
import { ME } from './words.ts'

/** Who has signed in on this browser, to see what is stored. */
export interface Visitor {
  residentId: number
  csrf: string
}

/** Long enough to look around, short enough for a phone that goes from hand to hand. */
export const VISIT_SECONDS = 900
/** A gateway's answer is waited for so long; the page then shows what is so by then. */
const WAIT_MS = 3000

/** What the steps of a visit have in common. */
export interface Visits {
  /** Undefined where nobody has signed in. */
  visitor(request: Request, response: Response): Visitor | undefined
  /** The visitor of a form. @throws {Problem} `lost` unless the form was made for this visit */
  ofForm(request: Request, response: Response): Visitor
  begin(request: Request, response: Response, residentId: number): void
  end(request: Request, response: Response): void
  send(request: Request, response: Response, page: (reader: Reader) => Page): void
  /** Audits what a resident did. The number names nobody once they are erased. */
  note(residentId: number, action: string, detail?: Record<string, unknown>): Promise<void>
  toGateways: DynamicAuthorizationDeps
  /** Waits for the gateways' answers, though not for long. */
  settled(run: DisconnectRun | undefined): Promise<void>
}

export function createVisits({ config, db, sealer, registry, log, connectionTo }: PortalParts): Visits {
  const cookie = sealedCookie<Visitor>({
    ...{ sealer, name: 'plaza_me', path: ME, seconds: VISIT_SECONDS },
    secure: config.http.publicUrl.startsWith('https:'),
  })
  const visitor = (request: Request, response: Response): Kept<Visitor> | undefined => {
    const kept = cookie(request, response)
    return isSignedIn(kept) ? kept : undefined
  }
  return {
    visitor,
    ofForm(request, response) {
      const known = visitor(request, response)
      if (!known) throw new Problem('lost', 'nobody has signed in here')
      checkForm(known, request.body)
      return known
    },
    begin(request, response, residentId) {
      const kept = cookie(request, response)
      Object.assign(kept, { residentId, csrf: randomBytes(16).toString('base64url') })
      kept.save()
    },
    end(request, response) {
      const kept = cookie(request, response)
      delete kept.residentId
      delete kept.csrf
      kept.save()
    },
    send(request, response, page) {
      const reader = readerOf(request)
      sendPage(response, config.cityName, reader, page(reader))
    },
    note: (residentId, action, detail) => audit(db, { kind: 'resident' }, action, `resident ${residentId}`, detail),
    toGateways: { db, registry, log, ...(connectionTo && { connectionTo }) },
    async settled(run) {
      const ended = run?.done.catch((error) => log.error({ err: error }, 'a resident’s sessions were not ended'))
      await Promise.race([ended, pause(WAIT_MS, undefined, { ref: false })])
    },
  }
}

const isSignedIn = (kept: Kept<Partial<Visitor>>): kept is Kept<Visitor> =>
  kept.residentId !== undefined && kept.csrf !== undefined

/** A field of the form that was sent; empty where there is none. */
export function field(request: Request, name: string): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : ''
}
