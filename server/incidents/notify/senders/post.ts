/** The receiver did not take a message; the text says why, without addresses or secrets. */
export class NotTaken extends Error {
  override name = 'NotTaken'
}

const TIMEOUT_MS = 10_000
const SHOWN_LETTERS = 200

/**
 * Posts JSON. Redirects are not followed: whoever is to be called is where an administrator said, and nowhere else.
 *
 * @throws {NotTaken}
 */
export async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<void> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': 'Plaza', ...headers },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    throw new NotTaken(reasonOf(error))
  }
  const said = (await response.text().catch(() => '')).replace(/\s+/g, ' ').slice(0, SHOWN_LETTERS)
  if (!response.ok) throw new NotTaken(`HTTP ${response.status}${said && ` ${said}`}`)
}

/** Of a connection: its code, which says no address. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? name
}
