import type { System } from '../pages/system.ts'

/**
 * An address that opens the way to a place in whatever shows maps on the device: a `geo:` URI (RFC 5870) on Android, where
 * an app answers it with and without a network; on Apple's systems, which do not know it, their own maps' (Apple, "Map
 * Links"); elsewhere a map on the web.
 */
export function directionsUrl(
  system: System,
  { name, latitude, longitude }: { name: string; latitude: number; longitude: number },
): string {
  const point = `${latitude.toFixed(5)},${longitude.toFixed(5)}`
  if (system === 'android') return `geo:${point}?q=${point}(${encodeURIComponent(name.replace(/[()]/g, ' '))})`
  if (system === 'apple') return `https://maps.apple.com/?daddr=${point}`
  return `https://www.openstreetmap.org/directions?to=${point}`
}
