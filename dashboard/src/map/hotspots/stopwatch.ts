import type { Map as LeafletMap } from 'leaflet'

/**
 * Measures for the browser's performance timeline, in milliseconds: `plaza:first-map` from navigation to the first
 * frame with hotspots; `plaza:pan` and `plaza:zoom` from the end of the movement to the frame that shows what is there
 * now, with the longest frame on the way (`detail.longestFrame`) and the number of markers (`detail.markers`).
 */
export function createStopwatch(map: LeafletMap) {
  let longestFrame = 0
  let frame = 0
  let zoomed = false
  let endedAt = 0

  const watchFrames = () => {
    longestFrame = 0
    let last = performance.now()
    const next = (now: number) => {
      longestFrame = Math.max(longestFrame, now - last)
      last = now
      frame = requestAnimationFrame(next)
    }
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(next)
  }
  const zooming = () => {
    zoomed = true
  }
  const ending = () => {
    endedAt = performance.now()
  }
  map.on('movestart', watchFrames)
  map.on('zoomstart', zooming)
  // Registered before the layers' own handlers: the clock starts before they draw.
  map.on('moveend', ending)

  return {
    /** To be called when the markers of a movement's end are placed. */
    drawn(markers: number) {
      const start = endedAt
      const name = zoomed ? 'plaza:zoom' : 'plaza:pan'
      zoomed = false
      afterNextPaint(() => {
        cancelAnimationFrame(frame)
        const end = performance.now()
        if (performance.getEntriesByName('plaza:first-map').length === 0) {
          if (markers > 0) performance.measure('plaza:first-map', { start: 0, end, detail: { markers } })
        } else if (start > 0) {
          performance.measure(name, { start, end, detail: { markers, longestFrame: Math.round(longestFrame) } })
        }
      })
    },
    stop() {
      cancelAnimationFrame(frame)
      map.off('movestart', watchFrames)
      map.off('zoomstart', zooming)
      map.off('moveend', ending)
    },
  }
}

const afterNextPaint = (then: () => void) => requestAnimationFrame(() => setTimeout(then))
