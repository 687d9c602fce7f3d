export { findFreePorts, isPortFree } from '@runhive/mesh/testing/free-ports'
