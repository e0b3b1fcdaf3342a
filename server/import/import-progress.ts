import { Presets, SingleBar } from 'cli-progress'

/**
 * Runs `work` with a progress bar on standard error, where that is a terminal; without one elsewhere.
 *
 * @param unit what is counted, e.g. `hotspots`
 */
export async function withProgressBar<T>(
  unit: string,
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  if (!process.stderr.isTTY) return work(() => {})
  const bar = new SingleBar(
    { format: `  {bar} {percentage}%  {value} of {total} ${unit}`, hideCursor: true, stream: process.stderr },
    Presets.shades_classic,
  )
  let started = false
  try {
    return await work((done, total) => {
      if (!started) bar.start(total, done)
      else bar.update(done)
      started = true
    })
  } finally {
    if (started) bar.stop()
  }
}
