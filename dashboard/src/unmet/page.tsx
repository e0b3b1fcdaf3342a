import { useState } from 'react'
import { Link } from 'react-router'
import { readUnmetDemand, type UnmetDemand } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { StreetsLink, useMeasuredWords } from '../parts/ring.tsx'
import { crowdedClasses } from './classes.ts'
import { UnmetMap } from './map.tsx'

/** Rows of a table at first, and more at a press. */
const ROWS = 25

/** Who finds no place: at hotspots that are full, and by neighbourhood where residents live. */
export function UnmetDemandPage() {
  const t = useText()
  return (
    <div className="page wide planning-page">
      <h1>{t('unmet.title')}</h1>
      <ForThose who={readUnmetDemand} otherwise="planning.forbidden">
        <Unmet />
      </ForThose>
    </div>
  )
}

function Unmet() {
  const t = useText()
  const { format } = useCity()
  const read = useResource(readUnmetDemand, {})
  const { data } = read
  const near = useMeasuredWords()(data?.within)
  return (
    <>
      <p className="muted">{t('unmet.lead')}</p>
      <Reading of={read} />
      {data ? (
        <>
          <p className="attribution">
            {t('unmet.walkSaid', { near })}
            {data.within.streets === null ? null : <StreetsLink />}
          </p>
          <UnmetMap of={data} />
          <ul className="planning-legend">
            {crowdedClasses.map(({ colour, from, to }) => (
              <li key={from}>
                <span className="unmet-swatch" style={{ background: colour }} />{' '}
                {to === null
                  ? t('unmet.legendFrom', { from: format.count(from) })
                  : t('unmet.legendBetween', { from: format.count(from), to: format.count(to) })}
              </li>
            ))}
            <li>
              <span className="unmet-full" /> {t('unmet.legendFull')}
            </li>
          </ul>
          <FullTable of={data} />
          <AreasTable of={data} />
          <section className="planning-method" aria-labelledby="unmet-method">
            <h2 id="unmet-method">{t('planning.method')}</h2>
            <p>{t('unmet.methodFull')}</p>
            <p>
              {t('unmet.methodAreas', {
                catchment: near,
                usual: format.count(data.method.usualPlaces),
                each: format.count(Math.round(1 / data.method.enough)),
              })}
            </p>
          </section>
        </>
      ) : null}
    </>
  )
}

function FullTable({ of: { hotspots, period } }: { of: UnmetDemand }) {
  const t = useText()
  const { format } = useCity()
  const [shown, setShown] = useState(ROWS)
  const headings = ['places', 'carried', 'offered', 'noPlace', 'fullMinutes'] as const
  return (
    <section aria-labelledby="full">
      <h2 id="full">{t('unmet.full')}</h2>
      <p className="muted">
        {period === null
          ? t('unmet.notCounted')
          : t('unmet.fullHelp', {
              from: format.date(`${period.from}T12:00:00Z`),
              to: format.date(`${period.to}T12:00:00Z`),
            })}
      </p>
      {hotspots.length === 0 ? (
        period && <p className="empty">{t('unmet.noneFull')}</p>
      ) : (
        <table className="stacked-table">
          <thead>
            <tr>
              <th scope="col">{t('unmet.hotspot')}</th>
              {headings.map((heading) => (
                <th key={heading} scope="col" className="number">
                  {t(`unmet.${heading}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hotspots.slice(0, shown).map(({ id, name, places, carried, offered, atLeast, fullMinutesADay }) => {
              const bounded = (value: number) =>
                atLeast ? t('unmet.atLeast', { value: format.decimal(value, 1) }) : format.decimal(value, 1)
              return (
                <tr key={id}>
                  <th scope="row">
                    <Link to={`/?hotspot=${id}`}>{name}</Link>
                  </th>
                  <td className="number" data-label={t('unmet.places')}>
                    {format.count(places)}
                  </td>
                  <td className="number" data-label={t('unmet.carried')}>
                    {format.decimal(carried, 1)}
                  </td>
                  <td className="number" data-label={t('unmet.offered')}>
                    {bounded(offered)}
                  </td>
                  <td className="number" data-label={t('unmet.noPlace')}>
                    <strong>{bounded(offered - carried)}</strong>
                  </td>
                  <td className="number" data-label={t('unmet.fullMinutes')}>
                    {format.decimal(fullMinutesADay, 0)}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      <More shown={shown} of={hotspots.length} onMore={() => setShown(shown + 4 * ROWS)} />
    </section>
  )
}

function AreasTable({ of: { areas } }: { of: UnmetDemand }) {
  const t = useText()
  const { format } = useCity()
  const [shown, setShown] = useState(ROWS)
  const headings = ['missing', 'people', 'placesOfArea', 'peopleForEach'] as const
  return (
    <section aria-labelledby="unmet-areas">
      <h2 id="unmet-areas">{t('unmet.areas')}</h2>
      <p className="muted">{t('unmet.areasHelp')}</p>
      <table className="stacked-table">
        <thead>
          <tr>
            <th scope="col">{t('neighbourhoods.name')}</th>
            <th scope="col">{t('neighbourhoods.borough')}</th>
            {headings.map((heading) => (
              <th key={heading} scope="col" className="number">
                {t(`unmet.${heading}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {areas.slice(0, shown).map(({ id, name, borough, people, places, peopleForEach, missing }) => (
            <tr key={id}>
              <th scope="row">
                <Link to={`/?layer=covered&neighbourhood=${id}`}>{name}</Link>
              </th>
              <td>{borough ?? NONE}</td>
              <td className="number" data-label={t('unmet.missing')}>
                <strong>{format.decimal(missing, 1)}</strong>
              </td>
              <td className="number" data-label={t('unmet.people')}>
                {format.count(people)}
              </td>
              <td className="number" data-label={t('unmet.placesOfArea')}>
                {format.decimal(places, 1)}
              </td>
              <td className="number" data-label={t('unmet.peopleForEach')}>
                {peopleForEach === null ? t('unmet.noPlaces') : format.count(peopleForEach)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More shown={shown} of={areas.length} onMore={() => setShown(shown + 4 * ROWS)} />
    </section>
  )
}

function More({ shown, of, onMore }: { shown: number; of: number; onMore: () => void }) {
  const t = useText()
  if (shown >= of) return null
  return (
    <p className="no-print">
      <button type="button" onClick={onMore}>
        {t('list.more')}
      </button>
    </p>
  )
}
