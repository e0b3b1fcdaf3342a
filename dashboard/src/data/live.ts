import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../../server/api/contract/index.ts'

export type Live = Socket<ServerToClient, ClientToServer>

/** So long (ms) at most until it is tried again: a server that is back is heard of within 5 s, however long it was away. */
export const RETRY_MS = 3000

const options = {
  path: '/api/live',
  transports: ['websocket', 'polling'],
  reconnectionDelayMax: RETRY_MS,
  autoConnect: false,
}

/**
 * The live link to the server, to be opened with `connect`; it reconnects by itself until `disconnect`.
 *
 * @param origin absent: the page's
 */
export const createLive = (origin?: string): Live => (origin === undefined ? io(options) : io(origin, options))
