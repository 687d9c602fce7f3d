/** What the mesh needs of a logger; pino's fits. */
export interface MeshLogger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const silentLogger: MeshLogger = { debug() {}, info() {}, warn() {}, error() {} }
