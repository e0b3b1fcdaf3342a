import { type CheckContext, type Finding, fits, misfit, unknown } from './finding.ts'
import type { CheckStep } from './steps.ts'

/** What of the request it knows, as far as it says so. */
export const request: CheckStep = ({ options, metadata }) => [
  ...scopes(options, metadata.scopes_supported),
  ...pkce(options, metadata.code_challenge_methods_supported),
  ...responseMode(options, metadata.response_modes_supported),
  ...acr(options, metadata.acr_values_supported as string[] | undefined),
  ...levels(options, metadata.acr_values_supported as string[] | undefined),
  ...(metadata.require_pushed_authorization_requests && options.pushes === false
    ? [misfit('pushed requests', 'the provider requires them', 'CITY_KEY_PUSHED_REQUESTS')]
    : []),
  ...(options.pushes && metadata.pushed_authorization_request_endpoint === undefined
    ? [misfit('pushed requests', 'the provider has no address for them', 'CITY_KEY_PUSHED_REQUESTS')]
    : []),
]

function scopes({ protocol, scope }: CheckContext['options'], supported: string[] | undefined): Finding[] {
  const wanted = scope.split(' ').filter((each) => each !== '')
  if (protocol === 'openid' && !wanted.includes('openid'))
    return [misfit('scope', 'without openid there is no ID token', 'CITY_KEY_SCOPE')]
  const strange = supported ? wanted.filter((each) => !supported.includes(each)) : []
  if (strange.length > 0)
    return [
      misfit('scope', `the provider does not name ${strange.join(', ')} (${supported?.join(' ')})`, 'CITY_KEY_SCOPE'),
    ]
  return [fits('scope', scope === '' ? 'none is asked for' : scope)]
}

function pkce({ usesPkce }: CheckContext['options'], methods: string[] | undefined): Finding[] {
  if (!usesPkce) {
    const what = 'it is not used: whoever gets hold of a code can use it'
    return [
      methods?.includes('S256')
        ? misfit('PKCE', `${what}; the provider takes it`, 'CITY_KEY_PKCE')
        : unknown('PKCE', what, 'CITY_KEY_PKCE'),
    ]
  }
  if (!methods)
    return [
      unknown('PKCE', 'the provider does not say whether it takes it; most that do not leave it out', 'CITY_KEY_PKCE'),
    ]
  if (methods.includes('S256')) return [fits('PKCE', 'S256')]
  return [misfit('PKCE', `it takes ${methods.join(', ')} alone`, 'CITY_KEY_PKCE')]
}

function responseMode({ responseMode: wanted }: CheckContext['options'], modes: string[] | undefined): Finding[] {
  if (!modes)
    return wanted === 'query' ? [] : [unknown('response mode', `the provider does not say whether it knows ${wanted}`)]
  if (modes.includes(wanted)) return [fits('response mode', wanted)]
  return [misfit('response mode', `it knows ${modes.join(', ')}`, 'CITY_KEY_RESPONSE_MODE')]
}

function acr({ acrValues }: CheckContext['options'], supported: string[] | undefined): Finding[] {
  if (acrValues === undefined) return []
  if (!supported) return [unknown('acr', 'the provider does not say which levels it knows', 'CITY_KEY_ACR_VALUES')]
  const strange = acrValues.split(' ').filter((each) => !supported.includes(each))
  if (strange.length === 0) return [fits('acr', acrValues)]
  return [misfit('acr', `it does not name ${strange.join(', ')} (${supported.join(' ')})`, 'CITY_KEY_ACR_VALUES')]
}

/** Whether it says the levels that are named; a provider may know more than it says. */
function levels({ level: { claim, known } }: CheckContext['options'], supported: string[] | undefined): Finding[] {
  if (claim !== 'acr' || known.length === 0 || !supported) return []
  const strange = known.map(({ theirs }) => theirs).filter((each) => !supported.includes(each))
  if (strange.length === 0) return [fits('levels', known.map(({ theirs }) => theirs).join(', '))]
  const detail = `the provider does not name ${strange.join(', ')} among its levels (${supported.join(' ')})`
  return [unknown('levels', detail, 'CITY_KEY_LEVELS')]
}
