import { expect } from 'chai'
import { findColumns } from '../../../../server/import/files/columns.ts'
import { hotspotSynonyms } from '../../../../server/import/hotspots/columns.ts'

const find = (headers: string[], map?: Record<string, string>) =>
  findColumns('city.csv', headers, hotspotSynonyms, ['code', 'programme', 'latitude', 'longitude'], map)

describe('finding the columns of a hotspots file', () => {
  it('understands Spanish headers', () => {
    expect(find(['id', 'programa', 'fecha_instalacion', 'latitud', 'longitud', 'colonia', 'Alcaldía'])).to.deep.equal({
      code: 0,
      programme: 1,
      installedOn: 2,
      latitude: 3,
      longitude: 4,
      settlement: 5,
      borough: 6,
    })
  })

  it('understands English headers, in any case and punctuation', () => {
    expect(find(['LONGITUDE', 'Latitude', 'Hotspot-ID', 'Program', 'Install Date', 'Borough', 'Name'])).to.deep.equal({
      longitude: 0,
      latitude: 1,
      code: 2,
      programme: 3,
      installedOn: 4,
      borough: 5,
      name: 6,
    })
  })

  it('follows the map before the synonyms', () => {
    const headers = ['id', 'serie', 'programa', 'latitud', 'longitud']
    expect(find(headers, { code: 'SERIE' }).code).to.equal(1)
    expect(find(['A', 'B', 'C', 'D'], { code: 'A', programme: 'B', latitude: 'C', longitude: 'D' })).to.deep.equal({
      code: 0,
      programme: 1,
      latitude: 2,
      longitude: 3,
    })
  })

  it('leaves a field out when the map gives it an empty name', () => {
    const headers = ['id', 'programa', 'latitud', 'longitud', 'fecha_instalacion']
    expect(find(headers, { installedOn: '' })).not.to.have.property('installedOn')
  })

  it('says what it looked for and which headers it found', () => {
    expect(() => find(['objectid', 'programa', 'geo'])).to.throw(
      /no column for code, latitude, longitude[\s\S]*looked for id, code[\s\S]*"objectid", "programa", "geo"[\s\S]*--map code=COLUMN/,
    )
  })

  it('refuses a map with a field or column that there is not', () => {
    expect(() => find(['id'], { latitud: 'Y' })).to.throw(/no field "latitud". Fields are: code, programme/)
    expect(() => find(['id'], { latitude: 'Y' })).to.throw(/no column "Y" for latitude. The headers found are: "id"/)
  })

  it('refuses two columns of one name', () => {
    expect(() => find(['id', 'programa', 'latitud', 'longitud', 'ID'])).to.throw(/two columns named "id"/)
  })
})
