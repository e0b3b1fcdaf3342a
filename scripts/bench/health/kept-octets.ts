/** Octets of one row with its part of the indexes, as measured. */
export interface RowOctets {
  samples: number
  kept_minutes: number
  kept_hours: number
  kept_days: number
}

const GIGA = 1e9
/** Days of each that are kept at a time: the day that runs, or the month, beside the whole ones. */
const SAMPLE_DAYS = 2.5
const MINUTE_DAYS = 14.5
const HOUR_DAYS = 415
const YEARS_OF_DAYS = 1

/** GB of what is kept of so many hotspots' readings, polled once a minute, after a year. */
export function keptGigabytes(hotspots: number, of: RowOctets): number {
  const rows = {
    samples: SAMPLE_DAYS * 1440,
    kept_minutes: MINUTE_DAYS * 288,
    kept_hours: HOUR_DAYS * 24,
    kept_days: YEARS_OF_DAYS * 365,
  }
  const octets = (Object.keys(rows) as Array<keyof RowOctets>).reduce((sum, name) => sum + rows[name] * of[name], 0)
  return (hotspots * octets) / GIGA
}
