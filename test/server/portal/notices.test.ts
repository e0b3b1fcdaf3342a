import { expect } from 'chai'
import { silentLog } from '../../../server/log.ts'
import { addNotice, NoticeError, watchNotices, withdrawNotice } from '../../../server/notices/notices.ts'
import { eventually } from '../../support/eventually.ts'
import { CHILLI_HOTSPOT, startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, routerUrl } from './person.ts'

const HOUR_MS = 3_600_000

describe('notices on the portal', () => {
  let portal: TestPortal
  let hotspotId: number
  before(async () => {
    portal = await startTestPortal({ wholeWeb: true })
    const row = portal.db.query.selectFrom('hotspots').select('id').where('mac', '=', CHILLI_HOTSPOT)
    hotspotId = (await row.executeTakeFirstOrThrow()).id
  })
  after(() => portal.close())

  const soon = (change: Partial<Parameters<typeof addNotice>[1]> = {}) => ({
    kind: 'maintenance' as const,
    texts: { es: 'Hoy hay obras <aquí>.', en: 'Works <here> today.' },
    startsAt: new Date(Date.now() - 1000),
    endsAt: new Date(Date.now() + HOUR_MS),
    ...change,
  })
  const pageAt = async (url: string, language = 'es-MX') => (await createPerson(language).get(url)).html
  const chilli = () => chilliUrl(portal.origin)

  /** The one item of the list of places that has a notice. */
  const placeOf = (page: string) => {
    const items = page.match(/<li>.*?<\/li>/gs)!.filter((each) => each.includes('Hoy hay obras'))
    expect(items).to.have.length(1)
    return items[0]!
  }

  it('are read at their place and nowhere else, in the reader’s language, else in Spanish and marked so', async () => {
    const id = await addNotice(portal.db, soon({ hotspotId }), null)
    await eventually(async () => (await pageAt(chilli())).includes('Hoy hay obras &lt;aquí&gt;.'))
    expect(await pageAt(chilli())).to.include('Mantenimiento')
    expect(await pageAt(chilli(), 'en')).to.include('Works &lt;here&gt; today.')
    expect(await pageAt(chilli(), 'nah')).to.include('<p lang="es">Hoy hay obras')
    expect(await pageAt(routerUrl(portal.origin)), 'at another hotspot').to.not.include('Hoy hay obras')
    const item = placeOf(await pageAt(`${portal.origin}/?q=o`))
    expect(item, 'on the public page').to.include('Mantenimiento: <span>Hoy hay obras &lt;aquí&gt;.</span>')
    expect(placeOf(await pageAt(`${portal.origin}/?q=o&lang=nah`))).to.include('<span lang="es">Hoy hay obras')
    expect(await withdrawNotice(portal.db, id)).to.equal(true)
    await eventually(async () => !(await pageAt(chilli())).includes('Hoy hay obras'))
    expect(await withdrawNotice(portal.db, id), 'twice').to.equal(false)
  })

  it('of the whole city are read everywhere, those of civil protection first', async () => {
    await addNotice(portal.db, soon({ texts: { es: 'Mantenimiento nocturno.' } }), null)
    await addNotice(portal.db, soon({ kind: 'civil-protection', texts: { es: 'Simulacro a las 11.' } }), null)
    for (const url of [chilli(), routerUrl(portal.origin), `${portal.origin}/`, `${portal.origin}/help`]) {
      await eventually(async () => (await pageAt(url)).includes('Simulacro a las 11.'))
      const page = await pageAt(url)
      expect(page.indexOf('Simulacro'), url).to.be.lessThan(page.indexOf('Mantenimiento nocturno'))
    }
  })

  it('begin and end by the clock', async () => {
    const now = Date.now()
    const times = { startsAt: new Date(now + HOUR_MS), endsAt: new Date(now + 2 * HOUR_MS) }
    const id = await addNotice(portal.db, soon({ ...times, hotspotId }), null)
    const notices = await watchNotices(portal.db, silentLog)
    try {
      const isShown = (at: number) => notices.at(hotspotId, at).some((notice) => notice.id === id)
      expect([now, now + HOUR_MS, now + 2 * HOUR_MS - 1, now + 2 * HOUR_MS].map(isShown)).to.deep.equal([
        ...[false, true, true, false],
      ])
    } finally {
      await notices.close()
    }
  })

  it('are refused with what is wrong', async () => {
    const refusal = (change: Parameters<typeof soon>[0]) =>
      addNotice(portal.db, soon(change), null).then(
        () => 'taken',
        (error) => (error instanceof NoticeError ? error.field : String(error)),
      )
    expect(await refusal({ texts: { es: '  ', en: 'Only English' } })).to.equal('texts')
    expect(await refusal({ texts: { es: 'x'.repeat(501) } })).to.equal('texts')
    expect(await refusal({ endsAt: new Date(Date.now() - 1) })).to.equal('endsAt')
    expect(await refusal({ hotspotId: 999_999 })).to.equal('hotspot')
    expect(await refusal({ neighbourhoodId: 999_999 })).to.equal('neighbourhood')
    expect(await refusal({ hotspotId, neighbourhoodId: 1 })).to.equal('hotspot')
  })
})
