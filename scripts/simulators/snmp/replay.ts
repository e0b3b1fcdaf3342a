import type { Agent } from './agent.ts'
import { Type, type Varbind } from './message.ts'
import { type TreeObject, treeAgent } from './tree.ts'

/**
 * An agent that answers as a captured one did.
 *
 * @param capture text of an snmprec file: `OID|type|value` a line; a type that ends in `x` has its value in hex
 * @throws {Error} naming the line that is none
 */
export function replayAgent(capture: string): Agent {
  const objects = capture
    .split(/\r?\n/)
    .flatMap((line, index) => (line === '' ? [] : [parseLine(line, index + 1)]))
    .map(({ oid, type, value }): TreeObject => ({ oid, type, value: () => value }))
  return treeAgent(objects)
}

function parseLine(line: string, number: number): Varbind {
  const match = /^\.?(\d+(?:\.\d+)+)\|(\d+)(x?)\|(.*)$/.exec(line)
  if (!match) throw new Error(`snmprec line ${number} is not OID|type|value: ${line.slice(0, 80)}`)
  const [, oid = '', typeText = '', hex, text = ''] = match
  const type = Number(typeText)
  return { oid, type, value: parseValue(type, hex === 'x' ? Buffer.from(text, 'hex') : text) }
}

function parseValue(type: number, value: string | Buffer): Varbind['value'] {
  if (typeof value !== 'string') return value
  if (type === Type.OctetString) return Buffer.from(value)
  if (type === Type.ObjectIdentifier) return value.replace(/^\./, '')
  if (type === Type.IpAddress) return Buffer.from(value.split('.').map(Number))
  if (type === Type.Counter64) return BigInt(value)
  return Number(value)
}
