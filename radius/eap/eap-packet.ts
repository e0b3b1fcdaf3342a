/** RFC 3748 §4. */
export const EapCode = { Request: 1, Response: 2, Success: 3, Failure: 4 } as const

export const EapType = { Identity: 1, Nak: 3, Tls: 13, Ttls: 21, Peap: 25, MsChapV2: 26, Tlv: 33 } as const

/** Octets before the type (RFC 3748 §4). */
export const EAP_HEADER = 4

export interface EapPacket {
  readonly code: number
  /** Joins a response to its request, 0 to 255. */
  readonly identifier: number
  /** Absent in Success and Failure. */
  readonly type?: number
  readonly data: Buffer
}

/** Reads an EAP packet; undefined where it is none. Octets beyond its Length are padding (RFC 3748 §4.1). */
export function decodeEap(octets: Buffer): EapPacket | undefined {
  if (octets.length < EAP_HEADER) return undefined
  const [code, identifier] = [octets[0]!, octets[1]!]
  const length = octets.readUInt16BE(2)
  if (length < EAP_HEADER || length > octets.length) return undefined
  if (code === EapCode.Success || code === EapCode.Failure)
    return length === EAP_HEADER ? { code, identifier, data: Buffer.alloc(0) } : undefined
  if ((code !== EapCode.Request && code !== EapCode.Response) || length === EAP_HEADER) return undefined
  return { code, identifier, type: octets[EAP_HEADER]!, data: octets.subarray(EAP_HEADER + 1, length) }
}

export function encodeEap({ code, identifier, type, data }: EapPacket): Buffer {
  const body = type === undefined ? EAP_HEADER : EAP_HEADER + 1
  const octets = Buffer.alloc(body + data.length)
  octets[0] = code
  octets[1] = identifier
  octets.writeUInt16BE(octets.length, 2)
  if (type !== undefined) octets[EAP_HEADER] = type
  octets.set(data, body)
  return octets
}
