import type { Generated } from 'kysely'
import type { DeviceSystem } from './way-online/steps.ts'

export interface AnalyticsTables {
  usage_days: UsageDaysTable
  usage_spans: UsageSpansTable
  usage_counts: UsageCountsTable
  turned_away: TurnedAwayTable
  ways_online: WaysOnlineTable
}

export const placeKinds = ['city', 'borough', 'neighbourhood', 'programme', 'group', 'site', 'hotspot'] as const
export type PlaceKind = (typeof placeKinds)[number]

interface UsageDaysTable {
  kind: PlaceKind
  place: string
  /** yyyy-mm-dd */
  day: string
  sessions: number
  begun: number
  seconds: number
  input_octets: number
  output_octets: number
  residents: number
  new_residents: number
  peak: number
  capacity: number | null
  saturated_minutes: number
  turned_away: Generated<number>
  hour_begun: number[]
  hour_residents: number[]
  hour_seconds: number[]
  hour_peak: number[]
  hour_octets: number[]
  hour_saturated: Generated<number[] | null>
  hour_turned_away: Generated<number[] | null>
}

interface UsageSpansTable {
  kind: PlaceKind
  place: string
  step: 'week' | 'month'
  since: string
  residents: number
  new_residents: number
}

interface UsageCountsTable {
  step: 'day' | 'week' | 'month'
  since: string
  counted_at: Date
}

interface TurnedAwayTable {
  hour: Date
  hotspot_id: number
  devices: number
}

interface WaysOnlineTable {
  hour: Date
  hotspot_id: number | null
  vendor: string
  system: DeviceSystem
  arrived: Generated<number>
  shown: Generated<number>
  signed_in: Generated<number>
  new_devices: Generated<number>
  let_in: Generated<number>
  accepted: Generated<number>
  online: Generated<number>
}
