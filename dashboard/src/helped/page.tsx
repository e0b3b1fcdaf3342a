import { Link, Navigate, useSearchParams } from 'react-router'
import { readSiteEvaluations, type SiteEvaluation } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useLanguage, useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { labelsFor } from '../use/figures.ts'
import { between, signed } from './figures.ts'

/** What each new site did. */
export function HelpedPage() {
  const t = useText()
  return (
    <div className="page wide planning-page">
      <h1>{t('helped.title')}</h1>
      <ForThose who={readSiteEvaluations} otherwise="helped.forbidden">
        <EvaluatedSites />
      </ForThose>
    </div>
  )
}

function EvaluatedSites() {
  const t = useText()
  const [address] = useSearchParams()
  const list = useResource(readSiteEvaluations, {})
  const { data } = list
  // The link of works that became a site leads to the site.
  const proposal = address.get('proposal')
  const asked = proposal === null ? undefined : data?.sites.find(({ proposalId }) => proposalId === Number(proposal))
  if (asked) return <Navigate to={`/helped/${asked.siteId}`} replace />
  return (
    <>
      <p className="muted">{t('helped.lead')}</p>
      <Reading of={list} />
      {data && proposal !== null ? <p className="empty">{t('helped.notYet')}</p> : null}
      {data ? (
        <section className="part" aria-labelledby="sites">
          <h2 id="sites">{t('helped.sites')}</h2>
          {data.sites.length === 0 ? <p className="empty">{t('helped.none')}</p> : <SitesTable sites={data.sites} />}
        </section>
      ) : null}
      {data && data.programmes.length > 0 ? <Programmes programmes={data.programmes} /> : null}
    </>
  )
}

function SitesTable({ sites }: { sites: SiteEvaluation[] }) {
  const t = useText()
  const { format } = useCity()
  const label = labelsFor(useLanguage())
  return (
    <table className="stacked-table">
      <thead>
        <tr>
          <th scope="col">{t('helped.site')}</th>
          <th scope="col">{t('helped.programme')}</th>
          <th scope="col">{t('helped.opened')}</th>
          <th scope="col" className="number">
            {t('helped.weeksAfter')}
          </th>
          <th scope="col">{t('helped.verdict')}</th>
          <th scope="col" className="number">
            {t('helped.net')}
          </th>
        </tr>
      </thead>
      <tbody>
        {sites.map(({ siteId, name, programme, openedOn, weeksAfter, verdict, doubts, net }) => (
          <tr key={siteId}>
            <th scope="row">
              <Link to={`/helped/${siteId}`}>{name}</Link>
            </th>
            <td data-label={t('helped.programme')}>{programme}</td>
            <td data-label={t('helped.opened')}>{label(openedOn, 'day')}</td>
            <td className="number" data-label={t('helped.weeksAfter')}>
              {format.count(weeksAfter)}
            </td>
            <td data-label={t('helped.verdict')}>
              <span className={`helped-verdict ${verdict}`}>{t(`helped.verdict.${verdict}`)}</span>
              {doubts.length > 0 ? (
                <small className="muted"> {t('helped.withDoubts', { count: doubts.length })}</small>
              ) : null}
            </td>
            <td className="number" data-label={t('helped.net')}>
              {net ? `${signed(net.users, format)} (${between(net.interval, format)})` : NONE}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface Programme {
  programme: string
  sites: number
  users: number
  interval: { low: number; high: number }
}

function Programmes({ programmes }: { programmes: Programme[] }) {
  const t = useText()
  const { format } = useCity()
  return (
    <section className="part" aria-labelledby="programmes">
      <h2 id="programmes">{t('helped.programmes')}</h2>
      <p className="muted">{t('helped.programmesLead')}</p>
      <table className="stacked-table">
        <thead>
          <tr>
            <th scope="col">{t('helped.programme')}</th>
            <th scope="col" className="number">
              {t('helped.sites')}
            </th>
            <th scope="col" className="number">
              {t('helped.net')}
            </th>
            <th scope="col" className="number">
              {t('helped.interval')}
            </th>
          </tr>
        </thead>
        <tbody>
          {programmes.map(({ programme, sites, users, interval }) => (
            <tr key={programme}>
              <th scope="row">{programme}</th>
              <td className="number" data-label={t('helped.sites')}>
                {format.count(sites)}
              </td>
              <td className="number" data-label={t('helped.net')}>
                {signed(users, format)}
              </td>
              <td className="number" data-label={t('helped.interval')}>
                {between(interval, format)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
