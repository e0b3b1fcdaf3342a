import { expect } from 'chai'
import fc from 'fast-check'
import { parseMac } from '../../server/mac.ts'

const spellings: Array<(octets: string[]) => string> = [
  (o) => o.join('-').toUpperCase(),
  (o) => o.join(':'),
  (o) => o.join(''),
  (o) => o.join('').toUpperCase(),
  (o) => [o.slice(0, 2), o.slice(2, 4), o.slice(4)].map((pair) => pair.join('')).join('.'),
  (o) => [o.slice(0, 2), o.slice(2, 4), o.slice(4)].map((pair) => pair.join('')).join('-'),
  (o) => `${o.slice(0, 3).join('')}-${o.slice(3).join('')}`,
]

describe('parseMac', () => {
  it('reads every usual spelling', () => {
    const octet = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'))
    fc.assert(
      fc.property(fc.array(octet, { minLength: 6, maxLength: 6 }), (octets) => {
        for (const spell of spellings) if (parseMac(spell(octets)) !== octets.join(':')) return false
        return true
      }),
    )
  })

  it('passes over an SSID behind a Called-Station-Id only when asked to', () => {
    expect(parseMac('00-10-A4-23-19-C0:AP1', true)).to.equal('00:10:a4:23:19:c0')
    expect(parseMac('00-10-A4-23-19-C0:AP1')).to.equal(undefined)
  })

  it('refuses what is none', () => {
    for (const text of [
      '',
      'hotspot1',
      '00-10-A4-23-19',
      '00-10:A4-23-19-C0',
      '0010a42319c',
      '0010a42319c0f',
      'zz:zz:zz:zz:zz:zz',
    ]) {
      expect(parseMac(text, true), text).to.equal(undefined)
    }
  })
})
