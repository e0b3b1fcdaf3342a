import { expect } from 'chai'
import { readTime } from '../../../server/commands/terminal/read-time.ts'
import { StartError } from '../../../server/start/start-error.ts'

const read = (text: string, zone = 'Europe/Madrid') => readTime('--starts', text, zone).toISOString()

describe('a time given to a command', () => {
  it('is by the city’s clocks, not by those of the machine', () => {
    expect(read('2026-11-30T22:00', 'America/Mexico_City')).to.equal('2026-12-01T04:00:00.000Z')
    expect(read('2026-11-30 22:00')).to.equal('2026-11-30T21:00:00.000Z')
    expect(read('2026-07-01T22:00:30')).to.equal('2026-07-01T20:00:30.000Z')
  })

  it('is what it says with an offset', () => {
    expect(read('2026-11-30T22:00:00-06:00')).to.equal('2026-12-01T04:00:00.000Z')
    expect(read('2026-11-30T22:00Z')).to.equal('2026-11-30T22:00:00.000Z')
  })

  it('is refused where clocks leave it out', () => {
    expect(() => read('2026-03-29T02:30')).to.throw(StartError, 'no such time')
    expect(read('2026-03-29T03:00')).to.equal('2026-03-29T01:00:00.000Z')
  })

  it('is asked for with its offset where clocks show it twice', () => {
    expect(() => read('2026-10-25T02:30')).to.throw(
      StartError,
      'write 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00.',
    )
    expect(() => read('2026-11-01T01:30', 'America/Chicago')).to.throw(
      StartError,
      'write 2026-11-01T01:30-05:00 or 2026-11-01T01:30-06:00.',
    )
  })

  it('is refused where it is none', () => {
    const none = ['', 'tomorrow', '2026', '2026-11-30', '11/30/2026 22:00', '2026-13-01T00:00', '2026-02-30T00:00']
    for (const text of [...none, '2026-11-30T24:30', '2026-11-30T22:00-6', '2026-11-30T22:00+99:00'])
      expect(() => read(text), text).to.throw(StartError, 'is no time such as')
  })
})
