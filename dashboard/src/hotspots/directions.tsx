import { useText } from '../languages/index.ts'

const DIGITS = 6

/** The way to a place: coordinates that a phone's own map opens (RFC 5870), and directions at OpenStreetMap. */
export function Directions({ latitude, longitude }: { latitude: number; longitude: number }) {
  const t = useText()
  const at = `${latitude.toFixed(DIGITS)},${longitude.toFixed(DIGITS)}`
  const route = `https://www.openstreetmap.org/directions?to=${encodeURIComponent(at)}`
  return (
    <span className="directions">
      <a href={`geo:${at}`}>{at}</a>{' '}
      <a href={route} target="_blank" rel="noreferrer">
        {t('hotspot.directions')}
      </a>
    </span>
  )
}
