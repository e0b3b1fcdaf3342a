import { expect } from 'chai'
import { askedOf, filterIn, isNarrowed, mapSearch, withoutFilter } from '../../../dashboard/src/map/filter.ts'

const filterOf = (address: string) => filterIn(new URLSearchParams(address))

describe('the filter of the map and its list', () => {
  it('is read from the address, and passes over what that says wrongly', () => {
    expect(filterOf('state=down&search=+centro+&group=7&programme=A+y+B')).to.deep.include({
      ...{ state: 'down', search: 'centro', group: 7, programme: 'A y B' },
    })
    for (const wrong of ['state=broken', 'group=-1', 'district=none', 'search=++', 'hotspot=3', 'layer=covered'])
      expect(isNarrowed(filterOf(wrong)), wrong).to.equal(false)
  })

  it('asks the server for all but states, which the map knows by itself', () => {
    expect(askedOf(filterOf('state=down'))).to.equal(undefined)
    expect(askedOf(filterOf('state=down&borough=Norte')))
      .to.deep.include({ borough: 'Norte' })
      .and.not.have.any.keys('state')
  })

  it('goes out of the address alone, and from the inventory’s into the map’s', () => {
    const kept = withoutFilter(new URLSearchParams('state=down&hotspot=3&layer=covered&search=x'))
    expect(kept.toString()).to.equal('hotspot=3&layer=covered')
    expect(mapSearch(new URLSearchParams('search=x&gateway=3&group=7&use=retired'))).to.equal('search=x&group=7')
  })
})
