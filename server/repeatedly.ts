/**
 * Works at once and every so many ms, never twice at a time: a turn that comes while the last one's work is under way is left
 * out. It does not keep the process alive.
 *
 * @param onFailure is told why a turn's work failed; the next turn comes all the same
 */
export function repeatedly(
  work: () => Promise<unknown>,
  everyMs: number,
  onFailure: (error: unknown) => void,
): { close(): Promise<void> } {
  let running: Promise<unknown> | undefined
  const run = () => {
    running ??= work()
      .catch(onFailure)
      .finally(() => {
        running = undefined
      })
  }
  run()
  const timer = setInterval(run, everyMs).unref()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
