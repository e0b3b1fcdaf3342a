import compression from 'compression'
import type { RequestHandler } from 'express'

/**
 * Sends what is text compressed, from a kilobyte on, as the browser can read it (RFC 9110 section 8.4).
 *
 * BREACH (CVE-2013-3587) reads a secret out of the length of compressed answers that repeat what the attacker sent. So it
 * stands before what holds no secrets (files, the public page) and the API alone, whose answers that hold one say
 * `no-transform`, and so do all to changes; neither this nor a proxy that keeps to RFC 9111 section 5.2.2.6 compresses
 * those. The portal's and the staff's pages, which hold the tokens of forms, are sent as they are.
 */
export const compressed: RequestHandler = compression()
