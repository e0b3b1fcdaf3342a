import { useEffect, useRef, useState } from 'react'
import { type HotspotDetail, readHotspotChart, readSiteChart } from '../../../server/api/contract/index.ts'
import { Charts } from '../charts/charts.tsx'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { useFocusWhileOpen } from '../parts/focus-while-open.ts'
import { Faults } from './faults.tsx'
import { Identity } from './identity.tsx'
import { Readings } from './readings.tsx'
import { Rejects } from './rejects.tsx'
import { Sessions } from './sessions.tsx'
import { useWatchedHotspot } from './watched.ts'

/** Everything about one hotspot, kept fresh while it is open. */
export function HotspotPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useText()
  const { live, connected } = useCity()
  const { detail, running, recent, log, faults, isOperator } = useWatchedHotspot(id)
  const closeButton = useFocusWhileOpen()
  useAnnouncedState(detail.data)
  return (
    <section
      className="panel"
      aria-label={t('hotspot.panel')}
      data-fresh={live.connected && connected}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className="panel-bar">
        <h2>{detail.data?.name}</h2>
        <button type="button" ref={closeButton} className="close" aria-label={t('hotspot.close')} onClick={onClose}>
          ×
        </button>
      </div>
      {detail.error ? <Failure error={detail.error} retry={detail.reload} /> : null}
      {detail.data ? <Readings hotspot={detail.data} /> : detail.error ? null : <Loading />}
      {detail.data ? <Identity of={detail.data} /> : null}
      <HotspotCharts key={id} id={id} isAlone={(detail.data?.hotspotsAtSite ?? 1) < 2} />
      {isOperator ? (
        <>
          <Faults reports={faults} />
          <Sessions key={id} hotspotId={id} running={running} recent={recent} />
          <Rejects log={log} />
        </>
      ) : null}
    </section>
  )
}

/** Of the hotspot, or of all at its site. */
function HotspotCharts({ id, isAlone }: { id: number; isAlone: boolean }) {
  const t = useText()
  const [ofSite, setOfSite] = useState(false)
  return (
    <Charts of={{ read: ofSite ? readSiteChart : readHotspotChart, id }} title={t('charts.title')}>
      {isAlone ? null : (
        <fieldset className="switch">
          <legend className="for-screen-readers">{t('charts.whose')}</legend>
          {([false, true] as const).map((site) => (
            <button key={`${site}`} type="button" aria-pressed={site === ofSite} onClick={() => setOfSite(site)}>
              {t(site ? 'charts.site' : 'charts.hotspot')}
            </button>
          ))}
        </fieldset>
      )}
    </Charts>
  )
}

/** Has screen readers say that the hotspot is in another state than it was. */
function useAnnouncedState(hotspot: HotspotDetail | undefined) {
  const t = useText()
  const { announce } = useCity()
  const state = hotspot?.state
  const name = hotspot?.name
  const said = useRef(state)
  useEffect(() => {
    if (state && said.current && said.current !== state)
      announce(t('hotspot.changed', { name: name ?? '', state: t(`state.${state}`) }))
    said.current = state
  }, [state, name, announce, t])
}
