import { type Fill, hatches, inkOn, TILE } from './hatches.ts'

const made = new Map<string, CanvasPattern>()

/** What a canvas fills with: the colour alone, or a tile of it with its hatch. */
export function paintOf({ colour, hatch }: Fill): string | CanvasPattern {
  if (!hatch) return colour
  const key = `${colour} ${hatch}`
  const known = made.get(key)
  if (known) return known
  const tile = document.createElement('canvas')
  // Twice as fine as it is shown, for screens that can.
  tile.width = TILE * 2
  tile.height = TILE * 2
  const context = tile.getContext('2d')
  if (!context) return colour
  context.scale(2, 2)
  context.fillStyle = colour
  context.fillRect(0, 0, TILE, TILE)
  context.strokeStyle = inkOn(colour)
  context.stroke(new Path2D(hatches[hatch]))
  const pattern = context.createPattern(tile, 'repeat')
  if (!pattern) return colour
  pattern.setTransform(new DOMMatrix().scale(0.5))
  made.set(key, pattern)
  return pattern
}
