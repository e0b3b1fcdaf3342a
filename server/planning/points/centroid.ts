import type { Position } from 'geojson'

/** Of a small closed ring: by the shoelace formula about its first corner, or the mean of corners when it has no area. */
export function centroid(ring: Position[]): [longitude: number, latitude: number] {
  const [x0 = 0, y0 = 0] = ring[0] ?? []
  const points = ring.map(([x = 0, y = 0]) => [x - x0, y - y0] as const)
  let area = 0
  let cx = 0
  let cy = 0
  points.forEach(([x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length]!
    const cross = x * nextY - nextX * y
    area += cross / 2
    cx += ((x + nextX) * cross) / 6
    cy += ((y + nextY) * cross) / 6
  })
  if (area !== 0) return [x0 + cx / area, y0 + cy / area]
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / Math.max(1, points.length)
  return [x0 + mean(0), y0 + mean(1)]
}
