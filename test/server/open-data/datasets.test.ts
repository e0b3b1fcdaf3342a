import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { figuresOf, type OpenCity, type OpenHotspot, type OpenState } from '../../../server/open-data/datasets/city.ts'
import { csv } from '../../../server/open-data/datasets/csv.ts'
import { csvOfUse, datasets } from '../../../server/open-data/datasets/datasets.ts'
import { accessPoints, wifiPointsOfInterest, wifiStatus } from '../../../server/open-data/datasets/smart-data-models.ts'
import { dictionary } from '../../../server/open-data/dictionary.ts'
import { packageRoot } from '../../../server/package-root.ts'

const options = { city: 'Ciudad de Prueba', ssids: ['Red Segura'], timeZone: 'America/Mexico_City' }

const hotspot = (code: string, state: OpenState, change: Partial<OpenHotspot> = {}): OpenHotspot => ({
  ...{ id: 1, programme: 'Postes: C5/2', code, name: `Punto ${code}`, siteId: 7, site: 'Plaza', latitude: 19.4 },
  ...{ longitude: -99.1, settlement: 'Centro', borough: 'Norte', neighbourhood: 'Centro', neighbourhoodCode: '0010' },
  ...{ installedOn: '2024-05-06', state },
  ...change,
})

const city: OpenCity = {
  at: new Date('2026-03-04T05:06:07Z'),
  hotspots: [
    hotspot('A 1', 'working'),
    hotspot('Ñ/2', 'not-working'),
    hotspot('3', 'not-checked', { siteId: 8, settlement: null, borough: null, installedOn: null }),
    hotspot('4', 'slow', { siteId: 9, borough: 'Sur' }),
  ],
  walk: { metres: 250, streets: null },
  coverage: [
    { code: '0010', name: 'Centro', borough: 'Norte', residents: 100, covered: 60, unchecked: 30, without: 10 },
    { code: '0020', name: 'Orilla', borough: 'Sur', residents: null, covered: null, unchecked: null, without: null },
  ],
}

/** Called as cities call them. */
const odd: OpenCity = {
  ...city,
  hotspots: [
    hotspot(`=A"1'`, 'working', { siteId: 21, name: '', site: '', settlement: '', borough: '' }),
    hotspot('<b>;(c)=d', 'slow', { siteId: 22, name: '«Juárez» "norte" (2); a=b\n', programme: "L'Eixample & <co>" }),
    hotspot('ñ/😀 #?%', 'not-working', {
      siteId: 23,
      latitude: -33.45,
      longitude: 179.999999,
      installedOn: '0099-01-01',
    }),
    hotspot('a:b', 'not-checked', { siteId: 24, programme: 'p' }),
    hotspot('b', 'not-checked', { siteId: 24, programme: 'p:a' }),
  ],
}

const textOf = (file: string) => datasets.find((one) => one.file === file)!.make(city, options)

