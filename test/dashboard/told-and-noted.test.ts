import { expect } from 'chai'
import { toldAndNoted } from '../../dashboard/src/hotspots/told-and-noted.ts'

describe('what a hotspot is', () => {
  const device = { profile: 'unifi', model: 'U6-Pro', serial: null, firmware: '6.6.77' }
  const untold = { ...device, model: null }

  for (const [what, field, told, noted, expected] of [
    ['is said once where device and inventory agree', 'model', device, 'u6-pro ', ['U6-Pro', null]],
    ['is said by both where they do not', 'model', device, 'UAP-AC-Lite', ['U6-Pro', 'UAP-AC-Lite']],
    ['is what the device says where nothing is noted', 'firmware', device, undefined, ['6.6.77', null]],
    ['is what is noted where the device does not say', 'serial', device, 'SN1', ['SN1', null]],
    ['is what is noted rather than a profile', 'model', untold, 'UAP', ['UAP', null]],
    ['is by which profile it is read where nobody says', 'model', untold, null, ['unifi', null]],
    ['is nothing where nobody says', 'serial', null, '', [null, null]],
  ] as const) {
    it(what, () => {
      expect(toldAndNoted(field, told, noted)).to.deep.equal({ words: expected[0], noted: expected[1] })
    })
  }
})
