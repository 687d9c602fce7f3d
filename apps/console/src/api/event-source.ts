/**
 * Replaces the package of this name, which the client needs outside browsers and for subscriptions over server-sent
 * events. The console uses sockets.
 */
export const EventSource: typeof globalThis.EventSource = globalThis.EventSource
