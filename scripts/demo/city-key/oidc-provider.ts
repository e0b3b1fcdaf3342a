import type * as OidcProvider from 'oidc-provider'

export type Provider = OidcProvider.Provider

/**
 * Loads oidc-provider without one line on the console. At import it tells every Node before 22 that the runtime is
 * unsupported, and has no switch for that; the demo uses of it what Node 20 runs, as the tests show.
 */
export const loadOidcProvider = (): Promise<typeof OidcProvider> =>
  withoutWarning('oidc-provider WARNING: Unsupported runtime', () => import('oidc-provider'))

async function withoutWarning<T>(left: string, action: () => Promise<T>): Promise<T> {
  const { warn } = console
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes(left)) warn.apply(console, words)
  }
  try {
    return await action()
  } finally {
    console.warn = warn
  }
}
