import { expect } from 'chai'
import { findColumns } from '../../../../server/import/files/columns.ts'
import { networkSynonyms } from '../../../../server/import/network/fields.ts'
import { readNetworkRow } from '../../../../server/import/network/rows.ts'

const read = (header: string, line: string) => {
  const headers = header.split('|')
  const columns = findColumns('red.csv', headers, networkSynonyms, [])
  return readNetworkRow({ line: 2, values: line.split('|') }, { headers, columns })
}

describe('the lines of a network’s file', () => {
  it('are read by headers in Spanish and English, in any order', () => {
    const spanish = read(
      'Dirección MAC|Código|Programa|IP de gestión|Número de serie|Antenas|Puerta de enlace|Credencial SNMP|Modelo',
      '00-00-5E-00-53-01|K-7|Kioscos|192.0.2.7|S123|2|centro-01|kioscos|AP-7',
    )
    const english = read(
      'Model|Serial number|MAC address|Gateway|Code|Programme|Management IP|Antennas|SNMP credential',
      'AP-7|S123|0000.5e00.5301|centro-01|K-7|Kioscos|192.0.2.7|2|kioscos',
    )
    expect(spanish.faults).to.deep.equal([])
    expect(spanish.row).to.deep.include({
      ...{ code: 'K-7', programme: 'Kioscos', mac: '00:00:5e:00:53:01', model: 'AP-7', serial: 'S123', antennas: 2 },
      ...{ gateway: 'centro-01', agent: { host: '192.0.2.7', port: null }, credential: 'kioscos' },
    })
    expect(english.row).to.deep.equal(spanish.row)
  })

  it('take addresses among the names for addresses, and each once', () => {
    const { row } = read(
      'BSSIDs|AP name',
      '02005e005302;02:00:5e:00:53:01 02-00-5E-00-53-02|AP Álamos; 02-00-5e-00-53-03:Plaza, ap alamos',
    )
    expect(row?.bssids).to.deep.equal(['02:00:5e:00:53:01', '02:00:5e:00:53:02', '02:00:5e:00:53:03'])
    expect(row?.names?.length).to.equal(1)
  })

  it('have addresses in every spelling and with words beside them, and lose none of several', () => {
    for (const mac of [
      '00 00 5E 00 53 05',
      '0x00005e005305',
      '0:0:5e:0:53:5',
      '00\u201100\u20115E\u201100\u201153\u201105',
      'MAC: 00:00:5E:00:53:05',
      '00005e:005305',
    ])
      expect(read('code|mac', `K-7|${mac}`).row?.mac, mac).to.equal('00:00:5e:00:53:05')
    const both = (bssids: string) =>
      readNetworkRow(
        { line: 2, values: ['K-7', bssids] },
        { headers: ['code', 'bssids'], columns: { code: 0, bssids: 1 } },
      )
    for (const bssids of [
      '02-00-5E-00-53-11 / 02-00-5E-00-53-12',
      '02:00:5e:00:53:11 y 02:00:5e:00:53:12',
      '2.4GHz: 02:00:5e:00:53:11; 5GHz: 02:00:5e:00:53:12',
      '["02:00:5e:00:53:11","02:00:5e:00:53:12"]',
    ])
      expect(both(bssids).row?.bssids, bssids).to.deep.equal(['02:00:5e:00:53:11', '02:00:5e:00:53:12'])
    expect(both('02:00:5e:00:53:11 02:00:5e:00').faults).to.have.length(1)
  })

  it('have no address that is nothing, or of many devices', () => {
    for (const mac of ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01']) {
      const { row, faults } = read('code|mac', `K-7|${mac}`)
      expect([row?.mac, faults.length], mac).to.deep.equal([null, 1])
    }
  })

  it('have counts with their thousands, and agents without their pages', () => {
    const { row, faults } = read('code|capacity|antennas|ip', 'K-7|1.000|4.0|http://192.0.2.7:8080/login')
    expect(faults).to.deep.equal([])
    expect(row).to.deep.include({ capacity: 1000, antennas: 4, agent: { host: '192.0.2.7', port: null } })
  })

  it('are read by the headers of makers and of Portuguese inventories', () => {
    const headers =
      'ID del punto|AP MAC Address|Base Radio MAC|Management IP Address|Serial No.|Model Number|Install Date'
    const line = 'K-7|00:00:5e:00:53:01|00:00:5e:00:54:00|192.0.2.7|S1|R550|2023-12-31'
    const portuguese = 'Código|Endereço MAC|macs|Endereço IP|Número de série|Modelo|Data de instalação'
    expect(read(headers, line).row).to.deep.include({
      ...{ code: 'K-7', mac: '00:00:5e:00:53:01', bssids: ['00:00:5e:00:54:00'], serial: 'S1', model: 'R550' },
      ...{ agent: { host: '192.0.2.7', port: null }, installedOn: '2023-12-31' },
    })
    expect(read(portuguese, line).row).to.deep.equal(read(headers, line).row)
  })

  it('lose a value that cannot be read, never the line', () => {
    const { row, faults } = read('code|mac|antennas|installed|ip|bssid', 'K-7|00:00:5e:00:53|dos|31/02/2020|a b|xx')
    expect(row).to.deep.include({
      code: 'K-7',
      mac: null,
      antennas: null,
      installedOn: null,
      agent: null,
      bssids: null,
    })
    expect(faults.map(({ field, value, taken }) => [field, value, taken])).to.deep.equal([
      ['bssid', 'xx', true],
      ['mac', '00:00:5e:00:53', true],
      ['ip', 'a b', true],
      ['antennas', 'dos', true],
      ['installed', '31/02/2020', true],
    ])
  })

  it('take NA, dashes and the like for nothing, and set aside lines of another length', () => {
    const { row, faults } = read('code|mac|antennas|model|names', 'K-7|N/A|-|NA|S/D')
    expect(faults).to.deep.equal([])
    expect(row).to.deep.include({ mac: null, antennas: null, model: null, names: null })
    expect(read('code|mac', 'K-7').row).to.equal(undefined)
  })
})