describe('datasets', () => {
  it('tell an access point’s state by Smart Data Models, and nothing where nobody knows', () => {
    const states = (accessPoints(city, options) as Array<{ apState?: string; ssid: string[] }>).map(
      (one) => one.apState,
    )
    expect(states).to.deep.equal(['up', 'down', undefined, 'up'])
  })

  it('tell a day of installation as the instant when it began in the city', () => {
    const [one] = accessPoints(city, options) as Array<{ dateInstalled: string }>
    expect(one!.dateInstalled).to.equal('2024-05-06T06:00:00.000Z')
    const [there] = accessPoints(city, { ...options, timeZone: 'UTC' }) as Array<{ dateInstalled: string }>
    expect(there!.dateInstalled).to.equal('2024-05-06T00:00:00.000Z')
  })

  it('tell a site’s state by all of its access points', () => {
    expect(wifiStatus(['working', 'slow'])).to.equal('working')
    expect(wifiStatus(['working', 'not-working', 'not-checked'])).to.equal('workingPartially')
    expect(wifiStatus(['not-working', 'not-checked'])).to.equal('totalFailure')
    expect(wifiStatus(['not-checked'])).to.equal(undefined)
    expect(wifiStatus([])).to.equal('noService')
    const sites = wifiPointsOfInterest(city, options) as Array<{ id: string; wifiStatus?: string }>
    expect(sites.map((site) => site.wifiStatus)).to.deep.equal(['workingPartially', undefined, 'working'])
    const refs = (accessPoints(city, options) as Array<{ refPointOfInterest: string }>).map(
      (one) => one.refPointOfInterest,
    )
    expect(new Set(refs)).to.deep.equal(new Set(sites.map(({ id }) => id)))
  })

  const schemas = join(packageRoot, '../shared/data/schemas')

  it('fit the schemas of Smart Data Models, where these are beside the checkout', async function () {
    if (!existsSync(schemas)) return this.skip()
    for (const [type, entities] of [
      ['AccessPoint', [...accessPoints(city, options), ...accessPoints(odd, options)]],
      ['WifiPointOfInterest', [...wifiPointsOfInterest(city, options), ...wifiPointsOfInterest(odd, options)]],
    ] as const) {
      const ajv = new Ajv2020({ strict: false })
      ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
      ajv.addFormat('uri', /^[a-z][a-z0-9+.-]*:[^\s]+$/)
      // What those refer to is not beside them: of it, what our entities use.
      const point = { type: 'object', required: ['type', 'coordinates'] }
      const moment = { type: 'string', format: 'date-time' }
      ajv.addSchema({
        $id: 'https://smart-data-models.github.io/data-models/common-schema.json',
        definitions: {
          'GSMA-Commons': {
            properties: {
              ...{ id: { type: 'string', format: 'uri', maxLength: 256 }, name: { type: 'string' } },
              ...{ dataProvider: { type: 'string' }, owner: { type: 'array', items: { type: 'string' } } },
            },
          },
          'Location-Commons': { properties: { location: point, address: { type: 'object' } } },
          ...{ timeInstant: moment, email: { type: 'string' } },
        },
      })
      ajv.addSchema({
        $id: 'https://smart-data-models.github.io/dataModel.Device/device-schema.json',
        definitions: { 'Device-Commons': {} },
      })
      const validate = ajv.compile(JSON.parse(await readFile(join(schemas, `${type}.schema.json`), 'utf8')))
      expect(validate({ type, apState: 'asleep', wifiStatus: 'asleep' }), 'the schema can refuse').to.equal(false)
      expect(new Set(entities.map((entity) => (entity as { id: string }).id)).size, 'each its own').to.equal(
        entities.length,
      )
      for (const { id } of entities as Array<{ id: string }>) expect(id, 'NGSI').to.not.match(/[<>"'=;()\s?&#/]/)
      for (const entity of entities) expect(validate(entity), JSON.stringify(validate.errors)).to.equal(true)
    }
  })

  it('have the fields that the dictionary names, each and no other', () => {
    for (const { file, fields } of dictionary) {
      const names = fields.map(({ name }) => name)
      if (file.endsWith('.csv')) {
        const text = file.startsWith('use/') ? csvOfUse([]) : textOf(file)
        expect(parse(text, { bom: true })[0], file).to.deep.equal(names)
        continue
      }
      const document = JSON.parse(textOf(file)) as object[] | { type: string; features: Array<{ properties: object }> }
      const { type: _, features = [], ...ofAll } = Array.isArray(document) ? { type: '' } : document
      const records = Array.isArray(document)
        ? document
        : features.map(({ properties }) => ({ ...ofAll, ...properties }))
      expect(new Set(records.flatMap((record) => Object.keys(record))), file).to.deep.equal(new Set(names))
      for (const { name, optional } of fields)
        if (!optional) for (const record of records) expect(record, `${file} ${name}`).to.have.property(name)
    }
  })

  it('describe every file, in the order in which they are made', () => {
    expect(dictionary.map(({ file }) => file)).to.deep.equal([...datasets.map(({ file }) => file), 'use/{month}.csv'])
  })

  it('tell no address, MAC or serial number, whatever they are called', () => {
    const telling = /mac|serial|ip.?addr|gateway|nas|secret|agent/i
    for (const { fields } of dictionary) expect(fields.filter(({ name }) => telling.test(name))).to.deep.equal([])
  })

  it('say with coverage how near is near, and how that was measured', () => {
    const rowsOf = (streets: string | null) => {
      const dataset = datasets.find(({ file }) => file === 'coverage.csv')!
      const text = dataset.make({ ...city, walk: { metres: 300, streets } }, options)
      return parse(text, { columns: true, bom: true }) as Record<string, string>[]
    }
    expect(rowsOf(null).map(({ metres, method }) => `${metres} ${method}`)).to.include('300 straight-line')
    expect(rowsOf('2026-05-28').map(({ metres, method }) => `${metres} ${method}`)).to.include('300 streets')
  })

  it('add up to figures of boroughs and the city', () => {
    const { city: all, boroughs } = figuresOf(city)
    expect(all.hotspots).to.deep.equal({ working: 1, slow: 1, 'not-working': 1, 'not-checked': 1 })
    expect(all).to.include({ residents: 100, covered: 60, unchecked: 30, without: 10 })
    expect(boroughs.map(({ borough }) => borough)).to.deep.equal(['Norte', 'Sur'])
  })
})

describe('CSV', () => {
  it('is no formula in a spreadsheet, whatever a hotspot is called', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('=', '+', '-', '@', '\t=', '\r', ' =', '\n+', '＝', '\uFEFF='),
        fc.string(),
        (beginning, rest) => {
          const [, [cell]] = parse(csv(['name'], [[beginning + rest]]), { bom: true, relax_column_count: true }) as [
            [string],
            [string],
          ]
          expect(cell).to.equal(`'${beginning}${rest}`)
        },
      ),
    ))

  it('is read again as it was written, and leaves numbers as they are', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.string().map((text) => `x${text}`),
          { minLength: 1 },
        ),
        (texts) => {
          const written = csv(
            ['text', 'number', 'none'],
            texts.map((text) => [text, -99.1, null]),
          )
          expect(parse(written, { bom: true }).slice(1)).to.deep.equal(texts.map((text) => [text, '-99.1', '']))
        },
      ),
    ))
})
