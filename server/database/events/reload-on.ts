import type { Log } from '../../log.ts'
import type { Database } from '../connection.ts'
import { type PlazaEvent, subscribe } from './events.ts'
import { persistently } from './persistently.ts'

interface ReloadOn {
  events: ReadonlyArray<PlazaEvent['type']>
  reload: () => Promise<void>
  /** What is kept in memory, as the log names it. */
  what: string
}

/** Keeps what is in memory true: it is read again at the events, and when some may have been missed, until that succeeds. */
export async function reloadOn(
  db: Pick<Database, 'pool'>,
  log: Log,
  { events, reload, what }: ReloadOn,
): Promise<{ close(): Promise<void> }> {
  const reloadLater = persistently(reload, (error) =>
    log.error({ err: error }, `${what} not reloaded: tried again each second`),
  )
  const onEvent = ({ type }: PlazaEvent) => {
    if (events.includes(type)) reloadLater()
  }
  const subscription = await subscribe(db, onEvent, reloadLater)
  return {
    close() {
      reloadLater.close()
      return subscription.close()
    },
  }
}
