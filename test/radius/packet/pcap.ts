import { readFileSync } from 'node:fs'

/** Octets of the link header before IPv4, by libpcap's link type. */
const LINK_HEADER: Readonly<Record<number, number>> = { 0: 4, 1: 14, 113: 16 }
const IP_VERSION_4 = 4
const UDP_HEADER = 8

export interface CapturedDatagram {
  source: string
  destination: string
  payload: Buffer
}

/** The UDP datagrams of a little-endian libpcap file; frames whose IPv4 header is cut short are left out. */
export function readPcap(path: string): CapturedDatagram[] {
  const file = readFileSync(path)
  if (file.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error(`${path} is not a little-endian libpcap file`)
  const linkHeader = LINK_HEADER[file.readUInt32LE(20)]
  if (linkHeader === undefined) throw new Error(`${path} has a link type that this reader does not know`)
  const datagrams: CapturedDatagram[] = []
  for (let at = 24; at + 16 <= file.length; ) {
    const captured = file.readUInt32LE(at + 8)
    const datagram = udpOf(file.subarray(at + 16 + linkHeader, at + 16 + captured))
    if (datagram) datagrams.push(datagram)
    at += 16 + captured
  }
  return datagrams
}

function udpOf(ip: Buffer): CapturedDatagram | undefined {
  const start = ((ip[0] ?? 0) & 0x0f) * 4
  if (ip.length < start + UDP_HEADER || ip[0]! >> 4 !== IP_VERSION_4) return undefined
  return {
    source: `${ip.subarray(12, 16).join('.')}:${ip.readUInt16BE(start)}`,
    destination: `${ip.subarray(16, 20).join('.')}:${ip.readUInt16BE(start + 2)}`,
    payload: ip.subarray(start + UDP_HEADER),
  }
}
