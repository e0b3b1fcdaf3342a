import { type DivIcon, divIcon } from 'leaflet'
import type { MapItem } from './cluster-index.ts'
import type { Offset } from './fan-out.ts'
import { clusterSize, markOf, ringParts } from './marks.ts'
import { total, worstState } from './tally.ts'

/** Diameter of a single hotspot's marker in pixels. */
export const HOTSPOT_SIZE = 24

/** How markers are to look: words and figures in the reader's language. */
export interface Look {
  label: (item: MapItem) => string
  short: (count: number) => string
  /** The hotspot whose panel is open. */
  chosen: number | undefined
}

/** Says when a marker has to be drawn again: whatever the icon shows. */
export const signatureOf = ({ tally, hotspotId }: MapItem, [x, y]: Offset, { chosen }: Look): string =>
  `${tally.down} ${tally.degraded} ${tally.unknown} ${tally.up} ${x} ${y} ${hotspotId !== undefined && hotspotId === chosen}`

export function iconOf(item: MapItem, offset: Offset, look: Look): DivIcon {
  const cluster = item.hotspotId === undefined
  const size = cluster ? clusterSize(total(item.tally)) : HOTSPOT_SIZE
  const element = document.createElement('div')
  const worst = worstState(item.tally)
  element.className = `${cluster ? 'cluster' : 'hotspot'} ${worst}`
  element.role = 'button'
  element.tabIndex = -1
  element.ariaLabel = look.label(item)
  element.dataset.total = String(total(item.tally))
  element.dataset.down = String(item.tally.down)
  element.dataset.state = worst
  if (!cluster) {
    element.dataset.hotspot = String(item.hotspotId)
    element.classList.toggle('chosen', item.hotspotId === look.chosen)
  }
  // Numbers and fixed paths only: nothing that somebody wrote.
  // Their short form is drawn by the styles: the name tells the whole number.
  element.innerHTML = cluster ? clusterDrawing(item, size, look.short) : hotspotDrawing(item)
  return divIcon({
    html: element,
    className: 'marker',
    iconSize: [size, size],
    iconAnchor: [size / 2 - offset[0], size / 2 - offset[1]],
  })
}

function hotspotDrawing({ tally }: MapItem): string {
  const { shape, glyph } = markOf(worstState(tally))
  return `<svg viewBox="-1 -1 26 26"><path class="shape" d="${shape}"/><path class="glyph" d="${glyph}"/></svg>`
}

function clusterDrawing({ tally }: MapItem, size: number, short: (count: number) => string): string {
  const middle = size / 2
  const width = 5
  const radius = middle - width / 2
  const round = 2 * Math.PI * radius
  const ring = ringParts(tally)
    .map(
      ({ state, start, share }) =>
        `<circle class="ring ${state}" cx="${middle}" cy="${middle}" r="${radius}" stroke-width="${width}" ` +
        `stroke-dasharray="${(share * round).toFixed(1)} ${round.toFixed(1)}" ` +
        `transform="rotate(${(start * 360 - 90).toFixed(1)} ${middle} ${middle})"/>`,
    )
    .join('')
  const ill = tally.down > 0 ? 'down' : tally.degraded > 0 ? 'degraded' : undefined
  const badge = ill
    ? `<span class="ill ${ill}"><svg viewBox="0 0 24 24"><path class="shape" d="${markOf(ill).shape}"/><path class="glyph" d="${markOf(ill).glyph}"/></svg><i data-count="${short(tally[ill])}"></i></span>`
    : ''
  return (
    `<svg viewBox="0 0 ${size} ${size}"><circle class="disc" cx="${middle}" cy="${middle}" r="${middle}"/>${ring}</svg>` +
    `<b data-count="${short(total(tally))}"></b>${badge}`
  )
}
