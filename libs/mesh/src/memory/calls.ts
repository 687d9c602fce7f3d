import { type Contract, type Handlers, RpcError } from '@runhive/contracts/define'
import type { Exchange } from '../client.ts'
import type { Reply } from '../envelope.ts'
import { createServer, type Server, type ServerOptions } from '../server.ts'

/** Servers of one process, by service; calls go to them in turn. */
export interface Switchboard {
  readonly exchange: Exchange
  listen<C extends Contract>(
    contract: C,
    handlers: Handlers<C>,
    options: ServerOptions,
  ): AsyncDisposable & { readonly server: Server }
}

export function createSwitchboard(): Switchboard {
  const services = new Map<string, Server[]>()
  let sequence = 0

  function next(service: string): Server | undefined {
    const servers = services.get(service)
    const server = servers?.shift()
    if (server) servers?.push(server)
    return server
  }

  return {
    exchange({ service, procedure, ...rest }, settle) {
      let open = true
      const id = String(sequence++)
      // Never in the caller's own turn: what arrives over a network does not either.
      const answer = (outcome: Reply | RpcError) => queueMicrotask(() => open && settle(outcome))
      const server = next(service)
      if (server) server.handle({ id, procedure, ...rest }, answer)
      else answer(new RpcError('UNAVAILABLE', { message: `nobody serves ${service}.${procedure}` }))
      return (why) => {
        open = false
        if (why) server?.cancel(id, why)
      }
    },
    listen(contract, handlers, options) {
      const server = createServer(contract, handlers, options)
      const servers = services.get(contract.name) ?? []
      services.set(contract.name, servers)
      servers.push(server)
      return {
        server,
        async [Symbol.asyncDispose]() {
          const at = servers.indexOf(server)
          if (at >= 0) servers.splice(at, 1)
          await server.idle()
        },
      }
    },
  }
}
