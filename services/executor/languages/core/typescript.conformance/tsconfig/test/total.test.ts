import { total } from '../nowhere'
describe('not part of the program', () => total([]))
