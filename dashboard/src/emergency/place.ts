import type { Emergency } from '../../../server/api/contract/index.ts'
import type { Text } from '../languages/index.ts'

/** Where an emergency is on, in words. */
export const placeOf = ({ hotspot, neighbourhood }: Emergency, t: Text): string =>
  hotspot ?? neighbourhood ?? t('emergency.city')
