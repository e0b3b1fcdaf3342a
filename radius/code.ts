/** The packet codes that this library speaks (RFC 2865 §4, RFC 2866 §4, RFC 5176 §3.1, RFC 5997). */
export const Code = {
  AccessRequest: 1,
  AccessAccept: 2,
  AccessReject: 3,
  AccountingRequest: 4,
  AccountingResponse: 5,
  AccessChallenge: 11,
  StatusServer: 12,
  DisconnectRequest: 40,
  DisconnectAck: 41,
  DisconnectNak: 42,
  CoaRequest: 43,
  CoaAck: 44,
  CoaNak: 45,
} as const

/** The name of a code for messages, such as `Access-Request`; `code 99` where it is not known. */
export function codeName(code: number): string {
  const name = Object.entries(Code).find(([, value]) => value === code)?.[0]
  return name ? name.replace(/(?<=[a-z])(?=[A-Z])/g, '-') : `code ${code}`
}
