import { addHotspotGroup, listHotspotGroups, listPolicies } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { ForThose, OfTheCity } from '../parts/for-those.tsx'
import { GroupForm } from './group-form.tsx'
import { GroupRow } from './group-row.tsx'
import { Policies } from './policies.tsx'

/** Groups of hotspots with opening hours and limits of their own: for administrators. */
export function GroupsPage() {
  const t = useText()
  return (
    <div className="page groups-page">
      <h1>{t('groups.title')}</h1>
      <ForThose who={listHotspotGroups} otherwise="groups.forbidden">
        <Groups />
      </ForThose>
    </div>
  )
}

function Groups() {
  const t = useText()
  const { me } = useCity()
  const groups = useResource(listHotspotGroups, {})
  const policies = useResource(listPolicies, {})
  const reload = () => {
    groups.reload()
    policies.reload()
  }
  const error = groups.error ?? policies.error
  return (
    <>
      <p className="muted">{t('groups.lead')}</p>
      {error ? <Failure error={error} retry={reload} /> : null}
      {groups.data && policies.data ? (
        <>
          <section aria-labelledby="groups">
            <h2 id="groups">{t('groups.groups')}</h2>
            {groups.data.items.length === 0 ? <p className="empty">{t('groups.none')}</p> : null}
            <ul className="groups">
              {groups.data.items.map((group) => (
                <GroupRow key={group.id} of={group} policies={policies.data?.items ?? []} onChange={reload} />
              ))}
            </ul>
            {may(me, addHotspotGroup) ? (
              <details className="groups-new">
                <summary>{t('groups.new')}</summary>
                <GroupForm policies={policies.data.items} onSaved={reload} />
              </details>
            ) : (
              <OfTheCity />
            )}
          </section>
          <Policies policies={policies.data.items} onChange={reload} />
        </>
      ) : error ? null : (
        <Loading />
      )}
    </>
  )
}
