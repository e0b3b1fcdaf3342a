import { expect } from 'chai'
import { initialPolicy } from '../../../../server/access/policies/policies.ts'
import { strictestOpening, strictestPolicy } from '../../../../server/access/policies/strictest.ts'
import { ALWAYS_OPEN } from '../../../../server/network/groups/opening-hours.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour))

describe('the strictest of several rules', () => {
  it('has the lowest of each limit, where one limits at all', () => {
    const other = { ...initialPolicy, sessionSeconds: 60, upBps: null, dailyOctets: null, devicesPerResident: 9 }
    const third = {
      ...initialPolicy,
      dailyOctets: null,
      downBps: 7,
      copiedDevices: 'sign-in',
      whenFull: 'turn-away',
    } as const
    expect(strictestPolicy([other, third])).to.deep.equal({
      ...initialPolicy,
      ...{ sessionSeconds: 60, dailyOctets: null, downBps: 7, copiedDevices: 'sign-in', whenFull: 'turn-away' },
    })
    expect(strictestPolicy([other])).to.equal(other)
  })

  it('lets nobody in who is let in by one of them alone, for want of verification', () => {
    const limited = { ...initialPolicy, lacksLevel: 'limited' } as const
    const refused = { ...initialPolicy, lacksLevel: 'refused' } as const
    expect(strictestPolicy([initialPolicy, limited])).to.have.property('lacksLevel', 'limited')
    expect(strictestPolicy([limited, refused, initialPolicy])).to.have.property('lacksLevel', 'refused')
    expect(strictestPolicy([initialPolicy, initialPolicy])).to.not.have.property('lacksLevel')
  })

  it('is open until the first closes, and closed until the last opens', () => {
    const [early, late] = [
      { open: true, until: at(14) },
      { open: true, until: at(20) },
    ]
    const [closed, longer] = [
      { open: false, until: at(7) },
      { open: false, until: at(9) },
    ]
    expect(strictestOpening([])).to.deep.equal(ALWAYS_OPEN)
    expect(strictestOpening([late, ALWAYS_OPEN, early])).to.deep.equal(early)
    expect(strictestOpening([late, closed, longer])).to.deep.equal(longer)
    expect(strictestOpening([closed, { open: false, until: undefined }])).to.deep.equal({
      open: false,
      until: undefined,
    })
  })
})
