export class Stack<T> {
  readonly #items: T[] = []
  push = (item: T) => this.#items.push(item)
  pop = () => this.#items.pop()
}
