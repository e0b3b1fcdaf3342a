import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Request, Response } from 'express'

const compress = promisify(gzip)

/** An answer that is made once and sent many times. */
export class CachedJson {
  readonly etag: string
  readonly plain: Buffer
  readonly gzipped: Buffer
  private constructor(etag: string, plain: Buffer, gzipped: Buffer) {
    this.etag = etag
    this.plain = plain
    this.gzipped = gzipped
  }

  static async of(value: unknown): Promise<CachedJson> {
    const plain = Buffer.from(JSON.stringify(value))
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
    return new CachedJson(etag, plain, await compress(plain, { level: 6 }))
  }

  /** Answers 304 where the browser has it already; compressed where it can read that. */
  send(request: Request, response: Response, mediaType: string): void {
    response.set({ etag: this.etag, 'cache-control': 'private, no-cache', vary: 'accept-encoding, cookie' })
    if (request.fresh) {
      response.status(304).end()
      return
    }
    response.type(mediaType)
    if (request.acceptsEncodings('gzip') === 'gzip') response.set('content-encoding', 'gzip').send(this.gzipped)
    else response.send(this.plain)
  }
}

/**
 * Keeps what `make` made until `version` says something else. Requests that come while it is made wait for the same one.
 */
export function cachedJson(version: () => unknown, make: () => unknown): () => Promise<CachedJson> {
  let kept: { version: unknown; value: Promise<CachedJson> } | undefined
  return () => {
    const now = version()
    if (kept && kept.version === now) return kept.value
    const value = Promise.resolve(make()).then((made) => CachedJson.of(made))
    const entry = { version: now, value }
    kept = entry
    value.catch(() => {
      if (kept === entry) kept = undefined
    })
    return value
  }
}
