import { join } from 'node:path'
import { expect } from 'chai'
import { ConfigError, readConfig } from '../../../server/config/index.ts'

const production = {
  PLAZA_SECRET: 'x'.repeat(32),
  CITY_KEY_ISSUER: 'https://key.example',
  CITY_KEY_CLIENT_ID: 'plaza',
  PLAZA_PUBLIC_URL: 'https://wifi.example/',
}

const refusal = (environment: Record<string, string>): string => {
  try {
    readConfig(environment)
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError)
    return (error as Error).message
  }
  throw new Error('the settings were accepted')
}

describe('readConfig', () => {
  it('is the demo city when nothing is set', () => {
    const config = readConfig({})
    expect(config.demo).to.equal(true)
    expect(config.http.publicUrl).to.equal('http://localhost:8080')
    expect(config.radius).to.include({ authPort: 1812, acctPort: 1813 })
    expect(config.spool).to.deep.equal({ dir: join(config.dataDir, 'spool'), maxBytes: 1_024_000_000 })
  })

  it('is production when a City Key issuer is set', () => {
    const config = readConfig(production)
    expect(config.demo).to.equal(false)
    expect(config.http.publicUrl).to.equal('https://wifi.example')
  })

  it('names every wrong setting at once, with what is accepted', () => {
    const message = refusal({
      PLAZA_HTTP_PORT: '80800',
      PLAZA_TIME_ZONE: 'Mexico',
      PLAZA_DEMO: 'maybe',
      PLAZA_POLL_SECONDS: '1',
    })
    expect(message).to.match(/PLAZA_HTTP_PORT: expected a port number from 1 to 65535 \(it is "80800"\)/)
    expect(message).to.match(/PLAZA_TIME_ZONE: expected a time zone such as/)
    expect(message).to.match(/PLAZA_DEMO: expected 1 or 0/)
    expect(message).to.match(/PLAZA_POLL_SECONDS: expected a whole number of seconds from 5 to 3600/)
  })

  it('has a secure network where it is named, and always in the demo', () => {
    expect(readConfig({})).to.include({ secureWifiSsid: 'Plaza Segura', secureWifiRealm: undefined })
    expect(readConfig(production).secureWifiSsid).to.equal(undefined)
    const named = { ...production, PLAZA_SECURE_WIFI_SSID: 'Ciudad', PLAZA_SECURE_WIFI_REALM: 'wifi.example' }
    expect(readConfig(named)).to.include({ secureWifiSsid: 'Ciudad', secureWifiRealm: 'wifi.example' })
    expect(refusal({ ...production, PLAZA_SECURE_WIFI_REALM: 'wifi.example' })).to.include(
      'PLAZA_SECURE_WIFI_SSID: needed with PLAZA_SECURE_WIFI_REALM',
    )
    for (const ssid of ['ñ'.repeat(17), 'a\u0007']) {
      expect(refusal({ PLAZA_SECURE_WIFI_SSID: ssid })).to.match(/PLAZA_SECURE_WIFI_SSID: expected the name of a Wi-Fi/)
    }
    expect(refusal({ PLAZA_SECURE_WIFI_REALM: 'not a domain' })).to.match(/REALM: expected a domain in lower case/)
  })

  it('says what production needs', () => {
    const message = refusal({ PLAZA_DEMO: '0' })
    for (const name of Object.keys(production)) expect(message).to.include(`${name}: needed outside the demo`)
  })

  it('is no demo where anything of a city is set, and names what is missing', () => {
    const forgotten: Record<string, string> = { ...production, DATABASE_URL: 'postgres://db.example/plaza' }
    delete forgotten.CITY_KEY_ISSUER
    expect(refusal(forgotten)).to.include('CITY_KEY_ISSUER: needed outside the demo').and.include('PLAZA_DEMO=1')
    for (const alone of [
      { DATABASE_URL: 'postgres://db.example/plaza' },
      { PLAZA_SECRET: 'x'.repeat(32) },
      { PLAZA_PUBLIC_URL: 'https://wifi.example' },
      { CITY_KEY_CLIENT_ID: 'plaza' },
      { PLAZA_TRUST_PROXY: '127.0.0.1' },
    ]) {
      expect(refusal(alone))
        .to.include('CITY_KEY_ISSUER: needed')
        .and.include(`${Object.keys(alone)[0]} is set`)
      expect(readConfig({ ...alone, PLAZA_DEMO: '1' }).demo).to.equal(true)
    }
    expect(readConfig({ PLAZA_PUBLIC_URL: 'http://demo.local:8080' }).demo).to.equal(true)
  })

  it('takes reverse proxies by their addresses, never by their number', () => {
    const trusted = (value: string) => readConfig({ ...production, PLAZA_TRUST_PROXY: value }).http.trustProxy
    expect(trusted('127.0.0.1, 10.1.0.0/24  2001:db8::/64')).to.deep.equal([
      '127.0.0.1',
      '10.1.0.0/24',
      '2001:db8::/64',
    ])
    expect(trusted('0')).to.deep.equal([])
    expect(readConfig(production).http.trustProxy).to.deep.equal([])
    for (const wrong of ['1', 'true', 'proxy.example', '0.0.0.0/0', '10.0.0.0/33', '127.0.0.1/x'])
      expect(refusal({ ...production, PLAZA_TRUST_PROXY: wrong })).to.include('PLAZA_TRUST_PROXY: expected addresses')
  })

  it('names a setting that does not exist, so that a slip of the pen is noticed', () => {
    expect(refusal({ PLAZA_HTP_PORT: '80' })).to.include('PLAZA_HTP_PORT: no such setting')
  })

  it('never repeats a secret', () => {
    const message = refusal({ PLAZA_SECRET: 'hunter2', DATABASE_URL: 'mysql://me:hunter2@db' })
    expect(message).to.include('PLAZA_SECRET').and.include('DATABASE_URL')
    expect(message).to.not.include('hunter2')
  })

  it('refuses two services on one port', () => {
    expect(refusal({ PLAZA_CITY_KEY_PORT: '8080' })).to.include(
      'PLAZA_CITY_KEY_PORT: 8080 is already taken by PLAZA_HTTP_PORT',
    )
  })
})
