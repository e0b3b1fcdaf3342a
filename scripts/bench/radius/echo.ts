/** A bare UDP echo on the port in its argument: the most that a server in Node could reach. */
import { createSocket } from 'node:dgram'

const socket = createSocket({ type: 'udp4', lookup: (address, _, callback) => callback(null, address, 4) })
socket.on('message', (datagram, { port, address }) => socket.send(datagram, port, address))
socket.bind(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'))
