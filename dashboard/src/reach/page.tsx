import { type CoverageReport, type PopulationChoice, readCoverage } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { type Text, useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import { Attribution, RingChoice, useRingWords } from '../parts/ring.tsx'
import { nameOfPopulation, populationIn, useCoverageAddress } from './address.ts'
import { ByBorough, ByNeighbourhood, ByQuintile } from './by-place.tsx'
import { EvennessSection } from './evenness.tsx'
import { OverTime } from './over-time.tsx'

/** Who lives near a hotspot: now, if all worked, and over time; where, how much in need, and how evenly. */
export function CoveragePage() {
  const t = useText()
  const { ring, population, put } = useCoverageAddress()
  const ringWords = useRingWords()
  const query = { ring, ...(population && { time: population.time, year: population.year ?? undefined }) }
  const report = useResource(readCoverage, { query })
  const { data } = report
  return (
    <div className="page wide coverage-page">
      <h1>{t('coverage.title')}</h1>
      <p className="muted">{t('coverage.lead', { ring: ringWords(ring) })}</p>
      <div className="coverage-choices">
        <RingChoice ring={ring} choose={(next) => put({ ring: next })} />
        {data && data.populations.length > 0 ? (
          <PopulationSelect of={data.populations} chosen={population} choose={(people) => put({ people })} />
        ) : null}
      </div>
      <Reading of={report} />
      {data && data.city.residents === 0 ? <p className="empty">{t('coverage.empty')}</p> : null}
      {data && data.city.residents > 0 ? (
        <>
          <Totals of={data} />
          <OverTime report={data} />
          <ByBorough of={data} />
          <ByQuintile of={data} />
          <EvennessSection of={data} />
          <ByNeighbourhood of={data} />
        </>
      ) : null}
      <Attribution ring={ring} />
    </div>
  )
}

export const populationWords = ({ year, time }: PopulationChoice, t: Text): string => {
  const who = t(`coverage.people.${time}`)
  return year === null ? who : `${who}, ${year}`
}

function PopulationSelect({
  of,
  chosen,
  choose,
}: {
  of: readonly PopulationChoice[]
  chosen: PopulationChoice | undefined
  choose: (name: string | undefined) => void
}) {
  const t = useText()
  return (
    <label>
      {t('coverage.people')}{' '}
      <select
        value={chosen ? nameOfPopulation(chosen) : ''}
        onChange={({ target }) => choose(populationIn(target.value) ? target.value : undefined)}
      >
        <option value="">{t('coverage.people.now')}</option>
        {of.map((each) => (
          <option key={nameOfPopulation(each)} value={nameOfPopulation(each)}>
            {populationWords(each, t)}
          </option>
        ))}
      </select>
    </label>
  )
}

function Totals({ of: { city, known, neighbourhoods } }: { of: CoverageReport }) {
  const t = useText()
  const { format } = useCity()
  const share = (part: number) => format.exactShare(part / city.residents)
  return (
    <>
      <dl className="coverage-totals">
        {(['covered', 'unchecked', 'without', 'inNeed', 'near'] as const).map((name) => (
          <div key={name} data-total={name}>
            <dt>{t(`coverage.${name}`)}</dt>
            <dd>
              <strong>{format.count(city[name])}</strong> <small>{share(city[name])}</small>
            </dd>
          </div>
        ))}
      </dl>
      <p className="muted">
        {t('coverage.of', { residents: format.count(city.residents) })}{' '}
        {known === null ? null : t('coverage.known', { count: neighbourhoods.length })}
      </p>
    </>
  )
}
