import { integer, octets, taggedInteger, taggedText, text, time } from '../../../radius/attributes/data-types.ts'
import type { AttributeType, Tagged } from '../../../radius/index.ts'
import { readFixture } from '../../support/fixtures.ts'
import { attributesByName } from './attributes-by-name.ts'

/** An attribute as a fixture has it: its value in words, or undefined where the octets are no value of its kind. */
export interface WrittenAttribute {
  type: AttributeType<unknown>
  value: string | undefined
}

export interface WrittenLine {
  octets: Buffer
  attributes: WrittenAttribute[]
}

export interface WrittenPacket {
  title: string
  octets: Buffer
  lines: WrittenLine[]
}

const dataLines = (name: string): string[] =>
  readFixture(`radius/${name}`)
    .split('\n')
    .filter((line) => !line.startsWith('#'))

/** The packets of a file in `test/fixtures/radius`: a title, then lines of octets; an empty line between packets. */
export function readWrittenPackets(name: string): WrittenPacket[] {
  const blocks = dataLines(name)
    .join('\n')
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
  return blocks.map((block) => {
    const [title = '', ...rest] = block.split('\n')
    const lines = rest.map(lineOf)
    return { title, octets: Buffer.concat(lines.map((line) => line.octets)), lines }
  })
}

/** The attributes of `attributes.txt`, one a line. */
export const readWrittenAttributes = (): WrittenLine[] =>
  dataLines('attributes.txt')
    .filter((line) => line !== '')
    .map(lineOf)

/** `05 06 00 00 00 03 | NAS-Port = 3`; several of one attribute 26 with commas between them. */
function lineOf(line: string): WrittenLine {
  const [hex = '', what = ''] = line.split(' | ')
  if (!/^[0-9a-f]{2}( [0-9a-f]{2})*$/.test(hex)) throw new Error(`not octets in hex: ${line.slice(0, 80)}`)
  const named = what.split(/, (?=[\w-]+ =)/).map((part) => /^([\w-]+) =(?: (.+))?$/.exec(part))
  const attributes = named
    .filter((match) => match !== null)
    .map(([, name = '', value]) => {
      const type = attributesByName.get(name)
      if (!type) throw new Error(`no attribute of the library is named ${name}`)
      return { type, value }
    })
  return { octets: Buffer.from(hex.replaceAll(' ', ''), 'hex'), attributes }
}

/** A value in the words of the fixtures. */
export function inWords({ dataType }: AttributeType<unknown>, value: unknown): string {
  if (dataType === text) return JSON.stringify(value)
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`
  if (value instanceof Date) return value.toISOString()
  if (dataType !== taggedText && dataType !== taggedInteger) return String(value)
  const tagged = value as Tagged<string | number>
  return `${JSON.stringify(tagged.value)} tag ${tagged.tag}`
}

/** The value that the words of a fixture stand for. */
export function fromWords({ dataType }: AttributeType<unknown>, words: string): unknown {
  if (dataType === text) return JSON.parse(words)
  if (dataType === octets) return Buffer.from(words.slice(2), 'hex')
  if (dataType === integer) return Number(words)
  if (dataType === time) return new Date(words)
  if (dataType !== taggedText && dataType !== taggedInteger) return words
  const [value = '', tag] = words.split(' tag ')
  return { value: JSON.parse(value), tag: Number(tag) }
}
