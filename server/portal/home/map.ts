import type { Position } from 'geojson'
import { html, type Markup } from '../pages/html.ts'
import type { NearbyPlace, Point } from './find-places.ts'

const WIDTH = 640
const HEIGHT = 480
/** Degrees of latitude around the outermost hotspots; about 200 m. */
const LEAST_MARGIN = 0.002
/** More than these are drawn none: the page must stay small, and a part of them would look like the city's edge. */
const MOST_OUTLINES = 150
const TAG_RADIUS = 12

export interface Box {
  west: number
  south: number
  east: number
  north: number
}

/** The box to draw: around all points, of the drawing's proportions. */
export function boxAround(points: readonly Point[]): Box {
  const latitudes = points.map(({ latitude }) => latitude)
  const longitudes = points.map(({ longitude }) => longitude)
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)]
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)]
  const squeeze = Math.max(0.01, Math.cos((((south + north) / 2) * Math.PI) / 180))
  const height = Math.max(north - south, (((east - west) * squeeze) / WIDTH) * HEIGHT)
  const halfHeight = (height / 2) * 1.15 + LEAST_MARGIN
  const halfWidth = ((halfHeight / HEIGHT) * WIDTH) / squeeze
  const [latitude, longitude] = [(south + north) / 2, (west + east) / 2]
  return {
    west: longitude - halfWidth,
    east: longitude + halfWidth,
    south: latitude - halfHeight,
    north: latitude + halfHeight,
  }
}

/** The places of the list, by their numbers in it, over the outlines of neighbourhoods. */
export function mapSvg(
  spots: readonly NearbyPlace[],
  outlines: readonly Position[][],
  box: Box,
  { title, description, from, first }: { title: string; description: string; from?: Point | undefined; first: number },
): Markup {
  const x = (longitude: number) => Math.round(((longitude - box.west) / (box.east - box.west)) * WIDTH)
  const y = (latitude: number) => Math.round(((box.north - latitude) / (box.north - box.south)) * HEIGHT)
  const numbered = spots.map(({ longitude, latitude, state }, position) => {
    const [left, top] = [x(longitude), y(latitude)]
    return html`<circle class="spot${state === 'degraded' ? ' slow' : ''}" cx="${left}" cy="${top}" r="${TAG_RADIUS}"/><text class="tag" x="${left}" y="${top}">${first + position}</text>`
  })
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="map-title map-text">
<title id="map-title">${title}</title><desc id="map-text">${description}</desc>
<g class="area">${(outlines.length > MOST_OUTLINES ? [] : outlines).map((ring) => html`<path d="${outline(ring, x, y)}"/>`)}</g>
${from && html`<circle class="you" cx="${x(from.longitude)}" cy="${y(from.latitude)}" r="8"/>`}
${numbered.reverse()}</svg>`
}

function outline(ring: Position[], x: (longitude: number) => number, y: (latitude: number) => number): string {
  const steps: string[] = []
  for (const [longitude = 0, latitude = 0] of ring) {
    const step = `${x(longitude)} ${y(latitude)}`
    if (step !== steps.at(-1)) steps.push(step)
  }
  return `M${steps.join('L')}Z`
}
