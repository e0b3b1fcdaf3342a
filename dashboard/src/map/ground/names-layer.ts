import { type Coords, GridLayer } from 'leaflet'
import type { Colour } from '../../theme/colour.ts'
import { type Kind, type Label, labelsAt, type Streets, widthOf } from './labels.ts'

const TILE = 256
const fonts: Record<Kind, string> = {
  place: '600 13px system-ui, sans-serif',
  water: 'italic 12px system-ui, sans-serif',
  park: '12px system-ui, sans-serif',
  avenue: '600 12px system-ui, sans-serif',
  border: '11px system-ui, sans-serif',
  lane: '11px system-ui, sans-serif',
}

/** Names on tiles: one that reaches over an edge is drawn on both sides of it. */
export function createNames(streets: Streets, colour: Colour, pane: string): GridLayer {
  const [ink, halo] = [colour('map-ink'), colour('map-halo')]
  let known: { zoom: number; labels: Label[] } | undefined
  const labelsOf = (zoom: number): Label[] => {
    if (known?.zoom !== zoom) known = { zoom, labels: labelsAt(streets, zoom) }
    return known.labels
  }
  class Names extends GridLayer {
    protected override createTile({ x, y, z }: Coords): HTMLElement {
      const canvas = document.createElement('canvas')
      const fine = Math.ceil(devicePixelRatio)
      canvas.width = TILE * fine
      canvas.height = TILE * fine
      const context = canvas.getContext('2d')
      if (!context) return canvas
      context.scale(fine, fine)
      context.translate(-x * TILE, -y * TILE)
      context.textAlign = 'center'
      context.textBaseline = 'middle'
      context.lineJoin = 'round'
      context.lineWidth = 3
      context.strokeStyle = halo
      context.fillStyle = ink
      for (const label of labelsOf(z)) if (reaches(label, x, y)) write(context, label)
      return canvas
    }
  }
  return new Names({ pane, tileSize: TILE })
}

function reaches({ text, x, y }: Label, column: number, row: number): boolean {
  const [left, top, around] = [column * TILE, row * TILE, widthOf(text)]
  return x > left - around && x < left + TILE + around && y > top - around && y < top + TILE + around
}

function write(context: CanvasRenderingContext2D, { text, kind, x, y, angle }: Label): void {
  context.save()
  context.font = fonts[kind]
  context.translate(x, y)
  context.rotate(angle)
  context.strokeText(text, 0, 0)
  context.fillText(text, 0, 0)
  context.restore()
}
