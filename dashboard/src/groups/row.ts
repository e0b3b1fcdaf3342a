import { useState } from 'react'
import type { removeHotspotGroup, removePolicy } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { useGroupReason } from './reason.ts'

/** What is being done with one row of a list: it is changed, or removed after a question, or what the row has beside. */
export function useRow<More extends string = never>(
  { id, name }: { id: number; name: string },
  removal: typeof removeHotspotGroup | typeof removePolicy,
  onChange: () => void,
) {
  const t = useText()
  const { change, announce } = useCity()
  const [doing, setDoing] = useState<'edit' | 'remove' | More>()
  const [error, setError] = useState<unknown>()
  const reason = useGroupReason(error)
  const editButton = useReturnedFocus(doing !== 'edit')
  const removeButton = useReturnedFocus(doing !== 'remove')
  const stop = () => setDoing(undefined)
  const saved = () => {
    stop()
    onChange()
  }
  const remove = () => {
    stop()
    setError(undefined)
    change(removal, { params: { id } }).then(() => {
      announce(t('groups.removed', { name }))
      onChange()
    }, setError)
  }
  return { doing, setDoing, stop, saved, remove, editButton, removeButton, failure: error ? reason : undefined }
}
