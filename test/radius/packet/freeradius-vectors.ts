import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { octets } from '../../../radius/attributes/data-types.ts'
import type { AttributeType } from '../../../radius/index.ts'
import { attributesByName, isEnumerated } from './attributes-by-name.ts'

export interface Vector {
  file: string
  verb: string
  input: string
  match: string
}

/** Commands with the line that they must give; `-` repeats the answer of the command before. */
export function readVectors(folder: string): Vector[] {
  const vectors: Vector[] = []
  for (const file of readdirSync(folder)) {
    let command: { verb: string; input: string } | undefined
    let answer = ''
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const [, word, rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? []
      if (word === 'match') {
        answer = rest
        if (command) vectors.push({ file, ...command, match: rest })
        command = undefined
      } else if (word && /^(en|de)code-(pair|proto)$/.test(word))
        command = { verb: word, input: rest === '-' ? answer : rest }
    }
  }
  return vectors
}

/** `Cisco-AVPair = "foo", NAS-Port = 1` as names and values; undefined where there are groups in it. */
function pairsOf(text: string): { name: string; value: string }[] | undefined {
  if (/[{}\\]/.test(text)) return undefined
  const pairs = [...text.matchAll(/([\w.-]+) = ("[^"]*"|'[^']*'|[^,\s]+)/g)]
  return pairs.map(([, name, value]) => ({
    name: name!.replace('Vendor-Specific.', '').replace('Microsoft.', 'MS-').replace('.', '-'),
    value: value!,
  }))
}

/** The value as this library has it, or undefined where FreeRADIUS has its own word for it. */
function parsed(type: AttributeType<unknown>, text: string): unknown {
  if (isEnumerated(type)) {
    const name = text.replace(/[^A-Za-z0-9]/g, '')
    const named = Object.entries(type.values).find(([key]) => key.toLowerCase() === name.toLowerCase())
    return named?.[1] ?? (/^\d+$/.test(text) ? Number(text) : undefined)
  }
  // Names of an enumeration that is a plain number here, and the value of no octets that is never sent (RFC 2865 §5).
  if (/^::[A-Z]/.test(text) || text === '0x') return undefined
  if (text.startsWith('"') || text.startsWith("'")) {
    const inside = text.slice(1, -1)
    return type.dataType === octets ? Buffer.from(inside) : inside
  }
  if (text.startsWith('0x')) return Buffer.from(text.slice(2), 'hex')
  return /^\d+$/.test(text) ? Number(text) : text
}

export const plain = (value: unknown): unknown => (Buffer.isBuffer(value) ? value.toString('hex') : value)
export const isHex = (text: string): boolean => /^[0-9a-f ]+$/.test(text)
export const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
/** Encrypted on the wire; FreeRADIUS prints what it decrypts with a secret of its own. */
const encrypted = new Set(['User-Password', 'Tunnel-Password', 'MS-MPPE-Send-Key', 'MS-MPPE-Recv-Key'])

/** The values of both sides that can be compared; undefined where an attribute is not known here. */
export function known(text: string): { type: AttributeType<unknown>; value: unknown }[] | undefined {
  const pairs = pairsOf(text)?.map(({ name, value }) => {
    const type = encrypted.has(name) ? undefined : attributesByName.get(name)
    return type && { type, value: type.name.startsWith('Tunnel-') ? undefined : parsed(type, value) }
  })
  const all = pairs?.filter((pair) => pair !== undefined && pair.value !== undefined) as
    | { type: AttributeType<unknown>; value: unknown }[]
    | undefined
  return all?.length === pairs?.length && all?.length ? all : undefined
}
