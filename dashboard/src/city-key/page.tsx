import { type CityKeyFailure, readCityKey } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'

/** The city's single sign-on: who it is, and what failed there of late, with what mends it. For administrators. */
export function CityKeyPage() {
  const t = useText()
  return (
    <div className="page wide city-key-page">
      <h1>{t('cityKey.title')}</h1>
      <ForThose who={readCityKey} otherwise="cityKey.forbidden">
        <State />
      </ForThose>
    </div>
  )
}

function State() {
  const t = useText()
  const state = useResource(readCityKey, {})
  const { data, reload } = state
  return (
    <>
      <Reading of={state} />
      {data ? (
        <>
          <dl className="issuers">
            <dt>{t('cityKey.of.residents')}</dt>
            <dd>{data.issuer}</dd>
            <dt>{t('cityKey.of.staff')}</dt>
            <dd>{data.staffIssuer === data.issuer ? t('cityKey.same') : data.staffIssuer}</dd>
          </dl>
          <div className="table-head">
            <h2>{t('cityKey.failures')}</h2>
            <button type="button" onClick={reload}>
              {t('cityKey.reload')}
            </button>
          </div>
          <p className="muted">{t('cityKey.lead')}</p>
          <Failures title={t('cityKey.toMend')} none={t('cityKey.noneToMend')} of={data.failures.filter(isToMend)} />
          <Failures
            title={t('cityKey.everyday')}
            none={t('cityKey.noneEveryday')}
            of={data.failures.filter((failure) => !isToMend(failure))}
          />
        </>
      ) : null}
    </>
  )
}

/** Not so what people do themselves, each now and then. */
const isToMend = ({ cause, kind }: CityKeyFailure) => cause !== 'person' && kind !== 'unverified'

function Failures({ title, none, of: failures }: { title: string; none: string; of: CityKeyFailure[] }) {
  const t = useText()
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {failures.length === 0 ? <p className="empty">{none}</p> : null}
      {failures.length > 0 ? (
        <table className="city-key-failures">
          <thead>
            <tr>
              {(['what', 'who', 'count', 'last', 'mend'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`cityKey.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {failures.map((failure) => (
              <FailureRow key={`${failure.client} ${failure.kind} ${failure.reason}`} of={failure} />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

function FailureRow({ of: { client, reason, cause, settings, failures, lastAt, detail } }: { of: CityKeyFailure }) {
  const t = useText()
  const { format } = useCity()
  return (
    <tr data-cause={cause}>
      <td>
        {t(`cityKey.cause.${cause}`)}
        <details>
          <summary>{t('cityKey.exactly', { reason })}</summary>
          <code lang="en">{detail}</code>
        </details>
      </td>
      <td data-label={t('cityKey.who')}>{t(`cityKey.of.${client}`)}</td>
      <td data-label={t('cityKey.count')}>{format.count(failures)}</td>
      <td data-label={t('cityKey.last')}>{format.moment(lastAt)}</td>
      <td data-label={t('cityKey.mend')}>
        {t(`cityKey.do.${cause}`)}
        {settings.map((name) => (
          <code key={name}>{name}</code>
        ))}
      </td>
    </tr>
  )
}
