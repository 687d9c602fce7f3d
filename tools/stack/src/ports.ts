export { findFreePorts, isPortFree } from '@runhive/mesh/free-ports'
