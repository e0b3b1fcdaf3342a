import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../../server/api/contract/index.ts'

export type Live = Socket<ServerToClient, ClientToServer>

/** The live link to the server, to be opened with `connect`; it reconnects by itself until `disconnect`. */
export const createLive = (): Live =>
  io({ path: '/api/live', transports: ['websocket', 'polling'], reconnectionDelayMax: 10_000, autoConnect: false })
