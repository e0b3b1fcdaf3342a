import { ControllerError } from './controller-error.ts'
import { type ControllerAnswer, type Conversation, part } from './converse.ts'

/**
 * Logs in as UniFi OS does (`/api/auth/login`, the network application below `/proxy/network`, the CSRF token in a header),
 * or where there is no UniFi OS as the network application alone does (`/api/login`). UniFi OS answers `/` itself, the
 * application redirects to its pages (Art-of-WiFi, UniFi-API-client).
 *
 * @returns the path below which the network application is
 */
export async function logIn(conversation: Conversation): Promise<string> {
  const { controller, headers } = conversation
  const isOs = (await conversation.ask('GET', '/')).status === 200
  const { username, password } = controller
  const credentials = { username, password, ...(isOs && { rememberMe: false }) }
  const answer = await conversation.ask('POST', isOs ? '/api/auth/login' : '/api/login', credentials)
  // The application answers wrong ones with 400 `api.err.Invalid`, UniFi OS with 401 or 403.
  if (answer.status === 401 || answer.status === 403 || part(answer.body, 'meta', 'msg') === 'api.err.Invalid') {
    throw new ControllerError('controller-credentials', `${controller.url} does not let ${username} log in`)
  }
  if (answer.status !== 200) throw refused(controller.url, 'login', answer)
  const token = answer.headers['x-updated-csrf-token'] ?? answer.headers['x-csrf-token']
  if (typeof token === 'string') headers['x-csrf-token'] = token
  return isOs ? '/proxy/network' : ''
}

/** It says no to what it was asked for. */
export const refused = (url: string, what: string, { status, body }: ControllerAnswer) => {
  const said = part(body, 'meta', 'msg')
  return new ControllerError(
    'controller-refused',
    `${url}: ${what}: ${status} ${typeof said === 'string' ? said : ''}`.trim(),
  )
}

/** A session left open would count against the user's; that it ends in vain changes nothing. */
export async function logOut(conversation: Conversation, below: string): Promise<void> {
  await conversation.ask('POST', below === '' ? '/api/logout' : '/api/auth/logout', {}).catch(() => {})
}
