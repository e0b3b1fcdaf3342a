/** Values of Error-Cause, RFC 5176 section 3.5, as keys of the languages. */
const causes = {
  201: 'errorCause.201',
  202: 'errorCause.202',
  401: 'errorCause.401',
  402: 'errorCause.402',
  403: 'errorCause.403',
  404: 'errorCause.404',
  405: 'errorCause.405',
  406: 'errorCause.406',
  407: 'errorCause.407',
  501: 'errorCause.501',
  502: 'errorCause.502',
  503: 'errorCause.503',
  504: 'errorCause.504',
  505: 'errorCause.505',
  506: 'errorCause.506',
  507: 'errorCause.507',
  508: 'errorCause.508',
} as const

export type ErrorCauseKey = (typeof causes)[keyof typeof causes] | 'errorCause.other' | 'errorCause.none'

/** The key of the words for an Error-Cause; its own key where the NAS gave none or one unheard of. */
export function errorCauseKey(code: number | null): ErrorCauseKey {
  if (code === null) return 'errorCause.none'
  return code in causes ? causes[code as keyof typeof causes] : 'errorCause.other'
}
