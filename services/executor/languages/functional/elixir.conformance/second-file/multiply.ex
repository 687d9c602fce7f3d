defmodule Multiply do
  def multiply(a, b), do: a * b
end
