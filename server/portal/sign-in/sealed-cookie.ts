import type { Request, Response } from 'express'
import type { Sealer } from '../../sealing.ts'

/** What a cookie holds; `save` sends it anew. */
export type Kept<T> = T & { save(): void }

export interface SealedCookieOptions {
  sealer: Sealer
  name: string
  path: string
  /** How long it lives after each save. */
  seconds: number
  /** Behind TLS. */
  secure: boolean
}

/** What browsers keep of a cookie at least, its name and attributes included (RFC 6265 section 6.1). */
const MOST_OCTETS = 4096

/** The value of one cookie name or several: content sealed, with its end inside. */
export interface CookieSeal<T> {
  /** Empty, and `until` 0, where the value is of another secret, changed, or too old. */
  open(value: string | undefined): { content: Partial<T>; until: number }
  seal(content: Partial<T>): string
  /** Sets the cookie `name`, instead of whatever this response has set by that name. */
  set(response: Response, name: string, value: string): void
  remove(response: Response, name: string): void
}

/** @param options `name` is what the sealed values are bound to */
export function cookieSeal<T extends object>(options: SealedCookieOptions): CookieSeal<T> {
  const { sealer, name: purposeName, path, seconds, secure } = options
  const purpose = `cookie ${purposeName}`
  const unset = (response: Response, name: string) => {
    const others = [response.getHeader('set-cookie') ?? []].flat().map(String)
    response.removeHeader('set-cookie')
    for (const other of others) if (!other.startsWith(`${name}=`)) response.append('set-cookie', other)
  }
  return {
    open(value) {
      const nothing = { content: {}, until: 0 }
      if (value === undefined) return nothing
      try {
        const { until, content } = JSON.parse(sealer.open(Buffer.from(value, 'base64url'), purpose))
        return until > Date.now() ? { until, content } : nothing
      } catch {
        return nothing
      }
    },
    seal(content) {
      const text = JSON.stringify({ until: Date.now() + 1000 * seconds, content })
      const value = sealer.seal(text, purpose).toString('base64url')
      if (value.length + 200 > MOST_OCTETS)
        throw new Error(`The cookie ${purposeName} would be ${value.length} octets.`)
      return value
    },
    set(response, name, value) {
      unset(response, name)
      response.cookie(name, value, { httpOnly: true, sameSite: 'lax', maxAge: 1000 * seconds, path, secure })
    },
    remove(response, name) {
      unset(response, name)
      response.clearCookie(name, { httpOnly: true, sameSite: 'lax', path, secure })
    },
  }
}

/**
 * A cookie whose content only Plaza can read or change: JSON under AES-256-GCM, with its end inside. `iron-session` does
 * the same with six asynchronous steps of Web Crypto for each cookie, which took half of the time of a first page.
 *
 * @returns gives what the request's cookie holds, the same object for the same request; nothing where it is missing, of
 * another secret, changed, or too old
 */
export function sealedCookie<T extends object>(options: SealedCookieOptions) {
  const { name } = options
  const sealed = cookieSeal<T>(options)
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([\\w-]+)`)
  const known = new WeakMap<Request, Kept<Partial<T>>>()
  return (request: Request, response: Response): Kept<Partial<T>> => {
    let kept = known.get(request)
    if (!kept) {
      const { content } = sealed.open(pattern.exec(request.headers.cookie ?? '')?.[1])
      const save = () => sealed.set(response, name, sealed.seal(content))
      kept = Object.defineProperty(content, 'save', { value: save }) as Kept<Partial<T>>
      known.set(request, kept)
    }
    return kept
  }
}
