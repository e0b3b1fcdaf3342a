import { type Logger, pino } from 'pino'

export type Log = Logger

/** The process's log: one JSON object a line on standard error; secrets and cookies are removed. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          '*.password',
          '*.secret',
          '*.cookie',
          'req.headers.cookie',
          'req.headers.authorization',
          'res.headers["set-cookie"]',
        ],
        censor: '[removed]',
      },
    },
    pino.destination({ dest: 2, sync: true }),
  )
}

/** A log that says nothing, for tests and one-off commands. */
export const silentLog: Log = pino({ level: 'silent' })
