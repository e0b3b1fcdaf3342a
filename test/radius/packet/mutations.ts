import { HEADER_SIZE } from '../../../radius/packet/packet.ts'

/** A seeded source of whole numbers from 0 to below its argument (xorshift32). */
export function createChance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Longer than any packet may be. */
const LARGEST = 5_000

type Chance = ReturnType<typeof createChance>
type Mutation = (packet: Buffer, chance: Chance, others: readonly Buffer[]) => Buffer

/** Where each attribute starts, as far as the lengths lead. */
function attributesOf(packet: Buffer): number[] {
  const starts: number[] = []
  for (let at = HEADER_SIZE; at + 2 <= packet.length; at += Math.max(2, packet[at + 1]!)) starts.push(at)
  return starts
}

const flipBit: Mutation = (packet, chance) => {
  packet[chance(packet.length)]! ^= 1 << chance(8)
  return packet
}

const setOctet: Mutation = (packet, chance) => {
  packet[chance(packet.length)] = [0, 1, 2, 127, 128, 255][chance(6)]!
  return packet
}

const editLength: Mutation = (packet, chance) => {
  if (packet.length < HEADER_SIZE) return packet
  packet.writeUInt16BE(
    [0, 19, 20, packet.length - 1, packet.length + 1, 4096, 4097, 65_535, chance(65_536)][chance(9)]!,
    2,
  )
  return packet
}

const editAttribute: Mutation = (packet, chance) => {
  const starts = attributesOf(packet)
  if (starts.length === 0) return packet
  const at = starts[chance(starts.length)]!
  packet[at + chance(2)] = [0, 1, 2, 3, 18, 26, 79, 80, 255, chance(256)][chance(10)]!
  return packet
}

const truncate: Mutation = (packet, chance) => packet.subarray(0, chance(packet.length + 1))

const splice: Mutation = (packet, chance, others) => {
  const other = others[chance(others.length)]!
  return Buffer.concat([packet.subarray(0, chance(packet.length + 1)), other.subarray(chance(other.length + 1))])
}

const shuffle: Mutation = (packet, chance) => {
  const starts = attributesOf(packet)
  const parts = starts.map((start, index) => packet.subarray(start, starts[index + 1] ?? packet.length))
  for (let index = parts.length - 1; index > 0; index -= 1) {
    const other = chance(index + 1)
    const part = parts[index]!
    parts[index] = parts[other]!
    parts[other] = part
  }
  return Buffer.concat([packet.subarray(0, HEADER_SIZE), ...parts])
}

const repeat: Mutation = (packet, chance) => {
  const starts = attributesOf(packet)
  const from = starts[chance(starts.length + 1)] ?? HEADER_SIZE
  return Buffer.concat([packet, packet.subarray(from)])
}

const mutations = [flipBit, setOctet, editLength, editAttribute, truncate, splice, shuffle, repeat]

/** One of the packets, changed in one to three ways; now and then its Length is made to fit again. */
export function mutant(packets: readonly Buffer[], chance: Chance): Buffer {
  let packet: Buffer = Buffer.from(packets[chance(packets.length)]!)
  for (let times = 1 + chance(3); times > 0 && packet.length > 0; times -= 1)
    packet = mutations[chance(mutations.length)]!(packet, chance, packets).subarray(0, LARGEST)
  if (packet.length >= HEADER_SIZE && chance(2) === 0) packet.writeUInt16BE(packet.length, 2)
  return packet
}
