import { expect } from 'chai'
import { sql } from 'kysely'
import {
  type CurrentEmergencies,
  openEmergencies,
  startEmergency,
} from '../../../server/access/emergencies/emergencies.ts'
import { en } from '../../../server/languages/en.ts'
import { es } from '../../../server/languages/es.ts'
import { assignHotspots } from '../../../server/network/groups/group-members.ts'
import { addGroup } from '../../../server/network/groups/groups.ts'
import { hoursWords } from '../../../server/portal/pages/hours-words.ts'
import { startTestPortal, type TestPortal } from './harness.ts'

type Health = 'up' | 'degraded' | 'down' | 'unknown'

/** The names in the list, in order. */
const namesIn = (page: string): string[] =>
  [...page.matchAll(/<li>.*?<b>(.*?)<\/b>/g)].map(([, name]) => name!.replaceAll('&lt;', '<').replaceAll('&gt;', '>'))

const sectionOf = (page: string, name: string): string =>
  new RegExp(`<section aria-labelledby="${name}">.*?</section>`, 's').exec(page)?.[0] ?? ''

const tagsIn = (page: string): string[] => [...page.matchAll(/<text class="tag"[^>]*>(\d+)</g)].map(([, tag]) => tag!)

describe('the public page', () => {
  let portal: TestPortal
  let emergencies: CurrentEmergencies
  beforeEach(async () => {
    const current = { at: (...asked: Parameters<CurrentEmergencies['at']>) => emergencies.at(...asked) }
    portal = await startTestPortal({ emergencies: current })
    emergencies = await openEmergencies(portal.db)
    await portal.db.query.deleteFrom('hotspots').execute()
    await portal.db.query.deleteFrom('sites').execute()
  })
  afterEach(() => portal.close())

  const page = async (query = '', language = 'es') => {
    const answer = await fetch(`${portal.origin}/${query}`, { headers: { 'accept-language': language } })
    expect(answer.status).to.equal(200)
    return answer.text()
  }

  /** A site at so many hundredths of a degree east and north of 19.4, -99.1, with a hotspot for each of `states`. */
  const site = async (name: string, east: number, north: number, states: Health[] = ['up'], borough = 'Norte') => {
    const { query } = portal.db
    const place = { latitude: 19.4 + north / 100, longitude: -99.1 + east / 100 }
    const { id } = await query
      .insertInto('sites')
      .values({ name, ...place })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const [number, state] of states.entries()) {
      const spot = states.length === 1 ? name : `${name} ${number + 1}`
      const hotspot = await query
        .insertInto('hotspots')
        .values({ programme: 'p', code: spot, name: spot, site_id: id, ...place, settlement: 'Ñandú del Río', borough })
        .returning('id')
        .executeTakeFirstOrThrow()
      await query.insertInto('hotspot_health').values({ hotspot_id: hotspot.id, state }).execute()
    }
  }

  it('lists the nearest places to a point, with distances, nearest first', async () => {
    await site('Lejos', 30, 0)
    await site('Cerca', 1, 0)
    await site('Aquí', 0, 0)
    const html = await page('?lat=19.4&lon=-99.1')
    expect(namesIn(html)).to.deep.equal(['Aquí', 'Cerca', 'Lejos'])
    expect(html).to.include('a 0 m').and.include('a 1.1 km').and.include('a 31.5 km')
    expect(html).to.include('class="you"')
    expect(namesIn(await page('?lat=19.4&lon=-98.7'))).to.deep.equal(['Lejos', 'Cerca', 'Aquí'])
    expect(await page('?lat=19.4&lon=-99.1', 'en')).to.include('31.5 km away')
  })

  it('lists only what works now, and says what works slowly', async () => {
    await site('Bien', 0, 0, ['up'])
    await site('Lento', 1, 0, ['degraded'])
    await site('Caído', 2, 0, ['down'])
    await site('Nuevo', 3, 0, ['unknown'])
    const html = await page()
    expect(namesIn(html)).to.have.members(['Bien', 'Lento'])
    expect(html).to.include(`<small class="slow">${es['state.degraded']}`)
    expect(html).to.include('Lugares donde funciona: 2 de 2.')
    await portal.db.query.updateTable('hotspot_health').set({ state: 'down' }).where('state', '=', 'up').execute()
    portal.advance(16_000)
    expect(namesIn(await page())).to.deep.equal(['Lento'])
  })

  it('gives a site one row, with the number of its access points that work', async () => {
    await site('Parque', 0, 0, ['degraded', 'up', 'up', 'down'])
    await site('Plaza', 0, 1, ['down', 'degraded'])
    const html = await page('?q=a')
    expect(namesIn(html)).to.deep.equal(['Parque', 'Plaza'])
    expect(html).to.include('Funciona · 3 puntos de acceso').and.include('class="slow">Funciona, pero lento<')
    expect(namesIn(await page('?q=parque+3')), 'by the name of one of them').to.deep.equal(['Parque'])
  })

  it('finds by part of a name, settlement or neighbourhood, in any case and without accents', async () => {
    await site('Biblioteca José Martí', 0, 0)
    await site('Kiosco', 1, 0)
    expect(namesIn(await page('?q=JOSE'))).to.deep.equal(['Biblioteca José Martí'])
    expect(namesIn(await page('?q=marti+biblio')), 'parts of words in any order').to.deep.equal([
      'Biblioteca José Martí',
    ])
    expect(namesIn(await page('?q=%20nandu%20'))).to.deep.equal(['Biblioteca José Martí', 'Kiosco'])
    const html = await page('?q=<b>"x"')
    expect(html).to.include(es.none).and.include('value="&lt;b&gt;&quot;x&quot;"')
    expect(namesIn(html)).to.deep.equal([])
  })

  it('narrows to a borough, which is then the chosen one', async () => {
    await site('Uno', 0, 0, ['up'], 'Sur')
    await site('Dos', 1, 0, ['up'], 'Norte')
    await site('Tres', 2, 0, ['up'], 'Álamos')
    const html = await page('?borough=Sur')
    expect(namesIn(html)).to.deep.equal(['Uno'])
    expect(html).to.match(/<option selected>Sur<\/option>/)
    expect([...html.matchAll(/<option(?: selected)?>(.*?)</g)].map(([, name]) => name)).to.deep.equal([
      'Álamos',
      'Norte',
      'Sur',
    ])
    expect(namesIn(await page('?borough=Sur&q=dos'))).to.deep.equal([])
    expect(await page('?borough=Nowhere')).to.include(es.none)
  })

  it('begins in the middle of the city when nothing is asked for', async () => {
    for (let number = 0; number < 15; number++) await site(`A lejos ${number}`, 40 + number, 40)
    for (let number = 0; number < 30; number++) await site(`Centro ${String(number).padStart(2, '0')}`, number / 10, 0)
    const html = await page()
    const names = namesIn(html)
    expect(names).to.have.length(20)
    for (const name of names) expect(name).to.match(/^Centro/)
    expect(html).to.include('Lugares donde funciona: 20 de 45.').and.not.include(' a 0 m')
    expect(tagsIn(html), 'the map has the list’s numbers').to.have.members(
      names.map((_name, index) => String(index + 1)),
    )
  })

  it('says so when there is none at all, and before there are any hotspots', async () => {
    expect(await page())
      .to.include(es.noneAtAll)
      .and.not.include('<svg')
    await site('Caído', 0, 0, ['down'])
    portal.advance(61_000)
    expect(await page('', 'en')).to.include(en.noneAtAll)
  })

  it('takes what makes no sense as not asked for', async () => {
    await site('Uno', 0, 0)
    for (const query of [
      '?lat=abc&lon=1',
      '?lat=91&lon=0',
      '?lat=0&lon=181',
      '?lat=&lon=',
      '?lat=NaN&lon=Infinity',
      '?lat=1',
      '?q=&borough=',
      '?q=a&q=b',
      '?lat=1&lat=2&lon=3',
      '?borough[x]=1',
      '?%',
    ]) {
      const html = await page(query)
      expect(namesIn(html), query).to.deep.equal(['Uno'])
      expect(html, query).to.not.include('NaN').and.not.include('class="you"')
    }
    expect((await page(`?q=${'x'.repeat(5000)}`)).length).to.be.below(5000)
  })

  it('keeps what was asked for when the language is changed', async () => {
    await site('Uno', 0, 0)
    const html = await page('?borough=Norte&q=u%26o&lat=19.4&lon=-99.1')
    expect(html).to.include('href="/?lang=en&amp;borough=Norte&amp;q=u%26o&amp;lat=19.4&amp;lon=-99.1"')
  })

  it('needs no JavaScript: a form that asks by address, a list and a drawing, and a hidden button for the script', async () => {
    await site('Uno', 0, 0)
    const html = await page()
    expect(html).to.include('<form class="find" method="get" action="/">')
    expect(html).to.match(/<button id="locate"[^>]* hidden>/)
    const script = /<script src="([^"]+)" type="module">/.exec(html)![1]!
    const answer = await fetch(portal.origin + script)
    expect(answer.headers.get('content-type')).to.equal('text/javascript; charset=utf-8')
    expect(answer.headers.get('cache-control')).to.include('immutable')
  })

  it('says of places that are asked for that they do not work, or that nobody knows, and goes on to those that do', async () => {
    await site('Mercado Norte', 0, 0, ['down'])
    await site('Mercado Sur', 0.5, 0, ['unknown'])
    await site('Mercado Lejos', 40, 0, ['down', 'down'])
    await site('Kiosco', 1, 0)
    const asked = await page('?q=mercado')
    expect(asked).to.include(es.allUnchecked).and.include(es.downNow)
    expect(namesIn(asked), 'what may work before what does not').to.deep.equal([
      'Mercado Sur',
      'Mercado Lejos',
      'Mercado Norte',
    ])
    expect(sectionOf(asked, 'unchecked'), 'under a heading of its own').to.include(es.uncheckedNow)
    expect(sectionOf(asked, 'unchecked')).to.include('Mercado Sur').and.not.include('Mercado Norte')
    expect(sectionOf(asked, 'down')).to.not.include('Mercado Sur')
    const lost = await page('?q=mercado+lejos')
    expect(lost).to.include(es.allDown)
    expect(asked).to.match(/Mercado Norte<\/b><small>[^<]*<\/small><small>No funciona; ya lo sabemos/)
    expect(asked).to.match(/Mercado Sur<\/b><small>[^<]*<\/small><small>Sin comprobar: quizá funcione/)
    const there = await page('?lat=19.4&lon=-99.1')
    expect(namesIn(there), 'where somebody stands').to.deep.equal(['Kiosco', 'Mercado Sur', 'Mercado Norte'])
    expect(namesIn(await page()), 'where nothing was asked for').to.deep.equal(['Kiosco'])
  })

  it('lists what nobody has checked, nearest first, in a city where nothing is known to work', async () => {
    await site('Lejos', 30, 0, ['unknown'])
    await site('Cerca', 1, 0, ['unknown', 'down'])
    await site('Caído', 0, 0, ['down'])
    const html = await page()
    expect(namesIn(html)).to.deep.equal(['Cerca', 'Lejos'])
    expect(html).to.include(es.allUnchecked).and.not.include(es.noneAtAll)
    expect(sectionOf(await page('?lat=19.4&lon=-99.1'), 'unchecked')).to.include(
      'Sin comprobar: quizá funcione · a 1.1 km',
    )
  })

  it('takes a session as evidence that a place works', async () => {
    await site('Kiosco', 0, 0, ['unknown'])
    const { id } = await portal.db.query
      .selectFrom('hotspots')
      .select('id')
      .where('name', 'like', 'Kiosco%')
      .executeTakeFirstOrThrow()
    const gateway = await portal.db.query.selectFrom('gateways').select('id').executeTakeFirstOrThrow()
    const key = { gateway_id: gateway.id, session_key: 'home', acct_session_id: 'home', hotspot_id: id }
    const times = { started_at: new Date(), updated_at: new Date() }
    await portal.db.query
      .insertInto('sessions')
      .values({ ...key, ...times })
      .execute()
    const html = await page()
    expect(html).to.include('Lugares donde funciona: 1 de 1.')
  })

  it('links each place to the way there, as the reader’s system opens one, and to a report of a fault', async () => {
    await site('Café (Centro)', 0, 0)
    const { id } = await portal.db.query.selectFrom('hotspots').select('id').executeTakeFirstOrThrow()
    const systems = {
      'Mozilla/5.0 (Linux; Android 14)': 'geo:19.40000,-99.10000?q=19.40000,-99.10000(Caf%C3%A9%20%20Centro%20)',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)': 'https://maps.apple.com/?daddr=19.40000,-99.10000',
      'Mozilla/5.0 (X11; Linux x86_64)': 'https://www.openstreetmap.org/directions?to=19.40000,-99.10000',
    }
    for (const [agent, href] of Object.entries(systems)) {
      const html = await (await fetch(portal.origin, { headers: { 'user-agent': agent } })).text()
      expect(html).to.include(`<a href="${href}" aria-label="Cómo llegar a Café (Centro)">`)
      expect(html).to.include(
        `<a href="/portal/report?hotspot=${id}" aria-label="Avisar de una falla en Café (Centro)">`,
      )
    }
  })

  it('goes on to the next twenty, with the numbers of the list on the map, and back', async () => {
    for (let number = 0; number < 45; number++) await site(`Sitio ${String(number).padStart(2, '0')}`, number / 10, 0)
    const first = await page('?borough=Norte')
    expect(first).to.include('href="/?borough=Norte&amp;page=2">Los 20 siguientes<').and.not.include('rel="prev"')
    const second = await page('?borough=Norte&page=2')
    expect(namesIn(second)[0]).to.equal('Sitio 20')
    expect(second).to.include('Lugares donde funciona: 21–40 de 45.').and.include('start="21"')
    expect(tagsIn(second)).to.have.members(namesIn(second).map((_name, index) => String(index + 21)))
    expect(second).to.include('href="/?borough=Norte&amp;page=3">Los 5 siguientes<')
    expect(second)
      .to.include('rel="prev" href="/?borough=Norte"')
      .and.include('href="/?lang=en&amp;borough=Norte&amp;page=2"')
    const last = await page('?borough=Norte&page=3')
    expect(namesIn(last)).to.have.length(5)
    expect(last).to.not.include('rel="next"')
    expect(namesIn(await page('?borough=Norte&page=49')), 'beyond the last').to.deep.equal(namesIn(last))
    const near = [1, 2, 3].map((number) => page(`?lat=19.4&lon=-99.1&page=${number}`))
    expect(new Set((await Promise.all(near)).flatMap(namesIn)).size, 'by distance, each once').to.equal(45)
    for (const wrong of ['0', '-1', 'x', '1.5', '999', '']) {
      expect(namesIn(await page(`?borough=Norte&page=${wrong}`)), wrong).to.deep.equal(namesIn(first))
    }
  })

  it('says the opening hours of a place in the reader’s language', async () => {
    await site('Escuela', 0, 0)
    await site('Kiosco', 1, 0)
    const hours = 'mon-sun 00:00-24:00, sat 08:30-14:00'
    const groupId = await addGroup(portal.db, { name: 'Escuelas', policyId: null, hours: 'mon-sun 00:00-23:59' })
    const hotspots = await portal.db.query.selectFrom('hotspots').select('id').where('name', '=', 'Escuela').execute()
    await assignHotspots(portal.db, groupId, [hotspots[0]!.id])
    expect(await page())
      .to.include('Escuela</b>')
      .and.include('<small>Horario: lun–dom 0:00–23:59</small>')
    expect(await page('', 'en')).to.include('<small>Hours: Mon–Sun 0:00–23:59</small>')
    expect((await page()).match(/Horario:/g)).to.have.length(1)
    expect(hoursWords({ language: 'es' }, hours)).to.equal('lun–dom 0:00–24:00, sáb 8:30–14:00')
  })

  it('tells of an emergency, in the whole city or at the places that it marks', async () => {
    await site('Uno', 0, 0)
    await site('Dos', 1, 0)
    const { id } = await portal.db.query
      .selectFrom('hotspots')
      .select('id')
      .where('name', '=', 'Dos')
      .executeTakeFirstOrThrow()
    const emergency = (hotspotId?: number) =>
      startEmergency(portal.db, { reason: 'Sismo de hoy', endsAt: new Date(Date.now() + 3_600_000), hotspotId }, null)
    await emergency(id)
    await emergencies.reload()
    const some = await page()
    expect(some).to.include('Sismo de hoy').and.include('en los puntos marcados')
    expect(some.match(/Se entra sin cuenta, por la emergencia/g)).to.have.length(1)
    expect(some).to.match(/Dos<\/b>(?:(?!<li>).)*Se entra sin cuenta, por la emergencia/)
    await emergency()
    await emergencies.reload()
    expect(await page()).to.include('en todos los puntos')
    await portal.db.query.deleteFrom('emergencies').execute()
  })

  it('answers quickly with 35,000 hotspots', async () => {
    await sql`
      with place as (
        insert into sites (name, latitude, longitude)
        select 'Sitio ' || n, 19.2 + (n % 187) / 400.0, -99.3 + (n / 187) / 400.0 from generate_series(1, 35000) n
        returning id, name, latitude, longitude
      ), spot as (
        insert into hotspots (programme, code, name, site_id, latitude, longitude, settlement, borough)
        select 'p', name, name, id, latitude, longitude, 'Colonia ' || id % 900, 'Zona ' || id % 16 from place
        returning id
      )
      insert into hotspot_health (hotspot_id, state) select id, 'up' from spot`.execute(portal.db.query)
    // The processor's time, which what else the machine does hardly changes.
    const took = async (query: string) => {
      const from = process.cpuUsage()
      expect(namesIn(await page(query))).to.have.length(20)
      const { user, system } = process.cpuUsage(from)
      return (user + system) / 1000
    }
    expect(await took(''), 'reading them all, ms').to.be.below(20_000)
    for (const query of ['?lat=19.4&lon=-99.1', '?q=colonia+7', '?borough=Zona+3', '']) {
      expect(await took(query), `${query}, ms`).to.be.below(4000)
    }
  })
})
