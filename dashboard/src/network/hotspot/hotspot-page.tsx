import { Link, useLocation, useParams } from 'react-router'
import { type Answer, readInventoryItem } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useResource } from '../../data/resource.ts'
import { DistrictOfThis } from '../../districts/district-of.tsx'
import { useText } from '../../languages/index.ts'
import { Reading } from '../../parts/reading.tsx'
import { mayChange, NetworkPage } from '../frame.tsx'
import { History } from './history.tsx'
import { HotspotFacts } from './hotspot-facts.tsx'
import { HotspotForm } from './hotspot-form.tsx'
import { PlaceMap } from './place-map.tsx'
import { Replace } from './replace.tsx'
import { UseOfHotspot } from './use-of-hotspot.tsx'

/** A hotspot of the inventory with its history. */
export type WholeItem = Answer<typeof readInventoryItem>

/** What a part of the page needs: the hotspot, and what to do once it has changed. */
export interface PartProps {
  of: WholeItem
  onChange: () => void
}

/** One hotspot: its data, place, equipment and history. */
export function HotspotPage() {
  const t = useText()
  const { me } = useCity()
  const { id = '' } = useParams()
  const { state } = useLocation()
  const from = (state as { from?: string } | null)?.from ?? ''
  const item = useResource(readInventoryItem, { params: { id: Number(id) || 0 } })
  const { data, reload } = item
  const part = data && { of: data, onChange: reload }
  return (
    <NetworkPage title={data?.name ?? t('network.hotspots')}>
      <p className="way-back">
        <Link to={`/network${from}`}>← {t('inventory.backToList')}</Link>
        {data && data.retiredAt === null ? <Link to={`/?hotspot=${data.id}`}>{t('inventory.onMap')}</Link> : null}
      </p>
      <Reading of={item} />
      {part ? (
        <div className="hotspot-parts">
          {part.of.retiredAt === null ? null : <UseOfHotspot {...part} />}
          {mayChange(me.role) ? <HotspotForm key={keyOf(part.of)} {...part} /> : <HotspotFacts {...part} />}
          <div className="beside">
            <PlaceMap key={`${part.of.latitude} ${part.of.longitude}`} {...part} mayMove={mayChange(me.role)} />
            <DistrictOfThis kind="hotspots" id={part.of.id} of={part.of.district} onChange={reload} />
            {mayChange(me.role) ? <Replace {...part} /> : null}
            {part.of.retiredAt === null ? <UseOfHotspot {...part} /> : null}
          </div>
          <History of={part.of} />
        </div>
      ) : null}
    </NetworkPage>
  )
}

/** What was changed elsewhere is shown by the form as well. */
const keyOf = ({ history, ...item }: WholeItem) => JSON.stringify(item)
