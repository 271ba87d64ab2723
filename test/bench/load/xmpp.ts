import type { TLSSocket } from 'node:tls'
import type { OnMessage } from './receivers.ts'
import { openTls } from './requests.ts'

const ROOM = 'room@conf.localhost'
const OPEN = `<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
const BODY = Buffer.from('<body>n=')
/** What is read of a message: its number. */
const NEEDED = BODY.length + 10

/** Somebody in a room of XEP-0045, who hears what is said there and may speak. */
export interface Occupant {
  say(text: string): void
  close(): void
}

/** Joins anonymously, as the bench's configuration of the server allows. */
export async function openOccupant(port: number, nick: number, onMessage: OnMessage): Promise<Occupant> {
  const socket = await openTls(port)
  const ask = (text: string, answer: RegExp) => expect(socket, text, answer)
  await ask(OPEN, /<\/stream:features>/)
  await ask(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>`, /<success/)
  await ask(OPEN, /<\/stream:features>/)
  await ask(`<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`, /<iq [^>]*type=["']result/)
  const muc = `<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>`
  await ask(`<presence to='${ROOM}/nick${nick}'>${muc}</presence>`, /code=["']110["']/)
  let received: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk
    let at = received.indexOf(BODY)
    for (; at !== -1 && at + NEEDED <= received.length; at = received.indexOf(BODY, at + NEEDED)) {
      onMessage(received.subarray(at))
    }
    received = received.subarray(at === -1 ? Math.max(0, received.length - BODY.length) : at)
  })
  return {
    say: (text) => void socket.write(`<message to='${ROOM}' type='groupchat'><body>${text}</body></message>`),
    close: () => socket.destroy(),
  }
}

function expect(socket: TLSSocket, text: string, answer: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let got = ''
    const timer = setTimeout(() => reject(new Error(`The XMPP server did not answer ${text}: ${got}`)), 20_000)
    const read = (chunk: Buffer) => {
      got += chunk.toString('latin1')
      if (!answer.test(got)) return
      clearTimeout(timer)
      socket.off('data', read)
      resolve()
    }
    socket.on('data', read)
    socket.write(text)
  })
}
