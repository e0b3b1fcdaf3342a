import { expect } from 'chai'
import { array, assert, constantFrom, json, property } from 'fast-check'
import {
  elementsOf,
  isArray,
  isObject,
  membersOf,
  type Part,
  parsePart,
  topValues,
} from '../../../../../server/import/files/json/json-parts.ts'

describe('the parts of a JSON text', () => {
  /** Put together again from its parts alone. */
  const whole = (octets: Buffer, part: Part): unknown => {
    if (isArray(octets, part)) return elementsOf(octets, part).map((element) => whole(octets, element))
    if (isObject(octets, part))
      return Object.fromEntries([...membersOf(octets, part)].map(([name, member]) => [name, whole(octets, member)]))
    return parsePart(octets, part)
  }

  it('are those that parsing finds, however it is spaced', () => {
    assert(
      property(
        array(json(), { minLength: 1, maxLength: 4 }),
        constantFrom(0, 1, 4),
        constantFrom('\n', '\r\n\u001e'),
        (texts, indent, between) => {
          const values = texts.map((text) => JSON.parse(text) as unknown)
          const octets = Buffer.from(
            `\uFEFF${values.map((value) => JSON.stringify(value, null, indent)).join(between)}`,
          )
          const found = topValues(octets).map((part) => whole(octets, part))
          expect(JSON.stringify(found)).to.equal(JSON.stringify(values))
        },
      ),
    )
  })

  it('end where they end, though texts hold quotes and brackets', () => {
    const octets = Buffer.from('{"a\\"]}": [1, "}]\\\\", {"b": -1.5e3}], "é": null}')
    const [part] = topValues(octets)
    expect(whole(octets, part!)).to.deep.equal({ 'a"]}': [1, '}]\\', { b: -1500 }], é: null })
  })

  it('have NaN and Infinity for nothing, as Python writes them, but not within texts', () => {
    const octets = Buffer.from('{"a": NaN, "b": -Infinity, "c": "NaN, \\"NaN"}')
    expect(parsePart(octets, [0, octets.length])).to.deep.equal({ a: null, b: null, c: 'NaN, "NaN' })
  })

  it('are refused where the text was cut off, or is none', () => {
    for (const text of ['[{"id":1},{"id"', '{"a":"b', '[1,2', '{"a" 1}', '[1 2]', '{a:1}', ']']) {
      const octets = Buffer.from(text)
      expect(() => topValues(octets).map((part) => whole(octets, part)), text).to.throw(SyntaxError)
    }
  })
})
