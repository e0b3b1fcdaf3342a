import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Kept } from './sealed-cookie.ts'
import type { PortalState, StateOf } from './state.ts'

/** The state of a browser that is shown a form, from wherever it comes. */
export function stateWithForm(stateOf: StateOf, request: Request, response: Response): Kept<PortalState> {
  const state = stateOf(request, response)
  if (state.csrf === undefined) {
    state.csrf = randomBytes(16).toString('base64url')
    state.save()
  }
  return state
}
