import type { Contract, Handlers, RpcError } from '@runhive/contracts/define'
import { type Exchange, nobodyServes } from '../rpc/client.ts'
import { createServer, type Server, type ServerOptions } from '../rpc/server.ts'
import { addressSubject, type Reply } from '../wire/envelope.ts'

/** Servers of one process, by service, or by service and address; calls go to them in turn. */
export interface Switchboard {
  readonly exchange: Exchange
  listen<C extends Contract>(
    contract: C,
    handlers: Handlers<C>,
    options: ServerOptions & { readonly address?: string },
  ): AsyncDisposable & { readonly server: Server }
}

export function createSwitchboard(): Switchboard {
  const places = new Map<string, Server[]>()
  let sequence = 0

  function next(place: string): Server | undefined {
    const servers = places.get(place)
    const server = servers?.shift()
    if (server) servers?.push(server)
    return server
  }

  return {
    exchange({ service, address, procedure, ...rest }, settle) {
      let open = true
      const id = String(sequence++)
      // Never in the caller's own turn: what arrives over a network does not either.
      const answer = (outcome: Reply | RpcError) => queueMicrotask(() => open && settle(outcome))
      const place = placeOf(service, address)
      const server = next(place)
      if (server) server.handle({ id, procedure, ...rest }, answer)
      else answer(nobodyServes(`${place}.${procedure}`))
      return (why) => {
        open = false
        if (why) server?.cancel(id, why)
      }
    },
    listen(contract, handlers, options) {
      const server = createServer(contract, handlers, options)
      const place = placeOf(contract.name, options.address)
      const servers = places.get(place) ?? []
      places.set(place, servers)
      servers.push(server)
      return {
        server,
        async [Symbol.asyncDispose]() {
          const at = servers.indexOf(server)
          if (at >= 0) servers.splice(at, 1)
          if (servers.length === 0 && places.get(place) === servers) places.delete(place)
          await server.idle()
        },
      }
    },
  }
}

function placeOf(service: string, address: string | undefined): string {
  return address === undefined ? service : addressSubject(service, address)
}
