import type { HotspotDetail } from '../../../server/api/contract/index.ts'

type Device = HotspotDetail['device']
type Noted = string | null | undefined

/** What a hotspot is by its device's word and by the inventory; `noted` where that says otherwise. */
export interface ToldAndNoted {
  words: string | null
  noted: string | null
}

/** Said once where both say the same, in whatever case. The profile by which a device is read stands for a model that nobody knows. */
export function toldAndNoted(field: 'model' | 'serial' | 'firmware', device: Device, noted: Noted): ToldAndNoted {
  const told = device?.[field] || null
  const other = noted || null
  if (told === null) return { words: other ?? (field === 'model' ? (device?.profile ?? null) : null), noted: null }
  const isAlike = other === null || other.trim().toLowerCase() === told.trim().toLowerCase()
  return { words: told, noted: isAlike ? null : other }
}
