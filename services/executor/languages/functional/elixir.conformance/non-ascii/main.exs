IO.puts("Grüße, 世界 🌍")
Enum.each(IO.stream(), &IO.write/1)
