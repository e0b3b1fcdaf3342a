/** Tells the person at the terminal how a long start goes on. */
export interface Progress {
  /** What is under way, in a few words: told when it has lasted a second. */
  doing(what: string): void
  /** What is done: told at once. */
  done(what: string): void
}

const QUIET_MS = 1000

/** @param tell prints a line. `end` ends what is under way without a word. */
export function createProgress(tell: (line: string) => void): Progress & { end(): void } {
  let timer: NodeJS.Timeout | undefined
  const end = () => clearTimeout(timer)
  return {
    end,
    doing(what) {
      end()
      timer = setTimeout(() => tell(`${what} …`), QUIET_MS).unref()
    },
    done(what) {
      end()
      tell(what)
    },
  }
}

/** For one-off commands and tests. */
export const silentProgress: Progress = { doing() {}, done() {} }
