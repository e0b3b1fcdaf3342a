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
}

/** Asks what a file would change, and applies it. */
export function useNetworkImport() {
  const t = useText()
  const { change, announce, format } = useCity()
  const [running, setRunning] = useState<RunningImport>()
  const [result, setResult] = useState<NetworkImported>()
  const [error, setError] = useState<unknown>()

  const run = async (file: ChosenFile, isApplied: boolean, work: () => Promise<NetworkImported>) => {
    setRunning({ file: file.name, isApplied })
    setError(undefined)
    const done = await work().catch((failure: unknown) => {
      setError(failure)
      return undefined
    })
    if (done) setResult(done)
    setRunning(undefined)
    return done
  }
  const preview = (file: ChosenFile) =>
    run(file, false, () => change(importNetwork, { body: { ...file, apply: false } }))
  const apply = async (file: ChosenFile, retire: Retire) => {
    const done = await run(file, true, async () => {
      const body = { ...file, apply: true, retireMissing: retire === 'all' }
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
