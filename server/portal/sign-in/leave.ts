import type { Request, Response } from 'express'
import type { PortalContext } from '../context.ts'
import { onwardPage } from '../pages/pages.ts'

/** Where the City Key sends browsers back to, below `/portal`. */
export const CALLBACK = '/callback'

/**
 * On to an address that may hold a login: of a gateway, or of a page of ours.
 *
 * Who comes from the City Key may still be on the way of a form on its pages, and browsers hold that form's policy
 * against each redirect that follows (form-action, Content Security Policy Level 3 section 6.4.1). A City Key can name
 * Plaza there, and no gateway of plain HTTP at an address that only its own network knows. So that way ends in a page of
 * ours, which goes on by itself.
 */
export function leave(
  { config, send }: Pick<PortalContext, 'config' | 'send'>,
  request: Request,
  response: Response,
  address: string,
): void {
  const url = new URL(address, config.http.publicUrl)
  const isOurs = url.origin === new URL(config.http.publicUrl).origin
  if (request.path === CALLBACK && !isOurs) send(request, response, (reader) => onwardPage(reader, url.href))
  else response.set('referrer-policy', 'no-referrer').redirect(303, address)
}

/**
 * To the City Key, from a form of ours: by a page too, since it may send the browser on to any other, where people sign in
 * for it, and those our own form-action does not know.
 */
export const leaveForCityKey = (
  { send }: Pick<PortalContext, 'send'>,
  request: Request,
  response: Response,
  url: URL,
): void => send(request, response, (reader) => onwardPage(reader, url.href, 'toCityKey'))
