import { expect } from 'chai'
import { withoutHardware } from '../../../server/network/published/without-hardware.ts'

describe('what the public reads of a hotspot’s name', () => {
  const own = { mac: '02:00:5e:00:53:0a', serial: 'SN(77)+A' }

  it('has no MAC, address or serial number, however it is written', () => {
    for (const hardware of [
      ...[
        '02:00:5E:00:53:0A',
        '02-00-5e-00-53-0b',
        '0200.5e00.530a',
        '02005E00530A',
        '02005e-00530a',
        '0200-5e00-530a',
      ],
      ...['10.20.30.40', 'sn(77)+a'],
    ]) {
      expect(withoutHardware(`Plaza Mayor (${hardware})`, own), hardware).to.equal('Plaza Mayor')
      expect(withoutHardware(hardware, own), hardware).to.equal('')
      expect(withoutHardware(`AP-${hardware} norte`, own), hardware).to.equal('AP- norte')
    }
    expect(withoutHardware('x 0200 5e00530A02005e00530a', own)).to.not.match(/02005e00530a/i)
  })

  it('is as the city wrote it otherwise', () => {
    for (const name of [
      '090020001001',
      'Av. 5 de Mayo 10:30–22:00',
      'C5: poste 12-34-56',
      'Versión 1.2.3',
      '',
      '  x (2)',
    ])
      expect(withoutHardware(name, own)).to.equal(name)
    expect(withoutHardware('Parque A1', { mac: null, serial: 'A1' }), 'too short to be told').to.equal('Parque A1')
  })
})
