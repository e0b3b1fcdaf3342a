import { useEffect, useRef } from 'react'
import { listAccessLog, listFaultReports, listSessions, readHotspot } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type Resource, useList, useResource } from '../data/resource.ts'

/** Sessions that have ended shown below the live ones, at first. */
const RECENT = 20

/** Everything about one hotspot that who is signed in may see, read again when the server says that it has changed. */
export function useWatchedHotspot(id: number) {
  const { me } = useCity()
  const isOperator = me.role === 'operator' || me.role === 'admin'
  const sessions = isOperator ? listSessions : undefined
  const reads = {
    detail: useResource(readHotspot, { params: { id } }),
    running: useList(sessions, { params: { id }, query: { live: 'true' } }),
    recent: useList(sessions, { params: { id }, query: { live: 'false', limit: RECENT } }),
    log: useResource(isOperator ? listAccessLog : undefined, { query: { hotspot: id } }),
    faults: useResource(isOperator ? listFaultReports : undefined, { params: { id } }),
  }
  useWatch(id, reads)
  return { ...reads, isOperator }
}

type Reads = Record<'detail' | 'running' | 'recent' | 'log' | 'faults', Resource<unknown>>

/** Tells the server which hotspot is watched, and reads again what it says has changed. */
function useWatch(id: number, reads: Reads) {
  const { live } = useCity()
  const current = useRef(reads)
  current.current = reads
  useEffect(() => {
    let first = !live.connected
    const watch = () => {
      live.emit('watch', id)
      if (!first) for (const { reload } of Object.values(current.current)) reload()
      first = false
    }
    const changed = (change: { id: number; what: Array<'health' | 'sessions'> }) => {
      if (change.id !== id) return
      const { detail, running, recent, log, faults } = current.current
      detail.reload()
      faults.reload()
      log.reload()
      if (change.what.includes('sessions')) {
        running.reload()
        recent.reload()
      }
    }
    if (live.connected) live.emit('watch', id)
    live.on('connect', watch)
    live.on('hotspot', changed)
    return () => {
      live.off('connect', watch)
      live.off('hotspot', changed)
      if (live.connected) live.emit('watch', null)
    }
  }, [live, id])
}
