import { expect } from 'chai'
import { dayOrderOf, readDay } from '../../../../server/import/hotspots/days.ts'

describe('a day', () => {
  it('is read with the year first or last, with a time, without signs, or with its month by name', () => {
    for (const text of ['2023-01-09', '2023-01-09T10:30:00.000Z', '2023/1/9', '2023.01.09', '20230109', '9/1/2023'])
      expect(readDay(text), text).to.equal('2023-01-09')
    for (const text of [
      '09/01/2023 00:00',
      '09.01.2023',
      '9-ene-2023',
      '9 de enero de 2023',
      '09-Jan-2023',
      '9 janvier 2023',
    ])
      expect(readDay(text), text).to.equal('2023-01-09')
    expect(readDay('01/09/2023', 'month-first')).to.equal('2023-01-09')
  })

  it("is read with two digits of its year, as a spreadsheet's number or in milliseconds since 1970", () => {
    for (const text of ['9/1/23', '09.01.23 10:00', '44935', '44935.5', '1673222400000'])
      expect(readDay(text), text).to.equal('2023-01-09')
    expect(readDay('01/09/23', 'month-first')).to.equal('2023-01-09')
  })

  it('is none that the calendar has not', () => {
    for (const text of ['2023-02-30', '1/13/2023', 'ayer', '4500', '2023', '0000-00-00', '9 xyz 2023', '1/2-2023'])
      expect(readDay(text), text).to.equal(undefined)
  })

  it("has the file's own order, which is doubtful where nothing tells it", () => {
    expect(dayOrderOf(['1/2/2023', '1/31/2023', '2023-01-01', 'x'])).to.deep.equal({
      ...{ order: 'month-first', doubtful: 1, certain: true },
    })
    expect(dayOrderOf(['1/2/2023', '31/1/2023', '3/3/2023'])).to.include({ order: 'day-first', certain: true })
    expect(dayOrderOf(['1/2/2023', '2/3/2023'])).to.deep.equal({ order: 'day-first', doubtful: 2, certain: false })
    expect(dayOrderOf(['1/2/2023', '31/1/2023', '1/31/2023'])).to.include({ certain: false })
    expect(dayOrderOf([])).to.include({ certain: true })
  })
})
