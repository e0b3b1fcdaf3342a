import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { readConfig, settings } from '../../server/config/index.ts'
import { packageRoot } from '../../server/package-root.ts'
import { defaultDataDir } from '../../server/start/data-folder.ts'
import { documents, readDocument } from './markdown.ts'

const rows = [...readDocument('docs/settings.md').matchAll(/^\| `(\w+)` \| (.*?) \| .* \|$/gm)].map(
  ([, name, fallback]) => ({ name: name!, fallback: fallback!.replaceAll('`', '') }),
)
/** What is worked out where it is absent, on whatever machine. */
const byMachine = {
  PLAZA_DATA_DIR: './data; as root a folder for each checkout in /var/lib/plaza',
  PLAZA_TIME_ZONE: "the machine's",
}

describe('the table of settings', () => {
  it('has every setting, and no other, in the order of the code', () => {
    expect(rows.map(({ name }) => name)).to.deep.equal(Object.keys(settings.shape))
  })

  it('has the defaults of the code', () => {
    const constants = { ...settings.parse({}), ...byMachine } as Record<string, unknown>
    const config = readConfig({})
    const workedOut: Record<string, string> = {
      PLAZA_PUBLIC_URL: config.http.publicUrl,
      PLAZA_SECURE_WIFI_SSID: `none; demo: ${config.secureWifiSsid}`,
      PLAZA_CITY_NAME: `Plaza; in the demo ${config.cityName}`,
    }
    for (const { name, fallback } of rows) {
      const expected = constants[name] ?? workedOut[name]
      if (expected !== undefined) expect(fallback, name).to.equal(expected === '' ? 'none' : String(expected))
      else expect(fallback, name).to.match(/^[a-z]/i)
    }
    expect(config.timeZone).to.equal(Intl.DateTimeFormat().resolvedOptions().timeZone)
    expect(defaultDataDir('/home/ana/plaza', 1000)).to.equal('/home/ana/plaza/data')
    expect(defaultDataDir('/root/plaza', 0)).to.match(/^\/var\/lib\/plaza\//)
  })
})

describe('the documents', () => {
  for (const file of documents()) {
    it(`name files and npm scripts that exist, and settings that there are: ${file}`, () => {
      const text = readDocument(file)
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1]!)
      expect(links.filter((link) => !existsSync(join(packageRoot, dirname(file), link)))).to.deep.equal([])
      const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
      const named = [...text.matchAll(/npm run\s([\w:]+)/g)].map((match) => match[1]!)
      expect(named.filter((script) => !(script in scripts))).to.deep.equal([])
      const set = [...text.matchAll(/\b(?:PLAZA|CITY_KEY)_[A-Z_]+\b/g)].map(([name]) => name)
      expect(set.filter((name) => !(name in settings.shape))).to.deep.equal([])
    })
  }
})
