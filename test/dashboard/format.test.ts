import { expect } from 'chai'
import { createFormatter, NONE } from '../../dashboard/src/parts/format.ts'

describe('figures and times', () => {
  const es = createFormatter('es', 'America/Mexico_City')
  const en = createFormatter('en', 'America/Mexico_City')

  it('are shown in the zone of the city, not of the reader', () => {
    expect(en.time('2026-11-23T05:30:00.000Z')).to.equal('23:30')
    expect(createFormatter('en', 'Europe/Madrid').time('2026-11-23T05:30:00.000Z')).to.equal('06:30')
    expect(es.moment('2026-11-23T05:30:00.000Z')).to.match(/22 nov 2026.*23:30/)
  })

  it('say which is meant of a time that clocks show twice, and only then', () => {
    const madrid = createFormatter('en', 'Europe/Madrid')
    expect(madrid.moment('2026-10-25T00:30:00.000Z')).to.equal('25 Oct 2026, 02:30 (GMT+2)')
    expect(madrid.moment('2026-10-25T01:30:00.000Z')).to.equal('25 Oct 2026, 02:30 (GMT+1)')
    expect(madrid.moment('2026-10-25T02:00:00.000Z')).to.equal('25 Oct 2026, 03:00')
  })

  it('carry decimal units that change at a thousand', () => {
    expect(en.octets(999)).to.equal('999 B')
    expect(en.octets(999_499)).to.equal('999 kB')
    expect(en.octets(999_700)).to.equal('1 MB')
    expect(en.octets(18.4e9)).to.equal('18.4 GB')
    expect(en.rate(8_900_000)).to.equal('8.9 Mbit/s')
    expect(en.rate(0)).to.equal('0 bit/s')
  })

  it('give shares of a whole city to a tenth of a per cent', () => {
    expect(en.exactShare(0.4458)).to.equal('44.6%')
    expect(en.share(0.4458)).to.equal('45%')
  })

  it('follow the language', () => {
    expect(es.count(1234567)).to.equal('1,234,567')
    expect(en.ago('2026-11-23T05:00:00.000Z', Date.parse('2026-11-23T05:05:40.000Z'))).to.equal('5 minutes ago')
    expect(es.ago('2026-11-22T03:00:00.000Z', Date.parse('2026-11-23T05:05:40.000Z'))).to.equal('ayer')
  })

  it('never speak of the future when the clocks differ', () => {
    expect(en.ago('2026-11-23T05:05:00.000Z', Date.parse('2026-11-23T05:00:00.000Z'))).to.equal('now')
    expect(es.ago('2026-11-23T05:05:00.000Z', Date.parse('2026-11-23T05:05:40.000Z'))).to.equal('hace 40 segundos')
  })

  it('name the two largest units of a duration', () => {
    expect(en.duration(864_321)).to.equal('10 d')
    expect(en.duration(90_061)).to.equal('1 d 1 h')
    expect(en.duration(3_725)).to.equal('1 h 2 min')
    expect(en.duration(59.9)).to.equal('59 s')
    expect(en.duration(0)).to.equal('0 s')
  })

  it('show a dash where nothing is known', () => {
    expect(en.share(null)).to.equal(NONE)
    expect(en.share(0.456)).to.equal('46%')
  })
})
