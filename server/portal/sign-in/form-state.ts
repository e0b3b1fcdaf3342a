import type { Request, Response } from 'express'
import { formToken } from './state.ts'
import type { StateOf, Way } from './ways.ts'

/** The state of a browser that is shown a form, from wherever it comes. */
export function stateWithForm(stateOf: StateOf, request: Request, response: Response): Way {
  const state = stateOf(request, response)
  if (state.csrf === undefined) {
    formToken(state)
    state.save()
  }
  return state
}
