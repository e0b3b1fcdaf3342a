import { type FormEvent, useId } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { listHelpCases, readHelpCase } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { ApiFailure } from '../data/failure.ts'
import { useList, useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Trace } from './trace.tsx'
import { problemIn } from './words.ts'

/** Finds what happened to a resident by the code that the portal showed. */
export function HelpPage() {
  const t = useText()
  const id = useId()
  const navigate = useNavigate()
  const { code } = useParams()
  const { me } = useCity()
  const allowed = me.role === 'operator' || me.role === 'admin'
  const found = useResource(allowed && code ? readHelpCase : undefined, { params: { code: code ?? '' } })
  const isUnknown = found.error instanceof ApiFailure && found.error.code === 'no-such-code'
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('code')).trim()
    if (typed) void navigate(`/help/${encodeURIComponent(typed)}`)
  }
  return (
    <div className="page">
      <h1>{t('help.title')}</h1>
      {allowed ? <p className="muted">{t('help.lead')}</p> : <p className="empty">{t('help.forbidden')}</p>}
      {allowed ? (
        <form className="help-find" onSubmit={find}>
          <label htmlFor={id}>{t('help.code')}</label>
          <input id={id} name="code" key={code} defaultValue={code} maxLength={20} autoComplete="off" required />
          <button type="submit">{t('help.find')}</button>
        </form>
      ) : null}
      {isUnknown ? <p role="alert">{t('help.none')}</p> : null}
      {found.error && !isUnknown ? <Failure error={found.error} retry={found.reload} /> : null}
      {code && allowed && !found.data && !found.error ? <Loading /> : null}
      {code && found.data ? <Trace of={found.data} /> : null}
      {allowed ? <Recent /> : null}
    </div>
  )
}

const RENEW_MS = 30_000

function Recent() {
  const t = useText()
  const { format } = useCity()
  const list = useList(listHelpCases, {}, RENEW_MS)
  return (
    <section>
      <h2>{t('help.recent')}</h2>
      <ListTable
        of={list}
        columns={[t('help.code'), t('help.at'), t('help.problem'), t('help.where')]}
        none={t('help.noRecent')}
        row={({ code, at, problem, hotspot, gateway }) => (
          <tr key={code}>
            <td>
              <Link to={`/help/${code}`}>{code}</Link>
            </td>
            <td>{format.moment(at)}</td>
            <td>{problemIn(problem, t)}</td>
            <td>{hotspot ?? gateway ?? t('help.unknownPlace')}</td>
          </tr>
        )}
      />
    </section>
  )
}
