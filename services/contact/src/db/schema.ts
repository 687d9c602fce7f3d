export interface Schema {
  messages: MessagesTable
}

export interface MessagesTable {
  id: string
  name: string
  email: string
  message: string
  received_at: Date
}
