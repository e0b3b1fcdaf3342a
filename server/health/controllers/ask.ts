import { setTimeout as wait } from 'node:timers/promises'
import { ControllerError } from '../../network/gateways/controller/controller-error.ts'
import type { ControllerAnswer, Conversation } from '../../network/gateways/controller/converse.ts'

/** How often one that says that it is asked too much is asked again. */
const TRIES = 4
/** One that says to wait longer than that, ms, is asked another time. */
const LONGEST_WAIT = 20_000
/** Where it does not say for how long to wait, ms. */
const USUAL_WAIT = 1000

/** Reads one part of what a controller knows; one that says that it is asked too much (RFC 6585 section 4) is waited for. */
export async function askFor(
  { ask, signal, controller: { url } }: Conversation,
  path: string,
  json?: object,
): Promise<ControllerAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask(json ? 'POST' : 'GET', path, json)
    if (answer.status !== 429) return answer
    const tooMuch = () => new ControllerError('controller-refused', `${new URL(url).origin} says: too many requests`)
    const ms = waitMs(answer)
    if (tries === TRIES || ms > LONGEST_WAIT) throw tooMuch()
    await wait(ms, undefined, { signal }).catch(() => {
      throw tooMuch()
    })
  }
}

/** As `Retry-After` says (RFC 9110 section 10.2.3), where it says seconds. */
function waitMs({ headers }: ControllerAnswer): number {
  const said = headers['retry-after']
  return said !== undefined && /^\d{1,6}$/.test(said) ? Number(said) * 1000 : USUAL_WAIT
}
