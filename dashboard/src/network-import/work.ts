import { useState } from 'react'
import { changeInventory, importNetwork, type NetworkImported } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import type { ChosenFile } from './file.ts'

/** Which hotspots that left the file are retired with it: none of them, some by their ids, or all. */
export type Retire = ReadonlySet<number> | 'all'

export interface RunningImport {
  file: string
  isApplied: boolean
  /** By which its progress is asked for. */
  run: string
}

const madeUp = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((octet) => octet.toString(16).padStart(2, '0')).join('')

/** Asks what a file would change, and applies it. */
export function useNetworkImport() {
  const t = useText()
  const { change, announce, format } = useCity()
  const [running, setRunning] = useState<RunningImport>()
  const [result, setResult] = useState<NetworkImported>()
  const [error, setError] = useState<unknown>()

  const follow = async (file: ChosenFile, isApplied: boolean, work: (run: string) => Promise<NetworkImported>) => {
    const run = madeUp()
    setRunning({ file: file.name, isApplied, run })
    setError(undefined)
    const done = await work(run).catch((failure: unknown) => {
      setError(failure)
      return undefined
    })
    if (done) setResult(done)
    setRunning(undefined)
    return done
  }
  const preview = (file: ChosenFile) =>
    follow(file, false, (run) => change(importNetwork, { body: { ...file, apply: false, run } }))
  const apply = async (file: ChosenFile, retire: Retire) => {
    const done = await follow(file, true, async (run) => {
      const body = { ...file, apply: true, retireMissing: retire === 'all', run }
      const imported = await change(importNetwork, { body })
      if (retire === 'all' || retire.size === 0) return imported
      const { changed } = await change(changeInventory, {
        body: { hotspots: [...retire], change: { retired: true } },
      })
      return { ...imported, retired: changed, left: imported.left.filter(({ id }) => !retire.has(id)) }
    })
    if (!done) return
    announce(t('import.applied', { changed: format.count(done.changed), retired: format.count(done.retired) }))
  }
  const forget = () => {
    setResult(undefined)
    setError(undefined)
  }
  return { running, result, error, preview, apply, forget }
}
